"""Reports of faults: each once, the last few of them, and of all that led to a fault and was bundled in it."""

from __future__ import annotations

from pathlib import Path

from workbench.terminal import lifeline

SECRET = "hunter2"


def _caught(kind: type[Exception] = ValueError) -> Exception:
    try:
        raise kind(SECRET)
    except Exception as error:  # noqa: BLE001  to have a place
        return error


def test_causes_in_a_circle_are_told_once_each(tmp_path: Path) -> None:
    first, second = _caught(ValueError), _caught(KeyError)
    first.__cause__, second.__cause__ = second, first
    path = lifeline.report(first, tmp_path)
    assert path is not None
    text = path.read_text()
    assert (text.count("ValueError"), text.count("KeyError")) == (1, 1) and SECRET not in text


def test_what_is_bundled_in_a_group_is_told_with_its_place(tmp_path: Path) -> None:
    path = lifeline.report(ExceptionGroup("several", [_caught(ValueError), _caught(KeyError)]), tmp_path)
    assert path is not None
    told = path.read_text().split("\n\n")[1:]
    assert [each.split("\n")[0] for each in told] == [
        "builtins.ExceptionGroup",
        "builtins.ValueError",
        "builtins.KeyError",
    ]
    assert all("in _caught" in each for each in told[1:])


def test_a_fault_is_reported_once_and_counted_from_then_on(tmp_path: Path) -> None:
    faults = lifeline.Faults(tmp_path)
    told = [faults.tell(_caught()) for _ in range(3)]
    (path,) = tmp_path.iterdir()
    assert all(line.startswith("A fault of our own") and line.endswith(f"The report: {path}") for line in told)
    assert ["times" in line for line in told] == [False, True, True]
    assert ", 3 times: ValueError at test_terminal_lifeline.py:" in told[2]


def test_faults_at_other_places_or_of_other_kinds_are_other_faults(tmp_path: Path) -> None:
    faults = lifeline.Faults(tmp_path)
    told = [faults.tell(error) for error in (_caught(ValueError), _caught(KeyError), _elsewhere())]
    assert len([*tmp_path.iterdir()]) == 3 and not any("times" in line for line in told)


def _elsewhere() -> Exception:
    try:
        raise _caught()
    except Exception as error:  # noqa: BLE001  as above
        return error


def test_the_last_reports_are_kept(tmp_path: Path) -> None:
    paths = [lifeline.report(_caught(), tmp_path) for _ in range(23)]
    assert sorted(tmp_path.iterdir()) == paths[3:]
