"""After a whole session neither a passphrase nor a byte of a key is anywhere but where the person put it."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyte
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests import cli
from tests.secrets_search import Watching, found, needles
from tests.terminal import PATIENCE, Pty, in_pty, needs_pty
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.folders import Folders
from workbench.settings import load

pytestmark = [needs_pty, pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")]

SECRET = "Tr0ub4dor & zebra ~9"
FAULTY = """
import sys
from workbench.__main__ import console_script
from workbench.screens.console import ConsoleScreen

shown = ConsoleScreen.compose
times = []

def fault(self):
    times.append(self)
    if len(times) == 1:
        return shown(self)
    held = self.app.desk.passphrases.of(next(e for e in self.app.desk.settings.certificates if e.name == "asked"))
    raise RuntimeError(f"there is no room for {held}")

ConsoleScreen.compose = fault
sys.argv = ["workbench", *sys.argv[1:]]
console_script()
"""


@dataclass(frozen=True)
class Session:
    """One person's folders; `wallet` is where the files of the certificate are, and is not searched."""

    root: Path
    wallet: Path
    url: str
    seen: Watching

    @property
    def home(self) -> Path:
        return self.root / "workbench"

    @property
    def environment(self) -> dict[str, str]:
        own = {"HOME": "home", "TMPDIR": "tmp", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data"}
        own |= {"XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "run"}
        return {**{name: str(self.root / folder) for name, folder in own.items()}, "WORKBENCH_HOME": str(self.home)}

    def run(self, status: int, *call: str, stdin: str = "") -> None:
        """Run a command, keep what it wrote, and hold its exit status against the one expected."""
        ended = cli.process(*call, home=self.home, stdin=stdin.encode(), environ=self.environment)
        self.seen.outputs[f"the output of {len(self.seen.outputs)} {call[:2]}"] = ended.out + ended.err.encode()
        assert ended.status == status, (call, ended.err)


def key_of(made: object) -> ec.EllipticCurvePrivateKey:
    key = getattr(made, "key", None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def add(session: Session, status: int, name: str, *how: str, stdin: str = "") -> None:
    place = urlsplit(session.url)
    at = ("--host", place.hostname or "", "--port", str(place.port), "--name", name)
    session.run(status, "certs", "add", *at, "--pfx", str(session.wallet / "carol.p12"), *how, stdin=stdin)


def by_commands(session: Session) -> None:
    """Add, use, change, undo and reseal, rightly and wrongly."""
    pair = ("--crt", str(session.wallet / "carol.crt"), "--key", str(session.wallet / "carol.key"))
    add(session, 3, "wrong", "--passphrase-stdin", stdin="not this one\n")
    add(session, 0, "sealed", "--passphrase-stdin", stdin=f"{SECRET}\r\n")
    add(session, 0, "printed", "--passphrase-command", f"cat '{session.wallet / 'word'}'")
    add(session, 0, "asked", "--passphrase-ask")
    session.run(0, "send", session.url, "--cert", "printed", "--json", "--trace", "--show-secrets")
    session.run(3, "send", session.url, "--cert", "asked", "--json")
    session.run(3, "send", session.url, "--passphrase-stdin", "--json", stdin=f"{SECRET[:-1]}\n")
    session.run(0, "send", session.url, "--passphrase-stdin", "--trace", stdin=SECRET)
    session.run(4, "send", session.url, "--cert", "none", "--json")
    session.run(0, "certs", "inspect", str(session.wallet / "carol.p12"), "--passphrase-stdin", "--json", stdin=SECRET)
    session.run(0, "certs", "replace", "sealed", *pair, "--json")
    session.run(0, "certs", "remove", "sealed", "--json")
    session.run(0, "certs", "undo")
    session.run(0, "certs", "reseal", "--json")
    session.run(0, "send", session.url, "--cert", "sealed")


class Terminal:
    """The app in a pty, and its screen as a person sees it."""

    def __init__(self, opened: Pty) -> None:
        self._pty = opened
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self._fed = 0

    def until(self, *wanted: str) -> None:
        end = time.monotonic() + PATIENCE
        while not all(text in self._text() for text in wanted):
            if time.monotonic() > end or not self._pty.pump(0.05):
                pytest.fail(f"{wanted} did not appear on\n{self._text()}")

    def press(self, *parts: str) -> None:
        for part in parts:
            self._pty.press(part.encode())

    def paste(self, text: str) -> None:
        self.press(f"\x1b[200~{text}\x1b[201~")

    def _text(self) -> str:
        self._stream.feed(bytes(self._pty.written[self._fed :]))
        self._fed = len(self._pty.written)
        return "\n".join(self._screen.display)


def by_the_app(session: Session) -> None:
    """Send with a passphrase that is asked, wrongly and rightly; add one that is sealed; end by a fault of our own."""
    call = [sys.executable, "-c", FAULTY, "--home", str(session.home)]
    with in_pty(call, (80, 24), **session.environment) as opened:
        terminal = Terminal(opened)
        send_by_keys(terminal, session.url)
        add_by_keys(terminal, session.wallet / "carol.p12")
        terminal.press("\x0c", "\x15")
        terminal.paste("https://draft.test/typed")
        terminal.until("draft.test")
        terminal.press("\x1b[20~")  # F9
        terminal.until("Console", "cert SENT")
        terminal.press("\r", "y")
        terminal.until("Copied")
        terminal.press("\x1b[20~")
        terminal.until("Response")
        terminal.press("\x1b[20~")
        session.seen.outputs["the exit status"] = str(opened.status()).encode()
        session.seen.outputs["the terminal"] = bytes(opened.written)


def send_by_keys(terminal: Terminal, url: str) -> None:
    terminal.until("Response")
    terminal.press("\x0c", "\x15")
    terminal.paste(url)
    terminal.until("asked")
    terminal.press("\r")
    terminal.until("Keep it")
    terminal.paste("wrong one")
    terminal.press("\r")
    terminal.until("does not open")
    terminal.press("\x15")
    terminal.paste(SECRET)
    terminal.press("\r")
    terminal.until("200 OK")


def add_by_keys(terminal: Terminal, pfx: Path) -> None:
    terminal.press("\x1bOR")  # F3
    terminal.until("Client certificates", "printed")
    terminal.press("a")
    terminal.until("Add certificate")
    terminal.press("added.test", "\t", "\t", "\t", "\x1b[C")
    terminal.until("PFX file")
    terminal.press("\t")
    terminal.paste(str(pfx))
    terminal.until("carol.p12")
    terminal.press("\t")
    terminal.paste(SECRET)
    terminal.until("opens the file")
    terminal.press("\x13")
    terminal.until("Client certificates", "added.test")
    terminal.press("\x1bOR")
    terminal.until("Response")


@pytest.fixture
def session(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    for name in ("SSLKEYLOGFILE", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    root, wallet = tmp_path / "session", tmp_path / "wallet"
    shutil.copytree(lab.home, root / "workbench")
    for folder in ("home", "tmp", "config", "data", "state", "cache", "run"):
        (root / folder).mkdir()
    wallet.mkdir()
    with Watching([root], [root / "tmp"]) as seen:
        yield Session(root, wallet, lab.url("mtls"), seen)


@pytest.mark.slow
def test_a_session_leaves_no_secret_anywhere(session: Session, lab: Lab) -> None:
    carol = lab.authorities.intermediate.issue(Order(common_name="carol"))
    carol.write(session.wallet, "carol", passphrase=SECRET)
    (session.wallet / "carol.p12").write_bytes(carol.pkcs12(SECRET))
    (session.wallet / "word").write_text(f"{SECRET}\nlogin: carol\n")
    by_commands(session)
    by_the_app(session)
    assert [*(session.home / "reports").iterdir()] and session.seen.processes
    assert b"RuntimeError" in session.seen.outputs["the terminal"]
    kept = {
        entry.name or entry.host: entry.passphrase or "" for entry in load(places(session).settings_file).certificates
    }
    assert (kept["asked"], kept["sealed"][:7], kept["added.test"][:7]) == ("ask", "sealed:", "sealed:")
    assert found(needles(SECRET, key_of(carol)), session.seen) == []


def places(session: Session) -> Folders:
    return Folders(config=session.home, data=session.home, state=session.home)


def in_a_file(session: Session, data: bytes) -> None:
    (session.home / "drafts").mkdir(exist_ok=True)
    (session.home / "drafts" / "one.toml").write_bytes(b'url = "x' + data + b'"')


def for_a_moment(session: Session, data: bytes) -> None:
    path = session.root / "tmp" / "key.pem"
    path.write_bytes(data)
    session.seen.until(data)
    path.unlink()


def in_a_process(session: Session, data: bytes) -> None:
    environment = {**os.environ, "HELD": data.decode("latin-1").replace("\0", "")}
    with subprocess.Popen(["sleep", "60"], env=environment) as process:
        session.seen.until(b"HELD=")
        process.kill()


def drawn(session: Session, data: bytes) -> None:
    session.seen.outputs["the terminal"] = b"\x1b[1;1H".join(data[at : at + 5] for at in range(0, len(data), 5))


KEY = ec.generate_private_key(ec.SECP256R1())
RAW = KEY.private_numbers().private_value.to_bytes(32, "big")


@pytest.mark.parametrize(
    ("plant", "data"),
    [
        (in_a_file, SECRET.encode()),
        (in_a_file, RAW),
        (in_a_file, RAW.hex().encode()),
        (in_a_file, base64.b64encode(b"a certificate and" + RAW + b"more")),
        (in_a_file, base64.b64encode(SECRET.encode())),
        (in_a_file, base64.b64encode(b"user:" + SECRET.encode() + b"!")),
        (for_a_moment, SECRET.encode()),
        (in_a_process, SECRET.encode()),
        (drawn, SECRET.encode()),
        (drawn, base64.encodebytes(b"x" * 40 + RAW)),
    ],
    ids=lambda part: part.__name__ if callable(part) else "",
)
def test_the_search_finds_what_is_planted(
    session: Session, plant: Callable[[Session, bytes], None], data: bytes
) -> None:
    assert found(needles(SECRET, KEY), session.seen) == []
    plant(session, data)
    assert found(needles(SECRET, KEY), session.seen)
