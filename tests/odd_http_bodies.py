"""Bodies whose end is told badly, twice or not at all."""

from __future__ import annotations

from typing import Any

from tests.odd_http import HELLO, Family, chunked, ok

EXTRA = ok(b"X-Evil: 1", body=b"second")
CUT: dict[str, Any] = {"complete": False, "kind": "disconnected"}
UNRELIABLE = "bad_response"


def _length(*lines: bytes, body: bytes = HELLO) -> bytes:
    return ok(*lines, body=body, length=False)


LENGTHS = [
    Family(
        name="the same length twice",
        answer=_length(b"Content-Length: 5", b"Content-Length: 5"),
        says="Content-Length is said 2 times, with the same number",
    ),
    Family(
        name="two lengths",
        answer=_length(b"Content-Length: 5", b"Content-Length: 6"),
        end="stay",
        kind=UNRELIABLE,
        says="its Content-Length is said to be 5 and 6; the shortest was read",
    ),
    Family(name="a list of the same length", answer=_length(b"Content-Length: 5, 5"), says="is said 2 times"),
    Family(
        name="a list of lengths",
        answer=_length(b"Content-Length: 7, 5"),
        end="stay",
        kind=UNRELIABLE,
        says="is said to be 5 and 7",
    ),
    Family(
        name="negative length",
        answer=_length(b"Content-Length: -5"),
        end="stay",
        kind=UNRELIABLE,
        says='its Content-Length is "-5", which is no length',
    ),
    Family(
        name="length with a sign",
        answer=_length(b"Content-Length: +5"),
        kind=UNRELIABLE,
        says='its Content-Length is "+5"',
    ),
    Family(name="length in hex", answer=_length(b"Content-Length: 0x5"), kind=UNRELIABLE, says='"0x5", which is no'),
    Family(name="length in words", answer=_length(b"Content-Length: \xe9"), kind=UNRELIABLE, says="which is no length"),
    Family(
        name="length with a no-break space",
        answer=_length(b"Content-Length: \xa05"),
        kind=UNRELIABLE,
        says="which is no length",
    ),
    Family(
        name="length with a next line", answer=_length(b"Content-Length: 5\x85"), kind=UNRELIABLE, says="is no length"
    ),
    Family(name="empty length", answer=_length(b"Content-Length:"), kind=UNRELIABLE, says='is "", which is no length'),
    Family(
        name="length of 30 digits",
        answer=_length(b"Content-Length: " + b"9" * 30),
        kind=UNRELIABLE,
        says="which is no length",
    ),
    Family(
        name="huge length",
        answer=_length(b"Content-Length: 9000000000000000000"),
        says="5 of 9000000000000000000 bytes came",
        **CUT,
    ),
    Family(
        name="length of many zeros",
        answer=_length(b"Content-Length: " + b"0" * 30 + b"5"),
        end="stay",
        says="and read as 5",
    ),
    Family(
        name="length and chunks",
        answer=chunked(b"5\r\nhello\r\n0\r\n\r\n", b"Content-Length: 3"),
        end="stay",
        says="also has a Content-Length, which does not count",
    ),
    Family(name="truncated body", answer=_length(b"Content-Length: 50"), says="5 of 50 bytes came", **CUT),
    Family(
        name="over-long body",
        answer=_length(b"Content-Length: 5", body=b"hello, world"),
        end="stay",
        says='7 bytes came behind the end of the answer and are no part of it: ", world"',
    ),
    Family(
        name="a second answer",
        answer=ok() + EXTRA,
        end="stay",
        says='behind the end of the answer and are no part of it: "HTTP/1.1 200 OK^M',
    ),
    Family(
        name="silence in the body",
        answer=_length(b"Content-Length: 50"),
        end="stay",
        complete=False,
        kind="read_timeout",
        says="did not answer for 1 s",
        slow=True,
    ),
    Family(
        name="reset in the body",
        answer=_length(b"Content-Length: 50"),
        end="reset",
        body=None,
        status=None,
        kind="disconnected",
        says="reset the connection before the answer was complete",
    ),
]

CODINGS = [
    Family(
        name="unknown transfer coding",
        answer=_length(b"Transfer-Encoding: rot13"),
        says='The transfer coding "rot13" is not undone',
    ),
    Family(
        name="coded, then in chunks",
        answer=ok(b"Transfer-Encoding: rot13, chunked", body=b"5\r\nhello\r\n0\r\n\r\n", length=False),
        end="stay",
        says='"rot13" is not undone',
    ),
    Family(
        name="in chunks twice",
        answer=_length(b"Transfer-Encoding: chunked, chunked"),
        kind=UNRELIABLE,
        says="chunked must stand once and last",
    ),
    Family(
        name="in chunks, then coded",
        answer=_length(b"Transfer-Encoding: chunked, rot13"),
        kind=UNRELIABLE,
        says="chunked must stand once and last",
    ),
    Family(
        name="identity",
        answer=ok(b"Transfer-Encoding: identity"),
        end="stay",
        says='Transfer-Encoding is "identity", which is no coding',
    ),
    Family(
        name="empty transfer coding",
        answer=_length(b"Transfer-Encoding:"),
        says='Transfer-Encoding is "", which is no coding',
    ),
    Family(
        name="empty transfer coding and a length",
        answer=ok(b"Transfer-Encoding:"),
        end="stay",
        says='Transfer-Encoding is "", which is no coding',
    ),
    Family(
        name="chunks in capitals",
        answer=ok(b"Transfer-Encoding: CHUNKED", body=b"5\r\nhello\r\n0\r\n\r\n", length=False),
        end="stay",
    ),
]

