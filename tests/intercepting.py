"""A proxy that inspects: it opens every tunnel itself, with a certificate that it signs on the fly by its own CA.

with intercepting(Authority.root("X Proxy CA")) as spy:
    …  proxy=f"http://127.0.0.1:{spy.port}"     asked to CONNECT, it answers in the server's place
with intercepting(ca, transparent=True) as spy:  the same for whoever connects and begins TLS at once
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formatdate
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.proxy import Proxied, _head, _running
from workbench.demo.authority import Authority, Order
from workbench.demo.issued import Issued, pem, write_private


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How the one in between answers: with which chain behind the leaf, in which TLS version, and when."""

    with_root: bool = True
    leaf: Issued | None = None  # in the place of one that is signed on the fly
    version: ssl.TLSVersion | None = None
    skew: float = 0.0  # seconds that its clock is ahead of ours
    headers: str = ""


def intercepted(ca: Authority, name: str) -> Issued:
    """Sign a certificate for a name, as is done on the fly."""
    return ca.issue(Order(common_name=name, dns=(name,), use="server"))


@contextmanager
def intercepting(ca: Authority, how: Answer | None = None, *, transparent: bool = False) -> Iterator[Proxied]:
    """Run the proxy; `transparent`, it takes the name from SNI and is never asked to CONNECT."""
    with TemporaryDirectory() as folder, _running(_Spy(ca, how or Answer(), Path(folder), transparent).serve) as spy:
        yield spy


class _Spy:
    def __init__(self, ca: Authority, how: Answer, folder: Path, transparent: bool) -> None:
        self._ca, self._how, self._folder, self._transparent = ca, how, folder, transparent
        self._signed: dict[str, Issued] = {}
        self._files = count()  # one for each handshake: they are in threads of their own

    def serve(self, conn: socket.socket, proxied: Proxied) -> None:
        name = "unnamed.example.com"
        if not self._transparent:
            line = _head(conn).partition("\r\n")[0]
            proxied.asked.append(line)
            name = line.split(" ")[1].rpartition(":")[0]
            conn.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        context = self._context(name)
        context.sni_callback = self._named
        with suppress(ssl.SSLError), context.wrap_socket(conn, server_side=True) as secured:
            _head(secured)
            date = formatdate(self._now(), usegmt=True)
            secured.sendall(
                f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nDate: {date}\r\n{self._how.headers}\r\nok".encode()
            )

    def _named(self, conn: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        if name:
            conn.context = self._context(name)

    def _now(self) -> float:
        return time.time() + self._how.skew

    def _context(self, name: str) -> ssl.SSLContext:
        issued = self._how.leaf or self._signed.setdefault(name, intercepted(self._ca, name))
        path = self._folder / f"{next(self._files)}.pem"
        more = pem(self._ca.certificate) if self._how.with_root else b""
        write_private(path, issued.key_pem() + issued.pem() + more)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if self._how.version:
            context.minimum_version = context.maximum_version = self._how.version
        context.load_cert_chain(path)
        return context
