"""The messages that open a handshake: what a client offers, and what a server chooses of it.

As in wire.py: whole messages in, WireError for whatever does not fit and nothing else, time and memory linear.
"""

from __future__ import annotations

from typing import Final

from workbench.nouns import dataclass
from workbench.tls import layout
from workbench.tls.octets import Octets
from workbench.visible import decoded

_CLIENT_HELLO: Final = 1  # RFC 8446 §4
_SERVER_HELLO: Final = 2
_ENCRYPTED_EXTENSIONS: Final = 8

_SERVER_NAME: Final = 0  # RFC 8446 §4.2 and IANA's registry
_GROUPS: Final = 10
_SIGNATURE_ALGORITHMS: Final = 13
_ALPN: Final = 16
_SESSION_TICKET: Final = 35
_PRE_SHARED_KEY: Final = 41
_SUPPORTED_VERSIONS: Final = 43
_POST_HANDSHAKE_AUTH: Final = 49
_KEY_SHARE: Final = 51

# RFC 8446 §4.1.3: the SHA-256 of "HelloRetryRequest" in the place of the random.
_RETRY: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientHello:
    """What a client offers, as numbers of the registries, the one preferred first.

    `versions` may hold what is no version (RFC 8701); before TLS 1.3 a client says only the highest one, and
    `versions_listed` is False. `resumes`: it offers to go on with an earlier session.
    """

    server_name: str | None
    alpn: tuple[str, ...]
    versions: tuple[int, ...]
    versions_listed: bool
    ciphers: tuple[int, ...]
    groups: tuple[int, ...]
    signature_algorithms: tuple[int, ...]
    key_shares: tuple[int, ...]
    session: bytes
    resumes: bool
    post_handshake_auth: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerHello:
    """What a server chose; `retry` marks a HelloRetryRequest, `alpn` is here up to TLS 1.2 only.

    `group` is TLS 1.3's; `resumed` means that it took the key of an earlier session (TLS 1.3).
    """

    version: int
    cipher: int
    retry: bool
    alpn: str | None
    group: int | None
    session: bytes
    resumed: bool
    knows_server_name: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptedExtensions:
    """What a TLS 1.3 server adds to its hello."""

    alpn: str | None
    knows_server_name: bool
    groups: tuple[int, ...]


def parse_client_hello(data: bytes) -> ClientHello:
    """Read a ClientHello (RFC 8446 §4.1.2)."""
    body = layout.body(data, _CLIENT_HELLO)
    legacy_version = body.number(2)
    body.take(32)
    session = body.vector(1).rest()
    ciphers = tuple(layout.numbers(body.vector(2)))
    body.vector(1)  # compression
    found = layout.extensions(body)
    ticket = found.get(_SESSION_TICKET)
    return ClientHello(
        server_name=_server_name(found.get(_SERVER_NAME)),
        alpn=_protocols(found.get(_ALPN)),
        versions=_versions(found.get(_SUPPORTED_VERSIONS)) or (legacy_version,),
        versions_listed=_SUPPORTED_VERSIONS in found,
        ciphers=ciphers,
        groups=_listed(found.get(_GROUPS)),
        signature_algorithms=_listed(found.get(_SIGNATURE_ALGORITHMS)),
        key_shares=_shares(found.get(_KEY_SHARE)),
        session=session,
        resumes=_PRE_SHARED_KEY in found or (ticket is not None and ticket.left > 0),
        post_handshake_auth=_POST_HANDSHAKE_AUTH in found,
    )


def parse_server_hello(data: bytes) -> ServerHello:
    """Read a ServerHello or HelloRetryRequest (RFC 8446 §4.1.3)."""
    body = layout.body(data, _SERVER_HELLO)
    legacy_version = body.number(2)
    random = body.take(32)
    session = body.vector(1).rest()
    cipher = body.number(2)
    body.take(1)  # compression
    found = layout.extensions(body)
    chosen, share = found.get(_SUPPORTED_VERSIONS), found.get(_KEY_SHARE)
    return ServerHello(
        version=legacy_version if chosen is None else chosen.number(2),
        cipher=cipher,
        retry=random == _RETRY,
        alpn=_chosen_protocol(found.get(_ALPN)),
        group=None if share is None else share.number(2),
        session=session,
        resumed=_PRE_SHARED_KEY in found,
        knows_server_name=_SERVER_NAME in found,
    )


def parse_encrypted_extensions(data: bytes) -> EncryptedExtensions:
    """Read what a TLS 1.3 server settles in its EncryptedExtensions (RFC 8446 §4.3.1)."""
    found = layout.extensions(layout.body(data, _ENCRYPTED_EXTENSIONS))
    return EncryptedExtensions(
        alpn=_chosen_protocol(found.get(_ALPN)),
        knows_server_name=_SERVER_NAME in found,
        groups=_listed(found.get(_GROUPS)),
    )


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
    return () if extension is None else tuple(layout.numbers(extension.vector(1)))


def _listed(extension: Octets | None) -> tuple[int, ...]:
    return () if extension is None else tuple(layout.numbers(extension.vector(2)))


def _shares(extension: Octets | None) -> tuple[int, ...]:
    """Return the groups that a client sends a key for."""
    if extension is None:
        return ()
    shares = extension.vector(2)
    found = []
    while shares.left:
        found.append(shares.number(2))
        shares.vector(2)
    return tuple(found)
