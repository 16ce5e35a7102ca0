"""What is said of a text in a field of the composer's TLS and Options tabs, before it is in the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from workbench.models import CertificateEntry
from workbench.screens import typed_values
from workbench.screens.typed_values import FieldFault
from workbench.widgets.finding import Note

if TYPE_CHECKING:
    from workbench.widgets.request_form import Check

_VARIABLE: Final = "{{"


def check(entries: Callable[[], Sequence[CertificateEntry]]) -> Check:
    """Return the check for a composer; names are looked up among the entries there are when something is typed."""

    def checked(field: str, text: str) -> Note | None:
        if field in _SUBSTITUTED and _VARIABLE in text:
            return None
        try:
            _READERS.get(field, str)(text)
        except FieldFault as fault:
            return Note(text=str(fault), tone="bad")
        if field == "proxy-certificate" and not _is_known(entries(), text):
            return Note(text="No certificate has this name or id: the send will stop before the proxy.", tone="warn")
        return None

    return checked


def _is_known(entries: Sequence[CertificateEntry], text: str) -> bool:
    return text == "none" or any(text in (entry.name, f"id:{entry.id}") for entry in entries)


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "pin": typed_values.certificate,
    "server-name": typed_values.server_name,
    "ciphers": typed_values.ciphers,
    "timeout": typed_values.seconds,
    "resolve": typed_values.address,
    "proxy": typed_values.proxy,
    "proxy-certificate": typed_values.certificate,
}
_SUBSTITUTED: Final = ("server-name", "resolve", "proxy")
