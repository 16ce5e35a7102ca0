"""The client-certificate family at three kinds of servers, in both versions of TLS.

Each is refused in the server's own way: Python's ssl and s_server by alert, nginx by HTTP 400. What a server has
in its own log of our certificate is held against the record.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.client_rows import AFTERWARDS, IMPOSSIBLE, REFUSALS, VERSIONS, Row
from tests.peers import NGINX, OPENSSL
from tests.sending import lab_settings, sender, sent, ticket
from tests.stands import Asks, Manners, Saw, Served, Stand, agree, nginx, openssl, python
from tests.stands.openssl import OpensslServers
from workbench.demo.authority import Order
from workbench.demo.issued import Issued, write_private
from workbench.demo.lab import Lab
from workbench.engine import Sender, Ticket
from workbench.engine.transport import AnyPool
from workbench.models import Exchange, Hop

pytestmark = pytest.mark.slow

HOST = "family.demo.test"
PATIENCE = 30.0
SERVERS = {"python": True, "openssl": OPENSSL is not None, "nginx": NGINX is not None}
PAGES = {True: "The SSL certificate error", False: "No required SSL certificate was sent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The running servers, and whose certificate is whose."""

    lab: Lab
    servers: Mapping[str, Served]
    files: Mapping[str, tuple[Path, Path]]
    hashes: Mapping[str, str]

    def ticket(self, served: Served, name: str, who: str) -> Ticket:
        """A GET of a stand as somebody."""
        settings = lab_settings(self.lab)
        alice = next(entry for entry in settings.certificates if entry.name == "alice")
        entries = tuple(
            replace(alice, id=who, name=who, host="*", port="*", cert_file=str(cert), key_file=str(key), seen=None)
            for who, (cert, key) in self.files.items()
        )
        settings = replace(settings, certificates=entries, resolve={HOST: "127.0.0.1"})
        return ticket(self.lab, f"https://{HOST}:{served.ports[name]}/", who=who, settings=settings)

    def certificate(self, row: Row) -> str:
        """What a server is to have in its log."""
        return self.hashes[row.who] if row.sent else ""


@pytest.fixture(scope="module")
def family(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Family]:
    """Every stand at every server that has it."""
    folder = tmp_path_factory.mktemp("people")
    people = _people(lab)
    files = {who: issued.write(folder, who) for who, issued in people.items()}
    for who in ("alice", "stranger", "expired"):
        person = lab.identities[who]
        assert person.cert_file is not None
        assert person.key_file is not None
        files[who] = person.cert_file, person.key_file
    stands = _stands(lab, _revocations(lab, people["revoked"], folder), lab.home / "pki" / "another-ca.pem")
    with ExitStack() as running:
        at = {name: tmp_path_factory.mktemp(name) for name in SERVERS}
        servers: dict[str, Served] = {
            "python": running.enter_context(python.serve(stands, at["python"], lab.authorities))
        }
        if OPENSSL is not None:
            servers["openssl"] = running.enter_context(openssl.serve(stands, at["openssl"]))
        if NGINX is not None:
            servers["nginx"] = running.enter_context(nginx.serve(stands, at["nginx"]))
        hashes = {who: issued.sha256 for who, issued in people.items()}
        hashes |= {who: person.sha256 for who, person in lab.identities.items()}
        yield Family(lab=lab, servers=servers, files=files, hashes=hashes)


def _people(lab: Lab) -> dict[str, Issued]:
    issuer = lab.authorities.intermediate
    return {
        "server": issuer.issue(Order(common_name="server", dns=("server.test",), use="server")),
        "revoked": issuer.issue(Order(common_name="revoked")),
    }


def _revocations(lab: Lab, revoked: Issued, folder: Path) -> Path:
    """Write the lists of both CAs: nginx checks the whole chain."""
    file = folder / "revoked.pem"
    own = lab.authorities.intermediate.revocation_list(revoked.certificate)
    roots = lab.authorities.root.revocation_list()
    write_private(file, b"".join(one.public_bytes(Encoding.PEM) for one in (own, roots)))
    return file


