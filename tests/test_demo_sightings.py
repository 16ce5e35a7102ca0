"""The servers' log."""

from __future__ import annotations

import threading

from workbench.demo.sightings import Log, SeenAlert, SeenRequest


def test_connections_are_found_by_when_and_where() -> None:
    log = Log()
    log.opened("mtls")
    before = log.count
    assert log.since(before) == ()
    picky, _ = log.opened("picky"), log.opened("mtls")
    assert log.since(before, "picky") == (picky,)
    assert [connection.site for connection in log.since(0)] == ["mtls", "picky", "mtls"]


def test_old_connections_are_forgotten_and_counted_all_the_same() -> None:
    log = Log()
    for _ in range(5000):
        log.opened("mtls")
    assert log.count == 5000
    assert len(log.since(0)) < 5000
    assert len(log.since(4990)) == 10


def test_who_waits_is_woken_by_a_change() -> None:
    log = Log()
    connection = log.opened("mtls")

    def shake_hands() -> None:
        connection.stage = "open"
        log.changed()

    threading.Timer(0.01, shake_hands).start()
    assert log.wait(lambda: connection.stage == "open")


def test_waiting_for_what_does_not_come_ends() -> None:
    assert Log().wait(lambda: False, seconds=0.01) is False


def test_a_goodbye_is_no_alert_to_speak_of() -> None:
    connection = Log().opened("mtls")
    connection.alerts += [
        SeenAlert(sender="client", name="close_notify"),
        SeenAlert(sender="client", name="bad_certificate"),
        SeenAlert(sender="server", name="unknown_ca"),
    ]
    assert connection.alerts_received == ("bad_certificate",)
    assert connection.alerts_sent == ("unknown_ca",)


def test_a_header_is_found_in_any_spelling() -> None:
    request = SeenRequest(method="GET", target="/", headers=(("X-One", "1"), ("x-one", "2")))
    assert (request.header("x-ONE"), request.header("x-two")) == ("1", None)
