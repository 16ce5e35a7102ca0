"""What a person may type into the settings' fields, read into new Settings or refused in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

from workbench import masking
from workbench.models import TLS_VERSIONS
from workbench.settings import HttpSettings, Settings, TlsSettings
from workbench.settings.proxies import fault as proxy_fault

TextName = Literal["expiry_warning_days", "connect_timeout", "timeout", "proxy", "no_proxy"]
ChoiceName = Literal["theme", "minimum_version"]
SwitchName = Literal["verify", "system_ca", "extra_ca", "follow_redirects", "http2"]

_LONGEST_SECONDS = 86_400.0
_MOST_DAYS = 3650


class FieldFault(ValueError):
    """A value that cannot be taken; the message says what is expected."""


def shown(settings: Settings, name: TextName) -> str:
    """Return a field's text for these settings; a proxy's user and password are masked."""
    http = settings.http
    match name:
        case "expiry_warning_days":
            return str(settings.tls.expiry_warning_days)
        case "connect_timeout":
            return f"{http.connect_timeout:g}"
        case "timeout":
            return f"{http.timeout:g}"
        case "proxy":
            return masking.url(http.proxy)
        case "no_proxy":
            return http.no_proxy


def taken(settings: Settings, name: TextName, text: str) -> Settings:
    """Return the settings with this text in them; FieldFault where it cannot be taken."""
    if name == "expiry_warning_days":
        return replace(settings, tls=replace(settings.tls, expiry_warning_days=_days(text)))
    return replace(settings, http=_http(settings.http, name, text))


def is_on(settings: Settings, name: SwitchName) -> bool:
    """Tell whether a switch is on."""
    match name:
        case "verify" | "system_ca" | "extra_ca":
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
    """Return which of several is chosen."""
    return settings.theme if name == "theme" else settings.tls.minimum_version


def chosen(settings: Settings, name: ChoiceName, value: str) -> Settings:
    """Return the settings with another one chosen; a version that is none changes nothing."""
    if name == "theme":
        return replace(settings, theme=value)
    version = next((each for each in TLS_VERSIONS if each == value), settings.tls.minimum_version)
    return replace(settings, tls=replace(settings.tls, minimum_version=version))


def _tls(tls: TlsSettings, name: SwitchName, on: bool) -> TlsSettings:
    match name:
        case "verify":
            return replace(tls, verify=on)
        case "system_ca":
            return replace(tls, system_ca=on)
        case _:
            return replace(tls, extra_ca=on)


def _http(http: HttpSettings, name: TextName, text: str) -> HttpSettings:
    match name:
        case "connect_timeout":
            return replace(http, connect_timeout=_seconds(text))
        case "timeout":
            return replace(http, timeout=_seconds(text))
        case "proxy":
            return replace(http, proxy=_proxy(http.proxy, text))
        case _:
            return replace(http, no_proxy=text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or int(text) > _MOST_DAYS:
        raise FieldFault("A whole number of days is expected, from 0 to 3650.")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        raise FieldFault("A number of seconds is expected, such as 10 or 2.5.") from None
    if not 0 < seconds <= _LONGEST_SECONDS:
        raise FieldFault("More than 0 and at most 86400 seconds (a day) are expected.")
    return seconds


def _proxy(before: str, text: str) -> str:
    masked, kept = _credentials(masking.url(before)), _credentials(before)
    # What is masked in the field still stands for what it hides, also when only the host was changed.
    proxy = text.replace(f"{masked}@", f"{kept}@", 1) if masked else text
    if fault := proxy_fault(proxy):
        raise FieldFault(fault[0].upper() + fault[1:] + ".")
    return proxy


def _credentials(proxy: str) -> str:
    try:
        return urlsplit(proxy).netloc.rpartition("@")[0]
    except ValueError:
        return ""
