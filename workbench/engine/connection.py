"""What is known of one connection from its first byte to its last."""

from __future__ import annotations

from dataclasses import field
from typing import Final

from workbench.engine.resolver import Address
from workbench.nouns import dataclass
from workbench.tls import handshake
from workbench.tls.handshake import Observed
from workbench.tls.recorder import HANDSHAKE, Recorder

_TICKET: Final = b"\x04"  # RFC 8446 §4, handshake types


@dataclass(slots=True, kw_only=True)
class TlsFacts:
    """The TLS part of a connection, filled while it happens; `observable` is False without the callback."""

    server_name: str
    observable: bool
    recorder: Recorder = field(default_factory=Recorder)
    complete: bool = False
    version: str | None = None
    cipher: str | None = None
    alpn: str | None = None
    peer_ders: tuple[bytes, ...] = ()  # from the ssl module, where there is no recorder
    ragged_end: bool = False  # closed without close_notify
    unheard: bool = False  # the server had us answer while nobody listened, in the midst of a large body
    opening: bytes = b""  # the first that came, as it stood on the wire

    _read: tuple[int, bool, Observed] | None = None

    def observed(self) -> Observed | None:
        """Return what was seen of the handshake, or None when nothing could be."""
        if not self.observable:
            return None
        heard = len(self.recorder.heard)
        if self._read is None or self._read[:2] != (heard, self.unheard):
            found = handshake.read(self.recorder, complete=self.complete, unheard=self.unheard)
            self._read = (heard, self.unheard, found)
        return self._read[2]

    def has_ticket(self) -> bool:
        """Tell whether a session ticket came (NewSessionTicket, RFC 8446 §4.6.1)."""
        return any(
            message.direction == "read" and message.content_type == HANDSHAKE and message.data[:1] == _TICKET
            for message in self.recorder.messages
        )


@dataclass(slots=True, kw_only=True)
class Connection:
    """One TCP connection: where it leads, how long each part of it took (ms), how often it served.

    `tls` is what was seen of TLS with the server, `proxy_tls` of TLS with an HTTPS proxy. `opening` is the first that
    was said over it, inside TLS where there is TLS.
    """

    remote: Address | None = None
    tried: tuple[str, ...] = ()
    dns_ms: float | None = None  # None: nothing had to be looked up
    tcp_ms: float | None = None
    tls_ms: float | None = None
    requests: int = 0
    tls: TlsFacts | None = None
    proxy_tls: TlsFacts | None = None
    opening: bytes = b""
