import os
from pathlib import Path

import pytest

from workbench import atomic
from workbench.documents import read, stamps

AGO = 10**18


def test_a_stamp_is_another_after_every_kind_of_change(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    seen = [stamps.take(file)]
    for change in (
        lambda: file.write_text("a = 1"),
        lambda: os.utime(file, ns=(AGO, AGO + 1)),
        lambda: file.write_text("a = 10"),
        lambda: (file.with_suffix(".new").write_text("a = 11"), file.with_suffix(".new").replace(file)),
    ):
        change()
        seen.append(stamps.take(file))
    assert seen[0] is None
    assert len(set(seen)) == len(seen)


def test_what_was_written_bears_the_stamp_it_was_written_with(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    written = stamps.written(atomic.write(file, b"a = 1\n"))
    assert written == stamps.take(file) == read(file).stamp


@pytest.mark.parametrize(("age", "certain"), [(0, False), (10**9 + 1, True), (10**9, False), (5 * 10**9, True)])
def test_a_stamp_is_certain_once_the_clock_of_the_files_has_moved_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, certain: bool
) -> None:
    file = tmp_path / "a.toml"
    file.touch()
    monkeypatch.setattr("time.time_ns", lambda: AGO)
    os.utime(file, ns=(AGO, AGO - age))
    found = stamps.take(file)
    assert found is not None and found.certain is certain


def test_what_cannot_be_looked_at_is_not_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to("a.toml")
    assert stamps.take(tmp_path / "a.toml") not in (None, stamps.take(tmp_path))
