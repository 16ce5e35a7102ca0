"""A start: what is loaded and opened before the first screen stands is what that screen shows."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.terminal import ROOT, in_pty, needs_pty

pytestmark = needs_pty

WITNESS = """
import os, sys
opened = []
def note(event, given):
    if event == "open" and isinstance(given[0], str):
        opened.append(given[0])
sys.addaudithook(note)
"""
OURS = "from workbench.__main__ import console_script\nconsole_script()"
BARE = "from tests.bench.bare_app import BareApp\nBareApp().run()"
"""The least that Textual can show."""

BESIDE_TEXTUAL = {"hashlib", "_hashlib", "_blake2", "json", "_json", "tomli", "workbench"}
"""Packages that a start loads and a bare Textual app does not."""

LATER = ("auth", "tls", "engine", "bodies", "demo", "doctor", "workspace")
"""Rooms that the first screen needs nothing of."""

MOST_MODULES = 135
"""Of our own; there are more than 500."""


class Start(NamedTuple):
    """What was loaded and opened when the first screen stood."""

    loaded: set[str]
    opened: set[Path]

    @property
    def packages(self) -> set[str]:
        """The outermost names of what was loaded."""
        names = {name.partition(".")[0] for name in self.loaded if not name.endswith("__mypyc")}  # tomli's own
        return names - set(sys.builtin_module_names)


def _start(code: str, words: str, folder: Path, *arguments: str) -> Start:
    told = folder / "told.json"
    call = [sys.executable, "-c", WITNESS + code, *arguments]
    environment = {"TEXTUAL_DRIVER": "tests.first_paint:Witness", "WITNESS_FILE": str(told), "WITNESS_WORDS": words}
    with in_pty(call, (80, 24), PYTHONPATH=str(ROOT), **environment) as terminal:
        assert terminal.status() == 0, terminal.screen()
    said = json.loads(told.read_text())
    return Start(set(said["loaded"]), {Path(name).absolute() for name in said["opened"]})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with everything in it that a start could read."""
    home = tmp_path_factory.mktemp("home")
    (home / "requests").mkdir()
    (home / "requests" / "one.toml").write_text('name = "one"\nurl = "https://a.test/"\n')
    (home / "environments").mkdir()
    (home / "environments" / "local.toml").write_text('[variables]\nhost = "a.test"\n')
    entry = f'[[certificates]]\nid = "k3f9a2"\nhost = "a.test"\ncert_file = "{home}/a.crt"\nkey_file = "{home}/a.key"\n'
    (home / "settings.toml").write_text(f'{entry}\n[[ca]]\nfile = "{home}/ca.pem"\n')
    for name in ("a.crt", "a.key", "ca.pem"):
        (home / name).write_text("no certificate")
    return home


@pytest.fixture(scope="module")
def ours(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """A start of the app on that home."""
    return _start(OURS, "Quit", tmp_path_factory.mktemp("ours"), "--home", str(home))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """A start of an app that shows one line."""
    return _start(BARE, "bare and ready", tmp_path_factory.mktemp("bare"))


def test_no_package_is_loaded_that_textual_does_not_load(ours: Start, bare: Start) -> None:
    assert ours.packages - bare.packages <= BESIDE_TEXTUAL


def test_few_of_our_modules_are_loaded(ours: Start) -> None:
    loaded = {name for name in ours.loaded if name.startswith("workbench")}
    assert len(loaded) <= MOST_MODULES, sorted(loaded)
    assert not [name for name in loaded for room in LATER if name.startswith(f"workbench.{room}")]


def test_one_screen_is_loaded(ours: Start) -> None:
    others = {"certificates", "settings", "help", "palette", "console", "add_certificate", "answer", "doctor"}
    assert not {f"workbench.screens.{name}" for name in others} & ours.loaded
    assert "workbench.screens.composer" in ours.loaded


def test_no_file_is_opened_but_the_settings_and_the_style(ours: Start, home: Path) -> None:
    suffixes = (".py", ".so", ".pth", ".zip", ".pyd", ".cfg")
    modules = {path for path in ours.opened if path.suffix in suffixes or path.parent.name == "__pycache__"}
    within = {path for path in ours.opened - modules if path.is_relative_to(home) or path.is_relative_to(ROOT)}
    assert within == {home / "settings.toml", ROOT / "workbench" / "app.tcss"}
