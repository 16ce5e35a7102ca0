"""What happened on the wire: a recorder's messages, read into facts."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from workbench.models import Alert, HandshakeMessage, Side
from workbench.tls import alerts, wire
from workbench.tls.recorder import ALERT, RawMessage, Recorder
from workbench.tls.wire import CertificateRequest, WireError

TLS13: Final = 0x0304
_FATAL: Final = 2  # RFC 8446 §6
_CERTIFICATE: Final = 11  # RFC 8446 §4, handshake types
_CERTIFICATE_REQUEST: Final = 13
_MESSAGE_NAMES: Final = {
    0: "HelloRequest",
    1: "ClientHello",
    2: "ServerHello",
    4: "NewSessionTicket",
    5: "EndOfEarlyData",
    8: "EncryptedExtensions",
    11: "Certificate",
    12: "ServerKeyExchange",
    13: "CertificateRequest",
    14: "ServerHelloDone",
    15: "CertificateVerify",
    16: "ClientKeyExchange",
    20: "Finished",
    22: "CertificateStatus",
    24: "KeyUpdate",
    25: "CompressedCertificate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The facts of one connection's handshake. None means: not observed.

    `requested`: the server asked for a certificate. `answered`: our Certificate message went out; `full`: it held one.
    """

    requested: bool | None = None
    request: CertificateRequest | None = None
    answered: bool | None = None
    full: bool | None = None
    peer_ders: tuple[bytes, ...] = ()
    alerts: tuple[Alert, ...] = ()
    messages: tuple[HandshakeMessage, ...] = ()


def read(recorder: Recorder, *, complete: bool) -> Observed:
    """Read the facts out of a recorder; `complete` says whether our side of the handshake was finished."""
    asked = [m for m in recorder.messages if _is(m, _CERTIFICATE_REQUEST, "read")]
    answers = [m for m in recorder.messages if _is(m, _CERTIFICATE, "write")]
    peers = [m for m in recorder.messages if _is(m, _CERTIFICATE, "read")]
    ours = _certificates(answers[-1]) if answers else ()
    return Observed(
        requested=True if asked else _not_asked(peers, complete=complete),
        request=_request(asked[-1]) if asked else None,
        answered=bool(answers),
        full=bool(ours),
        peer_ders=_certificates(peers[0]) if peers else (),
        alerts=tuple(_alerts(recorder)),
        messages=tuple(_story(recorder)),
    )


def _not_asked(peers: list[RawMessage], *, complete: bool) -> bool | None:
    """Tell whether "no request seen" means none was made.

    In TLS 1.3 the request comes before the server's Certificate (RFC 8446 §4.3.2), in TLS 1.2 after it.
    """
    seen_past_it = complete or any(message.version == TLS13 for message in peers)
    return False if seen_past_it else None


def _is(message: RawMessage, kind: int, direction: str) -> bool:
    return (
        message.content_type != ALERT
        and message.direction == direction
        and bool(message.data)
        and message.data[0] == kind
    )


def _request(message: RawMessage) -> CertificateRequest | None:
    try:
        return _parsed_request(message.data, message.version)
    except WireError:
        return None


@lru_cache(maxsize=64)
def _parsed_request(data: bytes, version: int) -> CertificateRequest:
    return wire.parse_certificate_request(data, wire.dialect(version))


def _certificates(message: RawMessage) -> tuple[bytes, ...]:
    return _parsed_certificates(message.data, message.version)


@lru_cache(maxsize=32)  # a message is read for its facts and for its note, and a server's comes with every connection
def _parsed_certificates(data: bytes, version: int) -> tuple[bytes, ...]:
    try:
        return wire.parse_certificate(data, wire.dialect(version))
    except WireError:
        return ()


def _side(message: RawMessage) -> Side:
    return "client" if message.direction == "write" else "server"


def _alerts(recorder: Recorder) -> Iterator[Alert]:
    for message in recorder.messages:
        if message.content_type == ALERT and len(message.data) >= 2:
            level, number = message.data[0], message.data[1]
            if number != alerts.CLOSE_NOTIFY:
                yield alerts.describe(number, level, _side(message))


def _story(recorder: Recorder) -> Iterator[HandshakeMessage]:
    for message in recorder.messages:
        at = round((message.at - recorder.started) * 1000, 3)
        if message.content_type == ALERT:
            number = message.data[1] if len(message.data) > 1 else -1
            yield HandshakeMessage(sender=_side(message), name="Alert", at_ms=at, note=alerts.name(number))
        elif message.data:
            name = _MESSAGE_NAMES.get(message.data[0], f"message {message.data[0]}")
            yield HandshakeMessage(sender=_side(message), name=name, at_ms=at, note=_note(message))


def _note(message: RawMessage) -> str:
    if message.data[0] != _CERTIFICATE:
        return ""
    match len(_certificates(message)):
        case 0:
            return "empty: no certificate"
        case 1:
            return "1 certificate"
        case count:
            return f"{count} certificates"


def alerts_told_by(error: BaseException | None) -> tuple[Alert, ...]:
    """Return the server's alert as OpenSSL's error names it, where there is no recorder to have heard it."""
    reason = error.reason if isinstance(error, ssl.SSLError) else None
    number = alerts.by_openssl_reason(reason) if reason else None
    return (alerts.describe(number, _FATAL, "server"),) if number is not None else ()
