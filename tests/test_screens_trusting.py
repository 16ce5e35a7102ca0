"""Trust given step by step in the app, against real servers: what is shown and asked, and what the next send does."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.apps import composer, sent, started, told
from tests.desks import shown, until
from tests.intercepting import Answer, intercepting
from workbench.app import WorkbenchApp
from workbench.demo.authority import Authority, Order, self_signed
from workbench.models import Request
from workbench.screens.trust import TrustScreen
from workbench.widgets.action_row import ActionRow

pytestmark = pytest.mark.slow

FRAMES = str.maketrans("│┃║", "   ")


def flat(app: WorkbenchApp) -> str:
    """Return the words on the screen without frames and line breaks."""
    return " ".join(shown(app).translate(FRAMES).split())


def remedies(app: WorkbenchApp) -> list[str]:
    found = composer(app).response.trouble
    return [one.act for one in found.remedies] if found else []


async def asked(app: WorkbenchApp, pilot: Pilot[None], url: str) -> None:
    """Send to a URL, and leave its field so that letters are keys."""
    composer(app).workpiece.take(Request(method="GET", url=url))
    await sent(app, pilot, "f5")
    await pilot.press("escape")


@pytest.mark.parametrize(
    ("chain", "says"),
    [
        ("root", "itself (a root)"),
        ("intermediate", "It is not a root: CN=Private Root issued it and was not sent."),
        ("alone", "It is not a root: CN=Private Root issued it and was not sent."),
        ("self-signed", "itself (no CA vouches for it)"),
    ],
)
async def test_whatever_stands_at_the_top_of_the_chain_can_be_trusted_for_the_host(
    tmp_path: Path, chain: str, says: str
) -> None:
    root = Authority.root("Private Root")
    ca = root.intermediate("Private Issuing") if chain == "intermediate" else root
    own = self_signed(Order(common_name="localhost", dns=("localhost",), use="server"))
    how = Answer(with_root=chain in ("root", "intermediate"), leaf=own if chain == "self-signed" else None)
    with intercepting(ca, how, transparent=True) as server:
        async with started(tmp_path) as (app, pilot):
            await asked(app, pilot, f"https://localhost:{server.port}/")
            assert remedies(app)[:3] == ["chain", "trust", "unverified"]
            await pilot.press("t")
            await until(pilot, lambda: isinstance(app.screen, TrustScreen))
            await pilot.pause()
            assert says in flat(app)
            assert ("server's own certificate" in flat(app)) is (chain in ("alone", "self-signed"))
            await pilot.press("space", "ctrl+s")
            await until(pilot, lambda: not isinstance(app.screen, TrustScreen))
            assert told(app).startswith(f"Trusted for localhost:{server.port} from the next send on.")
            (kept,) = composer(app).desk.settings.cas
            assert (kept.host, kept.port, kept.enabled) == ("localhost", server.port, True)
            exchange = await sent(app, pilot, "f5")
            assert exchange.hops[-1].tls is not None and exchange.hops[-1].tls.verified, exchange.failure


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (200, 50)])
async def test_an_inspected_connection_is_named_first_and_every_way_on_is_in_sight(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with intercepting(Authority.root("X Proxy CA")) as spy:
        async with started(tmp_path, size) as (app, pilot):
            desk = composer(app).desk
            http = replace(desk.settings.http, proxy=f"http://127.0.0.1:{spy.port}")
            assert desk.change_settings(replace(desk.settings, http=http))
            await asked(app, pilot, "https://api.example.com/")
            seen = flat(app)
            assert "issued by 'X Proxy CA': this connection looks inspected" in seen
            assert remedies(app)[:3] == ["chain", "trust", "unverified"]
            assert app.screen.query_one(ActionRow).region.height > 0
            for label in ("Show chain", "Send once unverified"):
                assert label in seen, seen


async def test_once_unverified_changes_nothing_that_lasts(tmp_path: Path) -> None:
    with intercepting(Authority.root("Private Root"), transparent=True) as server:
        async with started(tmp_path) as (app, pilot):
            await asked(app, pilot, f"https://localhost:{server.port}/")
            exchange = await sent(app, pilot, "o")
            assert exchange.response is not None and exchange.response.status == 200
            assert composer(app).workpiece.request.tls.verify is None
            exchange = await sent(app, pilot, "f5")
            assert exchange.failure is not None and exchange.failure.kind == "tls_verification"
