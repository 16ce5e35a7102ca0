"""The tests' side of the lab: a plain ssl client with no knowledge of ours, and what the servers say they saw.

Fixtures (conftest.py): `lab`, one running `workbench.demo.lab.Lab` for the whole session; `seen`, a `Watch` over
what its servers see from now on; `lab_home`, a copy of the lab's home that a test may change.

    lab.url("mtls")                       an endpoint; "picky12" is picky's twin that speaks TLS 1.2 only
    lab.url("mtls", "/big?megabytes=3")   every site answers every path of workbench.demo.routes
    lab.identities["alice"].cert_file     alice, bob (pfx_file, passphrase), stranger, expired
    lab.settings, lab.folders             the home's settings.toml, loaded, and where things are
    lab.ca_file, lab.authorities.intermediate.issue(Order(common_name="carol"))
    seen.only("picky").alerts_sent == ("unknown_ca",)
    seen.only("mtls").client.sha256 == lab.identities["alice"].sha256
"""

from __future__ import annotations

import json
import socket
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from workbench.demo.issued import Issued, write_private
from workbench.demo.lab import Lab
from workbench.demo.sightings import Connection, Log, SeenRequest

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
BOTH = (TLS12, TLS13)
WAIT_SECONDS = 5.0


class Watch:
    """What the servers of a lab saw since this was made."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._start = log.count

    def connections(self, site: str | None = None) -> tuple[Connection, ...]:
        """Return the connections so far, at one site or at all."""
        return self._log.since(self._start, site)

    def only(self, site: str) -> Connection:
        """Wait for the end of a handshake at `site`, and return its connection, the only one there was."""
        return self._the_one(site, "open", "failed", "closed")

    def ended(self, site: str) -> Connection:
        """Wait until the only connection at `site` is closed, and return it."""
        return self._the_one(site, "failed", "closed")

    def requests(self, site: str | None = None) -> tuple[SeenRequest, ...]:
        """Return all requests so far, in order of their connections."""
        return tuple(request for connection in self.connections(site) for request in tuple(connection.requests))

    def _the_one(self, site: str, *stages: str) -> Connection:
        def reached() -> bool:
            return any(connection.stage in stages for connection in self.connections(site))

        assert self._log.wait(reached, WAIT_SECONDS), f"no connection at {site} came to {stages}"
        (connection,) = self.connections(site)
        return connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a client got: an answer, or the reason of the failure ("" for an end of file or a reset)."""

    status: int | None = None
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str | None = None
    version: str | None = None

    def json(self) -> dict[str, object]:
        """Return what the server said it saw."""
        said = json.loads(self.body)
        assert isinstance(said, dict)
        return said


def client_context(
    lab: Lab, identity: str | Issued | None = None, *, version: ssl.TLSVersion | None = None
) -> ssl.SSLContext:
    """Make a client's context that trusts the lab's CA, checks names, and has a certificate if one is given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(lab.ca_file)
    if version is not None:
        context.minimum_version = context.maximum_version = version
    if isinstance(identity, str):
        identity = read_identity(lab, identity)
    if identity is not None:
        with pem_file(identity) as path:
            context.load_cert_chain(path, password="")
    return context


def read_identity(lab: Lab, name: str) -> Issued:
    """Read a person's certificate files back, whichever format they are in."""
    person = lab.identities[name]
    if person.pfx_file is not None:
        passphrase = (person.passphrase or "").encode()
        key, leaf, chain = pkcs12.load_key_and_certificates(person.pfx_file.read_bytes(), passphrase)
    else:
        assert person.cert_file is not None and person.key_file is not None
        key = load_pem_private_key(person.key_file.read_bytes(), None)
        leaf, *chain = x509.load_pem_x509_certificates(person.cert_file.read_bytes())
    assert leaf is not None and isinstance(key, ec.EllipticCurvePrivateKey)
    return Issued(certificate=leaf, key=key, chain=tuple(chain))


@contextmanager
def pem_file(identity: Issued) -> Iterator[Path]:
    """Lay key, leaf and chain into one file for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "identity.pem"
        write_private(path, identity.key_pem() + identity.pem())
        yield path


@contextmanager
def connected(url: str, context: ssl.SSLContext) -> Iterator[socket.socket]:
    """Connect to a URL of the lab: over TLS, with the handshake done, unless it is an http one."""
    parts = urlsplit(url)
    with socket.create_connection(("127.0.0.1", parts.port or 0), timeout=WAIT_SECONDS) as plain:
        if parts.scheme == "http":
            yield plain
        else:
            with context.wrap_socket(plain, server_hostname=parts.hostname) as conn:
                yield conn


def ask(url: str, context: ssl.SSLContext, request: bytes = b"") -> Heard:
    """Send one request (a GET of the URL unless given) and return the answer, or what went wrong."""
    try:
        with connected(url, context) as conn:
            conn.sendall(request or get(url))
            return heard(conn)
    except ssl.SSLError as error:
        return Heard(failure=error.reason or "")
    except OSError:
        return Heard(failure="")


def get(url: str, *lines: str, method: str = "GET") -> bytes:
    """Write a request for a URL, with more header lines if any are given."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}", *lines]
    return ("\r\n".join(head) + "\r\n\r\n").encode()


def heard(conn: socket.socket, method: str = "GET") -> Heard:
    """Read one answer; an end of file before any byte is a failure without a reason."""
    answer = HTTPResponse(conn, method=method)
    try:
        answer.begin()
        body = answer.read()
    except RemoteDisconnected:
        return Heard(failure="")
    finally:
        answer.close()
    version = conn.version() if isinstance(conn, ssl.SSLSocket) else None
    return Heard(status=answer.status, reason=answer.reason, headers=dict(answer.headers), body=body, version=version)
