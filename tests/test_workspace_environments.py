from __future__ import annotations

from pathlib import Path

import pytest

from workbench.workspace import environments
from workbench.workspace.faults import EnvironmentFileError

STAGING = 'secret = ["token"]\n[variables]\nhost = "a.test"\ntoken = "hunter2"\nempty = ""\n'


def test_an_environment_is_a_mapping_that_knows_its_secrets(tmp_path: Path) -> None:
    (tmp_path / "staging.toml").write_text(STAGING)
    found = environments.load(tmp_path, "staging")
    assert dict(found) == {"host": "a.test", "token": "hunter2", "empty": ""}
    assert (len(found), found["host"], found.get("x")) == (3, "a.test", None)
    assert found.secret == {"token"}
    assert found.secret_values() == ("hunter2",)
    assert "hunter2" not in repr(found)


def test_an_environment_may_be_empty(tmp_path: Path) -> None:
    (tmp_path / "none.toml").write_text("")
    assert dict(environments.load(tmp_path, "none")) == {}


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("variables = 1", "variables", "expected a table"),
        ("[variables]\nport = 8443", "variables.port", "expected a text in quotes, found the integer"),
        ('secret = "token"\n[variables]\ntoken = "x"', "secret", "a list of names"),
        ("secret = [1]", "secret", "a list of names"),
        ('secret = ["tokn"]\n[variables]\ntoken = "x"', "secret", '"tokn" is none of the variables'),
        ("[variables", "line 1", "not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, where: str, message: str) -> None:
    (tmp_path / "e.toml").write_text(text)
    with pytest.raises(EnvironmentFileError) as raised:
        environments.load(tmp_path, "e")
    assert (raised.value.path, raised.value.where) == (tmp_path / "e.toml", where)
    assert message in raised.value.message
    assert "8443" not in raised.value.message


def test_a_name_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    for name in ("prod", "dev", ".hidden"):
        (tmp_path / f"{name}.toml").write_text("")
    assert environments.list_names(tmp_path) == ("dev", "prod")
    with pytest.raises(EnvironmentFileError, match="there are: dev, prod"):
        environments.load(tmp_path, "production")
    with pytest.raises(EnvironmentFileError, match="there are: none"):
        environments.load(tmp_path / "missing", "dev")


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "/etc/x"])
def test_a_name_does_not_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(EnvironmentFileError, match="no name of an environment"):
        environments.load(tmp_path, name)
