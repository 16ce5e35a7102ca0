"""Keys in a handshake, in words: settled, confirmed, renewed, and tickets for another time."""

from __future__ import annotations

from typing import Final

from workbench.tls import key_exchange, schemes
from workbench.tls.moment import Moment, Told, counted

_SMALL_GROUP: Final = 2048  # bits; OpenSSL's security level 2 refuses less
_UNITS: Final = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def server_share(moment: Moment) -> Told:
    """Tell of a ServerKeyExchange: the curve, or how large the Diffie-Hellman group is."""
    found = key_exchange.parse_server_key_exchange(moment.message.data, moment.cipher, moment.dialect)
    fields = []
    said = "The server sends its half of the key"
    if found.curve is not None:
        said += f", on {schemes.group(found.curve)}"
        fields.append(("Group", schemes.group(found.curve)))
    if found.bits is not None:
        small = ", which is small" if found.bits < _SMALL_GROUP else ""
        said += f", Diffie-Hellman with {found.bits} bits{small}"
        fields.append(("Group", f"Diffie-Hellman, {found.bits} bits"))
    if found.signature_algorithm is not None:
        fields.append(("Signature", schemes.signature_scheme(found.signature_algorithm)))
    return Told(said, tuple(fields))


def client_share(moment: Moment) -> Told:
    """Tell of a ClientKeyExchange."""
    sends = "We send" if moment.ours else "The client sends"
    exchanged = moment.cipher.startswith(("ECDH", "DH", "AECDH", "ADH")) or not moment.cipher
    return Told(f"{sends} our half of the key" if exchanged else f"{sends} the key, encrypted for the server")


def finished(moment: Moment) -> Told:
    """Tell of a Finished."""
    moment.finished = moment.finished or moment.ours
    return Told("We confirm the whole handshake" if moment.ours else "The server confirms the whole handshake")


def ticket(moment: Moment) -> Told:
    """Tell of a NewSessionTicket and how long it is good."""
    found = key_exchange.parse_session_ticket(moment.message.data, moment.dialect)
    moment.tickets += 1
    lifetime = _duration(found.lifetime) if found.lifetime else "a time it does not say"
    fields = (("Number", str(moment.tickets)), ("Good for", lifetime), ("Ticket", counted(found.size, "byte")))
    return Told(f"The server offers ticket {moment.tickets} to resume by, good for {lifetime}; it is not used", fields)


def update(moment: Moment) -> Told:
    """Tell of a KeyUpdate."""
    asks = key_exchange.parse_key_update(moment.message.data)
    renews = "We renew our keys" if moment.ours else "The server renews its keys"
    return Told(renews + (", and ask for the same" if moment.ours else ", and asks for the same") * asks)


def _duration(seconds: int) -> str:
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0), _UNITS[-1])
    return counted(seconds // size, unit)
