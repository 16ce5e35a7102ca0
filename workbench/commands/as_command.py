"""`send --as`: the request as a command line for another program, printed instead of sent."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from workbench.commands import output
from workbench.commands.faults import CommandError, UsageError

if TYPE_CHECKING:
    from workbench.engine import Ticket
    from workbench.interchange.carried import Copied

WAYS: Final = ("curl", "s_client")


class AsOptions(argparse.Namespace):
    """The options as parsed."""

    written_as: str | None
    show_secrets: bool
    json: bool


def add(parser: argparse.ArgumentParser) -> None:
    """Add `--as`."""
    parser.add_argument(
        "--as",
        dest="written_as",
        choices=WAYS,
        help="send nothing: print a command for sh, bash or zsh that does the same with curl, or shows the handshake "
        "with openssl s_client; a secret stands in it as a $VARIABLE, unless --show-secrets; a passphrase is asked for",
    )


def check(options: AsOptions, *, body_from_stdin: bool) -> None:
    """Raise UsageError for what cannot go together."""
    if options.written_as and body_from_stdin:
        raise UsageError("--as prints a command, and -d @- would be gone when it runs: name a file.")
    if options.written_as and options.json:
        raise UsageError("--as prints a command, --json a record: give one of them.")


def show(options: AsOptions, ticket: Ticket) -> None:
    """Print the command, and on stderr what a person should know of it; raises CommandError."""
    from workbench.interchange.carried import NotCopied

    try:
        written = _written(options, ticket)
    except NotCopied as fault:
        raise CommandError("invalid_request", str(fault), where="--as") from fault
    output.lines(written.text)
    if written.held_back:
        names = ", ".join(f"${name}" for name in written.held_back)
        output.note(f"note: Set {names} in the shell first: secrets and variables are not in it.")
    for text in written.notes:
        output.note(f"note: {text}")


def _written(options: AsOptions, ticket: Ticket) -> Copied:
    from workbench.engine import carrying
    from workbench.interchange import curl_command, s_client

    carried = carrying.carried(ticket)
    if options.written_as == "s_client":
        return s_client.command(carried)
    return curl_command.command(carried, show_secrets=options.show_secrets)
