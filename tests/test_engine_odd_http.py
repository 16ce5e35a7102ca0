"""Odd HTTP, family by family: what came is shown with what was wrong, and nothing crashes, hangs or is cut silently."""

from __future__ import annotations

import os
import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from tests import cli, odd_servers
from tests.odd_http import Family, Manners, chunked, head, ok
from tests.odd_http_around import AROUND
from tests.odd_http_bodies import CHUNKS, CODINGS, EXTRA, LENGTHS
from tests.odd_http_contents import CODED, COOKED, NAMED, TYPED
from tests.odd_http_heads import FIELDS, STATUS_LINES
from tests.odd_http_ways import REDIRECTS, WAYS
from tests.peers import HOST, server_files
from tests.sending import hurried, sender, ticket
from workbench.bodies import file_names
from workbench.demo.lab import Lab
from workbench.models import Content, Exchange, Hop, Request, RequestBody
from workbench.visible import visible

FAMILIES = [*FIELDS, *STATUS_LINES, *LENGTHS, *CODINGS, *CHUNKS, *AROUND, *CODED, *TYPED, *NAMED, *COOKED]
FAMILIES += [*REDIRECTS, *WAYS]
COMMANDING = re.compile(rb"[^\n -~]")
HOSTILE = ("NUL in a header", "escape in a header", "C1 controls in a value", "escape in the reason", "8-bit reason")
PATIENCE = 8.0
CHUNKED = chunked(b"5\r\nhello\r\n0\r\n\r\n")


def _marked(family: Family) -> list[pytest.MarkDecorator]:
    return [pytest.mark.slow] if family.slow else []


IN_THE_CLEAR = [pytest.param(one, id=one.name, marks=_marked(one)) for one in FAMILIES if one.over != "tls"]
THROUGH_TLS = [pytest.param(one, id=one.name, marks=_marked(one)) for one in FAMILIES if one.over != "plain"]


