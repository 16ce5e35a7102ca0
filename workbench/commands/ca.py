"""`workbench ca`: certificate authorities that are trusted beside the system's own."""

from __future__ import annotations

from workbench.commands import output, statuses
from workbench.commands.calls import Call

ACTIONS = ("list", "add", "remove", "undo", "enable", "disable")
HELP = """\
usage: workbench ca ACTION [options]

Certificate authorities that are trusted beside the system's own.

  list                           every CA file with its certificates
  add FILE [--host H] [--port P] trust the CAs in FILE, for every host or for one
  add --from HOST[:PORT] --sha256 HEX
                                 trust a CA that this server presents and whose SHA-256 you know,
                                 for this server; without --sha256 the chain is shown, nothing is trusted
  remove FILE                    take it out of the settings; the file stays
  undo                           take back the last removal, also one made in the app
  enable, disable FILE           FILE is named as the list shows it, or by its last part;
                                 --host or --every-host tells two entries of one file apart

examples:
  workbench ca add company-ca.pem
  workbench ca add partner-ca.pem --host '*.partner.example' --port 8443
  workbench ca add --from api.example.com:8443 --sha256 7A:1F:90:…
  workbench ca disable company-ca.pem
"""


def run(call: Call) -> int:
    """Run one action."""
    if call.wants_help:
        output.lines(HELP)
        return statuses.DONE
    action = call.action(ACTIONS)
    if action == "list":
        from workbench.commands import ca_list

        return ca_list.run(call.without_action())
    if action == "undo":
        from workbench.commands import ca_undo

        return ca_undo.run(call.without_action())
    from workbench.commands import ca_change

    return ca_change.run(call.without_action(), action)
