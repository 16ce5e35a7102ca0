"""Odd HTTP through proxies: what holds on a direct connection holds on every way."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from tests import odd_servers
from tests.odd_http import Family, Manners
from tests.odd_http_around import AROUND
from tests.odd_http_bodies import CHUNKS, LENGTHS
from tests.odd_http_heads import FIELDS, STATUS_LINES
from tests.peers import HOST, server_files
from tests.proxy import Proxied, http_proxy, socks5_proxy
from tests.sending import hurried, sent, ticket
from workbench.demo.lab import Lab
from workbench.models import Hop

pytestmark = pytest.mark.slow

NAMES = (
    "NUL in a header",
    "over-long body",
    "trailers",
    "103 with a link",
    "two lengths",
    "status abc",
    "10,000 headers",
)
FAMILIES = [one for one in (*FIELDS, *STATUS_LINES, *LENGTHS, *CHUNKS, *AROUND) if one.name in NAMES]
Running = Callable[[], AbstractContextManager[Proxied]]


async def _through(lab: Lab, way: str, scheme: str, manners: Manners) -> Hop:
    running: Running = http_proxy if way == "http" else socks5_proxy
    with odd_servers.spoken(manners) as port, running() as proxied:
        asked = ticket(lab, f"{scheme}://{HOST}:{port}/", proxy=f"{way}://127.0.0.1:{proxied.port}")
        return await sent(replace(asked, resolve={HOST: "127.0.0.1"}, settings=hurried(lab, timeout=1.0)))


def _hold(family: Family, hop: Hop) -> None:
    said = " ".join((*hop.notes, hop.failure.message if hop.failure else ""))
    assert (hop.failure.kind if hop.failure else None) == family.kind, said
    assert (hop.response.status if hop.response else None) == family.status
    assert family.says in said


@pytest.mark.parametrize("family", FAMILIES, ids=str)
@pytest.mark.parametrize("way", ["http", "socks5h"])
async def test_a_proxy_in_the_way_changes_nothing(lab: Lab, way: str, family: Family) -> None:
    _hold(family, await _through(lab, way, "http", family.serve))


@pytest.mark.parametrize("family", FAMILIES, ids=str)
async def test_nor_does_a_tunnel_with_tls_in_it(lab: Lab, tmp_path: Path, family: Family) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*server_files(lab, tmp_path))

    def manners(conn: socket.socket) -> None:
        with context.wrap_socket(conn, server_side=True) as tls:
            family.serve(tls)

    _hold(family, await _through(lab, "http", "https", manners))
