from pathlib import Path

import pytest

from tests.desks import opened, shown, until
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.widgets.fact_sheet import Fact

pytestmark = pytest.mark.slow


QUESTION = Question(
    title="Remove [/bad]\x1b?", facts=(Fact(label="For", value="https://a.test:443 only"),), yes="Remove"
)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["y"], Confirmed()),
        (["n"], None),
        (["escape"], None),
        (["enter"], None),
        (["tab", "enter"], Confirmed()),
        (["right", "space"], Confirmed()),
    ],
)
async def test_enter_alone_changes_nothing(tmp_path: Path, keys: list[str], answer: Confirmed | None) -> None:
    async with opened(tmp_path, lambda _: ConfirmScreen(QUESTION)) as (app, pilot):
        assert "Remove [/bad]^[?" in shown(app) and "https://a.test:443 only" in shown(app)
        await pilot.press(*keys)
        await until(pilot, lambda: app.results == [answer])
