"""`workbench --help`: one screen on everything the command line can do."""

from __future__ import annotations

import sys

from workbench.commands import streams

TEXT = """\
Workbench: an API client in the terminal that picks the right client certificate.

usage: workbench [--home DIR]                 the app
       workbench [--home DIR] COMMAND …       one of these, without the app:

  send [METHOD] URL|FILE   send a request: body to stdout, one line on TLS and the
                           certificate to stderr
  which URL|FILE           which certificate this would get, and why
  doctor URL|FILE          what stands in the way, step by step, and what to change
  certs list|add|remove|replace|edit|undo|enable|disable|check|inspect|reseal|import|export
                           the client certificates
  ca list|add|remove|undo|enable|disable
                           extra certificate authorities to trust
  demo                     the app on a throw-away lab of mutual-TLS servers;
                           --headless serves the lab alone

  --home DIR               keep everything in DIR (also: WORKBENCH_HOME=DIR)
  --reset-terminal         put a terminal right that a lost session left in a mess
  WORKBENCH_DRAWING=lines  in the environment: draw whole lines, where the screen comes out
                           wrong; otherwise only the cells that changed are sent
  --version, --help        COMMAND --help tells more, with examples

Every command but demo and certs export takes --json. Secrets are masked unless
--show-secrets; a passphrase is never taken from the command line: --passphrase-stdin,
--passphrase-env VAR.

exit status: 0 done (any HTTP status)   1 a fault of our own   2 wrong usage, settings or
             request   3 a certificate could not be used   4 TLS failed   5 any other
             network failure   6 a check failed   130 interrupted

examples:
  workbench demo
  workbench send https://api.example.com/users
  workbench send POST api.example.com/users -H 'Accept: application/json' -d @user.json
  workbench which https://api.example.com:8443/
  workbench certs add --host '*.example.com' --crt alice.crt --key alice.key --name alice
"""


def run() -> int:
    """Print the overview."""
    streams.write(sys.stdout, streams.encoded(TEXT, sys.stdout))
    return 0
