"""What tells widgets, which know no TLS, the story of a handshake."""

from __future__ import annotations

from workbench.models import Handshake, HandshakeMessage


def tell(handshake: Handshake) -> tuple[HandshakeMessage, ...]:
    """Put a handshake's messages into words; the first use loads what reads them."""
    from workbench.tls import story

    return story.tell(handshake)
