"""Hostile servers and proxies, and the commands in a bare pty: nothing of a peer's commands the terminal."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from h2.connection import H2Connection

from tests import odd_servers
from tests.http2_server import http2_context, speaking_http2
from tests.odd_http import head
from tests.peers import HOST
from tests.terminal import command, in_pty, needs_pty
from tests.terminal_bytes import foreign
from workbench.demo.authorities import ESCAPES, MARKUP
from workbench.demo.hostile import CLIPBOARD, REPAINT
from workbench.demo.lab import Lab

pytestmark = [needs_pty, pytest.mark.slow]
EVIL = (ESCAPES + CLIPBOARD + MARKUP + REPAINT).encode()
PATHS = ("", "/names", "/early", "/trailer", "/behind", "/version", "/redirect", "/events")


def written(*call: str, home: Path) -> bytes:
    """Run a command in a pty to its end, and return every byte it wrote."""
    with in_pty(command(home, *call)) as ran:
        ran.drain()
        return bytes(ran.written)


def hold(said: bytes) -> None:
    """Hold that nothing in it commands the terminal, and that what would have is shown."""
    assert not foreign(said)
    assert b"[/bad]" in said
    assert b"^[" in said


@pytest.mark.parametrize("path", PATHS)
def test_send_shows_what_came_and_obeys_nothing_of_it(lab: Lab, path: str) -> None:
    hold(written("send", lab.url("hostile", f"/hostile{path}"), "--trace", home=lab.home))


def test_a_record_in_a_terminal_holds_escaped_text_alone(lab: Lab) -> None:
    said = written("send", lab.url("hostile", "/hostile"), "--json", home=lab.home)
    assert not foreign(said)
    assert "[/bad]" in json.dumps(json.loads(said))


def test_the_doctor_and_trust_show_a_certificate_s_names_visibly(lab: Lab, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    place = lab.url("hostile", "/").removeprefix("https://").rstrip("/")
    host, _, port = place.rpartition(":")
    (home / "settings.toml").write_text(f'[resolve]\n"{host}:{port}" = "127.0.0.1"\n')
    hold(written("doctor", lab.url("hostile", "/hostile"), home=home))
    hold(written("ca", "add", "--from", place, "--sha256", "00" * 32, home=home))
    hold(written("send", lab.url("hostile", "/hostile"), home=home))


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 407 " + EVIL + b"\r\nProxy-Authenticate: " + EVIL + b"\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 502 Bad\r\nContent-Length: %d\r\n\r\n" % len(EVIL) + EVIL,
        EVIL + b"\r\n\r\n",
    ],
    ids=["reason and challenge", "body", "no HTTP"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_s_words_are_visible(lab: Lab, answer: bytes, scheme: str) -> None:
    def manners(conn: socket.socket) -> None:
        head(conn)
        conn.sendall(answer)

    with odd_servers.spoken(manners) as port:
        url = f"{scheme}://{HOST}/"
        said = written("send", url, "--proxy", f"http://127.0.0.1:{port}", "--trace", home=lab.home)
    assert not foreign(said)
    assert HOST.encode() in said


def _evil(server: H2Connection, stream: int) -> None:
    """Say hostile names and values in header and trailer fields."""
    server.send_headers(stream, [(b":status", b"200"), (b"x-odd", EVIL), (b"set-cookie", EVIL)])
    server.send_data(stream, EVIL)
    server.send_headers(stream, [(b"x-sum", EVIL)], end_stream=True)


def test_http_2_is_no_way_around_it(lab: Lab, tmp_path: Path) -> None:
    with speaking_http2(http2_context(lab, tmp_path), _evil) as port:
        call = ("send", f"https://{HOST}:{port}/", "--http2", "--resolve", f"{HOST}:{port}=127.0.0.1", "--trace")
        said = written(*call, home=lab.home)
    assert not foreign(said)
    assert b"200" in said or b"did not answer" in said
