"""What happened on the wire: a recorder's messages, read into facts."""

from __future__ import annotations

import ssl
from functools import lru_cache
from time import perf_counter
from typing import Final

from workbench.models import Alert, RawMessage
from workbench.nouns import dataclass
from workbench.tls import alerts, wire
from workbench.tls.recorder import ALERT, Recorder
from workbench.tls.wire import CertificateRequest, WireError

TLS13: Final = 0x0304
_FATAL: Final = 2  # RFC 8446 §6
_CERTIFICATE: Final = b"\x0b"  # RFC 8446 §4, handshake types
_CERTIFICATE_REQUEST: Final = b"\x0d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The facts of one connection's handshake. None means: not observed.

    `requested`: the server asked for a certificate. `answered`: our Certificate message went out; `full`: it held one.
    `unheard`: later, in the midst of a large body, the server had us answer something that nobody listened to.
    """

    requested: bool | None = None
    request: CertificateRequest | None = None
    answered: bool | None = None
    full: bool | None = None
    peer_ders: tuple[bytes, ...] = ()
    alerts: tuple[Alert, ...] = ()
    messages: tuple[RawMessage, ...] = ()
    began: float = 0.0
    unheard: bool = False


def read(recorder: Recorder, *, complete: bool, unheard: bool = False) -> Observed:
    """Read the facts out of a recorder; `complete` says whether our side of the handshake was finished.

    One pass, and nothing is put into words but alerts: it is paid for by every hop.
    """
    asked: RawMessage | None = None
    answer: RawMessage | None = None
    peer: RawMessage | None = None
    told: tuple[Alert, ...] = ()
    messages = recorder.messages
    for message in messages:
        _at, direction, _version, content_type, data = message
        if content_type == ALERT:
            told += _alert(message)
        elif data.startswith(_CERTIFICATE_REQUEST) and direction == "read":
            asked = message
        elif data.startswith(_CERTIFICATE):
            answer, peer = (message, peer) if direction == "write" else (answer, peer or message)
    return Observed(
        requested=True if asked else None if unheard else _not_asked(peer, complete=complete),
        request=_request(asked) if asked else None,
        answered=answer is not None or (None if unheard else False),
        full=bool(_certificates(answer)) if answer else None if unheard else False,
        peer_ders=_certificates(peer) if peer else (),
        alerts=told,
        messages=messages,
        began=recorder.started,
        unheard=unheard,
    )


def _not_asked(peer: RawMessage | None, *, complete: bool) -> bool | None:
    """Tell whether "no request seen" means none was made.

    In TLS 1.3 the request comes before the server's Certificate (RFC 8446 §4.3.2), in TLS 1.2 after it.
    """
    seen_past_it = complete or (peer is not None and peer.version == TLS13)
    return False if seen_past_it else None


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


@lru_cache(maxsize=32)  # a server's comes with every connection
def _parsed_certificates(data: bytes, version: int) -> tuple[bytes, ...]:
    try:
        return wire.parse_certificate(data, wire.dialect(version))
    except WireError:
        return ()


def _alert(message: RawMessage) -> tuple[Alert, ...]:
    """Describe an alert; close_notify is how connections end, and none of the alerts that a record tells."""
    if len(message.data) < 2 or message.data[1] == alerts.CLOSE_NOTIFY:
        return ()
    return (alerts.describe(message.data[1], message.data[0], "client" if message.direction == "write" else "server"),)


def hear_error(recorder: Recorder, error: ssl.SSLError) -> None:
    """Note the server's alert as OpenSSL's error names it, where the recorder was deaf when it came."""
    number = alerts.by_openssl_reason(error.reason) if error.reason else None
    if number is not None:
        recorder.heard.append((perf_counter(), "read", TLS13, ALERT, bytes([_FATAL, number])))


def alerts_told_by(error: BaseException | None) -> tuple[Alert, ...]:
    """Return the server's alert as OpenSSL's error names it, where there is no recorder to have heard it."""
    reason = error.reason if isinstance(error, ssl.SSLError) else None
    number = alerts.by_openssl_reason(reason) if reason else None
    return (alerts.describe(number, _FATAL, "server"),) if number is not None else ()
