from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests import hops
from tests.intercepting import Answer, intercepting
from tests.lab import BOTH
from tests.sending import lab_settings, sent, ticket, unverified
from workbench.certificates import names
from workbench.demo.authority import Authority, Order
from workbench.demo.issued import pem
from workbench.demo.lab import Lab
from workbench.engine import inspected
from workbench.models import CaEntry, CertificateEntry, Hop, PeerCertificate, Problem, ProxyUsed

PUBLIC = "https://api.example.com/"
SAYS = "issued by 'X Proxy CA': this connection looks inspected; your certificate cannot reach the server through it."


@pytest.fixture(scope="module")
def ca() -> Authority:
    return Authority.root("X Proxy CA")


def codes(hop: Hop) -> list[str]:
    return [one.code for one in hop.suspicions]


def chain(*certificates: x509.Certificate) -> tuple[PeerCertificate, ...]:
    return tuple(replace(names.describe(one), der=one.public_bytes(Encoding.DER)) for one in certificates)


def untrusted(host: str, remote: str = "93.184.216.34:443", code: str = "unknown_issuer", **more: Any) -> Hop:
    """Return a hop whose server's chain leads to X Proxy CA, which nobody trusts."""
    proxy_ca = Authority.root("X Proxy CA")
    leaf = proxy_ca.issue(Order(common_name=host, dns=(host,), use="server"))
    tls = replace(
        hops.verification_failed(),
        problems=(Problem(code=code, message="It is not trusted."),),
        peer_chain=chain(leaf.certificate, proxy_ca.certificate),
    )
    selection = hops.chosen(host=host, port=443)
    return replace(hops.hop(tls, failure=hops.EXPIRED, selection=selection), remote=remote, **more)


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize("with_root", [True, False])
async def test_a_proxy_that_signs_on_the_fly_is_named_by_its_ca(
    lab: Lab, ca: Authority, version: Any, with_root: bool
) -> None:
    with intercepting(ca, Answer(version=version, with_root=with_root)) as spy:
        hop = await sent(ticket(lab, PUBLIC, proxy=f"http://127.0.0.1:{spy.port}"))
    assert hop.failure is not None and hop.failure.kind == "tls_verification"
    assert codes(hop) == ["inspected"]
    assert SAYS in hop.suspicions[0].message
    assert f"http://127.0.0.1:{spy.port} (from the command line)" in hop.suspicions[0].hint


@pytest.mark.parametrize("version", BOTH)
async def test_an_agent_on_this_machine_is_suspected_too(lab: Lab, ca: Authority, version: Any) -> None:
    with intercepting(ca, Answer(version=version), transparent=True) as spy:
        url = f"https://api.example.com:{spy.port}/"
        hop = await sent(ticket(lab, url, resolve={"api.example.com": "127.0.0.1"}))
    assert codes(hop)[0] == "inspected" and "is a public name" in hop.suspicions[0].hint


async def test_with_verification_off_it_is_said_beside_the_answer(lab: Lab, ca: Authority) -> None:
    with intercepting(ca) as spy:
        asked = ticket(lab, PUBLIC, request=unverified(), proxy=f"http://127.0.0.1:{spy.port}")
        hop = await sent(asked)
    assert hop.response is not None and hop.response.status == 200
    assert codes(hop) == ["inspected"]


async def test_a_proxy_whose_ca_is_trusted_by_a_file_is_suspected_when_our_certificate_was_not_wanted(
    lab: Lab, ca: Authority, tmp_path: Path
) -> None:
    file = tmp_path / "proxy-ca.pem"
    file.write_bytes(pem(ca.certificate))
    alice = lab.identities["alice"]
    entry = CertificateEntry(
        id="x", host="api.example.com", cert_file=str(alice.cert_file), key_file=str(alice.key_file)
    )
    trusting = replace(lab_settings(lab), cas=(CaEntry(file=str(file)),))
    with intercepting(ca) as spy:
        proxy = f"http://127.0.0.1:{spy.port}"
        plain = await sent(ticket(lab, PUBLIC, proxy=proxy, settings=trusting))
        ours = await sent(ticket(lab, PUBLIC, proxy=proxy, settings=replace(trusting, certificates=(entry,))))
    assert plain.tls is not None and plain.tls.verified and not plain.suspicions
    assert codes(ours) == ["inspected"]
    assert "did not ask for your certificate" in ours.suspicions[0].message


@pytest.mark.parametrize(
    ("hop", "suspected"),
    [
        (untrusted("api.example.com"), True),
        (untrusted("api.example.com", "127.0.0.1:443"), True),
        (untrusted("api.example.com", "[::1]:443"), True),
        (untrusted("api.example.com", "10.1.2.3:443"), False),
        (untrusted("api.example.com", "192.168.7.7:443"), False),
        (untrusted("api.example.com", "100.64.0.9:443"), False),
        (untrusted("api.example.com", "[fd00::1]:443"), False),
        (untrusted("api.example.com", code="self_signed"), False),
        (untrusted("api.example.com", code="expired"), False),
        (untrusted("api.example.test"), False),
        (untrusted("build.corp"), False),
        (untrusted("nas.home.arpa"), False),
        (untrusted("printer"), False),
        (untrusted("93.184.216.34"), False),
        (untrusted("build.corp", "10.1.2.3:3128", proxy=ProxyUsed(url="http://p:3128", source="settings")), True),
    ],
)
def test_only_where_a_public_ca_was_to_be_expected(hop: Hop, suspected: bool) -> None:
    assert (inspected.suspect(hop) is not None) is suspected


def test_a_certificate_with_the_receipts_of_a_public_log_is_not_suspected() -> None:
    hop = untrusted("api.example.com", code="missing_intermediate")
    assert hop.tls is not None and inspected.suspect(hop) is not None
    root = Authority.root("Public CA")
    issued = root.issue(Order(common_name="api.example.com", dns=("api.example.com",), use="server"))
    builder = x509.CertificateBuilder(
        issuer_name=issued.certificate.issuer,
        subject_name=issued.certificate.subject,
        public_key=issued.certificate.public_key(),
        serial_number=7,
        not_valid_before=issued.certificate.not_valid_before_utc,
        not_valid_after=issued.certificate.not_valid_after_utc,
    ).add_extension(
        # An empty list of receipts (RFC 6962 §3.3): that it is there is what counts.
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), b"\x04\x02\x00\x00"),
        critical=False,
    )
    logged = builder.sign(issued.key, hashes.SHA256())
    assert inspected.suspect(replace(hop, tls=replace(hop.tls, peer_chain=chain(logged)))) is None


def test_a_hostile_name_of_the_issuer_is_made_visible() -> None:
    evil = Authority.root("X\x1b]0;owned\x07CA")
    leaf = evil.issue(Order(common_name="api.example.com", use="server"))
    hop = untrusted("api.example.com")
    assert hop.tls is not None
    found = inspected.suspect(replace(hop, tls=replace(hop.tls, peer_chain=chain(leaf.certificate))))
    assert found is not None and "\x1b" not in found.message + found.hint
