from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import hops
from tests.hops import EXPIRED, NOW, REFUSED, REQUIRED, exchange, hop, nobody, unusable
from workbench.models import (
    CertificateEntry,
    Considered,
    Content,
    Exchange,
    Failure,
    FailureKind,
    Hop,
    Outcome,
    Problem,
    ProxyUsed,
    Selection,
    Stage,
    Suspicion,
    SuspicionCode,
    Timing,
)
from workbench.screens import composer_keys
from workbench.widgets import trouble as troubles
from workbench.widgets.failure_panel import paragraphs
from workbench.widgets.trouble import Trouble, trouble

WENT_OUT = "The request went out; whether the server read it is not known."


def found(made: Exchange) -> Trouble:
    result = trouble(made)
    assert result is not None
    return result


def offered(made: Exchange) -> list[str]:
    """Return what is offered beside the doctor, who comes last."""
    return acts(found(made))


def acts(made: Trouble) -> list[str]:
    return [one.act for one in made.remedies if one.act != "doctor"]


def failed(stage: Stage, kind: FailureKind, send: float | None = None) -> Hop:
    return hop(None, failure=Failure(stage=stage, kind=kind, message="It failed."), timing=Timing(send=send))


def unverified(code: str, **more: Any) -> Hop:
    tls = replace(hops.verification_failed(), problems=(Problem(code=code, message="It is bad."),))
    return hop(tls, failure=EXPIRED, **more)


def suspected(*codes: SuspicionCode, status: int = 200) -> Hop:
    found = tuple(Suspicion(code=code, message=f"It may be {code}.", hint=f"Mend {code}.") for code in codes)
    return replace(hop(hops.accepted(), status=status), suspicions=found)


def pinned(*considered: tuple[str, Outcome], entry: CertificateEntry | None = None) -> Selection:
    """Return a selection by pin among entries of these hosts, each with its outcome."""
    found = tuple(
        Considered(id=host, name=f"for {host}", host=host, port=8443, outcome=outcome, reason="")
        for host, outcome in considered
    )
    return hops.chosen(by="pin", entry=entry, reason="the request asks for it", considered=found)


def test_an_answer_that_nobody_complained_about_is_no_trouble() -> None:
    assert trouble(exchange(hop(hops.accepted()))) is None
    assert trouble(exchange(hop(hops.accepted(), status=404))) is None
    assert trouble(exchange(hop(None, status=400))) is None


def test_a_failed_verification_says_whose_certificate_and_that_nothing_was_sent() -> None:
    made = found(exchange(hop(hops.verification_failed(), failure=EXPIRED)))
    assert made.headline == "The server's certificate expired on 2026-01-01."
    assert made.details == ("CN=old.test  issuer CN=Example Test CA",)
    assert made.sent == "Nothing was sent."
    assert acts(made) == ["chain", "unverified"]


@pytest.mark.parametrize(
    ("code", "trust"),
    [
        ("unknown_issuer", True),
        ("self_signed", True),
        ("missing_intermediate", True),
        ("expired", False),
        ("not_yet_valid", False),
        ("hostname_mismatch", False),
    ],
)
def test_a_ca_is_offered_for_trust_only_where_that_helps(code: str, trust: bool) -> None:
    assert ("trust" in offered(exchange(unverified(code)))) is trust


def test_sending_unverified_says_before_it_happens_whose_certificate_goes_along() -> None:
    assert found(exchange(unverified("expired"))).hint == "Unverified, your certificate alice goes to it."
    assert found(exchange(unverified("expired", selection=nobody()))).hint == ""


def test_a_required_certificate_names_the_nearest_and_offers_to_add_one_for_this_host() -> None:
    made = found(exchange(hop(hops.asked_none_sent(), failure=REQUIRED, selection=nobody())))
    assert "The server accepts: CN=Example Test CA, CN=Partner CA" in made.details
    assert "Nearest: alice is for port 443, this is 8443" in made.details
    assert [one.label for one in made.remedies][:2] == ["Add for api.example.test:8443…", "Why, and choose…"]


def test_a_refused_certificate_shows_what_the_server_accepts_and_who_issued_ours() -> None:
    made = found(exchange(hop(hops.refused(), failure=REFUSED)))
    assert made.headline == "The server refused your certificate (alice): it does not know the CA that issued it."
    assert made.details[-1].endswith("; yours is issued by CN=Other CA")
    assert made.sent == f"{WENT_OUT} Your certificate was sent."
    assert acts(made) == ["choose", "network", "add"]


