"""What the environment decides beside the settings: the proxy in effect, key log and trust, each with its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from workbench import masking
from workbench.models import Origin, ProxyUsed
from workbench.screens import proxy_lookup
from workbench.screens.proxy_lookup import Question
from workbench.settings import Settings
from workbench.settings.terms import KEY_LOG
from workbench.widgets.finding import Note

_SCHEMES: Final = ("https", "http")
_NOWHERE: Final = "host.invalid"  # RFC 6761 §6.4: what no proxy rule names
_TRUST: Final = {
    "SSL_CERT_FILE": "the system's CAs are read from this file",
    "SSL_CERT_DIR": "the system's CAs are read from this folder",
}
Proxies = Mapping[str, ProxyUsed | None]
"""The proxy of each scheme, for a host that nothing is said about."""


def proxies(settings: Settings) -> Proxies:
    """Look the proxies up; this can load the engine."""
    http = settings.http
    if not proxy_lookup.is_worth_asking(None, http.proxy):
        return dict.fromkeys(_SCHEMES)
    places = {scheme: Origin(scheme=scheme, host=_NOWHERE, port=443) for scheme in _SCHEMES}
    return {
        scheme: proxy_lookup.found(Question(origin=place, configured=http.proxy, no_proxy=http.no_proxy))
        for scheme, place in places.items()
    }


def notes(settings: Settings, found: Proxies, environ: Mapping[str, str]) -> tuple[Note, ...]:
    """Return what is in effect, in words; what weakens TLS is a warning."""
    return (*_proxy_notes(found), *_spared(settings, environ), *_trust_notes(environ))


def _proxy_notes(found: Proxies) -> Iterator[Note]:
    said = {scheme: _said(proxy) for scheme, proxy in found.items()}
    if len(set(said.values())) == 1:
        yield Note(text=f"Proxy in effect: {said['https']}", tone="plain")
        return
    for scheme, words in said.items():
        yield Note(text=f"Proxy in effect for {scheme}: {words}", tone="plain")


def _said(proxy: ProxyUsed | None) -> str:
    return f"{masking.url(proxy.url)}, from {proxy.source}" if proxy else "none"


def _spared(settings: Settings, environ: Mapping[str, str]) -> Iterator[Note]:
    # As the engine has it: what the settings say goes over the environment's.
    if settings.http.no_proxy:
        yield Note(text=f"Without a proxy: {settings.http.no_proxy}, from settings", tone="plain")
        return
    for name in ("no_proxy", "NO_PROXY"):
        if environ.get(name):
            yield Note(text=f"Without a proxy: {environ[name]}, from environment ({name})", tone="plain")
            return


def _trust_notes(environ: Mapping[str, str]) -> Iterator[Note]:
    for name, words in _TRUST.items():
        if environ.get(name):
            yield Note(text=f"{name}={environ[name]}: {words}", tone="plain")
    if environ.get(KEY_LOG):
        words = "TLS KEYS ARE LOGGED there: whoever reads it can read what is sent"
        yield Note(text=f"{KEY_LOG}={environ[KEY_LOG]}: {words}", tone="warn")
