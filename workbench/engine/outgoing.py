"""A request made ready: variables put in, URL judged, headers complete, body encoded."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import Final

from workbench.engine.url import Url
from workbench.models import Content, FailureKind, HopRequest, Origin, RequestBody
from workbench.nouns import dataclass

BODY_HEADERS: Final = ("content-length", "content-type", "content-encoding", "transfer-encoding", "expect")
"""Headers about a body, which go where the body goes."""

_HEAD: Final = 1024 * 1024


class NotPrepared(Exception):
    """A request that cannot be sent as it stands: its kind of failure, what is wrong and what to do."""

    def __init__(self, kind: FailureKind, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """An encoded body: bytes, or a file that is read while it is sent. `source` is what a person composed."""

    data: bytes = field(default=b"", repr=False)
    file: Path | None = None
    size: int = 0
    content_type: str | None = None
    source: RequestBody | None = field(default=None, repr=False)

    def content(self) -> Content:
        """Return it as the record shows it."""
        if self.file is None:
            return Content(size=self.size, data=self.data)
        try:
            with self.file.open("rb") as stream:
                return Content(size=self.size, data=stream.read(_HEAD), path=self.file)
        except OSError:  # gone meanwhile: the record still says what was meant
            return Content(size=self.size, path=self.file, complete=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One hop's request, complete but for what the connection adds.

    `server_name` and `address` were said for its own origin, and stay behind where a redirect leaves that; `proxy`,
    which is a URL or "none", holds for every hop.
    """

    method: str
    origin: Origin
    url: Url
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    payload: Payload | None = None
    server_name: str | None = None
    address: str | None = None
    proxy: str | None = field(default=None, repr=False)

    def record(self) -> HopRequest:
        """Return it as the record shows it."""
        body = self.payload.content() if self.payload is not None else None
        return HopRequest(method=self.method, url=str(self.url), headers=self.headers, body=body)
