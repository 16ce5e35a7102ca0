"""Under what circumstances TLS broke off, and what can be read out of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from workbench.certificates.hosts import authority
from workbench.certificates.material import Identity
from workbench.models import TLS_VERSIONS, Alert, Origin, Problem, Stage, Verdict
from workbench.nouns import dataclass
from workbench.tls import hello
from workbench.tls.context import Profile
from workbench.tls.handshake import Observed
from workbench.tls.octets import WireError
from workbench.tls.recorder import HANDSHAKE
from workbench.visible import visible

LOOK_BACK: Final = "The messages of the handshake, in the Network tab or by --trace, show what was said before."
"""The hint where nothing better is known."""

_SERVER_HELLO: Final = b"\x02"  # RFC 8446 §4


class Words(NamedTuple):
    """What happened and on which side, and what to do about it."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where an error happened: whom we spoke to, at which stage, and what TLS had shown by then.

    `alert` is the server's fatal one; `ours` names our certificate; `remark` adds what is known of its fit. `verdict`
    is None where a certificate may not be accused. `opening` is the first that the peer said, below any TLS. `first`:
    it was the connection's first request.
    """

    origin: Origin
    stage: Stage
    verdict: Verdict | None = None
    alert: Alert | None = None
    problems: tuple[Problem, ...] = ()
    ours: str | None = None
    remark: str = ""
    profile: Profile | None = None
    observed: Observed | None = None
    identity: Identity | None = None
    server_name: str = ""
    complete: bool = False
    opening: bytes = b""
    first: bool = True

    @property
    def place(self) -> str:
        """Host and port for people."""
        return authority(self.origin.host, self.origin.port)

    @property
    def name(self) -> str:
        """The name that was sent (SNI) and verified."""
        return visible(self.server_name or self.origin.host)

    @property
    def asked(self) -> bool | None:
        """Whether the server asked for a certificate, None where that is not known."""
        return self.observed.requested if self.observed is not None else None

    @property
    def chosen(self) -> int | None:
        """The version that the server chose, as a number of the wire; None before its hello."""
        return _chosen(self.observed) if self.observed is not None else None

    @property
    def tls_stage(self) -> Stage:
        """The stage in which TLS broke off: a refusal may come while we already write."""
        return "tls" if self.stage in ("tls", "send") else self.stage

    @property
    def lowest(self) -> str:
        """The oldest version that was offered."""
        return self.profile.minimum_version if self.profile is not None else "TLSv1.2"

    @property
    def highest(self) -> str:
        """The newest version that was offered."""
        said = self.profile.maximum_version if self.profile is not None else None
        return said or TLS_VERSIONS[-1]

    @property
    def offer(self) -> str:
        """The versions that were offered, in words."""
        low, high = version(self.lowest), version(self.highest)
        if low == high:
            return f"{low} only"
        return f"{low} and newer" if self.highest == TLS_VERSIONS[-1] else f"{low} to {high.removeprefix('TLS ')}"


def version(name: str) -> str:
    """Return a version of the settings as people say it."""
    return "TLS 1.0" if name == "TLSv1" else name.replace("TLSv", "TLS ")


def option(name: str) -> str:
    """Return a version of the settings as the command line takes it."""
    return version(name).removeprefix("TLS ")


@lru_cache(maxsize=8)
def _chosen(observed: Observed) -> int | None:
    for message in observed.messages:
        if (message.direction, message.content_type, message.data[:1]) == ("read", HANDSHAKE, _SERVER_HELLO):
            try:
                return hello.parse_server_hello(message.data).version
            except WireError:
                return None
    return None
