"""What a command writes: documents and bodies to stdout, words to stderr, to a terminal nothing raw."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterable, Mapping, Sequence

from workbench.commands import streams
from workbench.visible import visible, visible_lines

_NARROWEST = 40


def document(value: Mapping[str, object] | Sequence[object], *, indent: int | None = 2) -> None:
    """Write one JSON document to stdout: ASCII only, so that it is safe on a terminal too."""
    text = json.dumps(value, indent=indent)
    if "\\ud" in text:
        text = json.dumps(_without_lone_surrogates(value), indent=indent)
    # DEL is the one control character that JSON leaves as it is; outside of strings there is none.
    streams.write(sys.stdout, text.replace("\x7f", "\\u007f").encode("ascii") + b"\n")


def line(text: str = "") -> None:
    """Write one line for people to stdout, in visible form."""
    streams.write(sys.stdout, streams.encoded(visible(text) + "\n", sys.stdout))


def note(text: str, *, hang: int = 0) -> None:
    """Write one line for people to stderr, in visible form; a terminal gets it wrapped between words.

    What follows the first line is indented by `hang`.
    """
    shown = visible(text)
    if sys.stderr is not None and sys.stderr.isatty():
        shown = _wrapped(shown, hang)
    streams.write(sys.stderr, streams.encoded(shown + "\n", sys.stderr))


def lines(text: str) -> None:
    """Write text of several lines to stdout, in visible form."""
    streams.write(sys.stdout, streams.encoded(visible_lines(text).rstrip("\n") + "\n", sys.stdout))


def body(chunks: Iterable[bytes], charset: str) -> bool:
    """Write a body to stdout: as bytes, or where stdout is a terminal, as text in visible form.

    Return False where the reader went away.
    """
    shown = _shown(chunks, charset) if to_terminal() else chunks
    return all(streams.write(sys.stdout, chunk) for chunk in shown)


def to_terminal() -> bool:
    """Tell whether what goes to stdout is read by a person."""
    return sys.stdout is not None and sys.stdout.isatty()


def flush() -> None:
    """Write out what waits; nobody reading any more is no fault."""
    streams.write(sys.stdout, b"")
    streams.write(sys.stderr, b"")


def _wrapped(text: str, hang: int) -> str:
    """Wrap for the terminal's width; what has no blanks, such as an address or a file, stays whole to be copied."""
    import shutil  # these two take their time, and most commands never need them
    import textwrap

    width = max(_NARROWEST, shutil.get_terminal_size().columns)
    lines = textwrap.wrap(
        text, width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False, tabsize=1
    )
    return "\n".join(lines)


def _shown(chunks: Iterable[bytes], charset: str) -> Iterable[bytes]:
    last = "\n"
    for text in _texts(chunks, charset):
        last = text[-1:] or last
        yield streams.encoded(visible_lines(text), sys.stdout)
    if last != "\n":
        yield b"\n"


def _texts(chunks: Iterable[bytes], charset: str) -> Iterable[str]:
    decoder = codecs.getincrementaldecoder(charset)(errors="backslashreplace")
    held = ""
    for chunk in chunks:
        text = held + decoder.decode(chunk)
        held = "\r" if text.endswith("\r") else ""  # its line feed may come with the next chunk
        yield text.removesuffix(held)
    yield held + decoder.decode(b"", final=True)


def _without_lone_surrogates(value: object) -> object:
    """Replace what strict JSON readers refuse: half a surrogate pair, as an undecodable file name holds."""
    if isinstance(value, str):
        return value.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")
    if isinstance(value, Mapping):
        return {name: _without_lone_surrogates(item) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [_without_lone_surrogates(item) for item in value]
    return value
