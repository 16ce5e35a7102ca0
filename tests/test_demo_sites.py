"""Every site of the lab, asked by a plain ssl client with each certificate in both TLS versions."""

from __future__ import annotations

import ssl

import pytest

from tests import lab as client
from tests.lab import TLS12, TLS13, Heard, Watch
from workbench.demo import authority
from workbench.demo.authority import Order
from workbench.demo.issued import Issued
from workbench.demo.lab import Lab

ACCEPTED = ""
NO_CERTIFICATE = {TLS12: "handshake_failure", TLS13: "certificate_required"}
ALERTS = [  # site, identity, the alert the server sends
    ("mtls", "alice", ACCEPTED),
    ("mtls", "bob", ACCEPTED),
    ("mtls", None, "none sent"),
    ("mtls", "stranger", "unknown_ca"),
    ("mtls", "expired", "certificate_expired"),
    ("optional", "alice", ACCEPTED),
    ("optional", None, ACCEPTED),
    ("optional", "stranger", "unknown_ca"),
    ("other", "bob", ACCEPTED),
    ("other", None, "none sent"),
    ("other", "stranger", "unknown_ca"),
    ("picky", "alice", "unknown_ca"),
    ("picky", "stranger", ACCEPTED),
    ("picky", None, "none sent"),
]
CASES = [(*row, version) for row in ALERTS for version in client.BOTH]
REASONS = {
    "unknown_ca": "TLSV1_ALERT_UNKNOWN_CA",
    "certificate_expired": "SSLV3_ALERT_CERTIFICATE_EXPIRED",
    "handshake_failure": "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "certificate_required": "TLSV13_ALERT_CERTIFICATE_REQUIRED",
}


def _site(name: str, version: ssl.TLSVersion) -> str:
    return "mtls12" if name == "mtls" and version == TLS12 else name


@pytest.mark.parametrize(("site", "identity", "alert", "version"), CASES)
def test_a_client_certificate_is_taken_or_refused_with_the_right_alert(
    lab: Lab, seen: Watch, site: str, identity: str | None, alert: str, version: ssl.TLSVersion
) -> None:
    alert = NO_CERTIFICATE[version] if alert == "none sent" else alert
    site = _site(site, version)
    heard = client.ask(lab.url(site), client.client_context(lab, identity, version=version))
    connection = seen.only(site)
    assert connection.alerts_sent == ((alert,) if alert else ())
    assert connection.offered is not None
    assert bool(connection.offered) == (identity is not None)
    if alert:
        assert heard.failure == REASONS[alert]
        assert not connection.requests
    else:
        _tells_the_truth(lab, heard, identity, version)


def _tells_the_truth(lab: Lab, heard: Heard, identity: str | None, version: ssl.TLSVersion) -> None:
    said = heard.json()
    assert said["tls_version"] == {TLS12: "TLSv1.2", TLS13: "TLSv1.3"}[version]
    if identity is None:
        assert said["client_certificate"] is None
    else:
        person = lab.identities[identity]
        assert said["client_certificate"] == {"subject": person.subject, "sha256": person.sha256}


@pytest.mark.parametrize("version", client.BOTH)
def test_a_server_that_does_not_ask_gets_no_certificate(lab: Lab, seen: Watch, version: ssl.TLSVersion) -> None:
    heard = client.ask(lab.url("tls"), client.client_context(lab, "alice", version=version))
    assert heard.json()["client_certificate"] is None
    assert seen.only("tls").offered is None


def test_plain_http_has_no_tls_to_tell_of(lab: Lab) -> None:
    said = client.ask(lab.url("http"), client.client_context(lab)).json()
    assert (said["tls_version"], said["client_certificate"]) == (None, None)


@pytest.mark.parametrize("version", client.BOTH)
def test_each_version_only_site_refuses_the_other_version(lab: Lab, version: ssl.TLSVersion) -> None:
    wrong = "mtls" if version == TLS12 else "mtls12"
    heard = client.ask(lab.url(wrong), client.client_context(lab, "alice", version=version))
    assert heard.failure == "TLSV1_ALERT_PROTOCOL_VERSION"


def test_the_old_site_speaks_nothing_newer_than_tls_1_1(lab: Lab) -> None:
    new, old = client.client_context(lab), client.client_context(lab)
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version = ssl.TLSVersion.TLSv1
    assert client.ask(lab.url("old_tls"), new).failure == "TLSV1_ALERT_PROTOCOL_VERSION"
    assert client.ask(lab.url("old_tls"), old).json()["tls_version"] == "TLSv1.1"


