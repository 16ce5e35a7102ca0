"""Any list of client certificates we know: which tool wrote it is told by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Final

from workbench.interchange import bruno, client_cert_config, insomnia, newman, notation, opencollection, portable
from workbench.interchange.notation import Notation
from workbench.interchange.rows import Listing, ListingError
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """A format: what it is called, how it is written, how it is known and read."""

    name: str
    title: str
    notations: frozenset[Notation]
    recognises: Callable[[object], bool]
    read: Callable[[object], Listing]


_WRITTEN: Final[tuple[tuple[ModuleType, frozenset[Notation]], ...]] = (
    (newman, frozenset({"JSON"})),
    (insomnia, frozenset({"JSON", "YAML"})),
    (opencollection, frozenset({"JSON", "YAML"})),
    (client_cert_config, frozenset({"JSON"})),
    (bruno, frozenset({"JSON"})),
    (portable, frozenset({"TOML"})),
)
_FORMATS: Final = tuple(
    _Format(name=each.NAME, title=each.TITLE, notations=written, recognises=each.recognises, read=each.read)
    for each, written in _WRITTEN
)
NAMES: Final = tuple(each.name for each in _FORMATS)
"""What `--format` takes."""


def read(text: str, name: str | None = None) -> Listing:
    """Read a list, of the format `name` where that is given; raises ListingError."""
    notation_found, document = notation.parse(text)
    fitting = [each for each in _FORMATS if notation_found in each.notations]
    if name is not None:
        chosen = next(each for each in _FORMATS if each.name == name)
        if chosen not in fitting or not isinstance(document, dict | list):
            raise ListingError("", f"expected {chosen.title}, found {notation_found}")
        if not chosen.recognises(document) and (other := _known(fitting, document)):
            raise ListingError("", f"expected {chosen.title}, found {other.title}")
        return chosen.read(document)
    found = _known(fitting, document)
    if found is None:
        known = ", ".join(each.title for each in _FORMATS)
        raise ListingError("", f"{notation_found}, but no list of certificates; known are: {known}")
    return found.read(document)


def _known(fitting: Iterable[_Format], document: object) -> _Format | None:
    return next((each for each in fitting if each.recognises(document)), None)
