"""Request → Outgoing: everything that can be wrong with a request is found here, before anything is sent."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

import httpcore

from workbench import __version__, auth
from workbench.certificates import hosts
from workbench.engine import decoding, encoding
from workbench.engine import url as urls
from workbench.engine.outgoing import NotPrepared, Outgoing, Payload
from workbench.engine.ticket import Ticket
from workbench.engine.url import Url, UrlError
from workbench.models import Field, Origin, Request
from workbench.workspace import variables
from workbench.workspace.faults import UnknownVariable

_TOKEN: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110 §5.6.2
_FORBIDDEN_IN_VALUE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_DEFAULT_HEADERS: Final = (
    ("User-Agent", f"workbench/{__version__}"),
    ("Accept", "*/*"),
    ("Accept-Encoding", decoding.ACCEPTED),
)


def prepare(ticket: Ticket) -> Outgoing:
    """Put variables in, judge the URL, complete the headers, encode the body. Raise NotPrepared."""
    request = _substituted(ticket)
    if not _TOKEN.fullmatch(request.method):
        raise NotPrepared("invalid_request", f'The method "{request.method}" is not an HTTP token.')
    origin, url = address(request.url)
    payload = encoding.payload(request.body)
    return Outgoing(
        method=request.method,
        origin=origin,
        url=_without_user(_with_params(url, request.params)),
        headers=_headers(request, url, payload),
        payload=payload,
        server_name=_server_name(request.tls.server_name),
        address=_address(request.options.resolve),
        proxy=request.options.proxy or None,
    )


def _server_name(text: str | None) -> str | None:
    """Return a name for SNI and verification in normal form, as a URL's host is."""
    if not text:
        return None
    try:
        name = hosts.origin(f"https://{text}")
    except hosts.HostError as error:
        raise NotPrepared("invalid_request", f'The server name "{text}" cannot be used: {error}') from error
    if name.port != hosts.default_port("https"):
        raise NotPrepared("invalid_request", f'The server name "{text}" holds a port; it is a name alone.')
    return name.host


def _address(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError as error:
        message = f'The address to connect to, "{text}", is not an IP address.'
        raise NotPrepared("invalid_request", message, "Write one such as 10.0.0.5 or ::1.") from error


def _substituted(ticket: Ticket) -> Request:
    try:
        request = variables.substitute(ticket.request, ticket.variables)
    except UnknownVariable as error:
        raise NotPrepared("unknown_variable", str(error), "Give it with --var, or in an environment.") from error
    # httpx writes it so; the record is to say what is sent.
    return replace(request, method=request.method.upper())


@lru_cache(maxsize=128)
def address(text: str) -> tuple[Origin, Url]:
    """Read a URL once for matching and once for HTTP, and refuse it where the two differ. Raise NotPrepared."""
    try:
        origin = hosts.origin(text)
    except hosts.HostError as error:
        raise NotPrepared("invalid_request", str(error), "Check the URL.") from error
    try:
        url = urls.read(hosts.normal_url(text))
    except UrlError as error:
        raise NotPrepared("invalid_request", f"The URL cannot be read: {error}.", "Check the URL.") from error
    if origin.scheme not in ("http", "https"):
        raise NotPrepared("invalid_request", f"{origin.scheme} URLs cannot be sent.", "Use http or https.")
    for scheme, host, port in _read_by_others(url):
        if (scheme, host, port) != (origin.scheme, origin.host, origin.port):
            message = f"The URL's host is read as {origin.host}:{origin.port} and as {host}:{port}."
            raise NotPrepared("invalid_request", message, "Write host and port in a plain form.")
    return origin, url if url.host == origin.host else replace(url, host=origin.host)


def _read_by_others(url: Url) -> Iterator[tuple[str, str, int]]:
    """Return what the reading for HTTP found, which is in `url`, and what httpcore finds in its text."""
    again = httpcore.URL(str(url.without_user()))
    found = ((url.scheme, url.host, url.port), (again.scheme.decode("ascii"), again.host.decode("ascii"), again.port))
    for scheme, host, port in found:
        yield scheme, _bare(scheme, host), hosts.default_port(scheme) if port is None else port


def _bare(scheme: str, host: str) -> str:
    host = host.removesuffix(".")
    try:
        return hosts.origin(f"{scheme}://[{host}]/" if ":" in host else f"{scheme}://{host}/").host
    except hosts.HostError:
        return host


def _without_user(url: Url) -> Url:
    return url.without_user()


def _with_params(url: Url, params: tuple[Field, ...]) -> Url:
    added = "&".join(f"{quote(param.name, safe='')}={quote(param.value, safe='')}" for param in params if param.enabled)
    if not added:
        return url
    return replace(url, query=f"{url.query}&{added}" if url.query else added)


def _headers(request: Request, url: Url, payload: Payload | None) -> tuple[tuple[str, str], ...]:
    written = [(_checked_name(f), _checked_value(f)) for f in request.headers if f.enabled]
    present = {name.lower() for name, _ in written}
    added = [("Host", url.netloc), *_DEFAULT_HEADERS, *_body_headers(request, payload)]
    added += [*_authorization(request, url)]
    if "transfer-encoding" in present:
        present.add("content-length")  # RFC 9112 §6.2: never both
    before = [(name, value) for name, value in added if name.lower() not in present]
    return tuple(before + written)


def _body_headers(request: Request, payload: Payload | None) -> list[tuple[str, str]]:
    if payload is None:
        # RFC 9110 §8.6: a method that anticipates content says that there is none.
        return [("Content-Length", "0")] if request.method in ("POST", "PUT", "PATCH") else []
    length = [("Content-Length", str(payload.size))]
    return [("Content-Type", payload.content_type), *length] if payload.content_type else length


def _authorization(request: Request, url: Url) -> auth.Headers:
    try:
        found = auth.headers(request.auth)
    except auth.AuthError as error:
        raise NotPrepared("invalid_request", str(error)) from error
    if found or not url.userinfo:
        return found
    username, _, password = url.userinfo.partition(":")
    return auth.basic(unquote(username), unquote(password))


def _checked_name(header: Field) -> str:
    if not _TOKEN.fullmatch(header.name):
        raise NotPrepared("invalid_request", f'The header name "{header.name}" is not an HTTP token.')
    return header.name


def _checked_value(header: Field) -> str:
    if _FORBIDDEN_IN_VALUE.search(header.value):
        message = f"The value of the header {header.name} holds a line break or another control character."
        raise NotPrepared("invalid_request", message, "Take it out; nothing was sent.")
    return header.value.strip(" \t")
