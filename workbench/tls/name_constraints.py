"""Name constraints (RFC 5280 §4.2.1.10): for which names a CA may issue."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509

from workbench.nouns import dataclass
from workbench.tls import distinguished
from workbench.tls.facts import Facts

_MOST_COMPARISONS: Final = 16_384  # a certificate of 100 kB can ask for millions

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Value = str | distinguished.Key | _Address | _Network


@dataclass(frozen=True, slots=True)
class _Named:
    """A name, or the base of a subtree, by kind; no value means a kind that cannot be compared."""

    kind: str
    value: _Value | None
    shown: str


class Uncheckable(Exception):
    """These constraints cannot be judged here; the text says why."""


def broken(subject: Facts, issuer: Facts) -> tuple[str, ...]:
    """Return the names of `subject` that its issuer's constraints forbid; raise Uncheckable."""
    limits = issuer.name_constraints
    if limits is None:
        return ()
    permitted = [_named(base) for base in limits.permitted_subtrees or ()]
    excluded = [_named(base) for base in limits.excluded_subtrees or ()]
    names = list(_names(subject))
    if len(names) * (len(permitted) + len(excluded)) > _MOST_COMPARISONS:
        raise Uncheckable("there are too many names and constraints to compare")
    return tuple(name.shown for name in names if not _allowed(name, permitted, excluded))


def _names(subject: Facts) -> Iterator[_Named]:
    own = subject.names.subject
    if own:
        yield _Named("directory name", distinguished.key(own), subject.subject)
    for mailbox in distinguished.values(own, distinguished.EMAIL_ADDRESS):
        yield _Named("email address", mailbox, mailbox)
    yield from map(_named, subject.alternative_names)


def _named(name: x509.GeneralName) -> _Named:
    match name:
        case x509.DNSName(value=text):
            return _Named("host", text.lower(), text)
        case x509.RFC822Name(value=text):
            return _Named("email address", text, text)
        case x509.UniformResourceIdentifier(value=text):
            return _Named("URI", text, text)
        case x509.IPAddress(value=address):
            return _Named("IP address", address, str(address))
        case x509.DirectoryName(value=value):
            parsed = distinguished.parse(value.public_bytes())
            return _Named("directory name", distinguished.key(parsed), distinguished.text(parsed))
        case _:
            return _Named(type(name).__name__, None, type(name).__name__)


def _allowed(name: _Named, permitted: Sequence[_Named], excluded: Sequence[_Named]) -> bool:
    allowing = [base for base in permitted if base.kind == name.kind]
    return (not allowing or _within_any(name, allowing)) and not _within_any(name, excluded)


def _within_any(name: _Named, bases: Iterable[_Named]) -> bool:
    return any(_within(name, base) for base in bases if base.kind == name.kind)


def _within(name: _Named, base: _Named) -> bool:
    match name.value, base.value:
        case str() as text, str() as limit:
            return _text_within(name.kind, text, limit)
        case ipaddress.IPv4Address() as address, ipaddress.IPv4Network() as network:
            return address in network
        case ipaddress.IPv6Address() as address, ipaddress.IPv6Network() as network:
            return address in network
        case tuple() as parts, tuple() as start:
            return parts[: len(start)] == start
        case None, None:
            raise Uncheckable(f"they limit names of the kind {name.shown}")
        case _:
            return False


def _text_within(kind: str, text: str, limit: str) -> bool:
    match kind:
        case "host":
            limit = limit.lower()
            below = limit if limit.startswith(".") else "." + limit
            return not limit or text == limit or text.endswith(below)
        case "email address":
            return _mailbox_within(text, limit)
        case _:
            return _host_within(_host_of(text), limit.lower())


def _mailbox_within(mailbox: str, limit: str) -> bool:
    local, _, host = mailbox.rpartition("@")
    wanted_local, at, wanted_host = limit.rpartition("@")
    if at and wanted_local and wanted_local != local:
        return False
    return _host_within(host.lower(), wanted_host.lower())


def _host_within(host: str, limit: str) -> bool:
    return host.endswith(limit) and host != limit if limit.startswith(".") else host == limit


def _host_of(uri: str) -> str:
    try:
        return urlsplit(uri).hostname or ""
    except ValueError:
        raise Uncheckable(f"the URI {uri!r} has no readable host") from None
