"""What the panes cost: keys wait for the styles that are looked up and for the layouts that are made."""

from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from tests.apps import composer, go_to, started, url_field
from tests.desks import shown, until
from tests.layouts import layouts_of
from workbench.screens import panes
from workbench.widgets.body_view import BodyView
from workbench.widgets.tab_row import TabRow

pytestmark = pytest.mark.slow


async def test_room_is_shared_anew_without_a_look_at_what_is_in_the_panes(
    lab_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[DOMNode] = []
    apply = Stylesheet.apply

    def counted(self: Stylesheet, node: DOMNode, **options: object) -> None:
        styled.append(node)
        apply(self, node, **options)  # type: ignore[arg-type]

    async with started(lab_home) as (app, pilot):
        left = app.screen.query_one("#left")
        before = left.size.height
        monkeypatch.setattr(Stylesheet, "apply", counted)
        panes.expecting(composer(app))
        assert {node.id for node in styled} == {"panes", "left", "requests-pane", "request", "response"}
        await until(pilot, lambda: 0 < left.size.height < before)


async def test_the_answer_has_its_place_before_it_comes_and_nothing_of_it_is_seen(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "A slow answer")
        response = composer(app).response
        await pilot.press("s")
        await until(pilot, lambda: bool(response.query(TabRow)) and bool(response.query(BodyView)))
        await pilot.press("f4")  # the tabs are not there yet
        await pilot.pause()
        assert response.exchange is None
        assert "F3, or c outside a text field" in shown(app) and "1 Body" not in shown(app)
        await until(pilot, lambda: response.exchange is not None and "1 Body" in shown(app))
        assert response.active is response.query_one(BodyView)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: not response.query(TabRow) and "Type a URL above" in shown(app))


async def test_a_letter_in_the_url_moves_nothing_else(tmp_path: Path) -> None:
    async with started(tmp_path, (60, 16)) as (app, pilot):
        url = "https://a.test/" + "long/" * 20
        await pilot.press(*url[:3])
        with layouts_of() as layouts:
            await pilot.press(*url[3:], "e", "n", "d")
            await until(pilot, lambda: "long/end" in shown(app))  # it scrolls all the same
        assert url_field(app).value == f"{url}end" and len(layouts) <= 1  # the line below may take one more row
