from pathlib import Path

import pytest

from tests.desks import opened, shown, until
from workbench.models import CertificateEntry, Choice, Port
from workbench.screens.chooser import ChooserScreen
from workbench.screens.chosen import AddFor, BeSomebody, Chosen, Compare, FollowRules, UseEntry, UseName, UseNone

pytestmark = pytest.mark.slow


URL = "https://api.example.test:8443/get?token=s3cret"
PLACES: dict[str, tuple[str, Port]] = {
    "far": ("far.test", None),
    "bob": ("api.example.test", 443),
    "alice": ("*.example.test", 8443),
    "wide": ("*.example.test", "*"),
    "dora": ("api.example.test", 8443),
}
ENTRIES = tuple(
    CertificateEntry(id=name, name=name, host=host, port=port, pfx_file=f"/{name}.p12", enabled=name != "dora")
    for name, (host, port) in PLACES.items()
)
PINNED = Choice(by="pin", value="id:bob")


@pytest.mark.parametrize(
    ("choice", "keys", "chosen"),
    [
        (None, ["enter"], UseEntry(id="alice")),
        (None, ["down", "enter"], UseEntry(id="wide")),
        (None, ["n"], UseNone()),
        (None, ["a"], AddFor(host="api.example.test", port=8443)),
        (None, ["end", "enter"], AddFor(host="api.example.test", port=8443)),
        (None, ["end", "up", "enter"], UseNone()),
        (None, ["escape"], None),
        (None, ["q"], None),
        (None, ["r", "q"], None),
        (None, ["down", "b"], BeSomebody(value="wide")),
        (None, ["equals_sign"], Compare()),
        (None, ["down", "down", "down", "down", "enter"], UseName(name="alice")),
        (PINNED, ["r"], FollowRules()),
        (PINNED, ["end", "up", "enter"], FollowRules()),
    ],
)
async def test_every_way_out_is_by_keys(
    tmp_path: Path, choice: Choice | None, keys: list[str], chosen: Chosen | None
) -> None:
    async with opened(tmp_path, lambda desk: ChooserScreen(desk, URL, choice), certificates=ENTRIES) as (
        app,
        pilot,
    ):
        await pilot.press(*keys)
        await until(pilot, lambda: app.results == [chosen])


async def test_every_entry_stands_there_with_its_reason_the_nearest_first(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda desk: ChooserScreen(desk, URL), certificates=ENTRIES) as (app, _pilot):
        seen = shown(app)
    places = [seen.index(f"{name}  ") for name in ("alice", "wide", "bob", "dora", "far")]
    assert places == sorted(places)
    for reason in ("by rule *.example.test:8443", "port 8443 is not 443", "disabled", "exact port beats *"):
        assert reason in seen
    assert "2 of 5 match" in seen
    assert "s3cret" not in seen


async def test_what_is_sent_outside_its_rule_is_loud(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda desk: ChooserScreen(desk, URL, PINNED), certificates=ENTRIES) as (app, _):
        assert "bob would be sent OUTSIDE ITS RULE" in shown(app)


async def test_a_disabled_one_is_not_taken_and_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda desk: ChooserScreen(desk, URL), certificates=ENTRIES) as (app, pilot):
        await pilot.press("down", "down", "down", "enter")
        await pilot.pause()
        assert not app.results
        assert "dora is disabled" in shown(app)


async def test_a_url_that_is_none_is_said_and_nothing_can_be_added_for_it(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda desk: ChooserScreen(desk, "https://127.1/"), certificates=ENTRIES) as (
        app,
        pilot,
    ):
        await pilot.press("a")
        await pilot.pause()
        assert not app.results
        assert "x " in shown(app)
        await pilot.press("n")
        await until(pilot, lambda: app.results == [UseNone()])


async def test_with_no_certificates_there_is_still_a_way_on(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda desk: ChooserScreen(desk, URL)) as (app, pilot):
        assert "no certificates yet" in shown(app)
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.results == [AddFor(host="api.example.test", port=8443)])
