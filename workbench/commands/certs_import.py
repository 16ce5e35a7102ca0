"""`workbench certs import`: a list that another tool wrote, row by row into the settings."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from workbench import records
from workbench.certificates import checkup, files, list_file
from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import authority
from workbench.commands import opening, output, parsing, statuses, table
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError
from workbench.interchange import arrival, listing, notation
from workbench.interchange.arrival import Arrival, Arrivals, Surroundings
from workbench.interchange.rows import Listing, ListingError
from workbench.models import CaEntry, CertificateEntry
from workbench.settings import Settings, name_fault

_STDIN = "-"


class ImportOptions(parsing.JsonOptions):
    """The options as parsed."""

    file: str
    format: str | None
    dry_run: bool
    passphrase_ask: bool
    strict: bool


def run(call: Call) -> int:
    """Import a file in one save, and print what became of each row; 6 where something had no place."""
    options = _parser().read(call.arguments, ImportOptions())
    found = _listing(options)
    before = opening.settings(call)
    arrived = arrival.arrivals(found, _surroundings(options, found, before))
    kept = before if options.dry_run else _saved(call, before, arrived)
    if options.json:
        output.document(_document(arrived, kept, options))
    else:
        _tell(arrived, options)
    return statuses.DONE if arrived.is_whole else statuses.CHECK


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs import",
        usage="FILE [--format F] [--dry-run] [options]",
        description="Take over a list of client certificates: newman's --ssl-client-cert-list, Bruno's bruno.json or\n"
        "--client-cert-config, an OpenCollection, an Insomnia export, or what `certs export` wrote. Which it is\n"
        "is told by its content. Every row is reported; what has no place here is said, and then the exit\n"
        "status is 6. Where the other tool takes the first that matches, the order is turned round, since\n"
        "here the last added wins; where its choice would still differ, that row says so.\n"
        "A passphrase in the file is sealed. Relative paths count from the file; newman's and\n"
        "--client-cert-config's from this folder.",
        examples=("client-certs.json --dry-run", "bruno.json", "export.yaml --passphrase-ask"),
    )
    parser.add_argument("file", metavar="FILE", help="- reads stdin")
    parser.add_argument("--format", choices=listing.NAMES, metavar="F", help=f"one of {', '.join(listing.NAMES)}")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and save nothing")
    parser.add_argument("--passphrase-ask", action="store_true", help="store no passphrase: ask once in each session")
    parser.add_argument("--strict", action="store_true", help="refuse entries whose files cannot serve")
    parsing.add_json(parser, "every row with its outcome")
    return parser


def _listing(options: ImportOptions) -> Listing:
    try:
        return listing.read(notation.decoded(_data(options.file)), options.format)
    except ListingError as fault:
        place = f"{_name(options)}, {fault.where}" if fault.where else _name(options)
        raise CommandError("import", f"{place}: {fault.message}.", where=place) from fault


def _data(file: str) -> bytes:
    if file == _STDIN:
        if sys.stdin is None:
            raise CommandError("file", "stdin is closed.", where="stdin")
        return sys.stdin.buffer.read(notation.LIMIT + 1)
    try:
        return list_file.read(files.expand(file))
    except MaterialError as fault:
        raise CommandError("file", fault.message, where=file) from fault


def _name(options: ImportOptions) -> str:
    return "stdin" if options.file == _STDIN else options.file


def _surroundings(options: ImportOptions, found: Listing, before: Settings) -> Surroundings:
    now = datetime.now(UTC).replace(microsecond=0)
    days = before.tls.expiry_warning_days
    beside = found.base == "file" and options.file != _STDIN
    return Surroundings(
        certificates=before.certificates,
        cas=before.cas,
        folder=files.expand(options.file).absolute().parent if beside else Path.cwd(),
        judge=lambda entry, passphrase: checkup.status(entry, passphrase, now, days),
        ca_fault=list_file.ca_fault,
        name_fault=name_fault,
        now=now,
        ask=options.passphrase_ask,
        strict=options.strict,
    )


def _saved(call: Call, before: Settings, arrived: Arrivals) -> Settings:
    if not arrived.certificates and not arrived.cas:
        return before
    certificates = (*before.certificates, *arrived.certificates)
    saved = opening.save(call, before, replace(before, certificates=certificates, cas=(*before.cas, *arrived.cas)))
    added = arrival.newcomers(arrived, before.certificates, saved.certificates)
    if words := opening.journal(call).imported(added, arrived.cas):
        output.note(f"note: {words}")
    return saved


def _tell(arrived: Arrivals, options: ImportOptions) -> None:
    output.line(f"{arrived.listing.title}, {_count(len(arrived.rows), 'row')}")
    cells = [(each.row.where, _place(each), _outcome(each, dry=options.dry_run)) for each in arrived.rows]
    for shown, each in zip(table.aligned(cells) if cells else [], arrived.rows, strict=True):
        output.line(shown)
        for told in _words(each):
            output.line(f"  {told}")
    for told in arrived.listing.notes:
        output.note(f"note: {told}")
    output.line(_summary(arrived, dry=options.dry_run))


def _place(arrived: Arrival) -> str:
    entry = arrived.row.entry
    return authority(entry.host, entry.port) if entry else arrived.row.said


def _outcome(arrived: Arrival, *, dry: bool) -> str:
    if arrived.outcome == "added":
        added = "would be added" if dry else "added"
        return f"{added}, not all of it" if arrived.row.losses else added
    return "there already" if arrived.outcome == "there" else arrived.outcome


def _words(arrived: Arrival) -> Iterator[str]:
    yield from (f"! {loss}" for loss in arrived.row.losses)
    yield from (f"! {finding}" for finding in arrived.findings)
    yield from arrived.row.notes


def _summary(arrived: Arrivals, *, dry: bool) -> str:
    counts = Counter(each.outcome for each in arrived.rows)
    parts = [f"{counts['added']} {'would be added' if dry else 'added'}"]
    parts += [f"{counts['there']} there already"] if counts["there"] else []
    parts += [f"{counts['refused']} refused"] if counts["refused"] else []
    parts += [f"{counts['left out']} left out"] if counts["left out"] else []
    lossy = sum(not each.is_whole and each.outcome in ("added", "there") for each in arrived.rows)
    parts += [f"{lossy} not as the other tool has it"] if lossy else []
    way = f" To take the import back: workbench {'certs' if arrived.certificates else 'ca'} undo."
    return f"{', '.join(parts)}.{' Nothing is saved.' if dry else way if counts['added'] else ''}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _document(arrived: Arrivals, kept: Settings, options: ImportOptions) -> dict[str, object]:
    ids = arrival.ids(kept.certificates)
    return {
        "file": _name(options),
        "format": arrived.listing.format,
        "saved": not options.dry_run,
        "complete": arrived.is_whole,
        "rows": [_row_document(each, ids) for each in arrived.rows],
        "notes": list(arrived.listing.notes),
    }


def _row_document(arrived: Arrival, ids: dict[tuple[object, ...], str]) -> dict[str, object]:
    entry, ca = arrived.row.entry, arrived.row.ca
    return {
        "where": arrived.row.where,
        "said": arrived.row.said,
        "outcome": arrived.outcome,
        "id": ids.get(arrival.identity(entry)) if entry else None,
        "host": entry.host if entry else (ca.host if ca else None),
        "port": _port(entry or ca),
        "ca": ca is not None,
        "losses": list(arrived.row.losses),
        "problems": list(arrived.findings),
        "notes": list(arrived.row.notes),
    }


def _port(entry: CertificateEntry | CaEntry | None) -> int | str | None:
    """Return the port as `certs list` and `ca list` print it."""
    if entry is None:
        return None
    anywhere = entry.host is None and entry.port is None
    return "*" if anywhere else records.effective_port(entry.port)
