"""What can be done with an answer, as keys: the same in the composer and wherever else an answer is opened."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

TABS: Final = ("Body", "Headers", "Network", "Timing", "Cookies")

BINDINGS: Final[list[BindingType]] = [
    Binding("ctrl+f,slash", "answer('find')", "Find", tooltip="Find in the answer", show=False, id="find"),
    Binding("L", "answer('line')", "Go to line", tooltip="Body: go to a line", show=False, id="answer.line"),
    Binding(
        "m", "answer('shape')", "Next shape", tooltip="Body: next of Pretty, Raw, Hex", show=False, id="answer.shape"
    ),
    Binding("P", "answer('pretty')", "Pretty", tooltip="Body: Pretty", show=False, id="answer.pretty"),
    Binding("R", "answer('raw')", "Raw", tooltip="Body: Raw", show=False, id="answer.raw"),
    Binding("H", "answer('hex')", "Hex", tooltip="Body: Hex", show=False, id="answer.hex"),
    Binding(
        "F",
        "answer('filter')",
        "Filter",
        tooltip="Body: filter by JSONPath, or | command",
        show=False,
        id="answer.filter",
    ),
    Binding(
        "vertical_line",
        "answer('command')",
        "Through a command",
        tooltip="Body: through a command, such as jq .items",
        show=False,
        id="answer.command",
    ),
    Binding("U", "answer('whole')", "Whole body", tooltip="Body: end the filter", show=False, id="answer.whole"),
    Binding("S", "answer('save')", "Save body", tooltip="Body: save to a file", show=False, id="answer.save"),
    Binding("V", "answer('pager')", "In $PAGER", tooltip="Body: look at it in $PAGER", show=False, id="answer.pager"),
    Binding("O", "answer('editor')", "In $EDITOR", tooltip="Body: open it in $EDITOR", show=False, id="answer.editor"),
]
"""Each ends in the screen's `action_answer`."""
