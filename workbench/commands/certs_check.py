"""`workbench certs check`: silent when all is well, made for cron."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from workbench.certificates import documents
from workbench.commands import entries, moved_files, opening, output, parsing, statuses
from workbench.commands.calls import Call
from workbench.models import CertificateEntry
from workbench.settings import Settings


class CheckOptions(parsing.JsonOptions):
    """The options as parsed."""

    certificates: list[str]
    expiring: int | None


def run(call: Call) -> int:
    """Print a line for each entry with findings; exit 6 where there is one, or no entry at all."""
    options = _parser().read(call.arguments, CheckOptions())
    settings = opening.settings(call, quiet=True)
    kept = opening.passphrases(call)
    ahead = settings.tls.expiry_warning_days if options.expiring is None else options.expiring
    found = [entries.judge(entry, kept, ahead) for entry in _chosen(settings, options.certificates)]
    if options.json:
        output.document([documents.entry_document(status) for status in found])
    else:
        for status in found:
            if status.problems:
                output.line(entries.findings(status))
        moved_files.tell(found, kept)
    if not settings.certificates:
        # Not to stdout, where each line is an entry; cron mails both.
        output.note(f"no certificates in {settings.path}")
    well = settings.certificates and not any(status.problems for status in found)
    return statuses.DONE if well else statuses.CHECK


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs check",
        usage="[ID|NAME …] [--expiring DAYS] [--json]",
        description="Silent, and exit 0, when all is well: made for cron. Otherwise exit 6, with one line for each\n"
        "entry that has findings, the gravest first; or with `no certificates in FILE` on stderr when there is\n"
        "none at all. Those that are disabled are checked when they are named. One whose passphrase is asked\n"
        "for is judged by what was last seen of it.",
        examples=("", "--expiring 14", "alice --expiring 60 --json"),
    )
    parser.add_argument("certificates", nargs="*", metavar="ID|NAME")
    parser.add_argument(
        "--expiring", type=days, metavar="DAYS", help="how many days ahead counts; else as the settings say"
    )
    parsing.add_json(parser, "the list of those checked")
    return parser


def _chosen(settings: Settings, named: Sequence[str]) -> list[CertificateEntry]:
    if not named:
        return [entry for entry in settings.certificates if entry.enabled]
    found = [entry for text in named for entry in entries.bearers(settings, text)]
    return list({entry.id: entry for entry in found}.values())


def days(text: str) -> int:
    """Read a number of days; raises ArgumentTypeError."""
    if text.isdecimal():
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a whole number of days, found {text!r}")
