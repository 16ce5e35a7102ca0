"""Values as people type them into fields, read or refused in words; settings and requests share them."""

from __future__ import annotations

from typing import Final

STARS: Final = "Expected all the stars, which stand for user and password, or both written anew."
_LONGEST_SECONDS: Final = 86_400.0
_MOST_DIGITS: Final = 6


class FieldFault(ValueError):
    """A text that cannot be taken; the message says what is expected."""


def seconds(text: str) -> float:
    """Read a number of seconds; raises FieldFault."""
    try:
        number = float(text)
    except ValueError:
        raise FieldFault("A number of seconds is expected, such as 10 or 2.5.") from None
    if not 0 < number <= _LONGEST_SECONDS:
        raise FieldFault("More than 0 and at most 86400 seconds (a day) are expected.")
    return number


def megabytes(text: str) -> int:
    """Read a number of megabytes, 0 for no limit; raises FieldFault."""
    if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
        raise FieldFault("A whole number of megabytes is expected, or 0 for no limit.")
    return int(text)


def ciphers(text: str) -> str:
    """Take a list of ciphers whose form is right; raises FieldFault."""
    from workbench.documents.tls_options import ciphers_fault

    if fault := ciphers_fault(text):
        raise FieldFault(_sentence(fault.replace("its own key, security_level", "its own field")))
    return text


def proxy(text: str) -> str:
    """Take a proxy's URL, "none" or nothing; raises FieldFault, which never shows it."""
    from workbench.settings.proxies import fault

    if found := fault(text):
        raise FieldFault(_sentence(found.replace('expected "", "none"', 'expected "none"')))
    return text


def certificate(text: str) -> str:
    """Take a name, an "id:ID" or "none"; raises FieldFault."""
    from workbench.settings import name_fault

    if text != "none" and not text.startswith("id:") and (fault := name_fault(text)):
        raise FieldFault(_sentence(fault))
    return text


def server_name(text: str) -> str:
    """Read a name for SNI and verification in normal form; raises FieldFault."""
    from workbench.certificates import hosts

    try:
        name = hosts.origin(f"https://{text}/")
    except hosts.HostError as fault:
        raise FieldFault(str(fault)) from None
    if name.port != hosts.default_port("https") or any(sign in text for sign in "/?#@"):
        raise FieldFault("A name alone is expected, such as api.internal: no port, no path.")
    return name.host


def address(text: str) -> str:
    """Take an IP address, in brackets or not; raises FieldFault."""
    from workbench.settings.addresses import is_address

    if not is_address(text.strip("[]")):
        raise FieldFault("An IP address is expected, such as 10.0.0.5 or ::1.")
    return text


def _sentence(fault: str) -> str:
    return f"{fault[0].upper()}{fault[1:]}."
