from pathlib import Path

import pytest

from tests.apps import focused, started, url_field
from tests.desks import shown, typed, until
from workbench.widgets.footer import is_typed, key_name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ctrl+j", "^J"),
        ("f5", "F5"),
        ("question_mark", "?"),
        ("s", "s"),
        ("ctrl+enter", "^Enter"),
        ("escape", "Esc"),
        ("shift+tab", "Shift+Tab"),
        ("exclamation_mark", "!"),
        ("C", "C"),
        ("f", "f"),
    ],
)
def test_keys_are_written_as_people_write_them(key: str, name: str) -> None:
    assert key_name(key) == name


@pytest.mark.parametrize(("key", "typed"), [("s", True), ("question_mark", True), ("f5", False), ("left", False)])
def test_a_key_that_types_a_character_is_known(key: str, typed: bool) -> None:
    assert is_typed(key) is typed


@pytest.mark.slow
async def test_a_field_that_takes_a_question_mark_leaves_help_to_f1(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):

        def footer() -> str:
            return shown(app).splitlines()[-1]

        assert focused(app) is url_field(app) and "  ? Help" in footer()  # no URL begins so
        await typed(pilot, "e")
        await until(pilot, lambda: "  F1 Help" in footer())
        await typed(pilot, "?")
        await pilot.pause()
        assert url_field(app).value == "e?" and "?" not in footer()
        await pilot.press("backspace", "backspace")
        await until(pilot, lambda: "  ? Help" in footer())
