"""A server's socket that notes what the client sent in the handshake, through `SSLContext._msg_callback`.

Without that attribute (it is not documented) nothing is noted of a handshake that failed, and the sites that
let every handshake pass take no certificate for good.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import ssl
import tempfile
from pathlib import Path
from typing import Literal

from workbench.demo.sightings import Connection, SeenAlert

_HANDSHAKE, _ALERT = 22, 21
_CERTIFICATE = 11
_TLS13 = 0x0304
_UNNAMED_ALERTS = {109: "missing_extension", 116: "certificate_required", 120: "no_application_protocol"}
# X509_CERT_AUX of a "TRUSTED CERTIFICATE": good for id-kp-clientAuth, whatever its extensions say.
_TRUSTED_FOR_CLIENTS = bytes.fromhex("300c300a06082b06010505070302")


class WitnessedSocket(ssl.SSLSocket):
    """A TLS socket that carries the log's record of its connection, and the certificates it was offered."""

    record: Connection | None = None
    offered: tuple[bytes, ...] = ()


def attach(context: ssl.SSLContext) -> None:
    """Let connections of `context` have a record, and note the name the client asked for."""
    context.sslsocket_class = WitnessedSocket
    context.sni_callback = _note_name


def watch(context: ssl.SSLContext, *, accept_anything: bool = False) -> bool:
    """Note certificates and alerts as well; return False where this Python cannot.

    `accept_anything` lets every client certificate pass the handshake, as nginx's `optional_no_ca` does.
    """
    # The descriptor below ssl.py's own, which would wrap every record's numbers in enums.
    descriptor = getattr(super(ssl.SSLContext, ssl.SSLContext), "_msg_callback", None)
    if descriptor is None:
        return False
    descriptor.__set__(context, _hear_and_trust if accept_anything else _hear)
    return True


def certificates(message: bytes, *, tls13: bool) -> tuple[bytes, ...]:
    """Read the certificates out of a Certificate message (RFC 8446 §4.4.2, RFC 5246 §7.4.2), in DER."""
    at = 4
    if tls13:
        at += 1 + int.from_bytes(message[at : at + 1])
    at += 3
    found = []
    while at + 3 <= len(message):
        start = at + 3
        at = start + int.from_bytes(message[at:start])
        found.append(message[start:at])
        if tls13:
            at += 2 + int.from_bytes(message[at : at + 2])
    return tuple(found)


def _note_name(connection: object, name: str | None, _context: ssl.SSLContext) -> None:
    if isinstance(connection, WitnessedSocket) and connection.record is not None:
        connection.record.server_name = name


def _hear(connection: object, direction: str, version: int, content_type: int, message_type: int, data: bytes) -> None:
    if content_type not in (_HANDSHAKE, _ALERT) or not isinstance(connection, WitnessedSocket):
        return
    if content_type == _ALERT:
        _note_alert(connection, direction, data)
    elif message_type == _CERTIFICATE and direction == "read":
        connection.offered = certificates(data, tls13=version == _TLS13)
        if connection.record is not None:
            connection.record.offered = tuple(hashlib.sha256(der).hexdigest() for der in connection.offered)


def _hear_and_trust(
    connection: object, direction: str, version: int, content_type: int, message_type: int, data: bytes
) -> None:
    _hear(connection, direction, version, content_type, message_type, data)
    is_answer = content_type == _HANDSHAKE and message_type == _CERTIFICATE and direction == "read"
    if is_answer and isinstance(connection, WitnessedSocket) and connection.offered:
        # OpenSSL hands the message over before it judges it: what is trusted now is in time.
        _trust(connection.context, connection.offered[0])


def _trust(context: ssl.SSLContext, der: bytes) -> None:
    body = base64.encodebytes(der + _TRUSTED_FOR_CLIENTS).decode()
    armoured = f"-----BEGIN TRUSTED CERTIFICATE-----\n{body}-----END TRUSTED CERTIFICATE-----\n"
    with tempfile.TemporaryDirectory(prefix="workbench-demo-") as folder:
        path = Path(folder) / "offered.pem"
        path.write_text(armoured, encoding="ascii")
        # A certificate that OpenSSL cannot read fails its own check a moment later.
        with contextlib.suppress(ssl.SSLError):
            context.load_verify_locations(cafile=path)


def _note_alert(connection: WitnessedSocket, direction: str, data: bytes) -> None:
    if connection.record is not None and len(data) == 2:
        sender: Literal["server", "client"] = "server" if direction == "write" else "client"
        connection.record.alerts.append(SeenAlert(sender=sender, name=_alert_name(data[1])))


def _alert_name(number: int) -> str:
    if number in _UNNAMED_ALERTS:
        return _UNNAMED_ALERTS[number]
    try:
        return ssl.AlertDescription(number).name.removeprefix("ALERT_DESCRIPTION_").lower()
    except ValueError:
        return f"alert_{number}"
