"""What a person may type into the settings' fields, read into new Settings or refused in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from workbench import marks, masking
from workbench.models import TLS_VERSIONS
from workbench.screens import typed_values
from workbench.screens.typed_values import FieldFault
from workbench.settings import HttpSettings, Settings, TlsSettings
from workbench.settings.schema import Drawing, Glyphs
from workbench.widgets.tls_form import version_named

TextName = Literal[
    "expiry_warning_days",
    "ciphers",
    "connect_timeout",
    "timeout",
    "decoded_limit",
    "proxy",
    "no_proxy",
    "proxy_certificate",
]
ChoiceName = Literal["theme", "glyphs", "drawing", "minimum_version", "maximum_version", "security_level"]
SwitchName = Literal["verify", "system_ca", "extra_ca", "post_handshake_auth", "follow_redirects", "http2"]

_MOST_DAYS = 3650


def shown(settings: Settings, name: TextName) -> str:
    """Return a field's text for these settings; a proxy's user and password are masked."""
    http = settings.http
    match name:
        case "expiry_warning_days":
            return str(settings.tls.expiry_warning_days)
        case "ciphers":
            return settings.tls.ciphers
        case "connect_timeout" | "timeout":
            return f"{getattr(http, name):g}"
        case "decoded_limit":
            return str(http.decoded_limit)
        case "proxy":
            return masking.url(http.proxy)
        case "no_proxy":
            return http.no_proxy
        case "proxy_certificate":
            return http.proxy_certificate


def taken(settings: Settings, name: TextName, text: str) -> Settings:
    """Return the settings with this text in them; FieldFault where it cannot be taken."""
    if name == "expiry_warning_days":
        return replace(settings, tls=replace(settings.tls, expiry_warning_days=_days(text)))
    if name == "ciphers":
        return replace(settings, tls=replace(settings.tls, ciphers=typed_values.ciphers(text)))
    return replace(settings, http=_http(settings.http, name, text))


def is_on(settings: Settings, name: SwitchName) -> bool:
    """Tell whether a switch is on."""
    match name:
        case "verify" | "system_ca" | "extra_ca" | "post_handshake_auth":
            return bool(getattr(settings.tls, name))
        case "follow_redirects" | "http2":
            return bool(getattr(settings.http, name))


def switched(settings: Settings, name: SwitchName, *, on: bool) -> Settings:
    """Return the settings with a switch on or off."""
    match name:
        case "follow_redirects":
            return replace(settings, http=replace(settings.http, follow_redirects=on))
        case "http2":
            return replace(settings, http=replace(settings.http, http2=on))
        case _:
            return replace(settings, tls=_tls(settings.tls, name, on))


def choice(settings: Settings, name: ChoiceName) -> str:
    """Return which of several is chosen, "" for what OpenSSL was built with."""
    tls = settings.tls
    match name:
        case "theme":
            return settings.theme
        case "glyphs":
            return settings.terminal.glyphs
        case "drawing":
            return settings.terminal.drawing
        case "minimum_version":
            return tls.minimum_version
        case "maximum_version":
            return tls.maximum_version or ""
        case "security_level":
            return "" if tls.security_level is None else str(tls.security_level)


def chosen(settings: Settings, name: ChoiceName, value: str) -> Settings:
    """Return the settings with another one chosen; FieldFault where no TLS version would be left."""
    if name == "theme":
        return replace(settings, theme=value)
    if name == "glyphs":
        glyphs = next(each for each in get_args(Glyphs) if each == value)
        return replace(settings, terminal=replace(settings.terminal, glyphs=glyphs))
    if name == "drawing":
        drawing = next(each for each in get_args(Drawing) if each == value)
        return replace(settings, terminal=replace(settings.terminal, drawing=drawing))
    return replace(settings, tls=_uncrossed(_chosen_tls(settings.tls, name, value)))


def _chosen_tls(tls: TlsSettings, name: ChoiceName, value: str) -> TlsSettings:
    match name:
        case "minimum_version":
            return replace(tls, minimum_version=version_named(value) or tls.minimum_version)
        case "maximum_version":
            return replace(tls, maximum_version=version_named(value))
        case _:
            return replace(tls, security_level=int(value) if value else None)


def _uncrossed(tls: TlsSettings) -> TlsSettings:
    lowest, highest = tls.minimum_version, tls.maximum_version
    if highest and TLS_VERSIONS.index(lowest) > TLS_VERSIONS.index(highest):
        said = f"{marks.version(lowest)} at least and {marks.version(highest)} at most leave no version: not saved."
        raise FieldFault(said)
    return tls


def _tls(tls: TlsSettings, name: SwitchName, on: bool) -> TlsSettings:
    match name:
        case "verify":
            return replace(tls, verify=on)
        case "system_ca":
            return replace(tls, system_ca=on)
        case "post_handshake_auth":
            return replace(tls, post_handshake_auth=on)
        case _:
            return replace(tls, extra_ca=on)


def _http(http: HttpSettings, name: TextName, text: str) -> HttpSettings:
    match name:
        case "connect_timeout":
            return replace(http, connect_timeout=typed_values.seconds(text))
        case "timeout":
            return replace(http, timeout=typed_values.seconds(text))
        case "decoded_limit":
            return replace(http, decoded_limit=typed_values.megabytes(text))
        case "proxy":
            return replace(http, proxy=_proxy(http.proxy, text))
        case "proxy_certificate":
            return replace(http, proxy_certificate=typed_values.certificate(text) if text else "")
        case _:
            return replace(http, no_proxy=text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or int(text) > _MOST_DAYS:
        raise FieldFault("A whole number of days is expected, from 0 to 3650.")
    return int(text)


def _proxy(before: str, text: str) -> str:
    proxy = masking.unmasked(text, before)
    if masking.is_masked(proxy):
        raise FieldFault(typed_values.STARS)
    return typed_values.proxy(proxy) if proxy else ""
