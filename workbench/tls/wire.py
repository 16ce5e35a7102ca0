"""Handshake messages as they stand on the wire, read into facts.

Each parser takes one whole message with its header of four octets, as the message callback delivers it, and
raises WireError for whatever does not fit, nothing else. Time and memory are linear in the message. Text from a
peer is as it came, not yet made visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from workbench.tls import distinguished
from workbench.tls.octets import Octets, WireError
from workbench.tls.schemes import certificate_type, signature_scheme
from workbench.visible import decoded

__all__ = [
    "CertificateRequest",
    "ClientHello",
    "ServerHello",
    "Version",
    "WireError",
    "dialect",
    "parse_alert",
    "parse_certificate",
    "parse_certificate_request",
    "parse_client_hello",
    "parse_encrypted_extensions",
    "parse_server_hello",
]

Version = Literal["tls11", "tls12", "tls13"]
"""How a message is laid out: "tls11" stands for TLS 1.0 too."""

_CLIENT_HELLO: Final = 1  # RFC 8446 §4
_SERVER_HELLO: Final = 2
_ENCRYPTED_EXTENSIONS: Final = 8
_CERTIFICATE: Final = 11
_CERTIFICATE_REQUEST: Final = 13

_SERVER_NAME: Final = 0  # RFC 8446 §4.2
_SIGNATURE_ALGORITHMS: Final = 13
_ALPN: Final = 16
_SUPPORTED_VERSIONS: Final = 43
_CERTIFICATE_AUTHORITIES: Final = 47

# RFC 8446 §4.1.3: the SHA-256 of "HelloRetryRequest" in the place of the random.
_RETRY: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequest:
    """What a server says of the client certificate it wants; an empty list of issuers means any.

    `acceptable_issuers` are RFC 4514 strings, a name that cannot be read is "#" and its octets in hex.
    `certificate_types` is TLS 1.2's and older.
    """

    acceptable_issuers: tuple[str, ...] = ()
    signature_algorithms: tuple[str, ...] = ()
    certificate_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientHello:
    """What a client offers; `versions` as numbers (0x0304 is TLS 1.3), the one preferred first."""

    server_name: str | None
    alpn: tuple[str, ...]
    versions: tuple[int, ...]
    cipher_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerHello:
    """What a server chose; `retry` marks a HelloRetryRequest, `alpn` is here up to TLS 1.2 only."""

    version: int
    cipher: int
    retry: bool
    alpn: str | None


def dialect(version: int) -> Version:
    """Return the layout of messages in a protocol version given by its number on the wire."""
    return "tls13" if version >= 0x0304 else "tls12" if version == 0x0303 else "tls11"


def parse_certificate_request(data: bytes, version: Version) -> CertificateRequest:
    """Read a CertificateRequest (RFC 8446 §4.3.2, RFC 5246 §7.4.4)."""
    body = _body(data, _CERTIFICATE_REQUEST)
    if version == "tls13":
        return _modern_request(body)
    types = tuple(certificate_type(number) for number in body.vector(1).rest())
    schemes = _schemes(body) if version == "tls12" else ()
    issuers = _issuers(body)
    body.finish("a CertificateRequest")
    return CertificateRequest(acceptable_issuers=issuers, signature_algorithms=schemes, certificate_types=types)


def parse_certificate(data: bytes, version: Version) -> tuple[bytes, ...]:
    """Read a Certificate message into DER certificates, leaf first; an empty tuple is an empty message."""
    body = _body(data, _CERTIFICATE)
    if version == "tls13":
        body.vector(1)  # the context, which repeats the request's
    certificates = body.vector(3)
    body.finish("a Certificate")
    found = []
    while certificates.left:
        found.append(certificates.vector(3).rest())
        if version == "tls13":
            certificates.vector(2)
    if not all(found):
        raise WireError("an empty certificate in a Certificate")
    return tuple(found)


def parse_alert(data: bytes) -> tuple[int, int]:
    """Read an alert into level and description; it has no header."""
    octets = Octets(data)
    level, description = octets.number(1), octets.number(1)
    octets.finish("an alert")
    return level, description


def parse_client_hello(data: bytes) -> ClientHello:
    """Read a ClientHello (RFC 8446 §4.1.2)."""
    body = _body(data, _CLIENT_HELLO)
    legacy_version = body.number(2)
    body.take(32)
    body.vector(1)  # session
    ciphers = body.vector(2)
    body.vector(1)  # compression
    extensions = _extensions(body)
    return ClientHello(
        server_name=_server_name(extensions.get(_SERVER_NAME)),
        alpn=_protocols(extensions.get(_ALPN)),
        versions=_versions(extensions.get(_SUPPORTED_VERSIONS)) or (legacy_version,),
        cipher_count=ciphers.left // 2,
    )


def parse_server_hello(data: bytes) -> ServerHello:
    """Read a ServerHello or HelloRetryRequest (RFC 8446 §4.1.3)."""
    body = _body(data, _SERVER_HELLO)
    legacy_version = body.number(2)
    random = body.take(32)
    body.vector(1)  # session
    cipher = body.number(2)
    body.take(1)  # compression
    extensions = _extensions(body)
    chosen = extensions.get(_SUPPORTED_VERSIONS)
    return ServerHello(
        version=legacy_version if chosen is None else chosen.number(2),
        cipher=cipher,
        retry=random == _RETRY,
        alpn=_chosen_protocol(extensions.get(_ALPN)),
    )


def parse_encrypted_extensions(data: bytes) -> str | None:
    """Read which ALPN protocol a TLS 1.3 server chose in its EncryptedExtensions; None for none."""
    return _chosen_protocol(_extensions(_body(data, _ENCRYPTED_EXTENSIONS)).get(_ALPN))


def _body(data: bytes, kind: int) -> Octets:
    message = Octets(data)
    found = message.number(1)
    if found != kind:
        raise WireError(f"a handshake message of type {found} where {kind} was expected")
    body = message.vector(3)
    message.finish("a handshake message")
    return body


def _modern_request(body: Octets) -> CertificateRequest:
    body.vector(1)  # the context: not empty in post-handshake authentication
    extensions = _extensions(body)
    schemes = extensions.get(_SIGNATURE_ALGORITHMS)
    authorities = extensions.get(_CERTIFICATE_AUTHORITIES)
    return CertificateRequest(
        acceptable_issuers=() if authorities is None else _issuers(authorities),
        signature_algorithms=() if schemes is None else _schemes(schemes),
    )


def _extensions(body: Octets) -> dict[int, Octets]:
    """Read the extensions that end a message, each by its number; TLS 1.2 may leave the whole list out."""
    if not body.left:
        return {}
    listed = body.vector(2)
    body.finish("a list of extensions")
    found: dict[int, Octets] = {}
    while listed.left:
        number = listed.number(2)
        if number in found:
            raise WireError(f"the extension {number} twice")
        found[number] = listed.vector(2)
    return found


def _schemes(octets: Octets) -> tuple[str, ...]:
    return tuple(signature_scheme(number) for number in _numbers(octets.vector(2)))


def _numbers(octets: Octets) -> Iterator[int]:
    while octets.left:
        yield octets.number(2)


def _issuers(octets: Octets) -> tuple[str, ...]:
    names = octets.vector(2)
    found = []
    while names.left:
        found.append(_issuer(names.vector(2).rest()))
    return tuple(found)


def _issuer(encoded: bytes) -> str:
    try:
        return distinguished.text(distinguished.parse(encoded))
    except WireError:
        return "#" + encoded.hex()


def _server_name(extension: Octets | None) -> str | None:
    if extension is None or not extension.left:
        return None
    names = extension.vector(2)
    while names.left:
        kind, name = names.number(1), names.vector(2).rest()
        if kind == 0:
            return decoded(name)
    return None


def _protocols(extension: Octets | None) -> tuple[str, ...]:
    if extension is None:
        return ()
    names = extension.vector(2)
    found = []
    while names.left:
        found.append(decoded(names.vector(1).rest()))
    return tuple(found)


def _chosen_protocol(extension: Octets | None) -> str | None:
    return next(iter(_protocols(extension)), None)


def _versions(extension: Octets | None) -> tuple[int, ...]:
    return () if extension is None else tuple(_numbers(extension.vector(1)))