@pytest.mark.parametrize(
    ("problem", "first"),
    [
        ("file_missing", "file"),
        ("key_mismatch", "file"),
        ("wrong_passphrase", "passphrase"),
        ("needs_passphrase", "passphrase"),
    ],
)
def test_an_entry_that_cannot_be_used_offers_what_would_mend_it(problem: str, first: str) -> None:
    made = exchange(hop(None, failure=unusable(problem)))
    assert offered(made) == [first, "choose", "without"]
    assert found(made).sent == "Nothing was sent."


def test_a_pin_to_nobody_known_offers_the_chooser() -> None:
    stopped = hop(None, failure=unusable("unknown"), selection=nobody(stop='nobody is called "bob"'))
    assert offered(exchange(stopped)) == ["choose", "without"]


@pytest.mark.parametrize("status", [400, 495, 496])
def test_an_answer_that_asks_for_the_certificate_is_a_trouble_with_a_body(status: int) -> None:
    made = exchange(hop(hops.asked_none_sent(), status=status, selection=nobody()), body=b"<html>")
    assert found(made).headline == "The server asked for a certificate and you have none for this host."
    assert not found(made).grave
    assert offered(made) == ["add", "choose"]


def test_none_by_choice_is_said_to_be_a_choice() -> None:
    made = exchange(hop(hops.asked_none_sent(), status=400, selection=nobody(by="pin")))
    assert found(made).headline == "The server asked for a certificate and got none: you chose none here."
    assert offered(made)[0] == "choose"


def test_a_choice_against_the_rules_offers_to_follow_them() -> None:
    none = hop(hops.asked_none_sent(), failure=REQUIRED, selection=pinned(("*.example.test", "not_pinned")))
    assert offered(exchange(none)) == ["rules", "choose", "add"]
    words = "Your certificate: none, chosen here; the rules would choose for *.example.test"
    assert words in found(exchange(none)).details
    other = pinned(("*.example.test", "selected"), ("api.example.test", "not_pinned"), entry=hops.ALICE)
    assert offered(exchange(hop(hops.refused(), failure=REFUSED, selection=other)))[0] == "rules"


def test_a_choice_that_the_rules_would_make_too_offers_nothing_of_the_kind() -> None:
    same = pinned(("*.example.test", "not_pinned"), ("api.example.test", "selected"), entry=hops.ALICE)
    assert "rules" not in offered(exchange(hop(hops.refused(), failure=REFUSED, selection=same)))
    assert "rules" not in offered(exchange(hop(hops.asked_none_sent(), failure=REQUIRED, selection=pinned())))


@pytest.mark.parametrize(
    ("stage", "kind", "send", "sent"),
    [
        ("prepare", "unknown_variable", None, "Nothing was sent."),
        ("dns", "dns_failed", None, "Nothing was sent."),
        ("connect", "connection_refused", None, "Nothing was sent."),
        ("tls", "tls_protocol", None, "Nothing of the request was sent."),
        ("tls", "certificate_required", 0.2, WENT_OUT),
        ("send", "write_timeout", None, "Part of the request may have been sent."),
        ("receive", "read_timeout", 0.2, WENT_OUT),
    ],
)
def test_every_failure_says_whether_anything_was_sent(
    stage: Stage, kind: FailureKind, send: float | None, sent: str
) -> None:
    assert found(exchange(failed(stage, kind, send))).sent == sent


@pytest.mark.parametrize(
    ("body", "hint", "words"),
    [
        (b"data: one", "", "The request was sent. What came until then is kept."),
        (b"data: one", "Try again.", "The request was sent. What came until then is kept."),
        (b"data: one", "What came until then is kept.", "The request was sent."),
        (b"", "", "The request was sent."),
        (None, "", "The request was sent."),
    ],
)
def test_that_what_came_of_a_body_is_kept_is_said_once_and_only_then(body: bytes | None, hint: str, words: str) -> None:
    broken = Failure(stage="receive", kind="disconnected", message="It broke.", hint=hint)
    made = exchange(replace(hop(None), failure=broken))
    content = None if body is None else Content(size=len(body), data=body, complete=False)
    said = found(replace(made, body=content))
    assert (said.sent, said.hint) == (words, hint)


def test_that_a_connection_looks_inspected_is_said_before_what_failed_by_it() -> None:
    base = unverified("unknown_issuer")
    made = found(exchange(replace(base, suspicions=suspected("inspected", "stale_resolve").suspicions)))
    assert made.headline == "It may be inspected."
    assert made.details[0] == EXPIRED.message
    assert [one.code for one in made.suspicions] == ["stale_resolve"]
    assert made.hint.startswith("Mend inspected. Unverified, your certificate alice goes to it")
    assert acts(made)[:3] == ["chain", "trust", "unverified"]


