"""What the servers saw: the other side's word on every connection, to hold a record against."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import field
from typing import Literal

from workbench.nouns import dataclass

Stage = Literal["handshake", "open", "failed", "closed"]

_KEPT_CONNECTIONS = 4096
_KEPT_REQUESTS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenClient:
    """The client certificate of a finished handshake."""

    subject: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """The head of one request, and how many bytes of body came with it."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body_bytes: int = 0

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its spelling."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAlert:
    """A TLS alert, by its name in the RFCs; what the client sent, this server received."""

    sender: Literal["server", "client"]
    name: str


@dataclass(slots=True, kw_only=True)
class Connection:
    """One accepted connection, filled in by its own thread while it lives.

    `offered` is the SHA-256 of each certificate in the client's Certificate message, leaf first: empty when
    that message was empty, None when there was none, or when nobody watched. `client` is what passed.
    `stage` is "failed" when the handshake did, whoever ended it.
    """

    site: str
    stage: Stage = "handshake"
    tls_version: str | None = None
    server_name: str | None = None
    offered: tuple[str, ...] | None = None
    client: SeenClient | None = None
    alerts: list[SeenAlert] = field(default_factory=list)
    error: str = ""  # OpenSSL's reason or the name of the OS error that ended the handshake
    requests: deque[SeenRequest] = field(default_factory=lambda: deque(maxlen=_KEPT_REQUESTS))

    @property
    def alerts_sent(self) -> tuple[str, ...]:
        """The names of the alerts this server sent, close_notify left out."""
        return self._alerts_of("server")

    @property
    def alerts_received(self) -> tuple[str, ...]:
        """The names of the alerts the client sent, close_notify left out."""
        return self._alerts_of("client")

    def _alerts_of(self, sender: str) -> tuple[str, ...]:
        return tuple(a.name for a in self.alerts if a.sender == sender and a.name != "close_notify")


class Log:
    """The connections of all servers of a lab, oldest first; only the last few thousand are kept."""

    def __init__(self) -> None:
        self._connections: deque[Connection] = deque(maxlen=_KEPT_CONNECTIONS)
        self._changed = threading.Condition()
        self._count = 0

    def opened(self, site: str) -> Connection:
        """Enter a new connection."""
        connection = Connection(site=site)
        with self._changed:
            self._connections.append(connection)
            self._count += 1
            self._changed.notify_all()
        return connection

    def changed(self) -> None:
        """Say that a connection has more to tell, so that whoever waits looks again."""
        with self._changed:
            self._changed.notify_all()

    @property
    def count(self) -> int:
        """How many connections there have been, forgotten ones included."""
        return self._count

    def since(self, count: int, site: str | None = None) -> tuple[Connection, ...]:
        """Return the connections after the first `count`, of one site or of all."""
        with self._changed:
            new = self._count - count
            recent = list(self._connections)[-new:] if new else []
        return tuple(connection for connection in recent if site in (None, connection.site))

    def wait(self, condition: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Wait until a condition over the connections holds; False when it did not in that time."""
        with self._changed:
            return self._changed.wait_for(condition, seconds)
