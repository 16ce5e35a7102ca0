"""The help names every key of every screen and widget; what a footer shows is never missing from it."""

from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input

from tests.desks import opened, shown, until
from workbench.app import WorkbenchApp
from workbench.screens.answer import AnswerScreen
from workbench.screens.be import BeScreen
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.chooser import ChooserScreen
from workbench.screens.compare import CompareScreen
from workbench.screens.comparison import ComparisonScreen
from workbench.screens.composer import ComposerScreen
from workbench.screens.confirm import ConfirmScreen
from workbench.screens.console import ConsoleScreen
from workbench.screens.help import TOPICS, HelpScreen
from workbench.screens.settings import SettingsScreen
from workbench.widgets.body_view import BodyView
from workbench.widgets.ca_table import CaTable
from workbench.widgets.certificate_table import CertificateTable
from workbench.widgets.comparison_sheet import ComparisonSheet
from workbench.widgets.console import Console
from workbench.widgets.footer import key_name
from workbench.widgets.mark_list import MarkList
from workbench.widgets.method_field import MethodField
from workbench.widgets.path_field import PathField
from workbench.widgets.request_list import RequestList
from workbench.widgets.row_list import RowList
from workbench.widgets.switch_field import SwitchField

_SAID_AS = {
    "^@": "^Space",
    "Del": "d",
    "j": "Down",
    "k": "Up",
    "home": "Home",
    "end": "End",
    "ctrl+enter": "^Enter",
    "exclamation_mark": "!",
    "at": "@",
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "equals_sign": "=",
    **dict.fromkeys("456789", "1"),
    "2": "1",
    "3": "1",
    "↑": "Up",
    "↓": "Down",
    "→": "Right",
    "←": "Left",
}


def words() -> set[str]:
    """Every key that the help names."""
    return {key for topic in TOPICS for keys, *_ in topic.keys for key in keys.replace(",", " , ").split()}


def keys(owner: type[DOMNode]) -> list[str]:
    bindings = [binding for binding in owner.BINDINGS if isinstance(binding, Binding)]
    # `.more` marks second spellings for terminals that can tell them.
    usual = [binding for binding in bindings if not (binding.id or "").endswith(".more")]
    return [key_name(key) for binding in usual for key in binding.key.split(",")]


@pytest.mark.parametrize(
    "owner",
    [
        CertificateTable,
        CaTable,
        Console,
        RowList,
        PathField,
        SwitchField,
        ChooserScreen,
        CertificatesScreen,
        ConfirmScreen,
        ConsoleScreen,
        SettingsScreen,
        ComposerScreen,
        WorkbenchApp,
        BodyView,
        RequestList,
        MethodField,
        BeScreen,
        CompareScreen,
        ComparisonScreen,
        ComparisonSheet,
        AnswerScreen,
        MarkList,
    ],
)
def test_every_key_is_in_the_help(owner: type[DOMNode]) -> None:
    known = words() | {"Home", "End"}
    assert [key for key in keys(owner) if _SAID_AS.get(key, key) not in known] == []


async def test_the_topic_of_the_screen_below_comes_first(tmp_path: Path) -> None:
    async with opened(tmp_path, CertificatesScreen) as (app, pilot):
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert shown(app).splitlines()[1].strip("║ ") == "Certificates"
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))


@pytest.mark.slow
async def test_f1_helps_inside_a_text_field(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        app.screen.query(Input).first().focus()
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert "Forms" in shown(app).splitlines()[1]
