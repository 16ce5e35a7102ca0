from dataclasses import replace

import pytest

from tests import hops
from tests.hops import EXPIRED, REFUSED, exchange, hop, nobody
from workbench.models import Departure, Exchange, Failure, LogEntry
from workbench.widgets.answer_title import earlier, title
from workbench.widgets.console_headline import headline

GOOD = exchange(hop(hops.accepted()))
POLITE = exchange(hop(hops.asked_none_sent(), status=400, reason="Bad Request", selection=nobody()))

BROKEN_OFF = exchange(
    replace(hop(hops.accepted()), failure=Failure(stage="receive", kind="cancelled", message="Stopped by you."))
)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (GOOD, "Response  200 OK  143 ms  8 B  [TLS ok]  [cert SENT alice]"),
        (
            exchange(hop(hops.verification_failed(), failure=EXPIRED)),
            "Response  FAILED  143 ms  [server cert EXPIRED]  [cert ASKED, NOT SENT]",
        ),
        (
            exchange(hop(hops.refused(), failure=REFUSED)),
            "Response  FAILED  143 ms  [TLS ok]  [cert REFUSED alice]",
        ),
        (
            exchange(hop(None, failure=Failure(stage="send", kind="cancelled", message="Stopped."))),
            "Response  STOPPED  143 ms",
        ),
        (BROKEN_OFF, "Response  200 OK, then STOPPED  143 ms  [TLS ok]  [cert SENT alice]"),
    ],
)
def test_the_border_says_status_time_size_and_both_marks(made: Exchange, words: str) -> None:
    assert title(made, 100).plain == words


@pytest.mark.parametrize("width", [40, 50, 60, 70, 76])
def test_the_marks_show_at_any_width(width: int) -> None:
    said = title(POLITE, width)
    assert "[TLS ok]" in said.plain and "[cert ASKED, NONE SENT]" in said.plain and "400" in said.plain
    assert said.cell_length <= width


def test_of_an_answer_that_broke_off_the_reason_goes_before_how_it_ended() -> None:
    assert title(BROKEN_OFF, 60).plain == "Response  200, then STOPPED  [TLS ok]  [cert SENT alice]"


def test_the_time_is_that_of_every_hop_together() -> None:
    made = exchange(hop(hops.accepted(), status=302, reason="Found"), hop(hops.accepted()))
    assert "200 OK  286 ms" in title(made, 100).plain
    assert " 286 ms " in headline(LogEntry(at=made.started, exchange=made), 100).plain


def test_a_reason_phrase_commands_nothing() -> None:
    made = exchange(hop(hops.accepted(), reason="\x1b[2J[/bad]"))
    assert "200 ^[[2J[/bad]" in title(made, 100).plain


@pytest.mark.parametrize("reason", ["OK  143 ms  [TLS ok]", "[cert SENT alice]", "[ Server Cert fine ]"])
def test_a_reason_phrase_puts_no_marks_among_ours(reason: str) -> None:
    made = exchange(hop(hops.verification_failed(), status=200, reason=reason))
    assert title(made, 200).plain.startswith("Response  200  ") and reason not in title(made, 200).plain


def test_an_answer_to_something_else_shows_no_marks() -> None:
    other = earlier(GOOD, 70, changed=False).plain
    assert other.startswith("Response to GET api.example.test:8443/get") and "200" in other and "[" not in other
    assert earlier(GOOD, 70, changed=True).plain == "Response  before the change: 200 OK"
    assert earlier(GOOD, 20, changed=False).cell_length <= 20


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (100, "Response  200 OK  143 ms  8 B  [TLS ok]  [OLD TLS ALLOWED, KEYS LOGGED]  [cert SENT alice]"),
        (64, "200 [TLS ok] [OLD TLS ALLOWED, KEYS LOGGED] [cert SENT alice]"),
        (54, "200 [TLS ok] [WEAKENED] [cert SENT alice]"),
    ],
)
def test_what_weakened_tls_is_said_at_any_width(width: int, words: str) -> None:
    loud = (
        Departure(text="TLS 1.0 and newer, security level 0", loud=True, mark="OLD TLS ALLOWED"),
        Departure(text="TLS keys logged to keys", loud=True, mark="KEYS LOGGED"),
    )
    assert title(exchange(hop(hops.accepted(), departures=loud)), width).plain == words
