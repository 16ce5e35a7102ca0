"""Servers' sockets that end or ask in a way of their own, behind the lab's conversation."""

from __future__ import annotations

import socket
import ssl
import struct
import time

from cryptography import x509

from tests.stands import WAIT_SECONDS
from workbench.demo import gate
from workbench.demo.witness import WitnessedSocket

_IDLE_SECONDS = 0.05
_AT_ONCE = struct.pack("ii", 1, 0)


def resetting(root: x509.Certificate) -> type[WitnessedSocket]:
    """Make the kind that resets at the first request unless a certificate of this root came."""

    class Resetting(WitnessedSocket):
        def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
            if gate.standing(self.offered, root) != "good":
                self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                self.close()
                raise ConnectionAbortedError
            return super().recv(buflen, flags)

    return Resetting


class Impatient(WitnessedSocket):
    """Closes a connection on which nothing comes for a moment, without close_notify."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Read what comes in time."""
        self.settimeout(_IDLE_SECONDS)
        return super().recv(buflen, flags)


class AskingLater(WitnessedSocket):
    """Asks for a certificate when the first request has come, and reads on when it was answered (RFC 8446 §4.6.2)."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Read, ask, and wait for the answer."""
        data = super().recv(buflen, flags)
        if data and self.record is not None and self.record.offered is None:
            self.verify_client_post_handshake()
            self.do_handshake()
            self._await_answer()
        return data

    def _await_answer(self) -> None:
        # No application data will come: only reading takes the answer in.
        self.settimeout(0.01)
        deadline = time.monotonic() + WAIT_SECONDS
        while self.record is not None and self.record.offered is None and time.monotonic() < deadline:
            try:
                super().recv(1)
            except (TimeoutError, ssl.SSLWantReadError):
                continue
        self.settimeout(None)
