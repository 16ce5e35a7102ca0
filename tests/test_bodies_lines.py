"""Lines found by number, in any charset, without a byte lost."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.bodies import encoding
from workbench.bodies import lines as module
from workbench.bodies.encoding import Encoding
from workbench.bodies.hex_lines import HexLines
from workbench.bodies.lines import Lines
from workbench.bodies.source import Source
from workbench.models import Content

bodies = st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"\r", b"\n\n", b"\xff", "ä".encode(), b"word " * 50, b"\0"]))


def lines_of(data: bytes, charset: Encoding | None = None) -> Lines:
    found = Lines(Source(data), charset)
    found.index()
    return found


def every(lines: Lines) -> list[str]:
    return [lines[number] for number in range(len(lines))]


@given(bodies)
def test_lines_and_what_is_between_them_are_the_bytes(parts: list[bytes]) -> None:
    data = b"".join(parts)
    lines = lines_of(data)
    spans = [lines.span(number) for number in range(len(lines))]
    assert b"\n".join(data[start:end] for start, end in spans) == re.sub(rb"\r\n", b"\n", data).removesuffix(b"\n")
    for number, (start, end) in enumerate(spans):
        assert lines.at(start) == number == lines.at(end)


@given(bodies, st.integers(1, 5))
def test_chunks_make_no_difference(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHUNK", 4 * size)
        in_small_ones = every(lines_of(data))
    assert in_small_ones == every(lines_of(data))


@settings(max_examples=50)
@given(
    st.text(st.characters(codec="utf-16", exclude_characters="\r")),
    st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le"]),
)
def test_wide_line_ends_are_found_where_they_are_whole(text: str, charset: str) -> None:
    lines = lines_of(text.encode(charset), Encoding(name=charset, newline="\n".encode(charset)))
    assert len(lines) == len(text.removesuffix("\n").split("\n"))
    assert [lines.raw(number, 1 << 20).decode(charset) for number in range(len(lines))] == text.removesuffix(
        "\n"
    ).split("\n")


@given(st.binary(max_size=200), st.sampled_from([(67, 16), (200, 16), (66, 8), (20, 8)]))
def test_rows_of_hex_are_the_bytes_sixteen_where_they_fit(data: bytes, widths: tuple[int, int]) -> None:
    columns, count = widths
    rows = HexLines(Source(data), columns)
    shown = [rows[number] for number in range(len(rows))]
    ends = 10 + count // 2 * 5 - 1
    assert b"".join(bytes.fromhex(row[10:ends]) for row in shown) == data
    assert all(row.isascii() and row.isprintable() and len(row) <= ends + 2 + count for row in shown)
    assert [int(row[:8], 16) for row in shown] == [count * number for number in range(len(rows))]
    assert b"".join(rows.raw(number, 100) for number in range(len(rows))) == data
    for offset in range(len(data)):
        start, end = rows.span(rows.at(offset))
        assert start <= offset < end


def test_what_commands_a_terminal_is_shown_by_name() -> None:
    assert every(lines_of(b"a\x1b]0;x\x07\r\n\xff\tb\r\n")) == ["a^[]0;x^G", "\\xff   b"]


def test_lines_that_arrive_are_found_as_they_come() -> None:
    class Growing:
        data = b""

        def __len__(self) -> int:
            return len(self.data)

        def read(self, start: int, end: int) -> bytes:
            return self.data[start:end]

    body = Growing()
    lines = Lines(body)
    for part in (b"on", b"e\ntw", b"o\n", b"x" * 20_000, b"\nlast"):
        body.data += part
        lines.index()
    assert [line[:4] for line in every(lines)] == ["one", "two", "xxxx", "last"]
    assert lines.complete


def test_two_threads_find_the_same_lines_as_one() -> None:
    class Meeting:
        """Lets a reader go on when another one has come to the same place, or when none can."""

        def __init__(self, data: bytes) -> None:
            self._data = data
            self._both = threading.Barrier(2, timeout=0.2)

        def __len__(self) -> int:
            return len(self._data)

        def read(self, start: int, end: int) -> bytes:
            with suppress(threading.BrokenBarrierError):
                self._both.wait()
            return self._data[start:end]

    data = b"".join(b"line %d\n" % number for number in range(10_000))
    lines = Lines(Meeting(data))
    threads = [threading.Thread(target=lines.index) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert every(lines) == data.decode().splitlines()


def test_bytes_that_are_promised_and_do_not_come_end_the_search_for_lines() -> None:
    class Short:
        def __len__(self) -> int:
            return 100

        def read(self, start: int, end: int) -> bytes:
            return b"one\ntwo"[start:end]

    lines = Lines(Short())
    lines.index()
    assert every(lines) == ["one", "two"] and not lines.complete


@pytest.mark.parametrize(
    ("head", "content_type", "name", "mark"),
    [
        (b"a", "", "utf-8", 0),
        (b"\xef\xbb\xbf{}", "application/json", "utf-8", 3),
        (b"\xff\xfea\0", "text/plain; charset=latin-1", "utf-16-le", 2),
        (b"\xff\xfe\0\0a\0\0\0", "", "utf-32-le", 4),
        (b'{\0"\0', "application/json", "utf-16-le", 0),
        (b'\0{\0"', "application/json", "utf-16-be", 0),
        (b"a\0b\0", "text/plain; charset=utf-16", "utf-16-le", 0),
        (b"\0\0\0\0\0", "application/octet-stream", "utf-8", 0),
        (b"a", "text/plain; charset=windows-1252", "cp1252", 0),
        (b"a", "text/plain; charset=utf-8-sig", "utf-8", 0),
        (b"a", "text/plain; charset=nonsense", "utf-8", 0),
    ],
)
def test_the_charset_is_that_of_the_mark_the_header_or_the_zeros(
    head: bytes, content_type: str, name: str, mark: int
) -> None:
    found = encoding.of(head, content_type)
    assert (found.name, found.mark) == (name, mark)


@given(
    st.binary(max_size=40),
    st.sampled_from(["utf-8", "utf-16-le", "utf-32-be", "shift_jis", "gb18030", "cp1252", "utf-7"]),
)
def test_any_bytes_are_text_in_any_charset(data: bytes, charset: str) -> None:
    assert isinstance(encoding.of(b"", f"text/plain; charset={charset}").text(data), str)


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.integers(0, 100))
def test_a_cut_in_a_line_is_between_characters(text: str, offset: int) -> None:
    data = text.replace("\n", " ").encode()
    lines = lines_of(data)
    cut = lines.aligned(0, min(offset, len(data)))
    assert data[:cut].decode() + data[cut:].decode() == data.decode()
    assert min(offset, len(data)) - cut < 4


def test_a_file_that_is_gone_leaves_the_first_part(tmp_path: Path) -> None:
    content = Content(size=100, data=b"first", path=tmp_path / "gone")
    assert Source.of(content).read(0, 100) == b"first"


@pytest.mark.parametrize("data", [b"", b"some bytes"])
def test_a_source_can_be_handed_to_a_command(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "body"
    path.write_bytes(data)
    with path.open("rb") as file:
        nameless = Source.of_file(file)
    path.unlink()
    for source in (Source(data), nameless):
        with source.open() as again:
            assert again.read() == data