def _stands(lab: Lab, revocations: Path, another: Path) -> list[Stand]:
    shown = lab.authorities.intermediate.issue(Order(common_name=HOST, dns=(HOST,), use="server"))
    usual = Asks(trusts=lab.ca_file, names=lab.ca_file)
    asking = {
        "usual": usual,
        "revoking": replace(usual, revoked=revocations),
        "rsa only": replace(usual, algorithms="rsa_pss_rsae_sha256"),
        "foreign list": Asks(trusts=another, names=another),
        "no list": Asks(trusts=lab.ca_file),
        "reset": usual,
        "idle": usual,
        "after": replace(usual, after=True),
    }
    return [
        Stand(name=_port_name(name, version), shown=shown, version=version, asks=asks, manners=_manners(name))
        for name, asks in asking.items()
        for version in VERSIONS
        if (name, version) != ("after", "TLSv1.2")
    ]


def _manners(name: str) -> Manners:
    manners: dict[str, Manners] = {"reset": "reset", "idle": "idle"}
    return manners.get(name, "usual")


def _port_name(stand: str, version: str) -> str:
    return f"{stand} {version}".replace(" ", "-")


def _cells(rows: Mapping[str, Row], *servers: str) -> list[object]:
    return [
        pytest.param(server, name, id=f"{server}-{name}", marks=_marks(server))
        for server in servers
        for name, row in rows.items()
        if server not in row.impossible
    ]


def _marks(server: str) -> tuple[pytest.MarkDecorator, ...]:
    return () if SERVERS[server] else (pytest.mark.skip(reason=f"{server} is not installed"),)


def _servers(way: str) -> list[object]:
    return [pytest.param(name, marks=_marks(name)) for name in SERVERS if (way, name) not in IMPOSSIBLE]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("server", "name"), _cells(REFUSALS, "python", "openssl"))
async def test_a_refusal_by_alert_is_told_with_its_cause(family: Family, server: str, name: str, version: str) -> None:
    row, served, port = REFUSALS[name], family.servers[server], _port_name(REFUSALS[name].stand, version)
    served.forget(port)
    hop = await sent(family.ticket(served, port, row.who))
    _alerted(hop, row, version)
    _lists(hop, row, server)
    refused = row.verdict != "accepted"
    alerts = (row.alert[version],) if refused else ()
    agree(served, port, (Saw(certificate=family.certificate(row), requests=0 if refused else 1, sent=alerts),))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("server", "name"), _cells(REFUSALS, "nginx"))
async def test_a_refusal_by_400_is_told_with_its_cause(family: Family, server: str, name: str, version: str) -> None:
    row, served, port = REFUSALS[name], family.servers[server], _port_name(REFUSALS[name].stand, version)
    served.forget(port)
    async with sender() as ours:
        exchange = await ours.send(family.ticket(served, port, row.who))
    hop = exchange.hops[-1]
    assert hop.failure is None
    assert hop.tls is not None
    told = hop.tls.client_certificate
    assert (told.requested, told.sent) == (True, row.sent)
    assert told.verdict == ("likely_refused" if row.verdict == "refused" else row.verdict)
    assert hop.tls.alerts == ()
    _answered(exchange, row)
    _words(row, told.note)
    _lists(hop, row, server)
    agree(served, port, (Saw(certificate=family.certificate(row), requests=1),))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("who", ["stranger", "none", "alice"])
@pytest.mark.parametrize("server", _servers("reset"))
async def test_a_reset_after_our_certificate_is_a_likely_refusal(
    family: Family, server: str, who: str, version: str
) -> None:
    verdict = {"stranger": "likely_refused", "none": "none_to_send", "alice": "accepted"}[who]
    served, port = family.servers[server], _port_name("reset", version)
    served.forget(port)
    hop = await sent(family.ticket(served, port, who))
    assert hop.tls is not None
    told = hop.tls.client_certificate
    assert (told.requested, told.sent, told.verdict) == (True, who != "none", verdict)
    assert hop.tls.alerts == ()
    if who == "alice":
        assert hop.failure is None
    else:
        assert hop.failure is not None
        assert (hop.failure.kind, hop.failure.certificate) == ("disconnected", "ours")
        assert "most likely" in hop.failure.message
    agree(served, port, (Saw(certificate=family.hashes[who] if who != "none" else "", requests=_reset(server, who)),))


