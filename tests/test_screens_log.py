from dataclasses import replace

from tests.hops import accepted, exchange, hop
from workbench.models import Content
from workbench.screens.log import KEPT_BODY, LIMIT, Log, shortened


def test_what_was_sent_and_said_is_kept_in_order_until_cleared() -> None:
    log = Log()
    log.said("Settings saved.", "info")
    log.sent(exchange(hop(accepted())))
    assert [entry.text for entry in log] == ["Settings saved.", ""]
    assert log[-1].exchange is not None
    log.clear()
    assert not len(log)


def test_the_oldest_go_when_there_are_too_many() -> None:
    log = Log()
    for number in range(LIMIT + 1):
        log.said(str(number), "info")
    assert (len(log), log[0].text) == (LIMIT, "1")


def test_a_body_is_kept_by_its_head_and_its_true_size() -> None:
    whole = exchange(hop(accepted()), body=b"x" * (KEPT_BODY * 2))
    asked = replace(whole.hops[0].request, body=Content(size=KEPT_BODY * 3, data=b"y" * KEPT_BODY * 3))
    kept = shortened(replace(whole, hops=(replace(whole.hops[0], request=asked),)))
    assert kept.body is not None and kept.hops[0].request.body is not None
    assert (len(kept.body.data), kept.body.size) == (KEPT_BODY, KEPT_BODY * 2)
    assert (len(kept.hops[0].request.body.data), kept.hops[0].request.body.size) == (KEPT_BODY, KEPT_BODY * 3)


def test_a_short_body_is_kept_whole() -> None:
    whole = exchange(hop(accepted()))
    assert shortened(whole) == whole
