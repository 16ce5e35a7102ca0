"""Names and addresses looked at on their own."""

from __future__ import annotations

import socket

import pytest

from workbench.engine import Engine, reach, resolver
from workbench.engine.errors import ResolveFailed
from workbench.engine.resolver import Found


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_an_address_is_its_own(address: str) -> None:
    assert await reach.lookup(address, 5) == reach.Looked(addresses=(address,))


async def test_a_name_has_its_addresses_and_the_time_it_took() -> None:
    looked = await reach.lookup("localhost", 5)
    assert "127.0.0.1" in looked.addresses
    assert looked.ms is not None
    assert looked.error is None


async def test_a_name_without_an_address_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(host: str, port: int, overrides: object) -> Found:
        raise ResolveFailed(host, "Name or service not known")

    monkeypatch.setattr(resolver, "resolve", nothing)
    looked = await reach.lookup("nowhere.test", 5)
    assert (looked.addresses, looked.error) == ((), "Name or service not known")


async def test_a_name_server_that_is_silent_costs_the_time_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(host: str, port: int, overrides: object) -> Found:
        raise TimeoutError

    monkeypatch.setattr(resolver, "resolve", silent)
    looked = await reach.lookup("slow.test", 0.5)
    assert looked.error == "no name server answered within 0.5 s"


async def test_each_address_is_tried_on_its_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        one, other = await reach.reach(("127.0.0.1", "127.0.0.2"), port, 5)
    assert (one.address, one.error) == ("127.0.0.1", None)
    assert one.ms is not None
    assert (other.address, other.ms, other.error) == ("127.0.0.2", None, "connection refused")


def test_the_engine_waits_for_both() -> None:
    engine = Engine()
    try:
        assert engine.lookup("127.0.0.1", 5).addresses == ("127.0.0.1",)
        assert [each.error for each in engine.reach(("127.0.0.1",), 9, 5)] == ["connection refused"]
    finally:
        engine.close()
