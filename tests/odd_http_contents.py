"""Answers that are good HTTP and hold odd things: codings, charsets, JSON, names of files, cookies."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import brotli
import zstandard

from tests.odd_http import HELLO, Family, ok

WORDS = b"hello " * 1000
GZIPPED, SQUEEZED, PRESSED = gzip.compress(WORDS, mtime=0), brotli.compress(WORDS), zstandard.compress(WORDS)
ODD: dict[str, Any] = {"kind": "bad_response", "complete": False}
NESTED = b"[" * 100_000 + b"]" * 100_000
ESCAPED = b"\x1b]52;c;cHduZWQ=\x07"
ATTACKS = (
    ("path traversal", b'attachment; filename="../../../etc/passwd"'),
    ("an absolute path", b'attachment; filename="/etc/passwd"'),
    ("a path of Windows", b'attachment; filename="..\\\\..\\\\boot.ini"'),
    ("NUL in a file's name", b'attachment; filename="a\0.txt"'),
    ("escapes in a file's name", b'attachment; filename="' + ESCAPED + b'.txt"'),
    ("a file's name from right to left", 'attachment; filename="\u202egpj.exe"'.encode()),
    ("a device's name", b'attachment; filename="CON"'),
    ("an extended file's name", b"attachment; filename*=UTF-8''..%2f..%2fpasswd%00%1b%5b2J"),
    ("a file's name without an end", b'attachment; filename="abc'),
    ("two files' names", b'attachment; filename="a"; filename="b"'),
)
COOKIES = (
    ("without a name", b"=value; Path=/"),
    ("without a sign of equality", b"just-a-word"),
    ("with escapes", b"a=" + ESCAPED + b"\x1b[2J; Path=/"),
    ("with markup", b"[/bad]=[@click=app.quit]x[/]"),
    ("of 64 kB", b"a=" + b"v" * 65536),
    ("with a date that is none", b"a=b; Expires=Tomorrow, 99-Foo-0000; Max-Age=\xe9"),
    ("of another host", b"a=b; Domain=.evil.test; SameSite=Perhaps; Priority"),
    ("with nothing but semicolons", b";;;; ;"),
    ("that says it is of a host alone, and is not", b"__Host-a=b; Domain=evil.test"),
    ("with a quote that does not end", b'a="b; Path=/'),
)


def _coded(coding: bytes, body: bytes) -> bytes:
    return ok(b"Content-Encoding: " + coding, body=body)


def _typed(kind: bytes, body: bytes = HELLO) -> bytes:
    return ok(b"Content-Type: " + kind, body=body)


def _controls(value: bytes) -> str:
    return "the control byte" if any(octet < 32 for octet in value) else ""


CODED = [
    Family(name="gzip that is none", answer=_coded(b"gzip", HELLO), says="is not the gzip", kind="bad_response"),
    Family(
        name="gzip that breaks off",
        answer=_coded(b"gzip", GZIPPED[:-9]),
        body=None,
        says="breaks off before its end",
        **ODD,
    ),
    Family(
        name="gzip with something behind it",
        answer=_coded(b"gzip", GZIPPED + b"\0\0junk"),
        body=WORDS,
        says="6 B more, left out",
    ),
    Family(name="gzip twice", answer=_coded(b"gzip, gzip", gzip.compress(GZIPPED)), body=WORDS),
    Family(name="gzip said twice", answer=_coded(b"gzip, gzip", GZIPPED), body=None, says="is not the gzip", **ODD),
    Family(name="gzip that is not said", answer=ok(body=GZIPPED), body=GZIPPED),
    Family(name="an empty gzip", answer=_coded(b"gzip", b""), body=b""),
    Family(name="deflate without its header", answer=_coded(b"deflate", zlib.compress(WORDS)[2:-4]), body=WORDS),
    Family(name="br", answer=_coded(b"br", SQUEEZED), body=WORDS),
    Family(name="br that is none", answer=_coded(b"br", b"\xff" * 50), body=None, says="is not the br", **ODD),
    Family(name="br that breaks off", answer=_coded(b"br", SQUEEZED[:-5]), body=None, says="breaks off", **ODD),
    Family(name="zstd", answer=_coded(b"zstd", PRESSED), body=WORDS),
    Family(name="zstd that is none", answer=_coded(b"zstd", b"x" * 50), body=None, says="is not the zstd", **ODD),
    Family(name="zstd that breaks off", answer=_coded(b"zstd", PRESSED[:-5]), body=None, says="breaks off", **ODD),
    Family(name="unknown coding", answer=_coded(b"rot\x1b13", HELLO), says="its coding rot^[13 is not undone"),
    Family(name="a hundred codings", answer=_coded(b", ".join([b"gzip"] * 100), HELLO), says="none is undone"),
    Family(
        name="a length that is not of the coded body",
        answer=ok(b"Content-Encoding: gzip", b"Content-Length: %d" % (len(GZIPPED) + 9), body=GZIPPED, length=False),
        body=WORDS,
        complete=False,
        kind="disconnected",
        says=f"{len(GZIPPED)} of {len(GZIPPED) + 9} bytes came",
    ),
]

TYPED = [
    Family(
        name="another charset than is said", answer=_typed(b"text/plain; charset=ascii", b"caf\xe9"), body=b"caf\xe9"
    ),
    Family(name="a charset there is not", answer=_typed(b"text/plain; charset=klingon-8")),
    Family(name="a charset that is a codec of Python", answer=_typed(b"text/plain; charset=zlib_codec")),
    Family(name="UTF-8 that is none", answer=_typed(b"text/plain", b"\xc3(\xf0\x28"), body=b"\xc3(\xf0\x28"),
    Family(name="NUL in the body", answer=_typed(b"text/plain", b"a\0b"), body=b"a\0b"),
    Family(
        name="UTF-16 with its mark",
        answer=_typed(b"application/json", '{"a": 1}'.encode("utf-16")),
        body='{"a": 1}'.encode("utf-16"),
    ),
    Family(
        name="UTF-16 without its mark",
        answer=_typed(b"application/json", '{"a": 1}'.encode("utf-16-le")),
        body='{"a": 1}'.encode("utf-16-le"),
    ),
    Family(name="100,000 brackets", answer=_typed(b"application/json", NESTED), body=NESTED),
    Family(
        name="NaN in JSON",
        answer=_typed(b"application/json", b'{"a": NaN, "b": -Infinity}'),
        body=b'{"a": NaN, "b": -Infinity}',
    ),
    Family(
        name="the same key twice",
        answer=_typed(b"application/json", b'{"a": 1, "a": 2.50}'),
        body=b'{"a": 1, "a": 2.50}',
    ),
    Family(name="JSON that breaks off", answer=_typed(b"application/json", b'{"a": ["b'), body=b'{"a": ["b'),
    Family(
        name="JSON with lone surrogates",
        answer=_typed(b"application/json", b'{"\\ud800": "\\udfff\\u001b[2J"}'),
        body=b'{"\\ud800": "\\udfff\\u001b[2J"}',
    ),
    Family(
        name="a number of 100,000 digits",
        answer=_typed(b"application/json", b"[" + b"9" * 100_000 + b"]"),
        body=b"[" + b"9" * 100_000 + b"]",
    ),
    Family(
        name="XML with entities in entities",
        answer=_typed(b"application/xml", b'<!DOCTYPE a [<!ENTITY b "&b;&b;">]><a>&b;</a>'),
        body=b'<!DOCTYPE a [<!ENTITY b "&b;&b;">]><a>&b;</a>',
    ),
    Family(
        name="one line of 100 MB",
        answer=_typed(b"application/json", b'"' + b"x" * 100_000_000 + b'"'),
        body=None,
        over="plain",
        slow=True,
    ),
    Family(
        name="a type that is none", answer=_typed(b"///;;;=;charset"), headers=(("Content-Type", "///;;;=;charset"),)
    ),
    Family(name="an empty type", answer=_typed(b""), headers=(("Content-Type", ""),)),
    Family(
        name="two types",
        answer=ok(b"Content-Type: text/html", b"Content-Type: application/json"),
        headers=(("Content-Type", "text/html"), ("Content-Type", "application/json")),
    ),
    Family(
        name="events that break off",
        answer=_typed(b"text/event-stream", b"data: \x1b[2J\n\nevent: [/bad]\ndata"),
        body=b"data: \x1b[2J\n\nevent: [/bad]\ndata",
    ),
]

NAMED = [
    Family(
        name=what,
        answer=ok(b"Content-Disposition: " + value),
        headers=(("Content-Disposition", value.decode("latin-1")),),
        says=_controls(value),
    )
    for what, value in ATTACKS
]

COOKED = [
    Family(
        name=f"a cookie {what}",
        answer=ok(b"Set-Cookie: " + value),
        headers=(("Set-Cookie", value.decode("latin-1")),),
        says=_controls(value),
    )
    for what, value in COOKIES
] + [
    Family(
        name="300 cookies",
        answer=ok(*(b"Set-Cookie: c%d=v" % number for number in range(300))),
        headers=(("Set-Cookie", "c299=v"),),
    )
]
