"""A ticket → what a command line has to carry to send the same: chosen, trusted and routed as a send would be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from workbench.certificates import files, hosts, material
from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import HostError
from workbench.engine import controls, proxies
from workbench.engine import url as urls
from workbench.engine.choosing import Rulebook
from workbench.engine.outgoing import NotPrepared, Outgoing
from workbench.engine.ticket import Ticket
from workbench.interchange.carried import Carried, CarriedIdentity, Encoding, NotCopied
from workbench.models import CertificateEntry, Field, Origin, Request, RequestBody
from workbench.settings import resolved
from workbench.tls import trust
from workbench.workspace import variables

_NAMES: Final = re.compile(r"(\{\{[^{}\n]*\}\})")
_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_PEM: Final = b"-----BEGIN"


def carried(ticket: Ticket) -> Carried:
    """Gather it; looks into the identity's files, asks nobody and sends nothing. Raise NotCopied."""
    request = variables.substitute(ticket.request, _Known(ticket))
    url = _with_params(request.url, request.params)
    here = _origin(url)
    try:
        said = controls.of_request(request, ticket.settings)
        proxy = _proxy(replace(ticket, request=request), here)
    except NotPrepared as fault:
        raise NotCopied(fault.message) from fault
    follows = request.options.follow_redirects
    return Carried(
        request=replace(request, body=_with_whole_path(request)),
        url=url,
        origin=here,
        identity=_identity(ticket, here, url),
        ca_files=tuple(_trusted(ticket, here)),
        system_ca=ticket.settings.tls.system_ca,
        verify=said.verify,
        minimum_version=said.minimum_version,
        maximum_version=said.maximum_version,
        ciphers=said.ciphers,
        security_level=said.security_level,
        http2=controls.http2(request, ticket.settings),
        follow_redirects=ticket.settings.http.follow_redirects if follows is None else follows,
        address=_address(ticket, request, here),
        server_name=request.tls.server_name or None,
        proxy=proxy,
        proxy_is_said=_is_said(ticket),
        notes=tuple(_notes(here, request, proxy)),
    )


class _Known(dict[str, str]):
    """The values of variables; one that is secret, or that nobody gave, stays a variable."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__({name: value for name, value in ticket.variables.items() if value not in ticket.secrets})

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return f"{{{{{name}}}}}"


def _with_params(url: str, params: tuple[Field, ...]) -> str:
    added = "&".join(f"{_encoded(param.name)}={_encoded(param.value)}" for param in params if param.enabled)
    if not added:
        return url
    before, hash_sign, fragment = url.partition("#")
    return f"{before}{'&' if '?' in before else '?'}{added}{hash_sign}{fragment}"


def _encoded(text: str) -> str:
    return "".join(piece if place % 2 else quote(piece, safe="") for place, piece in enumerate(_NAMES.split(text)))


def _with_whole_path(request: Request) -> RequestBody | None:
    body = request.body
    return replace(body, file=_whole(body.file)) if body is not None and body.file else body


def _origin(url: str) -> Origin | None:
    """Return where it goes; None while a variable stands where the host does."""
    try:
        return hosts.origin(url)
    except HostError as fault:
        if "{{" in url and _has_parts(url):
            return None
        raise NotCopied(str(fault)) from fault


def _has_parts(url: str) -> bool:
    """Tell whether a URL can be taken apart: one with a variable in brackets, for an IPv6 address, cannot."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _identity(ticket: Ticket, here: Origin | None, url: str) -> CarriedIdentity | None:
    if here is None:
        return None
    chosen = Rulebook().select(ticket, here, here, url)
    if chosen.stop is not None:
        raise NotCopied(chosen.stop)
    return _files(chosen.entry) if chosen.entry is not None else None


def _files(entry: CertificateEntry) -> CarriedIdentity:
    certificate = _whole(entry.pfx_file or entry.cert_file or "")
    if entry.pfx_file:
        return CarriedIdentity(certificate=certificate, encoding="P12", asks=_needs_passphrase(entry))
    key = _whole(entry.key_file) if entry.key_file else None
    data = _head(certificate)
    return CarriedIdentity(
        certificate=certificate,
        encoding=_encoding(data),
        key=key if key != certificate else None,
        key_encoding=_encoding(_head(key)) if key else "PEM",
        has_chain=data.count(_CERTIFICATE) > 1,
    )


def _needs_passphrase(entry: CertificateEntry) -> bool:
    """Tell whether the file does not open without one; what else is wrong with it is for the other program to say."""
    try:
        material.load(entry, None)
    except MaterialError as fault:
        return fault.code in ("needs_passphrase", "wrong_passphrase")
    return False


def _encoding(data: bytes) -> Encoding:
    return "DER" if data[:1] == b"\x30" and _PEM not in data else "PEM"


def _head(path: str) -> bytes:
    try:
        return files.read(Path(path), "cert_file").data
    except MaterialError:
        return b""  # what is wrong with it is for the other program to say


def _whole(text: str) -> str:
    return str(files.expand(text).absolute())


def _trusted(ticket: Ticket, here: Origin | None) -> Iterator[str]:
    named = trust.named_for(here, ticket.settings) if here is not None else ()
    labels = dict.fromkeys((*(label for label, _ in named), *ticket.ca_files))
    yield from (_whole(label) for label in labels)


def _address(ticket: Ticket, request: Request, here: Origin | None) -> str | None:
    if here is None:
        return request.options.resolve or None
    said = resolved(ticket.resolve, here.host, here.port) or request.options.resolve
    return said or resolved(ticket.settings.resolve, here.host, here.port)


def _proxy(ticket: Ticket, here: Origin | None) -> str | None:
    if here is None:
        return None
    place = urls.read(f"{here.scheme}://{hosts.authority(here.host, here.port)}/")
    asked = ticket.request.options.proxy or None
    found = proxies.for_hop(ticket, Outgoing(method="GET", origin=here, url=place, proxy=asked))
    if found is None:
        return None
    # curl's own port for a proxy is 1080.
    usual = {"http": 80, "https": 443}.get(found.url.scheme, 1080)
    return str(replace(found.url, port=found.url.port or usual)).rstrip("/")


def _is_said(ticket: Ticket) -> bool:
    return proxies.NEVER in (ticket.proxy, ticket.request.options.proxy, ticket.settings.http.proxy)


def _notes(here: Origin | None, request: Request, proxy: str | None) -> Iterator[str]:
    if here is None:
        yield "The host is a variable: which certificate it gets is not known, and none is in the command."
    if proxy is not None and proxy.startswith("https:") and request.options.proxy_certificate not in (None, "none"):
        yield "The certificate for the proxy is left out: --proxy-cert names one."
