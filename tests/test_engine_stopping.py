"""A send is stopped in each of its phases, at once, and says in which it was."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.arriving import Told, asked, chunked, served
from tests.odd_servers import spoken
from tests.peers import HOST
from workbench.demo.lab import Lab
from workbench.engine import Engine, Ticket
from workbench.models import Phase, Progress, Request, RequestBody

SECONDS = 10.0
AT_ONCE = 2.0
QUEUED = pytest.mark.skipif(sys.platform != "linux", reason="leaves a connection unanswered as Linux does")


class Stand:
    """Servers that take their time until `gate` opens."""

    def __init__(self, lab: Lab, folder: Path, stack: ExitStack) -> None:
        self._lab = lab
        self._folder = folder
        self._stack = stack
        self.gate = threading.Event()
        stack.callback(self.gate.set)

    def ticket(self, phase: Phase) -> Ticket:
        """A ticket for a send that comes as far as this phase, and no further."""
        match phase:
            case "dns":
                return asked(self._lab, "http://unheard-of.example.test/")
            case "connect":
                return asked(self._lab, f"http://{HOST}:{self._unanswered()}/")
            case "tls":
                return asked(self._lab, f"https://{HOST}:{self._silent()}/")
            case "send":
                file = self._folder / "upload.bin"
                file.write_bytes(bytes(30_000_000))
                request = Request(method="POST", body=RequestBody(type="file", file=str(file)))
                return asked(self._lab, f"http://{HOST}:{self._silent()}/", request=request)
            case _:
                talk = chunked([b"x"], gates=[self.gate]) if phase == "receive" else self.wait
                return asked(self._lab, self._stack.enter_context(served(self._lab, self._folder, "http", talk)))

    def wait(self, _conn: socket.socket) -> None:
        """Say nothing."""
        self.gate.wait(SECONDS)

    def _silent(self) -> int:
        return self._stack.enter_context(spoken(self.wait))

    def _unanswered(self) -> int:
        listener = self._stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):  # what does not fit into the queue is not answered
            waiting = self._stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("phase", ["dns", pytest.param("connect", marks=QUEUED), "tls", "send", "wait", "receive"])
def test_a_send_is_stopped_at_any_moment(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phase: Phase
) -> None:
    told, engine = Told(), Engine()
    with ExitStack() as stack:
        stand = Stand(lab, tmp_path, stack)
        if phase == "dns":  # the one thing here that is not ours to slow down
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: stand.gate.wait(SECONDS))
        sending = engine.send(stand.ticket(phase), told)
        assert told.entered(phase)
        began = time.monotonic()
        sending.cancel()
        exchange = sending.result(SECONDS)
        assert time.monotonic() - began < AT_ONCE
    engine.close()
    assert exchange.failure is not None and exchange.failure.kind == "cancelled"
    assert exchange.failure.stage == {"wait": "receive"}.get(phase, phase)


FLOODS = {"of sizes": (b"1;" + b"x" * 15_000 + b"\r\nA\r\n") * 100, "of small chunks": b"1\r\nx\r\n" * 100_000}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")
def test_a_send_that_is_stopped_again_and_again_keeps_what_came(lab: Lab, tmp_path: Path) -> None:
    told, engine, pipe = Told(), Engine(), tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    gates = [threading.Event()]
    with served(lab, tmp_path, "http", chunked([b"x" * 1_000_000], gates=gates)) as url:
        sending = engine.send(asked(lab, url, save_to=pipe), told)
        assert told.until(lambda event: isinstance(event, Progress) and event.arrived == 1_000_000)
        while not sending.done():  # the pipe is full: there is a moment in which to stop it once more
            sending.cancel()
        gates[0].set()
    exchange = sending.result()
    os.close(reader)
    engine.close()
    assert exchange.response is not None and exchange.response.wire_bytes == 1_000_000
    assert exchange.body is not None and exchange.body.size > 0 and not exchange.body.complete


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_does_not_keep_a_send_from_being_stopped(lab: Lab, tmp_path: Path, flood: bytes) -> None:
    """The peer is never waited for: there is always something more to read, of which little is passed on."""

    def talk(conn: socket.socket) -> None:
        conn.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            conn.sendall(flood)

    told, engine = Told(), Engine()
    with served(lab, tmp_path, "http", talk) as url:
        sending = engine.send(asked(lab, url), told)
        assert told.entered("receive")
        began = time.monotonic()
        sending.cancel()
        exchange = sending.result(SECONDS)
        assert time.monotonic() - began < AT_ONCE
    engine.close()
    assert exchange.failure is not None and exchange.failure.kind == "cancelled"
