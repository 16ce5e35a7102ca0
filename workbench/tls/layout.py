"""How handshake messages are put together: a header of four octets, vectors of numbers, a list of extensions."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.tls.octets import Octets, WireError


def body(data: bytes, kind: int) -> Octets:
    """Return what follows the header of one whole message of a kind; raise WireError where it is another."""
    message = Octets(data)
    found = message.number(1)
    if found != kind:
        raise WireError(f"a handshake message of type {found} where {kind} was expected")
    content = message.vector(3)
    message.finish("a handshake message")
    return content


def extensions(content: Octets) -> dict[int, Octets]:
    """Read the extensions that end a message, each by its number; TLS 1.2 may leave the whole list out."""
    if not content.left:
        return {}
    listed = content.vector(2)
    content.finish("a list of extensions")
    found: dict[int, Octets] = {}
    while listed.left:
        number = listed.number(2)
        if number in found:
            raise WireError(f"the extension {number} twice")
        found[number] = listed.vector(2)
    return found


def numbers(octets: Octets) -> Iterator[int]:
    """Yield the numbers of two octets that a vector holds."""
    while octets.left:
        yield octets.number(2)
