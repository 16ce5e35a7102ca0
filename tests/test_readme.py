"""What the README shows is so: its files load, its names are known, its pictures are there."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.cli import ROOT
from workbench import settings
from workbench.screens import composer_keys
from workbench.settings.schema import HttpSettings, Settings, TerminalSettings, TlsSettings
from workbench.widgets import theme
from workbench.workspace import environments, requests, variables

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
FILES: Final = {
    found[1]: found[2] for found in re.finditer(r"```toml\n# (\S+\.toml)\n(.*?)```", README, flags=re.DOTALL)
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_file_shown_says_which_it_is() -> None:
    assert README.count("```toml\n") == len(FILES) == 3


def test_the_settings_shown_load_and_hold_nothing_unknown(home: Path) -> None:
    found = settings.load(home / "settings.toml")
    assert [notice for notice in found.notices if "has no id" not in notice] == []
    assert [entry.name for entry in found.certificates] == ["alice", None]
    assert found.resolve == {"api.example.com:8443": "10.0.0.5"}
    assert [entry.host for entry in found.cas] == ["*.example.com"]


def test_the_settings_shown_down_to_the_terminal_are_the_defaults(home: Path) -> None:
    found = settings.load(home / "settings.toml")
    assert found.theme == Settings(path=home).theme
    assert (found.tls, found.http, found.terminal) == (TlsSettings(), HttpSettings(), TerminalSettings())


def test_the_keys_shown_are_keys_of_a_deed(home: Path) -> None:
    known = {binding.id for binding in composer_keys.BINDINGS if not isinstance(binding, tuple)}
    assert settings.load(home / "settings.toml").keys.keys() <= known


def test_every_theme_is_named_and_no_other() -> None:
    assert set(re.findall(r"`((?:workbench|ansi)-(?:dark|light|contrast))`", README)) == set(theme.NAMES)


def test_the_request_shown_is_filled_by_the_environment_shown(home: Path) -> None:
    request = requests.load(home / "requests/users/create.toml")
    staging = environments.load(home / "environments", "staging")
    ready = variables.substitute(request, {**staging, "name": "Ada"})
    assert ready.url == "https://staging.example.com:8443/teams/42/users"
    assert ready.auth == {"type": "bearer", "token": staging["token"]}
    assert ready.body
    assert ready.body.text == '{"name": "Ada"}'
    assert staging.secret == {"token"}


def test_every_picture_shown_is_there() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert shown
    assert [path for path in shown if not (ROOT / path).is_file()] == []
