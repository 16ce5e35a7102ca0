"""`workbench certs reseal`: a new sealing key, and everything sealed with it anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench import marks
from workbench.commands import opening, output, parsing, statuses
from workbench.commands.calls import Call
from workbench.models import CertificateEntry
from workbench.records import Document
from workbench.settings import SettingsError
from workbench.settings.proxies import BOUND_TO

if TYPE_CHECKING:
    from workbench.settings.resealing import Resealed


def run(call: Call) -> int:
    """Do it and tell what was done; exit 3 where a passphrase could not be opened, which stays as it is."""
    from workbench.certificates.sealing import Sealer
    from workbench.settings import resealing

    options = _parser().read(call.arguments, parsing.JsonOptions())
    settings = opening.settings(call, quiet=True)
    try:
        done = resealing.reseal(call.folders, Sealer(call.folders.sealing))
    except SettingsError as fault:
        raise opening.unusable(fault) from fault
    entries = {entry.id: entry for entry in settings.certificates}
    if options.json:
        output.document(_document(done, entries))
    else:
        _tell(done, entries)
    return statuses.CERTIFICATE if done.lost else statuses.DONE


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs reseal",
        usage="[--json]",
        description="Make a new sealing key, seal every passphrase and the proxy's password anew, in the settings,\n"
        "their copies (settings.toml.bak) and the undo journal, and remove the old keys. Copies that run\n"
        "meanwhile go on. Do so when the old key may be known to somebody: what was sealed with it and\n"
        "copied elsewhere stays readable to whoever has both, so change such passphrases too.\n"
        "Exit 3 when a passphrase could not be opened; it stays as it is, to be entered again.",
        examples=("", "--json"),
    )
    parsing.add_json(parser, "what was done")
    return parser


def _tell(done: Resealed, entries: dict[str, CertificateEntry]) -> None:
    for line in _lines(done, entries):
        output.line(line)
    for lost in done.lost:
        output.note(f"{_called(lost.bound_to, entries)}: {lost.message}")


def _lines(done: Resealed, entries: dict[str, CertificateEntry]) -> Iterator[str]:
    count = len(done.sealed)
    yield f"sealed anew  {count} {'secret' if count == 1 else 'secrets'}, with the new key {done.key}"
    for bound_to in done.sealed:
        yield f"  {_called(bound_to, entries)}"
    if done.journal:
        yield f"  and {done.journal} in the undo journal"
    for copy in done.copies:
        yield f"  and those in {copy.name}"
    if done.removed:
        yield f"removed      {', '.join(done.removed)}"
    if done.kept:
        yield f"kept         {', '.join(done.kept)}: something is still sealed with it"


def _called(bound_to: str, entries: dict[str, CertificateEntry]) -> str:
    entry = entries.get(bound_to)
    return f"{marks.label(entry)} (id:{entry.id})" if entry else bound_to


def _document(done: Resealed, entries: dict[str, CertificateEntry]) -> Document:
    return {
        "key": done.key,
        "certificates": [_named(bound_to, entries) for bound_to in done.sealed if bound_to != BOUND_TO],
        "proxy": BOUND_TO in done.sealed,
        "undo": done.journal,
        "not_opened": [{**_named(lost.bound_to, entries), "message": lost.message} for lost in done.lost],
        "removed_keys": list(done.removed),
        "kept_keys": list(done.kept),
    }


def _named(bound_to: str, entries: dict[str, CertificateEntry]) -> Document:
    entry = entries.get(bound_to)
    return {"id": bound_to, "name": entry.name if entry else None}
