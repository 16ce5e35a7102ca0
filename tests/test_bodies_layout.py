from pathlib import Path

import pytest

from workbench.bodies import layout
from workbench.bodies.layout import FileLines, Lines
from workbench.models import Content


def content(data: bytes, **more: object) -> Content:
    return Content(size=len(data), data=data, **more)  # type: ignore[arg-type]


def every(lines: Lines) -> list[str]:
    return [lines[number] for number in range(len(lines))]


def spilled(folder: Path, data: bytes) -> Content:
    path = folder / "body"
    path.write_bytes(data)
    return Content(size=len(data), data=data[:16], path=path)


def on_disk(folder: Path, data: bytes) -> FileLines:
    document = layout.prepared(spilled(folder, data), "text/plain")
    assert document is not None and isinstance(document.lines, FileLines)
    return document.lines


def test_json_is_laid_out_and_anything_else_is_not() -> None:
    laid_out = layout.prepared(content(b'{"a":1}'), "application/json")
    assert laid_out is not None and laid_out.kind == "json"
    assert every(laid_out.lines) == ["{", '  "a": 1', "}"]
    assert layout.prepared(content(b"<p>"), "text/html") is None
    assert layout.prepared(content(b"{broken"), "application/json") is None


def test_what_commands_a_terminal_is_shown_by_name() -> None:
    document = layout.at_once(content(b"a\x1b]0;x\x07\r\n\xff\tb\r\n"), "text/plain")
    assert every(document.lines) == ["a^[]0;x^G", "\\xff   b"]


def test_json_strings_are_made_visible_too() -> None:
    document = layout.prepared(content(b'["\x1b[2J"]'), "application/json")
    assert document is not None
    assert every(document.lines) == ["[", '  "^[[2J"', "]"]


def test_a_body_that_was_cut_short_says_so() -> None:
    document = layout.at_once(content(b"half", complete=False), "text/plain")
    assert document.notes == ("! the connection ended before the body did: 4 B arrived",)


def test_a_charset_is_followed() -> None:
    assert every(layout.at_once(content("ü".encode("latin-1")), "text/plain; charset=latin-1").lines) == ["ü"]


@pytest.mark.parametrize("data", [b"one\ntwo\nthree", b"one\ntwo\nthree\n", b"one\r\ntwo\r\nthree\r\n"])
def test_lines_of_a_file_are_those_of_the_text(tmp_path: Path, data: bytes) -> None:
    assert every(on_disk(tmp_path, data)) == ["one", "two", "three"]
    assert every(layout.at_once(content(data), "").lines) == ["one", "two", "three"]


def test_a_file_that_is_gone_leaves_the_first_part(tmp_path: Path) -> None:
    body = spilled(tmp_path, b"x")
    assert body.path is not None
    body.path.unlink()
    assert layout.prepared(body, "text/plain") is None


def test_a_very_long_line_of_a_file_is_cut_and_says_so(tmp_path: Path) -> None:
    (line,) = every(on_disk(tmp_path, b"x" * (layout.LONG_LINE + 1_500)))
    assert line.endswith("… [1.5 kB more on this line]")


@pytest.mark.parametrize("where", ["memory", "file"])
def test_finding_goes_on_round_the_end_in_any_case(tmp_path: Path, where: str) -> None:
    data = b"alpha\nBeta\nbeta two\ngamma"
    lines = on_disk(tmp_path, data) if where == "file" else layout.at_once(content(data), "").lines
    assert lines.find("beta", 0) == 1
    assert lines.find("beta", 2) == 2
    assert lines.find("beta", 3) == 1
    assert lines.find("BETA", 0, back=True) == 2
    assert lines.find("nothing", 0) is None
