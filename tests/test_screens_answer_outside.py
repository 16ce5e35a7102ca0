"""What a pager is handed: a body that cannot command the terminal, whoever writes it there."""

import pytest

from workbench.bodies import encoding
from workbench.bodies.source import Source
from workbench.screens import answer_outside


@pytest.mark.parametrize(
    ("body", "content_type", "handed", "is_tamed"),
    [
        (b"plain\ttext\r\nof two lines\n", "", b"plain\ttext\nof two lines\n", False),
        ("caf\u00e9\n".encode(), "", "caf\u00e9\n".encode(), False),
        (b"caf\xe9", "text/plain; charset=latin-1", "caf\u00e9".encode(), False),
        (b"a\x1b]52;c;eA==\x07b\x9b\xc2\x9b", "", rb"a^[]52;c;eA==^Gb\x9b\x9b", True),
        ("\u202eabc".encode(), "", b"<U+202E>abc", True),
        (b"over\rwritten", "", b"over^Mwritten", True),
        ("\ufeffa\x1b".encode("utf-16-le"), "", b"a^[", True),
    ],
)
def test_a_pager_gets_text_that_a_terminal_obeys_in_nothing(
    body: bytes, content_type: str, handed: bytes, is_tamed: bool
) -> None:
    pieces = list(answer_outside.tamed(Source(body), encoding.of(body, content_type)))
    assert (b"".join(data for data, _ in pieces), any(tamed for _, tamed in pieces)) == (handed, is_tamed)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("line", ["\u00e9\r\n", "x\u0d0a\u0a0d\r\n", "\U0001f600", "\u00e9\U0001f600\r\n"])
@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_nothing_is_lost_or_torn_where_one_piece_ends_and_the_next_begins(
    charset: str, line: str, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_outside, "_CHUNK", 64)
    text = before + line * 100
    body = text.encode(charset)
    pieces = list(answer_outside.tamed(Source(body), encoding.of(body, f"text/plain; charset={charset}")))
    assert len(pieces) > 2 and not any(tamed for _, tamed in pieces)
    assert b"".join(data for data, _ in pieces).decode() == text.replace("\r\n", "\n")
