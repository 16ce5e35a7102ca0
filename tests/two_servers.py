"""Two owners on loopback, mine and theirs, who write down what they were shown; every name leads to one of them.

with two_servers(lab) as stage:
    exchange = await stage.send("https://example.com/")
    stage.seen                  what arrived, in order: at whom, under which names, with which certificate
    stage.asked                 the names and ports that were looked up
"""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal
from unittest import mock
from urllib.parse import quote, unquote

from tests.lab import pem_file
from tests.sending import ticket
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.engine import Sender, Ticket
from workbench.models import CertificateEntry, Exchange, Hop, Request
from workbench.settings import HttpSettings, Settings, TlsSettings

Owner = Literal["mine", "theirs"]
MINE = ("example.com", "www.example.com", "my.example.org")
_TLS_RECORD = b"\x16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as its server saw it; `certificate` is the SHA-256 of the client's, None without one."""

    owner: Owner
    connection: int
    tls: bool = False
    server_name: str | None = None
    certificate: str | None = None
    method: str = ""
    target: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The value of a header, by its name in lower case."""
        return dict(self.headers).get(name)


@dataclass(kw_only=True)
class Stage:
    """The two servers, what they saw, and what is sent to them."""

    lab: Lab
    ports: dict[Owner, int] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    asked: list[tuple[str, int]] = field(default_factory=list)
    ended: set[int] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)
    connections: int = 0

    def sha256(self, who: str) -> str:
        """The SHA-256 of a person's certificate."""
        return self.lab.identities[who].sha256

    def entry(self, who: str, host: str, **changes: Any) -> CertificateEntry:
        """An entry with a person's files, for a host on any port."""
        files = self.lab.identities[who]
        entry = CertificateEntry(
            id=f"{who}-at-{host}",
            host=host,
            port="*",
            name=who,
            cert_file=_text(files.cert_file),
            key_file=_text(files.key_file),
            pfx_file=_text(files.pfx_file),
            passphrase=files.passphrase,
        )
        return replace(entry, **changes)

    def ticket(self, url: str, *entries: CertificateEntry, request: Request | None = None, **changes: Any) -> Ticket:
        """A ticket under settings with these entries alone, which believe every server: leaks are easy."""
        settings = Settings(
            path=self.lab.folders.settings_file,
            tls=TlsSettings(verify=False),
            http=HttpSettings(proxy="none"),
            certificates=entries,
        )
        return ticket(self.lab, url, request=request, settings=settings, **changes)

    async def send(self, url: str, *entries: CertificateEntry, **changes: Any) -> Exchange:
        """Send once, on a sender of its own."""
        sender = Sender()
        try:
            return await sender.send(self.ticket(url, *entries, **changes))
        finally:
            await sender.aclose()

    def url(self, owner: Owner, path: str = "/") -> str:
        """A URL with the real address and port of a server."""
        return f"https://127.0.0.1:{self.ports[owner]}{path}"

    def shown(self, owner: Owner | None = None) -> list[str | None]:
        """The certificates that arrived, at one owner or at both."""
        return [each.certificate for each in self.seen if owner in (None, each.owner)]

    def wait_for_end(self, connection: int) -> bool:
        """Wait until a connection has ended."""
        with self.changed:
            return self.changed.wait_for(lambda: connection in self.ended, 5)

    def agree(self, hop: Hop, at: int = -1) -> None:
        """Assert that one host was matched, looked up, connected to, named in SNI and in Host."""
        host, port = hop.selection.host, hop.selection.port
        seen = self.seen[at]
        assert (host, port) in self.asked
        assert (seen.owner == "mine") == (host in MINE)
        assert hop.remote == f"127.0.0.1:{self.ports[seen.owner]}"
        assert seen.server_name == (host if seen.tls else None)
        assert seen.header("host") == (host if port == (443 if seen.tls else 80) else f"{host}:{port}")

    def forget(self) -> None:
        """Begin with nothing seen and nothing asked."""
        self.seen.clear()
        self.asked.clear()


