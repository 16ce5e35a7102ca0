"""Odd HTTP/2, spoken by a real server of the h2 library: what came is shown, with what was wrong."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from h2.connection import H2Connection
from h2.errors import ErrorCodes

from tests.http2_server import Speech, http2_context, speaking_http2
from tests.odd_http import HELLO, leave
from tests.peers import HOST
from tests.sending import hurried, sender, ticket
from workbench.demo.lab import Lab
from workbench.visible import visible

OK = (":status", "200")
UNREAD: dict[str, Any] = {"status": None, "body": None, "kind": "bad_response"}
"""What h2 finds wrong with a head or its body, it does not hand out."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """What a server says on a stream, and what is to come of it; `kind` is the failure's, None for a response."""

    name: str
    speech: Speech
    status: int | None = 200
    body: bytes | None = HELLO
    kind: str | None = None
    says: str = ""

    def __str__(self) -> str:
        return self.name


def _answer(*fields: tuple[str, str], body: bytes = HELLO, ended: bool = True) -> Speech:
    def speech(server: H2Connection, stream: int) -> None:
        server.send_headers(stream, [OK, *fields])
        server.send_data(stream, body, end_stream=ended)

    return speech


def _reset(server: H2Connection, stream: int) -> None:
    _answer(ended=False)(server, stream)
    server.reset_stream(stream, ErrorCodes.INTERNAL_ERROR)


def _refused(server: H2Connection, stream: int) -> None:
    server.reset_stream(stream, ErrorCodes.REFUSED_STREAM)


def _gone(server: H2Connection, stream: int) -> None:
    server.close_connection(ErrorCodes.ENHANCE_YOUR_CALM, b"\x1b[2Jcalm")


def _gone_amid(server: H2Connection, stream: int) -> None:
    _answer(ended=False)(server, stream)
    server.close_connection(ErrorCodes.INTERNAL_ERROR)


def _silent(server: H2Connection, stream: int) -> None:
    """Say nothing."""


FAMILIES = [
    Family(name="a good answer", speech=_answer(("x-odd", "1"))),
    Family(
        name="a name in capitals",
        speech=_answer(("X-Odd", "1")),
        says='The header name "X-Odd" has capitals, which HTTP/2 does not allow',
    ),
    Family(name="NUL in a value", speech=_answer(("x-odd", "a\0b")), says='"x-odd" has the control byte 0x00'),
    Family(name="line end in a value", speech=_answer(("x-odd", "a\r\nx: b")), says="the control bytes 0x0a, 0x0d"),
    Family(name="escape in a value", speech=_answer(("x-odd", "a\x1b[2Jb")), says="the control byte 0x1b"),
    Family(name="a blank in a name", speech=_answer(("x odd", "1")), says="has bytes in it that no name may have"),
    Family(
        name="more than its length",
        speech=_answer(("content-length", "3")),
        says="did not answer in valid HTTP: InvalidBodyLengthError: Expected 3 bytes, received 5",
        **UNREAD,
    ),
    Family(
        name="less than its length",
        speech=_answer(("content-length", "50")),
        says="Expected 50 bytes, received 5",
        **UNREAD,
    ),
    Family(
        name="two lengths",
        speech=_answer(("content-length", "5"), ("content-length", "6")),
        says="Conflicting content-length headers: 5 and 6",
        **UNREAD,
    ),
    Family(
        name="a length that is none",
        speech=_answer(("content-length", "-5")),
        says="Invalid content-length header",
        **UNREAD,
    ),
    Family(
        name="a reset amid the body",
        speech=_reset,
        kind="disconnected",
        says="reset the stream of its answer with the code INTERNAL_ERROR",
    ),
    Family(
        name="a reset before the answer",
        speech=_refused,
        status=None,
        body=None,
        kind="disconnected",
        says="reset the stream of its answer with the code REFUSED_STREAM",
    ),
    Family(
        name="GOAWAY before the answer",
        speech=_gone,
        status=None,
        body=None,
        kind="disconnected",
        says='ended the connection (GOAWAY) with the code ENHANCE_YOUR_CALM, and said: "^[[2Jcalm"',
    ),
    Family(
        name="GOAWAY amid the body",
        speech=_gone_amid,
        kind="disconnected",
        says="ended the connection (GOAWAY) with the code INTERNAL_ERROR",
    ),
    Family(
        name="an end amid the body",
        speech=_answer(ended=False),
        kind="disconnected",
        says="closed the connection before its answer was complete",
    ),
]


@pytest.fixture(scope="module")
def context(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's TLS for HOST that speaks HTTP/2 alone."""
    return http2_context(lab, tmp_path_factory.mktemp("h2"))


@pytest.mark.parametrize("family", FAMILIES, ids=str)
async def test_odd_http2_is_shown_with_what_was_wrong(lab: Lab, context: ssl.SSLContext, family: Family) -> None:
    with speaking_http2(context, family.speech, partial(leave, how="close")) as port:
        asked = ticket(lab, f"https://{HOST}:{port}/", resolve={HOST: "127.0.0.1"})
        async with sender() as ours:
            exchange = await ours.send(replace(asked, settings=hurried(lab, http2=True, timeout=3.0)))
    hop = exchange.hops[-1]
    said = " ".join((*hop.notes, hop.failure.message if hop.failure else ""))
    assert (hop.failure.kind if hop.failure else None) == family.kind, said
    assert (hop.response.status if hop.response else None) == family.status
    assert (exchange.body.data if exchange.body else None) == family.body
    assert family.says in said and visible(said) == said
    assert bool(family.says) == bool(said.strip())


async def test_a_server_that_falls_silent_over_http2_is_not_said_to_speak_something_else(
    lab: Lab, context: ssl.SSLContext
) -> None:
    with speaking_http2(context, _silent) as port:
        asked = ticket(lab, f"https://{HOST}:{port}/", resolve={HOST: "127.0.0.1"})
        async with sender() as ours:
            hop = (await ours.send(replace(asked, settings=hurried(lab, http2=True, timeout=0.3)))).hops[-1]
    assert hop.failure is not None and hop.failure.kind == "read_timeout"
    assert hop.failure.message.endswith("did not answer for 0.3 s.")
