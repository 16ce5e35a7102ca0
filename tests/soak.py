"""`python -m tests.soak [--sends N]`: one session of the app in a terminal, sent from N times, must not grow.

Every fifth of the sends is a round. After the last round the app may hold at most 2 % more memory (anonymous pages,
/proc/PID/smaps_rollup) than after the round before, no more sockets than its loops and a kept connection take, and no
file of a body that is no longer shown. The server answers over mutual TLS: mostly 200, some 404, some closed
connections, some bodies large enough for a file. Linux only.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import socket
import ssl
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.peers import HOST, server_files
from tests.terminal import Pty, command, in_pty
from workbench.demo.lab import Lab

ROUNDS: Final = 5
GROWTH: Final = 1.02
_LARGE: Final = b"[" + b'"0123456789abcdef",\n' * 500_000 + b'"the end"]'
_LOOP_AND_CONNECTION: Final = 2 + 1
"""How many sockets sending takes: the two that wake the engine's loop, and the connection that is kept."""
_AGAIN: Final = 0.5  # seconds until the key is pressed again
_PATIENCE: Final = 30.0
_SETTLES: Final = 2.0  # seconds after a round until the idle app is looked at


class Options(argparse.Namespace):
    """The options as parsed."""

    sends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What the app held after some sends: anonymous memory in KiB, sockets, bytes of bodies in files, and the most."""

    sends: int
    anonymous: int
    sockets: int
    spilled: int
    spilled_most: int = 0

    def __str__(self) -> str:
        """Return one line of the report."""
        files = f"{self.spilled} B in files after {self.spilled_most} B"
        return f"{self.sends:6} sends: {self.anonymous:7} KiB, {self.sockets} sockets, {files}"


class Server:
    """Counts what it answers; speaks to one keep-alive client at a time, in threads of its own."""

    def __init__(self, lab: Lab, folder: Path, large_every: int) -> None:
        self.answered = 0
        self._large_every = large_every
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*server_files(lab, folder))
        self._context.load_verify_locations(lab.ca_file)
        self._context.verify_mode = ssl.CERT_REQUIRED
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with self._context.wrap_socket(connection, server_side=True) as stream, stream.makefile("rb") as reader:
                while any(line == b"\r\n" for line in iter(reader.readline, b"")):
                    number = self.answered
                    goes_on = number % 20 != 19
                    # The last answer of a round, which stays to be seen, is not to be large.
                    large = number % self._large_every == self._large_every // 2
                    stream.sendall(_answer(number, _LARGE if large else _small(number), goes_on=goes_on))
                    self.answered += 1
                    if not goes_on:
                        return
        except OSError:
            return


def _small(number: int) -> bytes:
    return b'{"number": %d, "said": "%s"}' % (number, b"x" * 500)


def _answer(number: int, body: bytes, *, goes_on: bool) -> bytes:
    status = b"404 Not Found" if number % 10 == 9 else b"200 OK"
    more = b"" if goes_on else b"Connection: close\r\n"
    return b"HTTP/1.1 %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        status,
        more,
        len(body),
        body,
    )


def rounds(lab: Lab, folder: Path, sends: int, count: int = ROUNDS, *, large_every: int = 250) -> list[Round]:
    """Run the session, and return what the app held before it sent anything, and after each round."""
    home = Path(shutil.copytree(lab.home, folder / "home"))
    bodies = folder / "tmp"
    bodies.mkdir()
    server = Server(lab, folder, large_every)
    try:
        _only_request(home, server.port)
        with in_pty(command(home), TMPDIR=str(bodies)) as app:
            app.until(b"the one")
            found = [_held(app, bodies, 0)]
            for number in range(1, count + 1):
                most = _send(app, server, bodies, sends * number // count)
                found.append(replace(_held(app, bodies, server.answered), spilled_most=most))
            app.press(b"\x11")
            assert app.status() == 0
        assert not list(bodies.iterdir()), "files of bodies were left"
        return found
    finally:
        server.close()


def _only_request(home: Path, port: int) -> None:
    for request in (home / "requests").iterdir():
        request.unlink()
    text = f'name = "the one"\nmethod = "GET"\nurl = "https://{HOST}:{port}/"\n\n[options]\nresolve = "127.0.0.1"\n'
    (home / "requests" / "one.toml").write_text(f'{text}\n[tls]\ncertificate = "alice"\n')


def _send(app: Pty, server: Server, bodies: Path, until: int) -> int:
    """Press the key until the server has answered so often; return the most bytes of bodies that were in files.

    A key that comes while a send runs is refused.
    """
    last, most = time.monotonic(), 0
    while server.answered < until:
        before, pressed = server.answered, time.monotonic()
        app.press(b"s")
        while server.answered == before and time.monotonic() - pressed < _AGAIN:
            app.pump(0.01)
        if server.answered > before:
            last = time.monotonic()
        most = max(most, _spilled(bodies))
        assert time.monotonic() - last < _PATIENCE, f"no send came through:\n{app.screen()}"
    return most


def _held(app: Pty, bodies: Path, sends: int) -> Round:
    end = time.monotonic() + _SETTLES
    while time.monotonic() < end:
        app.pump(0.1)
    folder = Path(f"/proc/{app.process}")
    lines = (folder / "smaps_rollup").read_text().splitlines()
    anonymous = next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))
    sockets = sum(str(link.readlink()).startswith("socket:") for link in (folder / "fd").iterdir())
    return Round(sends=sends, anonymous=anonymous, sockets=sockets, spilled=_spilled(bodies))


def _spilled(bodies: Path) -> int:
    size = 0
    for path in bodies.rglob("*"):
        with suppress(FileNotFoundError):  # which the app may take away meanwhile
            size += path.stat().st_size if path.is_file() else 0
    return size


def fault(found: Sequence[Round]) -> str:
    """Say what is wrong with the rounds, "" where nothing is."""
    before, last = found[-2:]
    if last.anonymous > before.anonymous * GROWTH:
        return f"memory grew by {last.anonymous / before.anonymous - 1:.1%} in the last round"
    return remains(found)


def remains(found: Sequence[Round]) -> str:
    """Say what is left of sends after the last of them, "" where nothing is."""
    last = found[-1]
    if last.sockets > found[0].sockets + _LOOP_AND_CONNECTION:
        return f"{last.sockets} sockets are open, {found[0].sockets} were before the first send"
    if last.spilled:
        return f"{last.spilled} bytes of bodies lie in files, though a small answer is shown"
    return ""


def main(argv: Sequence[str]) -> int:
    """Run it, say what was seen, and return 1 where the app grew."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--sends", type=int, default=5000, help="how many (5000)")
    options = parser.parse_args(argv, Options())
    with tempfile.TemporaryDirectory(prefix="workbench-soak-") as folder, Lab() as lab:
        found = rounds(lab, Path(folder), options.sends)
    words = fault(found) or "nothing grew"
    sys.stdout.write("".join(f"{each}\n" for each in itertools.chain(found, [words])))
    return 1 if fault(found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
