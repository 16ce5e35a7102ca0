from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from workbench.widgets.alternatives import Alternatives
from workbench.widgets.switch_field import SwitchField

OPTIONS = (("pair", "CRT and KEY"), ("pfx", "PFX"))


class Host(App[None]):
    def __init__(self, *, folded: bool) -> None:
        super().__init__()
        self._folded = folded
        self.changes: list[str | bool] = []

    def compose(self) -> ComposeResult:
        yield Alternatives(OPTIONS, value="pair", folded=self._folded, id="files")
        yield SwitchField(value=True, loud_off=True, id="verify")

    def on_alternatives_changed(self, event: Alternatives.Changed) -> None:
        self.changes.append(event.value)

    def on_switch_field_changed(self, event: SwitchField.Changed) -> None:
        self.changes.append(event.value)


@asynccontextmanager
async def fields(*, folded: bool = False) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app = Host(folded=folded)
    async with app.run_test(size=(60, 5)) as pilot:
        yield app, pilot


def line(app: Host, kind: type[Alternatives] | type[SwitchField]) -> str:
    return app.query_one(kind).render_line(0).text.rstrip()


async def test_left_and_right_choose_round_and_round() -> None:
    async with fields() as (app, pilot):
        assert line(app, Alternatives) == "(o) CRT and KEY   ( ) PFX"
        await pilot.press("right")
        assert line(app, Alternatives) == "( ) CRT and KEY   (o) PFX"
        await pilot.press("right", "left", "space")
        await pilot.pause()
        assert app.changes == ["pfx", "pair", "pfx", "pair"]


async def test_a_click_chooses_what_is_under_it() -> None:
    async with fields() as (app, pilot):
        await pilot.click("#files", offset=(20, 0))
        assert app.query_one(Alternatives).value == "pfx"
        await pilot.click("#files", offset=(2, 0))
        assert app.query_one(Alternatives).value == "pair"


async def test_folded_only_the_chosen_one_shows() -> None:
    async with fields(folded=True) as (app, pilot):
        assert line(app, Alternatives) == "< CRT and KEY >"
        await pilot.press("left")
        assert line(app, Alternatives) == "< PFX >"


async def test_a_switch_is_a_sign_and_a_word() -> None:
    async with fields() as (app, pilot):
        assert line(app, SwitchField) == "[x] on"
        await pilot.press("tab", "space")
        assert line(app, SwitchField) == "[ ] off"
        await pilot.click("#verify")
        await pilot.pause()
        assert app.changes == [False, True]
