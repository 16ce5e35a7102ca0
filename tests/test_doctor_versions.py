"""What a handshake in one version tells about the server: spoken, not spoken, or not to be known."""

from __future__ import annotations

import pytest

from tests.hops import chosen, peer
from workbench.doctor import versions
from workbench.models import (
    Alert,
    ClientCertificate,
    Failure,
    FailureKind,
    Handshake,
    Hop,
    HopRequest,
    RawMessage,
    Stage,
)

CHAIN = (peer("CN=api.example.test"),)
URL = "https://api.example.test:8443/"
HELLO = RawMessage(at=0.0, direction="write", version=0x0303, content_type=22, data=b"\x01\x00\x00\x00")
REFUSED = Alert(sender="server", level="fatal", name="protocol_version", meaning="No.")


def _hop(tls: Handshake | None, kind: FailureKind | None = None, stage: Stage = "tls") -> Hop:
    failure = Failure(stage=stage, kind=kind, message="It failed.") if kind else None
    return Hop(request=HopRequest(method="HEAD", url=URL), selection=chosen(url=URL), tls=tls, failure=failure)


ASKED = Handshake(messages=(HELLO,), client_certificate=ClientCertificate(requested=True))
CASES: list[tuple[str, Hop, bool | None, str]] = [
    ("done", _hop(Handshake(version="TLSv1.2", cipher="X")), True, "yes, X"),
    ("a certificate was demanded", _hop(ASKED, "certificate_required"), True, "yes"),
    ("a chain was shown", _hop(Handshake(messages=(HELLO,), peer_chain=CHAIN), "tls_alert"), True, "yes"),
    (
        "refused",
        _hop(Handshake(messages=(HELLO,), alerts=(REFUSED,)), "tls_alert"),
        False,
        "no (alert protocol_version)",
    ),
    ("closed", _hop(Handshake(messages=(HELLO,)), "disconnected"), False, "no (closed without a word)"),
    ("silent", _hop(Handshake(messages=(HELLO,)), "tls_timeout"), None, "not known: It failed"),
    ("unreachable", _hop(None, "connection_refused", "connect"), None, "not known: It failed"),
    (
        "never offered",
        _hop(Handshake(), "tls_protocol"),
        None,
        "not known: the OpenSSL of this machine cannot offer it",
    ),
    ("refused, unobserved", _hop(Handshake(alerts=(REFUSED,)), "tls_alert"), False, "no (alert protocol_version)"),
]


@pytest.mark.parametrize(("what", "hop", "spoken", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_version_is_denied_only_where_the_server_denied_it(
    what: str, hop: Hop, spoken: bool | None, words: str
) -> None:
    assert versions.spoken(hop) is spoken
    assert versions.told(hop) == words


def test_versions_are_said_as_people_say_them() -> None:
    assert versions.joined(("TLSv1", "TLSv1.1", "TLSv1.3")) == "TLS 1.0, 1.1 and 1.3"
    assert versions.called("TLSv1.2") == "TLS 1.2"
    assert versions.called("DTLSv1") == "DTLSv1"
