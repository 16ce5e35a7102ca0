"""What is disabled in the app is not kept open behind its back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.apps import go_to, sent, started
from tests.lab import Watch
from workbench.demo.lab import Lab

pytestmark = pytest.mark.slow


async def test_the_connection_of_a_disabled_entry_is_closed_before_anything_else_is_sent(
    lab: Lab, lab_home: Path, seen: Watch
) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "mTLS: the right certificate")
        assert (await sent(app, pilot, "s")).failure is None
        assert [connection.stage for connection in seen.connections("mtls")] == ["open"]
        settings = app.desk.settings
        disabled = tuple(replace(entry, enabled=False) for entry in settings.certificates)
        assert app.desk.change_settings(replace(settings, certificates=disabled))
        assert (await asyncio.to_thread(seen.ended, "mtls")).stage == "closed"
        exchange = await sent(app, pilot, "s")
        assert exchange.hops[0].selection.entry is None
    assert [bool(connection.offered) for connection in seen.connections("mtls")] == [True, False]
