"""One thing to show and to ask for, served by Python's ssl, `openssl s_server` or nginx, and what each of them saw.

with nginx.serve(stands, folder) as served:
    served.ports["expired-1.2"]
    served.saw("expired-1.2")       the connections to that port since it was last asked
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from workbench.demo.issued import Issued

Manners = Literal["usual", "reset", "idle"]
WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """How a server asks for a certificate: `trusts` judges it, `names` is told to clients (None: no CA at all).

    Files in PEM. `algorithms` are the only ones taken (OpenSSL's names); `after` asks when a request has come.
    """

    trusts: Path
    names: Path | None = None
    required: bool = True
    revoked: Path | None = None
    algorithms: str = ""
    after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One port: what it shows, the one version it speaks, whom it asks, and how it ends connections.

    `manners`: "reset" refuses by a reset instead of an alert, "idle" closes a connection soon after an answer.
    """

    name: str
    shown: Issued
    version: str
    asks: Asks | None = None
    manners: Manners = "usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saw:
    """One connection as the server has it.

    `certificate` is the SHA-256 of the client's, "" for an empty answer, None when there was no answer.
    """

    certificate: str | None = None
    requests: int = 0
    sent: tuple[str, ...] = ()  # alerts
    received: tuple[str, ...] = ()


class Served(Protocol):
    """Running servers."""

    @property
    def ports(self) -> Mapping[str, int]:
        """The port of each stand by its name."""

    def saw(self, name: str) -> tuple[Saw, ...]:
        """Return the connections of one port since they were last forgotten."""

    def forget(self, name: str) -> None:
        """Begin anew with a port's connections."""


@dataclass(slots=True)
class Growing:
    """A log file that is read from where it was last forgotten."""

    path: Path
    start: int = field(default=0)

    def text(self) -> str:
        """Return what has been written since."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read().decode("utf-8", "replace")

    def forget(self) -> None:
        """Leave out what stands there now."""
        self.start = self.path.stat().st_size


def agree(served: Served, name: str, expected: tuple[Saw, ...]) -> None:
    """Demand that a server saw this; its log may come a moment later than its answer."""
    deadline = time.monotonic() + WAIT_SECONDS
    while (seen := served.saw(name)) != expected and time.monotonic() < deadline:
        time.sleep(0.005)  # nothing to wait on: another program's log file
    assert seen == expected