@pytest.fixture(scope="module")
def context(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's TLS for HOST."""
    chain, key = server_files(lab, tmp_path_factory.mktemp("odd"))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(chain, key)
    return made


def _secured(family: Family, context: ssl.SSLContext) -> Manners:
    def manners(conn: socket.socket) -> None:
        with context.wrap_socket(conn, server_side=True, suppress_ragged_eofs=True) as tls:
            family.serve(tls)

    return manners


async def _sent(lab: Lab, scheme: str, port: int, family: Family) -> Exchange:
    url = f"{scheme}://{HOST}:{port}/"
    body = RequestBody(type="text", text=family.sent.decode()) if family.sent else None
    asked = ticket(lab, url, request=Request(method=family.method, url=url, body=body))
    asked = replace(asked, resolve={HOST: "127.0.0.1"}, settings=hurried(lab, timeout=1.0))
    async with sender() as ours:
        started = time.monotonic()
        exchange = await ours.send(asked)
        assert time.monotonic() - started < PATIENCE
        if exchange.body is not None and exchange.body.path is not None:
            exchange = replace(exchange, body=replace(exchange.body, path=None))
    return exchange


def _hold(family: Family, exchange: Exchange) -> None:
    hop = exchange.hops[-1]
    said = list(_said(hop))
    kind = hop.failure.kind if hop.failure else None
    assert (kind, len(exchange.hops)) == (family.kind, family.hops), said
    assert exchange.outcome == ("failure" if family.kind else "response")
    if hop.failure is not None:
        assert hop.failure.stage == "receive"
    if family.end != "reset":  # which may overtake what was said before it
        assert (hop.response.status if hop.response else None) == family.status
    for named in family.headers:
        assert hop.response is not None
        assert named in hop.response.headers
    _hold_body(family, exchange.body)
    assert family.says in " ".join(said)
    assert family.says or not said
    for sentence in (sentence for hop in exchange.hops for sentence in (*_said(hop), *_said_beside(hop))):
        assert visible(sentence) == sentence


def _said(hop: Hop) -> Iterator[str]:
    """Yield what is told of an answer in our own words."""
    yield from hop.notes
    if hop.failure is not None:
        yield hop.failure.message
    if hop.tls is not None:
        yield from (problem.message for problem in hop.tls.problems)


def _said_beside(hop: Hop) -> Iterator[str]:
    """Yield what else is told of a hop in our own words, and may hold some of a peer's."""
    yield hop.selection.reason
    yield from (departure.text for departure in hop.departures)
    for suspicion in (*hop.suspicions, *([hop.failure] if hop.failure else ())):
        yield from (suspicion.message, suspicion.hint)
    if hop.tls is not None:
        yield hop.tls.client_certificate.note


def _hold_body(family: Family, body: Content | None) -> None:
    if family.body is None:
        return
    assert body is not None
    assert (body.size, body.complete) == (len(family.body), family.complete)
    assert body.data == family.body


@pytest.mark.parametrize("family", IN_THE_CLEAR)
async def test_odd_http_is_shown_with_what_was_wrong(lab: Lab, family: Family) -> None:
    with odd_servers.spoken(family.serve) as port:
        exchange = await _sent(lab, "http", port, family)
    _hold(family, exchange)


@pytest.mark.parametrize("family", [one for one in FAMILIES if one.name in HOSTILE], ids=str)
def test_a_record_of_odd_http_is_printed_without_a_byte_that_commands(tmp_path: Path, family: Family) -> None:
    with odd_servers.spoken(family.serve) as port:
        ended = cli.inside("send", f"http://127.0.0.1:{port}/", "--json", home=tmp_path)
    assert ended.json()["hops"]
    assert not COMMANDING.search(ended.out)


@pytest.mark.slow
@pytest.mark.parametrize("family", THROUGH_TLS)
async def test_odd_http_is_shown_through_tls_as_well(lab: Lab, context: ssl.SSLContext, family: Family) -> None:
    with odd_servers.spoken(_secured(family, context)) as port:
        exchange = await _sent(lab, "https", port, family)
    _hold(family, exchange)


@pytest.mark.parametrize("behind", [EXTRA, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", b"\r\n", b"x"])
@pytest.mark.parametrize("first", [ok(), CHUNKED, ok(status=b"HTTP/1.1 204 No")])
async def test_what_came_behind_an_answer_is_never_taken_for_the_next_one(
    lab: Lab, first: bytes, behind: bytes
) -> None:
    family = Family(name="", manners=_once_and_behind(first, behind))
    with odd_servers.spoken(family.serve) as port:
        url = f"http://{HOST}:{port}/"
        asked = ticket(lab, url, resolve={HOST: "127.0.0.1"}, settings=hurried(lab, timeout=1.0))
        async with sender() as ours:
            exchanges = [await ours.send(asked) for _ in range(3)]
    assert exchanges[0].hops[0].notes
    assert [exchange.hops[0].reused for exchange in exchanges] == [False, False, False]
    assert not any("x-evil" in str(exchange.hops[0].response).lower() for exchange in exchanges)


def _once_and_behind(first: bytes, behind: bytes) -> Manners:
    def manners(conn: socket.socket) -> None:
        while head(conn):
            conn.sendall(first + behind)

    return manners


def test_there_are_more_than_ninety_six_families_each_with_a_name_and_an_expectation() -> None:
    assert len(FAMILIES) >= 96
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)
    for family in FAMILIES:
        assert family.answer or family.manners or family.name == "nothing at all"
        assert family.kind or family.status


@pytest.mark.parametrize("family", NAMED, ids=str)
def test_no_name_that_a_server_gives_a_file_leaves_the_folder(family: Family) -> None:
    name = file_names.suggested("https://demo.test/x", family.headers)
    assert name
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name
    assert visible(name) == name
    assert os.path.expandvars(f"{name}") == name
    assert not name.startswith((".", "~", "-"))
