"""Peers that keep talking and never come to an answer: an examination of them ends all the same."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.doctors import examined, step
from tests.sending import hurried
from workbench.demo.lab import Lab
from workbench.doctor import patience

pytestmark = pytest.mark.slow

TALK = {"early hints": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), "one header": (b"HTTP/1.1 200 OK\r\nX: ", b"a")}


@contextmanager
def _talking(first: bytes, then: bytes) -> Iterator[int]:
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def talk(conn: socket.socket) -> None:
        with conn, suppress(OSError):
            conn.recv(4096)
            conn.sendall(first)
            while not over.wait(0.05):
                conn.sendall(then)

    def accept() -> None:
        with suppress(OSError):
            while True:
                conn, _ = listener.accept()
                threading.Thread(target=talk, args=(conn,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.fixture(autouse=True)
def _no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_GRACE", 0.1)


@pytest.mark.parametrize("talk", TALK)
async def test_a_server_that_never_comes_to_an_answer_is_left(lab: Lab, talk: str) -> None:
    with _talking(*TALK[talk]) as port:
        async with asyncio.timeout(10):
            url = f"http://127.0.0.1:{port}/"
            report = await examined(lab, url, settings=hurried(lab, connect_timeout=0.2, timeout=0.3))
    accepted = step(report, "accepted")
    assert accepted.state == "bad"
    assert "without coming to an answer" in accepted.headline


async def test_a_proxy_that_never_comes_to_an_answer_is_the_cause(lab: Lab) -> None:
    with _talking(*TALK["one header"]) as port:
        async with asyncio.timeout(10):
            hurry = hurried(lab, connect_timeout=0.2, timeout=0.3)
            report = await examined(lab, lab.url("mtls"), settings=hurry, proxy=f"http://127.0.0.1:{port}")
    proxy = step(report, "proxy")
    assert proxy.state == "bad" and "without an answer" in proxy.headline
    assert step(report, "versions").state == "skipped"


async def test_a_cancel_is_no_lack_of_patience(lab: Lab) -> None:
    with _talking(*TALK["one header"]) as port:
        task = asyncio.create_task(examined(lab, f"http://127.0.0.1:{port}/", settings=hurried(lab, timeout=30.0)))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
