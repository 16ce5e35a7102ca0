"""Cells unless somebody chose lines; the variable is for whoever cannot read the screen to change the settings."""

from __future__ import annotations

import sys

import pytest

from workbench.terminal import drawing
from workbench.terminal.drawing import Drawing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has its own driver")


@pytest.mark.parametrize(
    ("chosen", "variables", "cells"),
    [
        ("cells", {}, True),
        ("lines", {}, False),
        ("cells", {drawing.VARIABLE: "lines"}, False),
        ("lines", {drawing.VARIABLE: "cells"}, True),
        ("cells", {drawing.VARIABLE: "anything"}, True),
        ("cells", {"TEXTUAL_DRIVER": "some.module:Driver"}, False),
    ],
)
def test_the_variable_comes_before_the_settings(
    chosen: Drawing, variables: dict[str, str], cells: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (drawing.VARIABLE, "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = drawing.driver_class(chosen)
    assert (found is not None) == cells
    assert found is None or found.__name__ == "CellsDriver"
