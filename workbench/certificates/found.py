"""What one part of a file turned out to be: the common result of every format's reader."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from cryptography import x509

from workbench.certificates.faults import MaterialError
from workbench.certificates.foreign import Kind
from workbench.certificates.keys import StoredKey
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Certificates and keys in the order they stand there; `foreign` is something known that cannot serve."""

    format: str | None
    certificates: tuple[x509.Certificate, ...] = ()
    keys: tuple[StoredKey, ...] = ()
    faults: tuple[MaterialError, ...] = ()
    foreign: Kind | None = None

    @property
    def serves(self) -> bool:
        """Tell whether there is anything usable in it."""
        return bool(self.certificates or self.keys)


def other(kind: Kind) -> Found:
    """Return what is found in a file of a kind that cannot serve."""
    return Found(format=kind.format, foreign=kind)


def failed(format_: str, fault: MaterialError) -> Found:
    """Return what is found where a reader gave up."""
    return Found(format=format_, faults=(fault,))


def merged(parts: Iterable[Found]) -> Found:
    """Put the parts of one file together; its format is that of the first part that matters."""
    parts = tuple(parts)
    aside = next((part for part in parts if part.foreign is not None), None)
    chief = next((part for part in parts if part.serves or part.faults), aside)
    return Found(
        format=chief.format if chief else "pem",
        certificates=tuple(chain.from_iterable(part.certificates for part in parts)),
        keys=tuple(chain.from_iterable(part.keys for part in parts)),
        faults=_each_once(chain.from_iterable(part.faults for part in parts)),
        foreign=aside.foreign if aside else None,
    )


def _each_once(faults: Iterable[MaterialError]) -> tuple[MaterialError, ...]:
    """Leave out what would be said twice: messages name the file, not the part of it."""
    return tuple({fault.message: fault for fault in reversed(list(faults))}.values())[::-1]