def leading_to(url: str, status: int = 302) -> str:
    """Return a path at which both servers answer with a redirect to a URL."""
    return f"/go/{status}/{quote(url, safe='')}"


@contextmanager
def two_servers(lab: Lab, mine: Collection[str] = MINE) -> Iterator[Stage]:
    """Run both; names in `mine` lead to the one, all others to the other, whatever the port."""
    stage = Stage(lab=lab)
    real = socket.getaddrinfo

    def found(host: str, port: int, *rest: Any, **named: Any) -> Any:
        stage.asked.append((host, port))
        owner: Owner = "mine" if host in mine else "theirs"
        return real("127.0.0.1", stage.ports[owner], *rest, **named)

    with _listening("mine", stage), _listening("theirs", stage), mock.patch("socket.getaddrinfo", found):
        yield stage


def _text(path: Path | None) -> str | None:
    return str(path) if path is not None else None


@contextmanager
def _listening(owner: Owner, stage: Stage) -> Iterator[None]:
    server = _Server(owner, stage)
    listener = socket.create_server(("127.0.0.1", 0))
    stage.ports[owner] = listener.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                conn, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=server.serve, args=(conn,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _context(lab: Lab) -> ssl.SSLContext:
    names = ("example.com", "*.example.com", "my.example.org", "evil.net")
    issued = lab.authorities.intermediate.issue(Order(common_name="both", dns=names, use="server"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with pem_file(issued) as path:
        context.load_cert_chain(path)
    context.load_verify_locations(lab.ca_file)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


class _Server:
    """One owner's server: HTTP/1.1 in the clear or over TLS, whichever the client begins."""

    def __init__(self, owner: Owner, stage: Stage) -> None:
        self._owner: Owner = owner
        self._stage = stage
        self._names: dict[ssl.SSLSocket | ssl.SSLObject, str | None] = {}
        self._context = _context(stage.lab)
        self._context.sni_callback = lambda conn, name, _: self._names.update({conn: name})

    def serve(self, conn: socket.socket) -> None:
        """Serve one connection until its end."""
        with self._stage.changed:
            self._stage.connections += 1
            number = self._stage.connections
        with conn, suppress(OSError, ValueError):
            conn.settimeout(10)
            self._serve(conn, number)
        with self._stage.changed:
            self._stage.ended.add(number)
            self._stage.changed.notify_all()

    def _serve(self, conn: socket.socket, number: int) -> None:
        if conn.recv(1, socket.MSG_PEEK) != _TLS_RECORD:
            self._answer(conn, Seen(owner=self._owner, connection=number))
            return
        with self._context.wrap_socket(conn, server_side=True) as secured:
            der = secured.getpeercert(binary_form=True)
            shown = hashlib.sha256(der).hexdigest() if der else None
            name = self._names.pop(secured, None)
            seen = Seen(owner=self._owner, connection=number, tls=True, server_name=name, certificate=shown)
            self._answer(secured, seen)

    def _answer(self, conn: socket.socket, seen: Seen) -> None:
        with conn.makefile("rb") as stream:
            while line := stream.readline():
                method, target, _ = line.decode("latin-1").split(" ")
                headers = tuple(_headers(stream))
                size = int(dict(headers).get("content-length", "0"))
                request = replace(seen, method=method, target=target, headers=headers, body=stream.read(size))
                self._stage.seen.append(request)
                conn.sendall(_answer(target))


def _headers(stream: BinaryIO) -> Iterator[tuple[str, str]]:
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        yield name.lower(), value.strip()


def _answer(target: str) -> bytes:
    if not target.startswith("/go/"):
        return b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    _, _, status, url = target.split("/", 3)
    return f"HTTP/1.1 {status} Go\r\nLocation: {unquote(url)}\r\nContent-Length: 0\r\n\r\n".encode()
