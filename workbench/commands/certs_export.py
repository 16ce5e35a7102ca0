"""`workbench certs export`: the list for another machine or for newman, without secrets."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workbench import atomic, marks
from workbench.certificates.hosts import authority
from workbench.commands import opening, output, parsing, statuses, streams
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError, unreadable
from workbench.interchange import newman_export, portable
from workbench.interchange.newman_export import Export, Told
from workbench.models import CertificateEntry
from workbench.settings import Settings

_STDOUT = "-"


class ExportOptions(argparse.Namespace):
    """The options as parsed."""

    file: str
    format: str
    force: bool


def run(call: Call) -> int:
    """Write the list to a file or to stdout; 6 where an entry has no place in the format."""
    options = _parser().read(call.arguments, ExportOptions())
    settings = opening.settings(call)
    export = _portable(settings) if options.format == portable.NAME else _newman(settings)
    _write(options, export.text)
    for told in export.told:
        output.note(f"{'!' if told.is_loss else 'note:'} {_label(told.entry)}: {told.text}")
    if options.file != _STDOUT:
        output.note(f"{export.count} of {len(settings.certificates)} certificates written to {options.file}")
    return statuses.CHECK if any(told.is_loss for told in export.told) else statuses.DONE


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs export",
        usage="[FILE] [--format toml|newman] [--force]",
        description="Write the list of certificates without secrets: as TOML that `certs import` reads, or as\n"
        "newman's --ssl-client-cert-list. newman takes the first that matches, so the winner comes first.\n"
        "No passphrase is written; which entries need one is said. Exit status 6 where an entry has no\n"
        "place in the format. The files of the certificates are named, not copied.",
        examples=("certificates.toml", "--format newman > client-certs.json"),
    )
    parser.add_argument("file", metavar="FILE", nargs="?", default=_STDOUT, help="without it, or as -, stdout")
    parser.add_argument("--format", choices=(portable.NAME, "newman"), default=portable.NAME)
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")
    return parser


def _portable(settings: Settings) -> Export:
    needing = [entry for entry in settings.certificates if entry.passphrase]
    words = "Its passphrase is not in the file: it will be asked for."
    return Export(
        text=portable.write(settings.certificates, settings.cas),
        count=len(settings.certificates),
        told=tuple(Told(entry=entry, text=words, is_loss=False) for entry in needing),
    )


def _newman(settings: Settings) -> Export:
    if settings.cas:
        output.note("note: The CA files are not in newman's list: give them to it by --ssl-extra-ca-certs.")
    return newman_export.write(settings.certificates)


def _write(options: ExportOptions, text: str) -> None:
    try:
        data = text.encode()
    except UnicodeEncodeError as fault:
        message = "A path in the list is not Unicode, which no such file can hold: rename the file."
        raise CommandError("export", message) from fault
    if options.file == _STDOUT:
        if output.to_terminal():
            output.lines(text)
        else:
            streams.write(sys.stdout, data)
        return
    path = Path(options.file)
    if path.exists() and not options.force:
        message = f"{path} exists: --force replaces it."
        raise CommandError("file", message, where=str(path))
    try:
        atomic.write(path, data)
    except OSError as fault:
        raise unreadable(path, fault) from fault


def _label(entry: CertificateEntry) -> str:
    return f"{marks.label(entry)} (id:{entry.id}, {authority(entry.host, entry.port)})"
