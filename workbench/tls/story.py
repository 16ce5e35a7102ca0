"""The story of a handshake: its messages in plain words, told only when someone looks.

`tell` never raises: a message that does not fit its format says so, and the story goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from workbench.models import Handshake, HandshakeMessage, RawMessage
from workbench.tls import alerts, certificate_words, hello_words, key_words, wire
from workbench.tls.moment import Moment, Told, counted
from workbench.tls.recorder import ALERT
from workbench.tls.wire import WireError

Teller = Callable[[Moment], Told]


def tell(handshake: Handshake) -> tuple[HandshakeMessage, ...]:
    """Put every message of a handshake into words, in order; text of a peer is as it came, not yet made visible."""
    return _told(handshake.messages, handshake.began)


@lru_cache(maxsize=8)  # a list that is folded and unfolded asks again each time
def _told(messages: tuple[RawMessage, ...], began: float) -> tuple[HandshakeMessage, ...]:
    return tuple(_messages(messages, began))


def _messages(messages: tuple[RawMessage, ...], began: float) -> Iterator[HandshakeMessage]:
    moment: Moment | None = None
    for message in messages:
        if moment is None:
            moment = Moment(message=message)
        moment.message = message
        name, teller = _ALERT if message.content_type == ALERT else _kind(message)
        told = _safely(teller, moment)
        yield HandshakeMessage(
            sender="client" if moment.ours else "server",
            name=told.name or name,
            at_ms=round((message.at - began) * 1000, 3),
            note=told.note,
            fields=(*told.fields, ("Size", counted(len(message.data), "byte"))),
        )


def _kind(message: RawMessage) -> tuple[str, Teller]:
    number = message.data[0] if message.data else -1
    return _KINDS.get(number, (f"message {number}" if message.data else "message", _unknown))


def _safely(teller: Teller, moment: Moment) -> Told:
    try:
        return teller(moment)
    except WireError as fault:
        return Told(f"cannot be read: {fault}")


def _unknown(_scene: Moment) -> Told:
    return Told("a message that no standard describes here")


def _alert(moment: Moment) -> Told:
    level, number = wire.parse_alert(moment.message.data)
    alert = alerts.describe(number, level, "client" if moment.ours else "server")
    fields = (("Level", alert.level), ("Alert", f"{alert.name} ({number})"), ("Meaning", alert.meaning))
    if number == alerts.CLOSE_NOTIFY:
        return Told(alert.meaning.removesuffix("."), fields)
    return Told(f"{moment.who} {'send' if moment.ours else 'sends'} the {alert.level} alert {alert.name}", fields)


def _saying(note: str) -> Teller:
    return lambda _scene: Told(note)


_ALERT: Final[tuple[str, Teller]] = ("Alert", _alert)
_KINDS: Final[dict[int, tuple[str, Teller]]] = {  # RFC 8446 §4, RFC 5246 §7.4
    0: ("HelloRequest", _saying("The server asks to negotiate once more (renegotiation)")),
    1: ("ClientHello", hello_words.offer),
    2: ("ServerHello", hello_words.choice),
    4: ("NewSessionTicket", key_words.ticket),
    5: ("EndOfEarlyData", _saying("We end what was sent before the handshake was done")),
    8: ("EncryptedExtensions", hello_words.additions),
    11: ("Certificate", certificate_words.shown),
    12: ("ServerKeyExchange", key_words.server_share),
    13: ("CertificateRequest", certificate_words.request),
    14: ("ServerHelloDone", _saying("The server has said all it opens with")),
    15: ("CertificateVerify", certificate_words.proof),
    16: ("ClientKeyExchange", key_words.client_share),
    20: ("Finished", key_words.finished),
    22: ("CertificateStatus", certificate_words.status),
    24: ("KeyUpdate", key_words.update),
    25: ("CompressedCertificate", _saying("A certificate that came compressed: it is not read")),
}
