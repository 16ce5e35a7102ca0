"""A list on its way into the settings, read away from the UI's thread and put into words for the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from workbench.certificates import checkup, files, list_file
from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import authority
from workbench.interchange import arrival, listing, notation
from workbench.interchange.arrival import Arrival, Arrivals, Surroundings
from workbench.interchange.rows import ListingError
from workbench.nouns import dataclass
from workbench.settings import Settings, name_fault
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.tone import Tone

_LABELS: Final[dict[str, str]] = {"added": "added", "there": "there", "refused": "refused", "left out": "left out"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file that is no list: what is wrong with it."""

    fault: str


def arrivals(path: str, settings: Settings, *, ask: bool) -> Arrivals | Unreadable:
    """Read a file and decide for each of its rows, changing nothing; does I/O."""
    now = datetime.now(UTC).replace(microsecond=0)
    file = files.expand(path)
    try:
        found = listing.read(notation.decoded(list_file.read(file)))
    except MaterialError as fault:
        return Unreadable(fault=fault.message)
    except ListingError as fault:
        return Unreadable(fault=f"{fault}.")
    return arrival.arrivals(
        found,
        Surroundings(
            certificates=settings.certificates,
            cas=settings.cas,
            folder=file.absolute().parent if found.base == "file" else Path.cwd(),
            judge=lambda entry, passphrase: checkup.status(entry, passphrase, now, settings.tls.expiry_warning_days),
            ca_fault=list_file.ca_fault,
            name_fault=name_fault,
            now=now,
            ask=ask,
        ),
    )


def summary(arrived: Arrivals) -> str:
    """Return what becomes of all rows in one line."""
    counts = Counter(_label(each) for each in arrived.rows)
    parts = [f"{number} {label}" for label, number in counts.items()]
    return f"{arrived.listing.title}: {', '.join(parts) or 'no certificates in it'}"


def facts(arrived: Arrivals) -> Iterator[Fact]:
    """Return each row with what becomes of it, what it loses, and what was found in its files."""
    for each in arrived.rows:
        yield Fact(label=_label(each), value=_place(each), tone=_tone(each), aside=each.row.where)
        for loss in each.row.losses:
            yield Fact(label="", value=f"! {loss}", tone="warn")
        for finding in each.findings:
            yield Fact(label="", value=f"! {finding}", tone="warn")
        for note in each.row.notes:
            yield Fact(label="", value=note, tone="dim")
    for note in arrived.listing.notes:
        yield Fact(label="note", value=note, tone="dim")


def _label(arrived: Arrival) -> str:
    partly = arrived.outcome == "added" and not arrived.is_whole
    return "added partly" if partly else _LABELS[arrived.outcome]


def _place(arrived: Arrival) -> str:
    entry = arrived.row.entry
    return authority(entry.host, entry.port) if entry else arrived.row.said or "no host"


def _tone(arrived: Arrival) -> Tone:
    if arrived.outcome in ("refused", "left out"):
        return "bad"
    return "good" if arrived.is_whole else "warn"