CHUNKS = [
    Family(
        name="first chunk of no size",
        answer=chunked(b"zz\r\nhello", b"X-Odd: 1"),
        end="stay",
        body=b"",
        complete=False,
        headers=(("X-Odd", "1"),),
        kind=UNRELIABLE,
        says='the size of chunk 1 is "zz", which is no size',
    ),
    Family(
        name="chunk of no size",
        answer=chunked(b"5\r\nhello\r\nzz\x1b[31m\r\nworld\r\n"),
        end="stay",
        complete=False,
        kind=UNRELIABLE,
        says='the size of chunk 2 is "zz^[[31m", which is no size',
    ),
    Family(
        name="chunk of a negative size",
        answer=chunked(b"5\r\nhello\r\n-1\r\n"),
        complete=False,
        kind=UNRELIABLE,
        says='chunk 2 is "-1"',
    ),
    Family(
        name="chunk of a size in 0x",
        answer=chunked(b"5\r\nhello\r\n0x5\r\nworld\r\n"),
        complete=False,
        kind=UNRELIABLE,
        says='"0x5", which is no size',
    ),
    Family(
        name="chunk of an empty size",
        answer=chunked(b"5\r\nhello\r\n\r\n"),
        complete=False,
        kind=UNRELIABLE,
        says='is "", which is no size',
    ),
    Family(
        name="chunk of a huge size",
        answer=chunked(b"5\r\nhello\r\nffffffffffffffffff\r\n"),
        end="stay",
        complete=False,
        kind=UNRELIABLE,
        says="which is more than any body has",
    ),
    Family(
        name="chunk size without an end",
        answer=chunked(b"5\r\nhello\r\n" + b"0" * 20_000),
        end="stay",
        complete=False,
        kind=UNRELIABLE,
        says="a line between chunks does not end",
    ),
    Family(
        name="no line end behind a chunk",
        answer=chunked(b"5\r\nhello5\r\nworld\r\n0\r\n\r\n"),
        end="stay",
        complete=False,
        kind=UNRELIABLE,
        says='no line end behind chunk 1, but "5"',
    ),
    Family(
        name="chunk longer than its size",
        answer=chunked(b"5\r\nhello, world\r\n0\r\n\r\n"),
        complete=False,
        kind=UNRELIABLE,
        says='no line end behind chunk 1, but ", world"',
    ),
    Family(
        name="chunk extension",
        answer=chunked(b'5;name="value"\r\nhello\r\n0;last\r\n\r\n'),
        end="stay",
        says='Chunks carry extensions, which mean nothing here: ";name="value"" is the first',
    ),
    Family(
        name="control byte in a chunk extension",
        answer=chunked(b"5;a\rb\r\nhello\r\n0\r\n\r\n"),
        end="stay",
        says='has something behind it that is no extension: "5;a^Mb"',
    ),
    Family(
        name="blank behind a chunk size",
        answer=chunked(b"5 \r\nhello\r\n0\r\n\r\n"),
        end="stay",
        says='has something behind it that is no extension: "5 "',
    ),
    Family(
        name="trailers",
        answer=chunked(b"5\r\nhello\r\n0\r\nX-Sum: 42\r\nX-More: 1\r\n\r\n", b"Trailer: X-Sum"),
        end="stay",
        says='Behind the body came the trailer "X-Sum: 42"',
    ),
    Family(
        name="ten trailers",
        answer=chunked(b"5\r\nhello\r\n0\r\n" + b"".join(b"X-%d: 1\r\n" % each for each in range(10)) + b"\r\n"),
        end="stay",
        says="4 more trailers came.",
    ),
    Family(
        name="trailer with an escape",
        answer=chunked(b"5\r\nhello\r\n0\r\nX-Sum: \x1b[1m42\r\n\r\n"),
        end="stay",
        says='a line that is no trailer: "X-Sum: ^[[1m42"',
    ),
    Family(
        name="trailers without an end",
        answer=chunked(b"5\r\nhello\r\n0\r\n" + b"X-Sum: 1\r\n" * 10_000),
        end="stay",
        complete=False,
        kind=UNRELIABLE,
        says="the trailers behind the last chunk do not end",
    ),
    Family(name="end in a chunk", answer=chunked(b"a\r\nhello"), says="its last chunk did not come", **CUT),
    Family(name="no last chunk", answer=chunked(b"5\r\nhello\r\n"), says="its last chunk did not come", **CUT),
    Family(
        name="bare line feeds between chunks",
        answer=chunked(b"5\nhello\n0\n\n"),
        end="stay",
        says="Lines between chunks end in a bare line feed",
    ),
    Family(
        name="a chunk a byte",
        answer=chunked(b"1\r\nx\r\n" * 2000 + b"0\r\n\r\n"),
        end="stay",
        body=b"x" * 2000,
    ),
    Family(
        name="bytes behind the last chunk",
        answer=chunked(b"5\r\nhello\r\n0\r\n\r\n") + EXTRA,
        end="stay",
        says="behind the end of the answer",
    ),
]
