from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests import hops
from tests.intercepting import Answer, intercepting
from tests.sending import sent, ticket, unverified
from workbench.demo.authority import Authority
from workbench.demo.lab import Lab
from workbench.engine import clocks
from workbench.models import Hop, PeerCertificate, Problem, Response, SuspicionCode, Timing

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
DAY = timedelta(days=1)


def valid(start: timedelta, end: timedelta) -> PeerCertificate:
    """Return a certificate valid from then until then, counted from now."""
    return hops.peer("CN=x", not_before=NOW + start, not_after=NOW + end)


GOOD = valid(-30 * DAY, 300 * DAY)
FRESH = valid(-DAY / 24, 300 * DAY)
ENDING = valid(-300 * DAY, DAY / 24)


def failed(*chain: PeerCertificate) -> Hop:
    return hops.hop(replace(hops.verification_failed(), peer_chain=chain), failure=hops.EXPIRED)


def answered(date: str, *chain: PeerCertificate, download: float = 0, **headers: str) -> Hop:
    response = Response(status=200, reason="OK", http_version="HTTP/1.1", headers=(("date", date), *headers.items()))
    tls = replace(hops.accepted(), peer_chain=chain or (GOOD,))
    return replace(hops.hop(tls), response=response, timing=Timing(download=download))


def dated(ahead: timedelta) -> str:
    return format_datetime(NOW + ahead, usegmt=True)


@pytest.mark.parametrize(
    ("ahead", "leaf", "code", "words"),
    [
        (timedelta(minutes=4), GOOD, None, ""),
        (timedelta(minutes=6), GOOD, "their_clock", "6 min apart. No certificate here tells which"),
        (-timedelta(hours=2, minutes=5), GOOD, "their_clock", "2 h 5 min apart. No certificate here tells"),
        (-timedelta(hours=2), FRESH, "their_clock", "valid by this machine's only"),
        (timedelta(hours=2), ENDING, "their_clock", "valid by this machine's only"),
        (timedelta(hours=2), valid(DAY / 24, 300 * DAY), "our_clock", "valid by the server's only"),
        (-10 * DAY, valid(-300 * DAY, -DAY), "our_clock", "10 days apart, and the certificates are valid by"),
    ],
)
def test_the_certificates_dates_tell_which_of_two_clocks_is_wrong(
    ahead: timedelta, leaf: PeerCertificate, code: SuspicionCode | None, words: str
) -> None:
    found = clocks.suspect(answered(dated(ahead), leaf), None, NOW)
    assert (found.code if found else None) == code
    if found:
        assert words in found.message
        assert "2026-11-20 15:00:00 UTC" in found.message
        assert f"{NOW + ahead:%Y-%m-%d %H:%M:%S} UTC" in found.message


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 Foo 2026 00:00:00 GMT", "0" * 500])
def test_a_date_that_is_none_says_nothing(date: str) -> None:
    assert clocks.suspect(answered(date), None, NOW) is None


def test_an_answer_out_of_a_cache_has_aged_and_a_long_download_is_no_skew() -> None:
    assert clocks.suspect(answered(dated(-timedelta(hours=1)), age="3600"), None, NOW) is None
    assert clocks.suspect(answered(dated(-timedelta(hours=1)), age="old"), None, NOW) is None
    assert clocks.suspect(answered(dated(-timedelta(hours=1)), download=3_600_000), None, NOW) is None
    assert clocks.suspect(answered(dated(-timedelta(hours=1))), None, NOW) is not None


EARLY, LATE = valid(2 * DAY, 300 * DAY), valid(-300 * DAY, -2 * DAY)


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ((EARLY, valid(DAY, 999 * DAY)), "two of the 2 certificates at hand are not valid before 2026-11-22"),
        ((LATE, valid(-999 * DAY, -DAY)), "are not valid any more since 2026-11-18"),
        ((EARLY,), None),
        ((LATE, GOOD), None),
        ((LATE, EARLY), None),
        ((LATE, valid(-999 * DAY, -500 * DAY)), None),  # no clock would suit both
        ((GOOD, LATE, LATE), None),  # an old cross-signed root that came along
        ((), None),
    ],
)
def test_several_certificates_that_would_be_valid_at_one_other_time_accuse_our_clock(
    chain: tuple[PeerCertificate, ...], words: str | None
) -> None:
    found = clocks.suspect(failed(*chain), None, NOW)
    assert (found is None) is (words is None)
    if found and words:
        assert found.code == "our_clock" and words in found.message and "by 2 days or more" in found.message
        assert found.message.endswith("nothing else is wrong.")


def test_nothing_else_is_not_claimed_where_more_is_wrong() -> None:
    hop = failed(EARLY, valid(DAY, 999 * DAY))
    assert hop.tls is not None
    more = (Problem(code="not_yet_valid", message=""), Problem(code="hostname_mismatch", message=""))
    found = clocks.suspect(replace(hop, tls=replace(hop.tls, problems=more)), None, NOW)
    assert found is not None and found.message.endswith("their dates are right.")


@pytest.mark.parametrize(("hours", "suspected"), [(0, []), (3, ["their_clock"]), (-3, ["their_clock"])])
async def test_a_servers_clock_is_read_off_a_real_answer(lab: Lab, hours: float, suspected: list[str]) -> None:
    ca = Authority.root("Some CA")
    how: Any = Answer(skew=hours * 3600)
    with intercepting(ca, how, transparent=True) as server:
        url = f"https://clock.demo.test:{server.port}/"
        hop = await sent(ticket(lab, url, request=unverified(), resolve={"clock.demo.test": "127.0.0.1"}))
    assert hop.response is not None
    assert [one.code for one in hop.suspicions] == suspected
