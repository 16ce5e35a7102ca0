"""`workbench certs check`: silent when all is well, made for cron."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.certificates import documents
from workbench.certificates.checkup import EntryStatus
from workbench.commands import entries, opening, output, parsing, statuses
from workbench.commands.calls import Call
from workbench.models import CertificateEntry
from workbench.settings import Settings


class CheckOptions(parsing.JsonOptions):
    """The options as parsed."""

    certificates: list[str]
    expiring: int | None


def run(call: Call) -> int:
    """Print each finding on a line of its own; exit 6 where there is one, or no entry at all."""
    options = _parser().read(call.arguments, CheckOptions())
    settings = opening.settings(call, quiet=True)
    kept = opening.passphrases(call)
    ahead = settings.tls.expiry_warning_days if options.expiring is None else options.expiring
    found = [entries.judge(entry, kept, ahead) for entry in _chosen(settings, options.certificates)]
    if options.json:
        output.document([documents.entry_document(status) for status in found])
    else:
        _tell(found)
    if not settings.certificates:
        output.note(f"no certificates in {settings.path}")
    well = settings.certificates and not any(status.problems for status in found)
    return statuses.DONE if well else statuses.CHECK


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs check",
        usage="[ID|NAME …] [--expiring DAYS] [--json]",
        description="Silent, and exit 0, when all is well. Exit 6 with one line for each finding, or when there\n"
        "is no certificate at all. Those that are disabled are checked when they are named.",
        examples=("", "alice --expiring 14"),
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
    return [entry for text in named for entry in entries.bearers(settings, text)]


def _tell(found: Sequence[EntryStatus]) -> None:
    for status in found:
        for problem in status.problems:
            output.line(entries.finding(status, problem))


def days(text: str) -> int:
    """Read a number of days; raises ValueError."""
    count = int(text)
    if count < 0:
        raise ValueError(text)
    return count
