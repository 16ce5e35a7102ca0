"""The HEAD that stands for a request: same place, same TLS, and nothing in it that is a secret or changes things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from workbench.engine import Ticket
from workbench.models import Choice, Field, Request, TlsVersion
from workbench.nouns import dataclass
from workbench.workspace import variables

_KEPT: Final = ("host", "accept", "user-agent")
_NONE: Final = Choice(by="command", value="none")

OLD: Final[tuple[TlsVersion, ...]] = ("TLSv1", "TLSv1.1")
"""The versions that OpenSSL speaks at security level 0 only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The ticket of the HEAD, and what of the request was left out, in words."""

    ticket: Ticket
    left_out: tuple[str, ...] = ()


def of(ticket: Ticket) -> Head:
    """Strip a request down to its HEAD; raises UnknownVariable where its URL or its TLS names one.

    The user, the query and the fragment of the URL go too: each may hold a secret, none matters to TLS.
    """
    request = ticket.request
    kept = tuple(each for each in request.headers if each.enabled and each.name.lower() in _KEPT)
    stripped = replace(request, method="HEAD", params=(), headers=kept, body=None, auth={"type": "none"})
    filled = variables.substitute(stripped, ticket.variables)
    url, cut = bare(filled.url)
    options = replace(filled.options, follow_redirects=False)
    asked = replace(filled, url=url, path_params={}, options=options)
    left_out = (*_left_out(request, kept), *cut)
    return Head(ticket=replace(ticket, request=asked, variables={}, save_to=None), left_out=left_out)


def anonymous(ticket: Ticket) -> Ticket:
    """Return the same without any certificate of ours."""
    return replace(ticket, choice=_NONE, one_off=None)


def of_version(ticket: Ticket, version: TlsVersion) -> Ticket:
    """Return a ticket that offers one TLS version and nothing of ours, and looks at the server without judging it."""
    level = 0 if version in OLD else ticket.request.tls.security_level
    tls = replace(
        ticket.request.tls, verify=False, minimum_version=version, maximum_version=version, security_level=level
    )
    return replace(anonymous(ticket), request=replace(ticket.request, tls=tls))


def weakened(ticket: Ticket) -> Ticket:
    """Return a ticket that takes keys and ciphers of any weakness, shows nothing of ours and verifies nothing.

    Ciphers without a server's certificate are left out: with verification on they would not be taken either.
    """
    tls = replace(ticket.request.tls, verify=False, security_level=0, ciphers="ALL:!aNULL")
    return replace(anonymous(ticket), request=replace(ticket.request, tls=tls))


def bare(url: str) -> tuple[str, tuple[str, ...]]:
    """Return a URL, also one with variables, without user, query and fragment, and the names of those it had."""
    before, hash_sign, _ = url.partition("#")
    before, mark, _ = before.partition("?")
    scheme, slashes, rest = before.partition("://")
    place, slash, path = rest.partition("/")
    _, at, host = place.rpartition("@")
    found = ((at, "user and password in the URL"), (mark, "query"), (hash_sign, "fragment"))
    return f"{scheme}{slashes}{host}{slash}{path}", tuple(name for sign, name in found if sign)


def _left_out(request: Request, kept: tuple[Field, ...]) -> Iterator[str]:
    if request.method.upper() not in ("GET", "HEAD"):
        yield f"method {request.method}"
    if request.auth and request.auth.get("type") != "none":
        yield "authorization"
    others = sum(each.enabled for each in request.headers) - len(kept)
    if others:
        yield f"{others} header{'s' if others > 1 else ''}"
    if any(each.enabled for each in request.params):
        yield "query parameters"
    if request.body is not None:
        yield "body"