def _odd(lab: Lab, kind: str) -> Issued | str | None:
    match kind:
        case "self-signed":
            return authority.self_signed(Order(common_name="nobody"))
        case "server only":
            return lab.authorities.intermediate.issue(Order(common_name="carol", use="server"))
        case "ed25519":
            return lab.authorities.intermediate.issue(Order(common_name="carol", key="Ed25519"))
        case "none":
            return None
        case _:
            return kind


POLITE = [
    ("alice", 200, ""),
    ("bob", 200, ""),
    ("ed25519", 200, ""),
    ("none", 400, "No required SSL certificate was sent"),
    ("stranger", 400, "The SSL certificate error"),
    ("expired", 400, "The SSL certificate error"),
    ("self-signed", 400, "The SSL certificate error"),
    ("server only", 400, "The SSL certificate error"),
]


@pytest.mark.parametrize("version", client.BOTH)
@pytest.mark.parametrize(("kind", "status", "words"), POLITE)
def test_polite_lets_every_handshake_pass_and_then_speaks_as_nginx(
    lab: Lab, seen: Watch, kind: str, status: int, words: str, version: ssl.TLSVersion
) -> None:
    heard = client.ask(lab.url("polite"), client.client_context(lab, _odd(lab, kind), version=version))
    assert (heard.status, heard.failure) == (status, None)
    assert words in heard.body.decode()
    assert seen.only("polite").alerts_sent == ()
    assert bool(seen.only("polite").offered) == (kind != "none")


@pytest.mark.parametrize("version", client.BOTH)
@pytest.mark.parametrize("kind", ["none", "stranger", "expired", "self-signed"])
def test_dropper_closes_without_an_alert(lab: Lab, seen: Watch, kind: str, version: ssl.TLSVersion) -> None:
    heard = client.ask(lab.url("dropper"), client.client_context(lab, _odd(lab, kind), version=version))
    assert heard.status is None
    assert heard.failure in ("", "UNEXPECTED_EOF_WHILE_READING")
    assert (seen.ended("dropper").alerts, seen.requests()) == ([], ())


def test_dropper_answers_whom_it_knows(lab: Lab) -> None:
    assert client.ask(lab.url("dropper"), client.client_context(lab, "alice")).status == 200


FAULTS = [
    ("expired", "certificate has expired"),
    ("not_yet_valid", "certificate is not yet valid"),
    ("wrong_host", "Hostname mismatch"),
    ("self_signed", "self-signed certificate"),
    ("untrusted", "self-signed certificate in certificate chain"),
    ("missing_intermediate", "unable to get local issuer certificate"),
]


@pytest.mark.parametrize("version", client.BOTH)
@pytest.mark.parametrize(("site", "words"), FAULTS)
def test_a_server_certificate_has_the_fault_it_is_named_after(
    lab: Lab, seen: Watch, site: str, words: str, version: ssl.TLSVersion
) -> None:
    context = client.client_context(lab, "alice", version=version)
    with pytest.raises(ssl.SSLCertVerificationError) as caught, client.connected(lab.url(site), context):
        pass
    assert words in caught.value.verify_message
    assert (seen.ended(site).client, seen.requests()) == (None, ())


@pytest.mark.parametrize("site", [site for site, _ in FAULTS])
def test_a_faulty_server_answers_who_does_not_look(lab: Lab, site: str) -> None:
    context = client.client_context(lab, "alice")
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    said = client.ask(lab.url(site), context).json()
    assert said["client_certificate"] == {"subject": "CN=alice", "sha256": lab.identities["alice"].sha256}


def test_the_untrusted_server_is_good_for_those_who_trust_its_ca(lab: Lab) -> None:
    context = client.client_context(lab)
    context.load_verify_locations(lab.home / "pki" / "another-ca.pem")
    assert client.ask(lab.url("untrusted"), context).status == 200


def test_twins_speak_tls_12_only(lab: Lab) -> None:
    for name in ("optional12", "tls12", "other12", "picky12", "polite12", "dropper12"):
        heard = client.ask(lab.url(name), client.client_context(lab, "alice", version=TLS13))
        assert heard.failure == "TLSV1_ALERT_PROTOCOL_VERSION", name


def test_a_large_body_to_a_refusing_server_is_a_refusal_too(lab: Lab, seen: Watch) -> None:
    url = lab.url("picky")
    body = b"x" * 8_000_000
    client.ask(url, client.client_context(lab, "alice"), client.get(url, f"Content-Length: {len(body)}") + body)
    assert seen.ended("picky").alerts_sent == ("unknown_ca",)
