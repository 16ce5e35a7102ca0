"""Every action of every screen is within reach of every terminal, has an id of its own, and is told somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding
from textual.screen import Screen

from tests.apps import started
from tests.desks import shown
from tests.screens_walk import walk
from workbench.app import WorkbenchApp
from workbench.screens import key_map, palette
from workbench.screens.help import TOPICS
from workbench.screens.key_map import Bound
from workbench.screens.key_test import WANTED

EVERY = key_map.every(WorkbenchApp)
EATEN = {*(f"f{number}" for number in range(1, 25)), "ctrl+j", "ctrl+p", "ctrl+enter", "ctrl+comma"}
EATEN |= {"ctrl+alt+c", "alt+ctrl+c"}
OTHER_WAYS = {
    "next_tab('response')": "response.1",
    "next_tab('request')": "request.1",
}
"""Actions with F-keys alone, and the id of what does the same by a letter."""


def test_every_binding_has_an_id() -> None:
    nodes = {bound.node for bound in EVERY}
    without = [
        (node.__name__, binding)
        for node in nodes
        for binding in node.__dict__["BINDINGS"]
        if not isinstance(binding, Binding) or not binding.id
    ]
    assert without == []


def test_an_id_is_one_deed() -> None:
    deeds: dict[str, set[str]] = {}
    for bound in EVERY:
        deeds.setdefault(bound.id, set()).add(bound.words)
    assert {name: words for name, words in deeds.items() if len(words) > 1} == {}


def test_every_deed_has_words() -> None:
    assert [bound.id for bound in EVERY if not bound.words.strip()] == []


def test_every_action_has_a_key_that_no_terminal_eats() -> None:
    kept: dict[tuple[str, str], set[str]] = {}
    for bound in EVERY:
        kept.setdefault((bound.node.__name__, bound.action), set()).update(set(bound.keys) - EATEN)
    lost = {action for (_, action), keys in kept.items() if not keys}
    known = {bound.id for bound in EVERY}
    assert lost == set(OTHER_WAYS) and set(OTHER_WAYS.values()) <= known


def test_no_key_is_one_that_every_terminal_sends_as_another() -> None:
    sent_as_others = {"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+left_square_bracket"}
    assert [bound.id for bound in EVERY if sent_as_others & set(bound.keys)] == []


def test_keys_that_only_some_terminals_tell_have_both_spellings() -> None:
    keys = {key for bound in EVERY for key in bound.keys}
    assert ("ctrl+alt+c" in keys) == ("alt+ctrl+c" in keys)
    assert ("ctrl+@" in keys) == ("ctrl+space" in keys)


def test_the_test_of_the_keys_knows_every_key_that_a_terminal_may_eat() -> None:
    tested = {name for wanted in WANTED for name in wanted.names}
    asked = {key for bound in EVERY for key in bound.keys if _may_be_eaten(bound, key)}
    assert asked <= tested


def _may_be_eaten(bound: Bound, key: str) -> bool:
    return key in EATEN or (key.startswith("ctrl+") and issubclass(bound.node, Screen | WorkbenchApp))


def test_the_ids_in_the_help_are_ids() -> None:
    known = {bound.id for bound in EVERY}
    named = [name for topic in TOPICS for _, _, *ids in topic.keys for line in ids for name in line.split()]
    assert named and [name for name in named if name not in known] == []


@pytest.mark.slow
async def test_every_screen_is_walked_by_tab_tells_its_keys_opens_the_palette_and_is_plain_where_wanted(
    lab_home: Path,
) -> None:
    with (lab_home / "settings.toml").open("a") as settings:
        settings.write('\n[terminal]\nglyphs = "ascii"\n')
    async with started(lab_home) as (app, pilot):
        async for name in walk(app, pilot):
            assert shown(app).isascii(), (name, [line for line in shown(app).splitlines() if not line.isascii()])
            if name in ("palette", "test my keys"):
                continue
            _check_told(app, name)
            chain = list(app.screen.focus_chain)
            reached, opens = {app.screen.focused}, _opens_palette(app)
            for _ in chain:
                assert app.screen.focused is None or not app.screen.focused.check_consume_key("tab", "\t"), name
                app.screen.focus_next()
                reached.add(app.screen.focused)
                opens = opens or _opens_palette(app)
            assert {node for node in chain if node.display} <= reached, name
            assert opens, name


def _check_told(app: WorkbenchApp, name: str) -> None:
    """Whatever a key does here is in the palette, but for the moves, which the help tells."""
    listed = {deed.action for deed in palette.deeds_of(app.screen)}
    for node, binding, enabled, _ in app.screen.active_bindings.values():
        if enabled and binding.id and node.__module__.startswith("workbench."):
            assert binding.action in listed or palette._is_move(binding.id), (name, binding)


def _opens_palette(app: WorkbenchApp) -> bool:
    bound = app.screen.active_bindings.get("colon")
    return bound is not None and bound.binding.action == "command_palette"