def test_trust_is_not_offered_where_another_fault_would_stay() -> None:
    tls = replace(
        hops.verification_failed(),
        problems=tuple(Problem(code=code, message="Bad.") for code in ("unknown_issuer", "expired")),
    )
    assert "trust" not in offered(exchange(hop(tls, failure=EXPIRED)))


def test_what_is_suspected_of_an_answer_stands_above_it() -> None:
    made = found(exchange(suspected("their_clock", "host_header_on_address")))
    assert (made.headline, made.hint, made.sent) == ("It may be their_clock.", "Mend their_clock.", "")
    assert not made.grave and acts(made) == ["resolve"]
    lines = [line.plain for line in paragraphs(made)]
    assert lines == [
        "It may be their_clock.",
        "It may be host_header_on_address. Mend host_header_on_address.",
        "Mend their_clock.",
    ]


@pytest.mark.parametrize(
    ("not_before", "not_after", "words"),
    [
        ("2026-01-01", "2026-11-19", "expired 2026-11-19 (1 day ago)"),
        ("2026-01-01", "2026-12-01", "valid until 2026-12-01 (10 days left)"),
        ("2026-12-01", "2027-12-01", "not valid before 2026-12-01 (in 10 days)"),
    ],
)
def test_dates_are_said_as_they_stand_to_now(not_before: str, not_after: str, words: str) -> None:
    dates = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (not_before, not_after)]
    assert troubles.dates(dates[0], dates[1], NOW) == words


def test_a_long_message_becomes_a_headline_and_its_meaning() -> None:
    message = f"The server refused your certificate (alice): {'a long reason that goes on and on ' * 4}"
    failure = Failure(stage="tls", kind="certificate_refused", message=message, certificate="ours")
    made = found(exchange(hop(hops.refused(), failure=failure)))
    assert made.headline == "The server refused your certificate (alice)."
    assert made.details[0].startswith("A long reason")


def test_every_remedy_has_a_key_of_the_composer() -> None:
    every = [
        unverified("unknown_issuer"),
        hop(hops.asked_none_sent(), failure=REQUIRED, selection=pinned(("*.example.test", "not_pinned"))),
        hop(hops.refused(), failure=REFUSED),
        hop(hops.asked_none_sent(), failure=REQUIRED, selection=nobody()),
        *(hop(None, failure=unusable(problem)) for problem in ("file_missing", "wrong_passphrase")),
        suspected("host_header_on_address"),
        hop(hops.refused(), failure=Failure(stage="tls", kind="tls_protocol", message="No common cipher.")),
    ]
    keys = {one.key for made in every for one in found(exchange(made)).remedies}
    assert keys == set(composer_keys.REMEDIES)


def test_every_fault_of_the_servers_chain_stands_by_itself() -> None:
    faults = (Problem(code="no_server_auth", message="It is for clients."), Problem(code="expired", message="Too old."))
    made = found(exchange(hop(replace(hops.verification_failed(), problems=faults), failure=EXPIRED)))
    assert (made.headline, made.details[0]) == ("It is for clients.", "Too old.")


def test_a_certificate_for_a_proxy_that_cannot_be_used_is_mended_or_left_away() -> None:
    proxy = ProxyUsed(url="https://proxy.test:3128", source="request")
    for problem, acts_offered in (
        ("needs_passphrase", ["passphrase", "without"]),
        ("file_missing", ["file", "without"]),
        (None, ["without"]),
    ):
        stopped = replace(hop(None, failure=replace(unusable("x"), problem=problem)), proxy=proxy)
        assert offered(exchange(stopped)) == acts_offered


def test_of_the_thousands_of_issuers_that_a_server_may_name_a_few_are_shown() -> None:
    seen = hops.refused()
    ours = replace(seen.client_certificate, acceptable_issuers=tuple(f"CN={number}" for number in range(3000)))
    made = found(exchange(hop(replace(seen, client_certificate=ours), failure=REFUSED)))
    assert "The server accepts: CN=0, CN=1, CN=2, CN=3, CN=4 and 2995 more" in made.details[-1]


def test_what_is_typed_on_a_command_line_is_left_out_where_there_are_keys() -> None:
    hint = "Add it (workbench certs add --host a.test …), choose one (--cert NAME), or use http (http://a.test)."
    failure = Failure(stage="tls", kind="certificate_refused", message="No.", hint=hint, certificate="ours")
    made = found(exchange(hop(hops.refused(), failure=failure)))
    assert made.hint == "Add it, choose one, or use http (http://a.test)."
