"""The fuzzer itself, as far as to see that it runs and would tell; its ten minutes are for people."""

from __future__ import annotations

import pytest

from tests import fuzz, wire_target


@pytest.mark.slow
def test_a_second_of_blind_changes_finds_nothing_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--seconds", "1", "--blind"]) == 0
    said = capsys.readouterr().out
    assert "the changes are blind" in said
    assert "no finding" in said


def test_a_finding_ends_it_with_the_octets(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def feed(_data: bytes) -> None:
        raise IndexError

    monkeypatch.setattr(wire_target, "feed", feed)
    with pytest.raises(IndexError):
        fuzz.main(["--seconds", "1", "--blind"])
    assert "finding: " in capsys.readouterr().out
