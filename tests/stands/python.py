"""Python's ssl, in this process: the lab's own servers, whose log tells what they saw."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.x509.oid import NameOID

from tests.stands import Asks, Saw, Stand
from tests.stands.manners import AskingLater, Impatient, resetting
from workbench.demo import contexts, witness
from workbench.demo.authorities import Authorities
from workbench.demo.routes import Routes
from workbench.demo.servers import Servers
from workbench.demo.sightings import Connection, Log
from workbench.demo.sites import Site

_VERSIONS: Final = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}


@dataclass(slots=True)
class PythonServers:
    """The running listeners."""

    log: Log
    ports: dict[str, int] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)

    def saw(self, name: str) -> tuple[Saw, ...]:
        """Return the connections of one port."""
        return tuple(map(_saw, self.log.since(self.starts.get(name, 0), name)))

    def forget(self, name: str) -> None:
        """Begin anew."""
        self.starts[name] = self.log.count


@contextmanager
def serve(stands: Iterable[Stand], folder: Path, authorities: Authorities) -> Iterator[PythonServers]:
    """Start all of them, and end them."""
    served = PythonServers(Log())
    servers = Servers(served.log, authorities.root.certificate)
    try:
        for stand in stands:
            context = _forgiving(stand, authorities) if stand.manners == "reset" else _context(stand, folder)
            served.ports[stand.name] = servers.listen(Site(name=stand.name, hosts=()), context)
        servers.start(Routes({}).answer)
        yield served
    finally:
        servers.close()


def _context(stand: Stand, folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = _VERSIONS[stand.version]
    chain, key = stand.shown.write(folder, stand.name)
    context.load_cert_chain(chain, key, password="")
    witness.attach(context)
    witness.watch(context)
    if stand.manners == "idle":
        context.sslsocket_class = Impatient
    if stand.asks is not None:
        _ask(context, stand.asks)
    return context


def _forgiving(stand: Stand, authorities: Authorities) -> ssl.SSLContext:
    """Let every certificate pass the handshake, to reset what is not good after it."""
    (host,) = stand.shown.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    site = Site(name=stand.name, hosts=(str(host.value),), asks="anything", version=_VERSIONS[stand.version])
    context = contexts.make(site, authorities, watch=True)
    context.sslsocket_class = resetting(authorities.root.certificate)
    return context


def _ask(context: ssl.SSLContext, asks: Asks) -> None:
    context.verify_mode = ssl.CERT_REQUIRED if asks.required else ssl.CERT_OPTIONAL
    context.load_verify_locations(asks.trusts)
    if asks.revoked is not None:
        context.load_verify_locations(asks.revoked)
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    if asks.after:
        context.post_handshake_auth = True
        context.sslsocket_class = AskingLater


def _saw(connection: Connection) -> Saw:
    offered = connection.offered
    return Saw(
        certificate=None if offered is None else offered[0] if offered else "",
        requests=len(connection.requests),
        sent=connection.alerts_sent,
        received=connection.alerts_received,
    )
