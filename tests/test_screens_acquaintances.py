from dataclasses import replace

import pytest

from tests import hops
from tests.hops import exchange, hop
from workbench.models import ClientCertificate, Verdict
from workbench.screens.acquaintances import Acquaintance, Acquaintances

OTHERS = Acquaintance(asked=True, issuers=("CN=A", "CN=B"))


@pytest.mark.parametrize(
    ("server", "issuers", "accepts"),
    [
        (OTHERS, ("CN=C",), False),
        (OTHERS, ("CN=C", "CN=B"), True),  # an issuer further up counts
        (OTHERS, (), None),
        (Acquaintance(asked=True), ("CN=C",), None),  # an empty list is any
    ],
)
def test_any_issuer_of_our_chain_may_be_the_one_that_is_accepted(
    server: Acquaintance, issuers: tuple[str, ...], accepts: bool | None
) -> None:
    assert server.accepts(issuers) is accepts
    assert (server.objection(issuers, None) is not None) is (accepts is False)


def test_the_objection_names_both_sides() -> None:
    found = OTHERS.objection(("CN=C", "CN=D"), "ab")
    assert found is not None and found.message == "the server accepts CN=A, CN=B; yours is issued by CN=C"
    assert Acquaintance(asked=True).words == "the server accepts any issuer"
    many = replace(OTHERS, issuers=tuple(f"CN={number}" for number in range(200)))
    assert many.words == "the server accepts CN=0, CN=1, CN=2 and 197 more"


def test_a_key_that_was_withheld_is_remembered_for_that_certificate_alone() -> None:
    ours = ClientCertificate(
        requested=True, signature_algorithms=("rsa_pss_rsae_sha256",), sent=False, sha256="ab", verdict="withheld"
    )
    servers = Acquaintances()
    servers.meet(exchange(hop(hops.accepted(client_certificate=ours))))
    known = servers.at("api.example.test", 8443)
    assert known is not None
    found = known.objection(("CN=A",), "ab")
    assert found is not None and "rsa_pss_rsae_sha256" in found.message
    assert known.objection(("CN=A",), "cd") is None


def test_a_refusal_is_remembered_for_that_certificate_until_the_server_takes_it() -> None:
    servers = Acquaintances()

    def send(sha256: str, verdict: Verdict) -> Acquaintance:
        ours = ClientCertificate(requested=True, sent=True, sha256=sha256, verdict=verdict)
        servers.meet(exchange(hop(hops.accepted(client_certificate=ours))))
        known = servers.at("api.example.test", 8443)
        assert known is not None
        return known

    found = send("ab", "refused").objection(("CN=A",), "ab")
    assert found is not None and found.code == "refused"
    known = send("cd", "accepted")
    assert known.objection((), "ab") is not None and known.objection((), "cd") is None
    assert send("ab", "accepted").objection((), "ab") is None


def test_the_last_handshake_counts_and_one_that_saw_nothing_changes_nothing() -> None:
    servers = Acquaintances()
    servers.meet(exchange(hop(hops.accepted())))
    assert servers.at("api.example.test", 443) is None
    servers.meet(exchange(hop(hops.accepted(client_certificate=ClientCertificate()))))
    known = servers.at("api.example.test", 8443)
    assert known is not None and known.issuers == hops.CA_NAMES
    servers.meet(exchange(hop(hops.accepted(client_certificate=ClientCertificate(requested=False)))))
    known = servers.at("api.example.test", 8443)
    assert known is not None and not known.asked and known.words == ""


def test_a_servers_own_certificate_is_known_again_and_its_ca_is_not_taken_for_it() -> None:
    servers = Acquaintances()
    chain = (hops.peer("CN=api", sha256="11"), hops.peer("CN=ca", sha256="22"))
    servers.meet(exchange(hop(hops.accepted(peer_chain=chain))))
    assert servers.is_servers("11") and not servers.is_servers("22") and not servers.is_servers(None)
