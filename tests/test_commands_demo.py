from pathlib import Path

import pytest

from tests import cli


def test_the_app_is_started_on_the_lab_and_the_lab_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.commands.app_start._is_terminal", lambda name: True)
    ended = cli.inside("demo", home=tmp_path / "mine", environ={"TERM": "xterm"})
    (start,) = ended.apps
    assert ended.status == 0
    assert [entry.name for entry in start.settings.certificates] == ["expired", "stranger", "alice", "bob"]
    assert start.banner is not None
    assert str(start.folders.config) in start.banner
    assert not start.folders.config.exists()
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("arguments", [["--headless"], []])
def test_a_folder_with_other_things_in_it_is_left_alone(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.commands.app_start._is_terminal", lambda name: True)
    (tmp_path / "mine.txt").write_text("mine")
    ended = cli.inside("demo", "--dir", str(tmp_path), *arguments, home=tmp_path, environ={"TERM": "xterm"})
    assert ended.status == 2
    assert "not an earlier lab" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
