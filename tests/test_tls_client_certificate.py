"""The verdict on our certificate, by cause, as the contract's table has it; and what the note says with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from tests.chains import CLIENT, leaf, pem, root
from workbench.certificates import material
from workbench.certificates.material import Identity
from workbench.models import Alert, CertificateEntry
from workbench.tls import alerts, client_certificate
from workbench.tls.client_certificate import Ending
from workbench.tls.handshake import Observed
from workbench.tls.wire import CertificateRequest

ASKED = CertificateRequest(signature_algorithms=("rsa_pss_rsae_sha256",))
CHOOSY = replace(ASKED, acceptable_issuers=("CN=A", "CN=B"))
UNASKED = Observed(requested=False, answered=False, full=False)
UNSEEN = Observed(requested=None, answered=False, full=False)
UNANSWERED = Observed(requested=True, request=ASKED, answered=False, full=False)
EMPTY = Observed(requested=True, request=ASKED, answered=True, full=False)
FULL = Observed(requested=True, request=ASKED, answered=True, full=True)
UNHEARD = Observed(requested=None, answered=None, full=None, unheard=True)
NGINX = "<center>The SSL certificate error</center>"


def _alert(number: int, level: int = 2) -> tuple[Alert, ...]:
    return (alerts.describe(number, level, "server"),)


@dataclass(frozen=True)
class Case:
    cause: str
    observed: Observed
    ending: Ending
    verdict: str
    sent: bool | None
    ours: bool = True
    note: str = ""

    def __str__(self) -> str:
        return self.cause


CASES = [
    Case("not asked", UNASKED, Ending(status=200), "not_requested", False),
    Case("not asked, then an alert", replace(UNASKED, alerts=_alert(80)), Ending(dropped=True), "not_requested", False),
    Case("not seen whether asked", UNSEEN, Ending(), "unknown", False),
    Case("stopped by us, TLS 1.2", UNSEEN, Ending(stopped_by_us=True), "unknown", False, note="is not known"),
    Case("stopped by us, TLS 1.3", UNANSWERED, Ending(stopped_by_us=True), "unknown", False, note="It had asked"),
    Case("none chosen, answered", EMPTY, Ending(status=200), "none_to_send", False, False, "accepting any issuer"),
    Case("none chosen, alert", replace(EMPTY, alerts=_alert(116)), Ending(), "none_to_send", False, False),
    Case("none chosen, dropped", EMPTY, Ending(dropped=True), "none_to_send", False, False),
    Case("none chosen, 496", EMPTY, Ending(status=496), "none_to_send", False, False, "HTTP 496"),
    Case(
        "none chosen, IIS", EMPTY, Ending(status=403, head="403.7 - x"), "none_to_send", False, False, "IIS says 403.7"
    ),
    Case("withheld, answered", EMPTY, Ending(status=200), "withheld", False, note="EC-P-256"),
    Case("withheld, alert", replace(EMPTY, alerts=_alert(40)), Ending(), "withheld", False, note="rsa_pss_rsae_sha256"),
    Case("alert", replace(FULL, alerts=_alert(48)), Ending(), "refused", True, note="unknown_ca"),
    Case("alert, any issuer", replace(FULL, alerts=_alert(48)), Ending(), "refused", True, note="which means any"),
    Case(
        "alert about data", replace(FULL, alerts=_alert(20)), Ending(), "refused", True, note="not about certificates"
    ),
    Case("a warning, answered", replace(FULL, alerts=_alert(112, 1)), Ending(status=200), "accepted", True),
    Case("dropped", FULL, Ending(dropped=True), "likely_refused", True, note="without an alert"),
    Case("495", FULL, Ending(status=495), "likely_refused", True, note="HTTP 495"),
    Case("496", FULL, Ending(status=496), "likely_refused", True),
    Case("nginx's 400", FULL, Ending(status=400, head=NGINX), "likely_refused", True),
    Case("another 400", FULL, Ending(status=400, head="Bad Request"), "accepted", True),
    Case("400 to a HEAD", FULL, Ending(status=400, to_head=True), "accepted", True, note="has no body that says why"),
    Case("not asked, nginx's 400", UNASKED, Ending(status=400, head=NGINX), "not_requested", False, note="asked for"),
    Case("answered", FULL, Ending(status=200), "accepted", True),
    Case("401", FULL, Ending(status=401), "accepted", True, note="the application answered 401"),
    Case("403", FULL, Ending(status=403), "accepted", True, note="the application answered 403"),
    Case("403 of IIS", FULL, Ending(status=403, head="403.16 - x"), "accepted", True, note="IIS says 403.16"),
    Case("answered, foreign", replace(FULL, request=CHOOSY), Ending(status=200), "accepted", True, note="all the same"),
    Case(
        "dropped, foreign",
        replace(FULL, request=CHOOSY),
        Ending(dropped=True),
        "likely_refused",
        True,
        note="CN=A, CN=B",
    ),
    Case("kept, dropped", FULL, Ending(dropped=True, first=False), "accepted", True),
    Case("kept, alert", replace(FULL, alerts=_alert(80)), Ending(first=False), "accepted", True),
    Case(
        "kept, asked late, alert",
        replace(FULL, alerts=_alert(48)),
        Ending(first=False, shown_now=True),
        "refused",
        True,
        note="by renegotiation",
    ),
    Case(
        "asked amid the answer, alert",
        replace(FULL, alerts=_alert(48)),
        Ending(status=200, shown_now=True),
        "refused",
        True,
    ),
    Case("answered unheard", UNHEARD, Ending(status=200), "unknown", None, note="In the midst of a large body"),
    Case("kept, asked late, dropped", FULL, Ending(first=False, shown_now=True, dropped=True), "accepted", True),
    Case("neither answer nor end", FULL, Ending(), "unknown", True),
]


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    """A certificate of a CA that none of these servers names."""
    made = leaf(root("Stranger"), purposes=(CLIENT,))
    file = tmp_path_factory.mktemp("identity") / "both.pem"
    file.write_bytes(pem(made.key, [made.certificate]))
    return material.load(CertificateEntry(id="x", host="a.test", cert_file=str(file), key_file=str(file)), None)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_verdict_is_by_cause(case: Case, identity: Identity) -> None:
    told = client_certificate.judge(case.observed, identity if case.ours else None, case.ending)
    assert (told.verdict, told.sent) == (case.verdict, case.sent)
    assert case.note in told.note


def test_a_head_s_400_is_not_said_to_have_taken_a_foreign_certificate(identity: Identity) -> None:
    told = client_certificate.judge(replace(FULL, request=CHOOSY), identity, Ending(status=400, to_head=True))
    assert "taken" not in told.note and "nginx answers so" in told.note


def test_what_cannot_be_observed_is_not_guessed(identity: Identity) -> None:
    told = client_certificate.judge(None, identity, Ending(dropped=True))
    assert (told.requested, told.sent, told.verdict) == (None, None, "unknown")
    assert "Not observable" in told.note


def test_only_some_of_many_issuers_are_named_and_all_are_recorded(identity: Identity) -> None:
    many = replace(ASKED, acceptable_issuers=tuple(f"CN={number}" for number in range(200)))
    told = client_certificate.judge(replace(FULL, request=many), identity, Ending(dropped=True))
    assert "CN=4 and 195 more; yours is issued by" in told.note
    assert len(told.acceptable_issuers) == 200


def test_an_issuer_s_name_reaches_nobody_s_terminal_raw(identity: Identity) -> None:
    odd = replace(ASKED, acceptable_issuers=("CN=\x1b[2J",))
    told = client_certificate.judge(replace(FULL, request=odd), identity, Ending(dropped=True))
    assert "\x1b" not in told.note