@pytest.mark.parametrize("name", AFTERWARDS)
@pytest.mark.parametrize("server", _servers("after the handshake"))
async def test_a_question_after_the_handshake_is_answered_and_told(family: Family, server: str, name: str) -> None:
    row, served, port = AFTERWARDS[name], family.servers[server], _port_name("after", "TLSv1.3")
    served.forget(port)
    asking = _ask_after(served, port)
    hop = await sent(family.ticket(served, port, row.who))
    await asking
    # s_server asks without demanding an answer.
    row = replace(row, alert={}) if server == "openssl" and row.who == "none" else row
    _alerted(hop, row, "TLSv1.3")
    (saw,) = served.saw(port)
    assert saw.certificate == family.certificate(row)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("server", _servers("idle"))
async def test_an_idle_connection_that_was_closed_accuses_nobody(family: Family, server: str, version: str) -> None:
    served, port = family.servers[server], _port_name("idle", version)
    served.forget(port)
    async with sender() as ours:
        hops = []
        for _ in range(2):
            hops.append((await ours.send(family.ticket(served, port, "alice"))).hops[-1])
            await _until_closed(ours)
    for hop in hops:
        assert hop.failure is None
        assert hop.tls is not None
        assert (hop.tls.client_certificate.sent, hop.tls.client_certificate.verdict) == (True, "accepted")
    agree(served, port, (Saw(certificate=family.hashes["alice"], requests=1),) * 2)


async def _until_closed(ours: Sender) -> None:
    """Wait until the server has closed every connection: it does so after 50 ms, and says it nowhere."""
    async with asyncio.timeout(PATIENCE):
        while any(_is_open(pool.http) for pool in ours._transport._pools.values()):  # noqa: ASYNC110  a socket tells nobody
            await asyncio.sleep(0.01)


def _is_open(pool: AnyPool) -> bool:
    return any(not each.is_closed() and not each.has_expired() for each in pool._connections)


def _ask_after(served: Served, port: str) -> asyncio.Future[None]:
    """Let a server ask that must be told to: s_server's keyboard is ours."""
    loop = asyncio.get_running_loop()
    if isinstance(served, OpensslServers):
        return loop.run_in_executor(None, served.ask_after, port)
    done: asyncio.Future[None] = loop.create_future()
    done.set_result(None)
    return done


def _alerted(hop: Hop, row: Row, version: str) -> None:
    assert hop.tls is not None
    told = hop.tls.client_certificate
    assert (told.requested, told.sent, told.verdict) == (True, row.sent, row.verdict)
    alert = row.alert.get(version)
    assert [(one.sender, one.name) for one in hop.tls.alerts] == ([("server", alert)] if alert else [])
    if alert is None:
        assert hop.failure is None
        assert hop.response is not None
        return
    assert hop.failure is not None
    kind = "certificate_refused" if row.sent else "certificate_required"
    assert (hop.failure.kind, hop.failure.certificate) == (kind, "ours")
    assert hop.tls.alerts[0].meaning
    if row.sent:
        assert row.who in hop.failure.message
        assert hop.tls.alerts[0].meaning in hop.failure.message
    _words(row, " ".join((hop.failure.message, hop.failure.hint, told.note)))


def _answered(exchange: Exchange, row: Row) -> None:
    response = exchange.hops[-1].response
    assert response is not None
    assert exchange.body is not None
    if row.verdict == "accepted":
        assert (response.status, exchange.body.data) == (200, b"SUCCESS")
    else:
        assert response.status == 400
        assert PAGES[row.sent].encode() in exchange.body.data


def _words(row: Row, told: str) -> None:
    for words in row.says:
        assert words in told
    for words in row.silent:
        assert words not in told


def _lists(hop: Hop, row: Row, server: str) -> None:
    """Demand that the issuers a server accepts are told as it names them; an empty list stays one."""
    named = {"no list": (), "foreign list": ("CN=Another Root CA",)}.get(row.stand, ("CN=Workbench Demo Root CA",))
    assert hop.tls is not None
    assert hop.tls.client_certificate.acceptable_issuers == (() if server == "python" else named)


def _reset(server: str, who: str) -> int:
    """How many requests a server has noted: the one that resets in Python does so before it reads one."""
    return 0 if server == "python" and who != "alice" else 1
