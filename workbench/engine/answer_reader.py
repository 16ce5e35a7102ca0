"""An HTTP/1 answer as it comes off the wire: what of it the HTTP library is given, and what was wrong with it.

Every answer passes through here, over a direct connection and through a proxy, in the clear and inside TLS. Nothing
that came is lost without a word: answers before the answer, trailers, and bytes behind the end are told.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from workbench import masking
from workbench.engine import answer_head
from workbench.engine.answer_head import Head
from workbench.engine.chunks import Chunks
from workbench.engine.errors import CutOff, Misspoken
from workbench.engine.remarks import Remarks, quoted, quoted_head
from workbench.models import Response

_REQUEST: Final = re.compile(rb"([!-~]+) [^ ]* HTTP/1\.1\r\n")
_UPGRADE: Final = re.compile(rb"\r\nupgrade[ \t]*:", re.IGNORECASE)
_INTERIM_TOLD: Final = 3
_INTERIM_MOST: Final = 100
_INTERIM_BYTES: Final = 65_536
_INTERIM_HEADERS: Final = 2  # of each that is told
_SKIPPED_MOST: Final = 65_536
_FOREIGN_KEPT: Final = 1024 * 1024
_BEHIND_KEPT: Final = 1024

State = Literal["head", "foreign", "body", "done"]


def awaiting(written: bytes) -> AnswerReader | None:
    """Return a reader for the answer to what is written now; None where it does not begin an HTTP/1.1 request."""
    matched = _REQUEST.match(written)
    if matched is None:
        return None
    return AnswerReader(matched[1].decode("ascii"), upgrade=bool(_UPGRADE.search(written)))


class AnswerReader:
    """Follows one answer. Its errors are raised once everything before them has been passed on."""

    def __init__(self, method: str, *, upgrade: bool = False) -> None:
        self.method = method
        self._upgrade = upgrade
        self._state: State = "head"
        self._buffer = bytearray()
        self._head: Head | None = None
        self._interim: list[Response] = []
        self._interim_count = self._interim_bytes = self._last_interim = self._skipped = 0
        self._left = 0
        self._got = 0
        self._chunks = Chunks()
        self._remarks = Remarks()  # about what came before the answer
        self._surplus = 0
        self._behind = b""
        self._error: Misspoken | None = None

    @property
    def response(self) -> Response | None:
        """The head of the answer as far as it came, where the HTTP library did not get it as it was said."""
        head = self._head
        if head is None and self._state == "head":
            head = answer_head.read(bytes(self._buffer), self.method, upgrade=self._upgrade)
            return head.response if head is not None and not head.is_interim else None
        return head.response if head is not None else None

    @property
    def done(self) -> bool:
        """Whether the answer is complete: what is written next is another request."""
        return self._state == "done"

    @property
    def spoiled(self) -> bool:
        """Whether the connection may not serve again, as what comes on it could be taken for another answer."""
        head = self._head
        is_odd = bool(self._remarks or self._chunks.remarks) or (head is not None and bool(head.fault or head.remarks))
        return self._surplus > 0 or is_odd

    @property
    def guesses(self) -> bool:
        """Whether a moment's silence ends the answer, as nothing in it tells where it does."""
        return self._state == "foreign" or (
            self._state == "body" and self._head is not None and self._head.framing.kind == "guess"
        )

    @property
    def raw(self) -> bytes:
        """What came, where it is no answer at all."""
        return bytes(self._buffer) if self._state == "foreign" else b""

    def feed(self, data: bytes) -> bytes:
        """Return what of `data` is passed on; nothing while a head is not complete. Raise Misspoken."""
        if self._error is not None:
            raise self._error
        match self._state:
            case "head":
                return self._heads(data)
            case "foreign":
                self._keep(data)
                return b""
            case "body":
                return self._body(data)
            case "done":
                self._left_over(data)
                return b""

    def check(self) -> None:
        """Raise what was found wrong, now that what came before it has been passed on. Raise Misspoken."""
        if self._error is not None:
            raise self._error

    def end(self) -> None:
        """Take note that the peer closed. Raise CutOff, or Misspoken where no answer came at all."""
        self.check()
        match self._state:
            case "head":
                self._cut_in_head()
            case "foreign":
                raise Misspoken(_foreign(self._buffer))
            case "body":
                self._cut_in_body()
            case "done":
                return

    def fault(self) -> Misspoken | None:
        """Return why an answer that came cannot be relied on."""
        fault = self._head.fault if self._head is not None else ""
        return Misspoken(fault) if fault else None

    def remarks(self) -> tuple[str, ...]:
        """Return sentences about what was odd."""
        head = self._head.remarks if self._head is not None else ()
        chunks = (*self._chunks.remarks.told(), *self._chunks.extras)
        return (*self._before(), *self._remarks.told(), *head, *chunks, *self._after())

    def _heads(self, data: bytes) -> bytes:
        searched = max(0, len(self._buffer) - 3)
        self._buffer += data
        while self._state == "head" and self._buffer:
            if self._buffer[0] in b"\r\n":
                self._skip(len(self._buffer) - len(self._buffer.lstrip(b"\r\n")))
                searched = 0
                continue
            if not answer_head.is_answer(bytes(self._buffer[:5])):
                self._give_up()
                return b""
            end = answer_head.END.search(self._buffer, searched)
            if end is None:
                return self._waiting()
            out = self._headed(bytes(self._buffer[: end.end()]), bytes(self._buffer[end.end() :]))
            if self._state != "head":
                return out
            searched = 0
        return b""

    def _skip(self, count: int) -> None:
        """Pass over line ends before the answer (RFC 9112 §2.2), but not for ever."""
        del self._buffer[:count]
        self._skipped += count
        self._remarks.add("Empty lines came before the answer.")
        if self._skipped > _SKIPPED_MOST:
            self._error = Misspoken(f"more than {_SKIPPED_MOST} bytes of line ends came, and no answer after them")
            raise self._error

    def _waiting(self) -> bytes:
        if len(self._buffer) > answer_head.LIMIT:
            self._error = Misspoken("its head does not end within 4 MB")
            raise self._error
        return b""

    def _headed(self, raw: bytes, rest: bytes) -> bytes:
        head = answer_head.regular(raw, self.method) or answer_head.read(raw, self.method, upgrade=self._upgrade)
        if head is None:
            self._give_up()
            return b""
        self._buffer = bytearray(rest)
        if head.is_interim and head.response is not None:
            self._informed(head, head.response, len(raw))
            return b""
        self._buffer.clear()
        self._head = head
        self._left = head.framing.length
        is_over = head.framing.kind == "none" or (head.framing.kind == "length" and not self._left)
        self._state = "done" if is_over else "body"
        return head.passed_on + (self.feed(rest) if rest else b"")

    def _informed(self, head: Head, response: Response, size: int) -> None:
        if fault := head.fault or self._too_much(size):
            self._buffer.clear()
            self._error = Misspoken(fault)
            raise self._error
        self._interim_count += 1
        self._interim_bytes += size
        if len(self._interim) < _INTERIM_TOLD:
            self._interim.append(response)
        self._last_interim = response.status
        for remark in head.remarks:
            self._remarks.add(f"Before the answer: {remark}")

    def _too_much(self, size: int) -> str:
        if self._interim_count == _INTERIM_MOST:
            return f"more than {_INTERIM_MOST} answers of status 1xx came before the answer"
        if self._interim_bytes + size > _INTERIM_BYTES:
            return f"answers of status 1xx with more than {_INTERIM_BYTES:,} bytes came before the answer"
        return ""

    def _give_up(self) -> None:
        data, self._state = bytes(self._buffer), "foreign"
        self._buffer.clear()
        self._keep(data)

    def _keep(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _FOREIGN_KEPT:
            del self._buffer[_FOREIGN_KEPT:]
            self._error = Misspoken(_foreign(self._buffer))
            raise self._error

    def _body(self, data: bytes) -> bytes:
        kind = self._head.framing.kind if self._head is not None else "close"
        if kind == "chunked":
            return self._chunked(data)
        if kind != "length":
            return data
        part, rest = data[: self._left], data[self._left :]
        self._left -= len(part)
        self._got += len(part)
        if not self._left:
            self._state = "done"
            self._left_over(rest)
        return part

    def _chunked(self, data: bytes) -> bytes:
        out = self._chunks.feed(data)
        if self._chunks.fault:
            self._error = Misspoken(self._chunks.fault)  # raised by `check`, after what is passed on
        if self._chunks.done:
            self._state = "done"
            self._left_over(self._chunks.surplus)
        return out

    def _left_over(self, data: bytes) -> None:
        self._behind += data[: _BEHIND_KEPT - len(self._behind)]
        self._surplus += len(data)

    def _cut_in_head(self) -> None:
        if self._buffer:
            raise CutOff(f"in the middle of the head of its answer, after {len(self._buffer)} bytes of it")
        if self._interim_count:
            raise CutOff(f"after the status {self._last_interim}, which is no answer yet")
        raise CutOff("without an answer")

    def _cut_in_body(self) -> None:
        match self._head.framing.kind if self._head is not None else "close":
            case "length":
                raise CutOff(f"before the body was complete: {self._got} of {self._got + self._left} bytes came")
            case "chunked":
                raise CutOff("before the body was complete: its last chunk did not come")
            case _:
                return

    def _before(self) -> tuple[str, ...]:
        if not self._interim_count:
            return ()
        told = list(map(_interim, self._interim))
        more = self._interim_count - len(told)
        return (f"Before the answer came {', '.join(told)}{f' and {more} more' if more else ''}.",)

    def _after(self) -> tuple[str, ...]:
        if not self._surplus:
            return ()
        count = "1 byte" if self._surplus == 1 else f"{self._surplus} bytes"
        return (
            f"{count} came behind the end of the answer and are no part of it: {quoted_head(self._behind)}. "
            "The connection is not used again.",
        )


def _interim(response: Response) -> str:
    told = response.headers[:_INTERIM_HEADERS]
    fields = "; ".join(f"{name}: {masking.header(name, value)}" for name, value in told)
    shown = quoted(f"{response.status} {response.reason}".strip().encode("latin-1"))
    more = len(response.headers) - len(told)
    end = f" and {more} more" if more else ""
    return f"{shown} ({quoted(fields.encode('latin-1'))}{end})" if fields else shown


def _foreign(data: bytes | bytearray) -> str:
    first = bytes(data).lstrip(b"\r\n").split(b"\n", 1)[0].removesuffix(b"\r")
    if answer_head.is_answer(first[:5]) and len(first) >= 5:
        return f"its first line is no status line: {quoted_head(first)}"
    return f"what came does not begin with HTTP/: {quoted_head(first)}"
