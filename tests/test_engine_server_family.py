"""The badssl family at three kinds of servers, in both versions of TLS, with verification on and off.

Every fault is named with its certificate, and what each server has in its own log is held against the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.peers import NGINX, OPENSSL
from tests.sending import lab_settings, sent, ticket
from tests.server_faults import FAULTS, Fault
from tests.stands import Asks, Saw, Served, Stand, agree, nginx, openssl, python
from workbench.demo import server_certificates
from workbench.demo.issued import Issued
from workbench.demo.lab import Lab
from workbench.models import Handshake, Hop, Request, RequestTls, TlsVersion
from workbench.settings import Settings

pytestmark = pytest.mark.slow

VERSIONS: tuple[TlsVersion, ...] = ("TLSv1.2", "TLSv1.3")
OLD: tuple[TlsVersion, ...] = ("TLSv1", "TLSv1.1")
SERVERS = {"python": True, "openssl": OPENSSL is not None, "nginx": NGINX is not None}
RUNNING = [
    pytest.param(name, marks=pytest.mark.skipif(not there, reason=f"{name} is not installed"))
    for name, there in SERVERS.items()
]


@pytest.fixture(scope="module")
def servers(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Served]]:
    """Every fault at every server, each on a port of its own."""
    shown = {name: server_certificates.issue(fault.site, lab.authorities) for name, fault in FAULTS.items()}
    with ExitStack() as running:
        folders = {name: tmp_path_factory.mktemp(name) for name in SERVERS}
        found: dict[str, Served] = {
            "python": running.enter_context(python.serve(_stands(lab, shown), folders["python"], lab.authorities))
        }
        if OPENSSL is not None:
            found["openssl"] = running.enter_context(openssl.serve(_stands(lab, shown), folders["openssl"]))
        if NGINX is not None:
            found["nginx"] = running.enter_context(nginx.serve(_stands(lab, shown), folders["nginx"]))
        yield found


def _stands(lab: Lab, shown: Mapping[str, Issued]) -> list[Stand]:
    asks = Asks(trusts=lab.ca_file, names=lab.ca_file, required=False)
    stands = [
        Stand(name=_port_name(fault, version), shown=issued, version=version, asks=asks)
        for fault, issued in shown.items()
        for version in VERSIONS
    ]
    sound = shown["no common name"]
    return stands + [Stand(name=version, shown=sound, version=version, asks=asks) for version in OLD]


def _port_name(fault: str, version: str) -> str:
    return f"{fault} {version}".replace(" ", "-")


def _settings(lab: Lab) -> Settings:
    """The lab's, with the CA as the only trust, and alice's certificate for every host."""
    settings = lab_settings(lab)
    alice = next(entry for entry in settings.certificates if entry.name == "alice")
    hosts = {fault.host.removesuffix(".") for fault in FAULTS.values()} - {"127.0.0.1"}
    return replace(
        settings,
        tls=replace(settings.tls, system_ca=False),
        certificates=(replace(alice, host="*", port="*"),),
        resolve=dict.fromkeys(hosts, "127.0.0.1"),
    )


async def _get(lab: Lab, host: str, port: int, *, verify: bool = True, minimum: TlsVersion | None = None) -> Hop:
    settings = _settings(lab)
    if minimum is not None:
        settings = replace(settings, tls=replace(settings.tls, minimum_version=minimum))
    request = Request(method="GET", tls=RequestTls(verify=verify))
    return await sent(ticket(lab, f"https://{host}:{port}/", request=request, settings=settings))


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("server", RUNNING)
async def test_a_fault_is_told_and_nothing_of_ours_is_sent(
    lab: Lab, servers: Mapping[str, Served], server: str, version: str, name: str
) -> None:
    fault, served, port = FAULTS[name], servers[server], _port_name(name, version)
    served.forget(port)
    hop = await _get(lab, fault.host, served.ports[port])
    tls = hop.tls
    assert tls is not None
    if not fault.faults:
        _is_sound(lab, hop, tls)
        agree(served, port, (_full(lab),))
        return
    assert hop.failure is not None
    assert (hop.failure.kind, hop.failure.stage, hop.failure.certificate) == ("tls_verification", "tls", "theirs")
    assert all(problem.message in hop.failure.message for problem in tls.problems)
    assert (tls.verified, tls.verification, tls.trusted_by) == (False, "on", None)
    _tells(tls, fault)
    assert (tls.client_certificate.sent, tls.client_certificate.verdict) == (False, "unknown")
    assert [(alert.sender, alert.name) for alert in tls.alerts] == [("client", fault.alert)]
    agree(served, port, (Saw(received=(fault.alert,)),))


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("server", RUNNING)
async def test_with_verification_off_the_same_is_told_and_ours_is_sent(
    lab: Lab, servers: Mapping[str, Served], server: str, version: str, name: str
) -> None:
    fault, served, port = FAULTS[name], servers[server], _port_name(name, version)
    served.forget(port)
    hop = await _get(lab, fault.host, served.ports[port], verify=False)
    assert hop.failure is None
    assert hop.response is not None
    tls = hop.tls
    assert tls is not None
    assert (tls.verified, tls.verification, tls.trusted_by) == (None, "off", None)
    assert tls.version == version
    _tells(tls, fault)
    assert (tls.client_certificate.sent, tls.client_certificate.verdict) == (True, "accepted")
    agree(served, port, (_full(lab),))


@pytest.mark.parametrize("version", OLD)
@pytest.mark.parametrize("server", RUNNING)
async def test_an_old_version_is_spoken_only_where_it_is_allowed(
    lab: Lab, servers: Mapping[str, Served], server: str, version: TlsVersion
) -> None:
    served = servers[server]
    served.forget(version)
    host = FAULTS["no common name"].host
    refused = await _get(lab, host, served.ports[version])
    assert refused.failure is not None
    assert refused.failure.kind in ("tls_protocol", "tls_alert")
    assert refused.failure.certificate is None
    assert "TLS version" in refused.failure.message
    served.forget(version)
    spoken = await _get(lab, host, served.ports[version], minimum=version)
    assert spoken.failure is None
    assert spoken.tls is not None
    _is_sound(lab, spoken, spoken.tls)
    assert spoken.tls.version == version
    agree(served, version, (_full(lab),))


def _tells(tls: Handshake, fault: Fault) -> None:
    assert [(problem.code, problem.subject) for problem in tls.problems] == list(fault.faults)
    told = " ".join(problem.message for problem in tls.problems)
    today = datetime.now(UTC)
    days = {"ended": today - timedelta(days=35), "soon": today + timedelta(days=30)}
    for words in fault.says:
        assert words.format(**{name: f"{day:%Y-%m-%d}" for name, day in days.items()}) in told


def _is_sound(lab: Lab, hop: Hop, tls: Handshake) -> None:
    assert hop.failure is None
    assert hop.response is not None
    assert (tls.verified, tls.verification, tls.trusted_by) == (True, "on", str(lab.ca_file))
    assert tls.problems == ()
    assert (tls.client_certificate.sent, tls.client_certificate.verdict) == (True, "accepted")


def _full(lab: Lab) -> Saw:
    return Saw(certificate=lab.identities["alice"].sha256, requests=1)


def test_every_kind_of_certificate_that_the_lab_can_show_is_in_the_table() -> None:
    from typing import get_args

    from workbench.demo.sites import ServerCertificate

    assert {fault.certificate for fault in FAULTS.values()} == set(get_args(ServerCertificate)) - {"hostile"}
