"""How a host is spelled: every name, address and pattern has one normal form, and what has none is refused.

Normal form is ASCII, lower case, without the root dot; IPv4 is a strict dotted quad, IPv6 as `ipaddress`
writes it, without brackets. Bringing it to normal form again changes nothing.

    HostError    a URL, host, pattern or port that is refused
"""

from __future__ import annotations

import ipaddress
import re

from workbench.certificates import globs
from workbench.visible import visible

_LONGEST = 253  # RFC 1035 §2.3.4, without the root dot
_LONGEST_TYPED = 1000

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_LABELS = re.compile(r"[a-z0-9._-]+")
_PLAIN = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z_-][a-z0-9_-]{0,62}")  # in normal form, and no number at its end
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # WHATWG URL §3.5, "ends in a number"


class HostError(ValueError):
    """A URL, host, pattern or port that is refused; the message holds no user, password or port."""


def normal(host: str) -> str:
    """Return a host or a pattern, without port, in normal form."""
    if not host:
        raise HostError("The host is empty: write one, such as api.example.com or *.example.com.")
    if host.startswith("!"):
        raise HostError("A host cannot begin with “!”: an entry says which hosts it is for, never which not.")
    if ":" in host:
        return ipv6(host[1:-1] if host.startswith("[") and host.endswith("]") else host)
    if host.startswith("."):
        raise HostError(f"“{_short(host)}” begins with a dot: *{_short(host)} is every subdomain.")
    return _pattern(host) if globs.SPECIAL.intersection(host) else name(host)


def name(host: str) -> str:
    """Return a host name or an IPv4 address in normal form."""
    if is_normal(host):
        return host
    refuse_doubtful(host)
    plain = (host.lower() if host.isascii() else _to_ascii(host)).removesuffix(".")
    labels = plain.split(".")
    if not all(labels):
        raise HostError(f"“{_short(host)}” has nothing before, after or between its dots.")
    if len(plain) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        raise HostError(f"“{_short(host)}” is no host: a part is too long or holds what no host can.")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(plain, spelled_plainly=host.isascii())
    if "xn--" in plain:
        _refuse_false_alabels(plain)
    return plain


def is_normal(host: str) -> bool:
    """Tell at a glance whether this is a name in normal form; of some names, and of addresses, it cannot tell."""
    return len(host) <= _LONGEST and _PLAIN.fullmatch(host) is not None and "xn--" not in host


def ipv6(text: str) -> str:
    """Return an IPv6 address, given without brackets, in normal form."""
    refuse_doubtful(text)
    try:
        return str(ipaddress.IPv6Address(text))
    except ValueError:
        raise HostError("There is more than one colon in the host, but it is no IPv6 address.") from None


def is_address(host: str) -> bool:
    """Tell whether a host in normal form is an IP address."""
    return ":" in host or host.rpartition(".")[2].isdigit()


def refuse_doubtful(text: str) -> None:
    """Refuse what some reader of URLs would decode, strip or take for the end of the host."""
    if "%" in text:
        raise HostError("There is a % in the host: write the host itself, without zone or percent-encoding.")
    if len(text) > _LONGEST_TYPED:
        raise HostError("The host is too long.")
    refuse_blank(text)


def refuse_blank(text: str) -> None:
    """Refuse a backslash, a blank or a control character in a host or in the user before it."""
    if "\\" in text:
        raise HostError("There is a backslash in the host or before it: write / where a path begins.")
    if _BLANK.search(text):
        raise HostError("There is a blank or a control character in the host or beside it: take it out.")


def _pattern(text: str) -> str:
    refuse_doubtful(text)
    plain = (text.lower() if text.isascii() else _pattern_to_ascii(text)).removesuffix(".")
    if plain.startswith(".") or plain.endswith(".") or ".." in plain:
        raise HostError(f"“{_short(text)}” has nothing before, after or between its dots.")
    try:
        globs.parse(plain)
    except globs.GlobError as error:
        raise HostError(f"“{_short(text)}” is no pattern: {visible(str(error))}.") from None
    return plain


def _pattern_to_ascii(text: str) -> str:
    labels = text.split(".")
    if any(not label.isascii() and globs.SPECIAL.intersection(label) for label in labels):
        raise HostError(f"“{_short(text)}” has a wildcard and a letter outside ASCII in the same label.")
    return ".".join(label.lower() if label.isascii() else _to_ascii(label) for label in labels)


def _to_ascii(host: str) -> str:
    """Apply UTS #46 and IDNA 2008; refuse what reads differently when it is put in lower case first."""
    import idna  # its tables are large, and most hosts are ASCII

    try:
        mapped = idna.uts46_remap(host, std3_rules=False)
        twice = idna.uts46_remap(host.lower(), std3_rules=False)
        labels = mapped.split(".")
        plain = ".".join(each if each.isascii() else idna.alabel(each).decode("ascii") for each in labels)
    except UnicodeError:
        raise HostError(f"“{_short(host)}” is no internationalized host name.") from None
    if twice != mapped:
        raise HostError(f"“{_short(host)}” can be read as two hosts: write it in lower case.")
    # A compatibility letter may map to `/`, `*` or `:`, and so end the host or widen it.
    if not _LABELS.fullmatch(plain):
        raise HostError(f"“{_short(host)}” holds what no host can.")
    return plain


def _refuse_false_alabels(plain: str) -> None:
    """Refuse `xn--` labels that stand for nothing, or for what is properly spelled otherwise (RFC 5890)."""
    import idna

    try:
        idna.decode(plain)
    except UnicodeError:
        raise HostError(f"“{_short(plain)}” is no internationalized host name.") from None


def _ipv4(plain: str, *, spelled_plainly: bool) -> str:
    try:
        if spelled_plainly:
            return str(ipaddress.IPv4Address(plain))
    except ValueError:
        pass
    raise HostError(f"“{_short(plain)}” ends in a number and is no IPv4 address of four decimal numbers.")


def _short(host: str) -> str:
    return visible(host if len(host) <= 100 else f"{host[:99]}…")
