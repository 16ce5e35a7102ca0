"""`openssl s_server`, one process a port, its own list of messages read as its log."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

from tests.peers import OPENSSL
from tests.stands import WAIT_SECONDS, Growing, Saw, Stand
from workbench.demo import witness
from workbench.demo.issued import pem
from workbench.tls import alerts

_VERSIONS = {"TLSv1": "-tls1", "TLSv1.1": "-tls1_1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}
_MESSAGE = re.compile(
    r"^(<<<|>>>) (TLS [\d.]+|[^,\n]+), (\w+) \[length [0-9a-f]+\](?:, (.*))?\n((?: {4}.*\n)*)", re.MULTILINE
)
_LISTENING = re.compile(r"ACCEPT [^\n]*:(\d+)\n")
_REQUEST = re.compile("GET / HTTP/1.1")
_APPLICATION_DATA = 23
_ANSWER = b"HTTP/1.1 200 OK\nContent-Length: 5\n\nasked"


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the list: who wrote it, the version of its layer, its kind, what it is called, its octets."""

    received: bool
    version: str
    kind: str
    called: str
    data: bytes


@dataclass(slots=True)
class OpensslServers:
    """The running processes."""

    ports: dict[str, int] = field(default_factory=dict)
    logs: dict[str, Growing] = field(default_factory=dict)
    typed: dict[str, IO[bytes]] = field(default_factory=dict)

    def saw(self, name: str) -> tuple[Saw, ...]:
        """Return the connections of one port."""
        return tuple(map(_saw, _connections(_messages(self.logs[name].text()))))

    def forget(self, name: str) -> None:
        """Begin anew."""
        self.logs[name].forget()

    def ask_after(self, name: str) -> None:
        """Wait for a request, ask for a certificate, and answer unless that ends the connection."""
        _await(self.logs[name], _REQUEST)
        self._type(name, b"c\n")
        _await_answer(self.logs[name])
        if not self.saw(name)[0].sent:
            self._type(name, _ANSWER)

    def _type(self, name: str, line: bytes) -> None:
        self.typed[name].write(line)
        self.typed[name].flush()


@contextmanager
def serve(stands: Iterable[Stand], folder: Path) -> Iterator[OpensslServers]:
    """Start all of them at once, and end them."""
    served = OpensslServers()
    with ExitStack() as ending:
        for stand in stands:
            process = _start(served, stand, folder)
            ending.callback(_end, process)
        for name, log in served.logs.items():
            served.ports[name] = int(_await(log, _LISTENING)[1])
            log.forget()
        yield served


def _start(served: OpensslServers, stand: Stand, folder: Path) -> subprocess.Popen[bytes]:
    chain, key = stand.shown.write(folder, stand.name)
    above = folder / f"{stand.name}.above"  # s_server sends the leaf by itself
    above.write_bytes(pem(*stand.shown.chain))
    log = folder / f"{stand.name}.log"
    call = [OPENSSL or "openssl", "s_server", "-accept", "127.0.0.1:0", "-msg", _VERSIONS[stand.version]]
    call += ["-cert", str(chain), "-key", str(key), "-cipher", "DEFAULT:@SECLEVEL=0"]
    if stand.shown.chain:
        call += ["-cert_chain", str(above)]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*call, *_asking(stand)], stdin=subprocess.PIPE, stdout=file, stderr=subprocess.STDOUT
        )
    assert process.stdin is not None
    served.logs[stand.name], served.typed[stand.name] = Growing(log), process.stdin
    return process


def _asking(stand: Stand) -> list[str]:
    asks = stand.asks
    if asks is None:
        return ["-www"]
    said = ["-verifyCAfile", str(asks.trusts)]
    if asks.names is not None:
        said += ["-CAfile", str(asks.names)]
    if asks.revoked is not None:
        said += ["-CRL", str(asks.revoked), "-crl_check"]
    if asks.algorithms:
        said += ["-client_sigalgs", asks.algorithms]
    if asks.after:
        return [*said, "-crlf", "-verify_return_error"]
    return [*said, "-www", "-verify_return_error", "-Verify" if asks.required else "-verify", "3"]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _await(log: Growing, words: re.Pattern[str]) -> re.Match[str]:
    deadline = time.monotonic() + 2 * WAIT_SECONDS
    while (found := words.search(log.text())) is None:
        assert time.monotonic() < deadline, log.text()
        time.sleep(0.01)  # nothing to wait on: the process says it in its log
    return found


def _await_answer(log: Growing) -> None:
    """Wait for what the client says to a request after the handshake: a certificate and then Finished, or an alert."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not _is_answered(list(_messages(log.text()))):
        assert time.monotonic() < deadline, log.text()
        time.sleep(0.01)  # nothing to wait on: the process says it in its log


def _is_answered(messages: Sequence[Message]) -> bool:
    finished = [one for one in messages if one.received and one.called == "Finished"]
    return len(finished) == 2 or any(one.kind == "Alert" for one in messages)


def _messages(text: str) -> Iterator[Message]:
    for way, version, kind, called, octets in _MESSAGE.findall(text):
        yield Message(way == "<<<", version, kind, called, bytes.fromhex(octets.replace("\n", "")))


def _connections(messages: Iterable[Message]) -> list[list[Message]]:
    found: list[list[Message]] = []
    for message in messages:
        if message.called == "ClientHello":
            found.append([])
        if found:
            found[-1].append(message)
    return found


def _saw(messages: Sequence[Message]) -> Saw:
    certificate = None
    for message in messages:
        if message.received and message.called == "Certificate":
            ders = witness.certificates(message.data, tls13=message.version == "TLS 1.3")
            certificate = sha256(ders[0]).hexdigest() if ders else ""
    return Saw(
        certificate=certificate,
        requests=_requests(messages),
        sent=_alerts(messages, received=False),
        received=_alerts(messages, received=True),
    )


def _requests(messages: Sequence[Message]) -> int:
    """Tell whether a request came, 0 or 1: s_server answers one, and the old versions cut it in two records.

    In TLS 1.3 every record looks like application data from outside, and says its type inside.
    """
    inside = any(message.kind == "InnerContent" for message in messages)
    wanted = "InnerContent" if inside else "RecordHeader"
    return int(any(one.received and one.kind == wanted and one.data[0] == _APPLICATION_DATA for one in messages))


def _alerts(messages: Sequence[Message], *, received: bool) -> tuple[str, ...]:
    said = [one for one in messages if one.kind == "Alert" and one.received == received and len(one.data) == 2]
    return tuple(alerts.name(one.data[1]) for one in said if one.data[1] != alerts.CLOSE_NOTIFY)
