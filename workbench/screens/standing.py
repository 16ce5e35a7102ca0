"""What the settings say where a request says nothing, for the fields of the composer's TLS and Options tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from workbench import masking
from workbench.settings import Settings

if TYPE_CHECKING:
    from workbench.widgets.request_form import Standing


def standing(settings: Callable[[], Settings]) -> Standing:
    """Return what looks a field's value up in the settings as they are then; "" for what they do not speak of."""

    def found(field: str) -> str:
        read = _READERS.get(field)
        return read(settings()) if read is not None else ""

    return found


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _level(settings: Settings) -> str:
    level = settings.tls.security_level
    return "OpenSSL's own" if level is None else str(level)


_READERS: Final[Mapping[str, Callable[[Settings], str]]] = {
    "verify": lambda settings: _switch(settings.tls.verify),
    "minimum": lambda settings: settings.tls.minimum_version,
    "maximum": lambda settings: settings.tls.maximum_version or "the newest",
    "ciphers": lambda settings: settings.tls.ciphers or "OpenSSL's",
    "level": _level,
    "later": lambda settings: _switch(settings.tls.post_handshake_auth),
    "timeout": lambda settings: f"{settings.http.timeout:g}",
    "follow": lambda settings: _switch(settings.http.follow_redirects),
    "http": lambda settings: _switch(settings.http.http2),
    "proxy": lambda settings: masking.url(settings.http.proxy) or "the environment's",
    "proxy-certificate": lambda settings: settings.http.proxy_certificate or "none",
}
