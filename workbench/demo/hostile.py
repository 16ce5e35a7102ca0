"""Answers that mean harm: terminal escapes, markup, bytes that are no text, and HTTP that breaks off.

Each is a path under `/hostile`; the bare one has everything that still parses as HTTP.
"""

from __future__ import annotations

import json

from workbench.demo.authorities import ESCAPES, MARKUP
from workbench.demo.outbound import Answer, Raw

CLIPBOARD = "\x1b]52;c;cHduZWQ=\x07"
"""OSC 52: sets the clipboard of a terminal that gets it raw."""

REPAINT = "\x1b[2J\x1b[H\x9b31m\u202egnissim si gnihton"
_TEXT = ("Content-Type", "text/plain; charset=utf-8")
_JSON = ("Content-Type", "application/json")
_NOT_UTF8 = b"caf\xe9 \xff\xfe\xc3( \xed\xa0\x80 \xf0\x28\x8c\xbc end\n"
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
_EVIL = (ESCAPES + CLIPBOARD + MARKUP + REPAINT).encode()
_OK = _HEAD + b"Content-Length: 3\r\n\r\nok\n"


def answer(path: str) -> Answer | Raw:
    """Answer what stands after `/hostile/` in the path; an unknown one gets the bare form."""
    return _ALL.get(path, _everything())


def _latin1(text: str) -> str:
    """Return the text whose latin-1 bytes are the UTF-8 of `text`, for a place that holds bytes."""
    return text.encode().decode("latin-1")


def _everything() -> Answer:
    return Answer(
        reason=_latin1(f"OK {ESCAPES}{MARKUP}"),
        headers=(_TEXT, *_HEADERS),
        body=(_BODY + "\nMore of it: " + " ".join(f"/hostile/{path}" for path in _ALL) + "\n").encode(),
    )


_HEADERS = (
    ("X-Escape", _latin1(ESCAPES + CLIPBOARD)),
    ("X-Repaint", _latin1(REPAINT)),
    ("X-Markup", MARKUP),
    ("X-Latin-1", "caf\xe9"),
    ("Set-Cookie", f"session={MARKUP}{ESCAPES}; Path=/"),
    ("Content-Disposition", f'inline; filename="{ESCAPES}../../{MARKUP}.txt"'),
)
_BODY = "\n".join(
    (
        "A terminal that gets this raw is repainted, retitled, and has its clipboard set.",
        ESCAPES + CLIPBOARD + REPAINT,
        MARKUP,
        "[bold red]not bold, not red[/] [link=https://evil.test]no link[/link]",
        "nul:\0 bell:\a backspace:\b carriage\rreturn, zero\u200bwidth, \u2066isolate\u2069",
    )
)
_COOKIES = tuple(
    ("Set-Cookie", value)
    for value in (
        f"{MARKUP}={MARKUP}; Path={MARKUP}",
        f"a={_latin1(ESCAPES)}; Domain={_latin1(REPAINT)}",
        f"{_latin1(ESCAPES)}=b; Expires={_latin1(ESCAPES)}",
        "=nameless",
    )
)
_FILES = tuple(
    ("Content-Disposition", value)
    for value in (
        f'attachment; filename="../../../{MARKUP}{_latin1(ESCAPES)}.txt"',
        f"attachment; filename*=UTF-8''{'%1b%5b2J%00..%2f' * 3}",
        _latin1('attachment; filename="\u202egpj.exe"'),
    )
)
_ALL: dict[str, Answer | Raw] = {
    "headers": Answer(headers=(_TEXT, *_HEADERS), body=b"look at the headers\n"),
    "reason": Answer(status=418, reason=_latin1(ESCAPES + MARKUP), headers=(_TEXT,), body=b"look at the status\n"),
    "body": Answer(headers=(_TEXT,), body=_BODY.encode()),
    "json": Answer(
        headers=(_JSON,),
        body=json.dumps({ESCAPES + MARKUP: [MARKUP, CLIPBOARD], "[/bad]": REPAINT}, ensure_ascii=False).encode(),
    ),
    "utf8": Answer(headers=(_TEXT,), body=_NOT_UTF8),
    "names": Raw(data=b"HTTP/1.1 200 OK\r\n" + _EVIL + b": 1\r\n[/bad]: 2\r\n" + _EVIL + b"\r\n\r\nlook\n"),
    "cookies": Answer(headers=(_TEXT, *_COOKIES), body=b"look at the cookies\n"),
    "file": Answer(headers=(_TEXT, *_FILES), body=b"save me\n"),
    "events": Answer(
        headers=(("Content-Type", "text/event-stream"),), body=b"event: %b\ndata: %b\n\n" % (_EVIL, _EVIL)
    ),
    "html": Answer(headers=(("Content-Type", "text/html"),), body=b"<p title='%b'>%b</p>\n" % (_EVIL, _EVIL)),
    "form": Answer(
        headers=(("Content-Type", "application/x-www-form-urlencoded"),), body=b"%5B/bad%5D=%1B%5B2J%9B&a=%00"
    ),
    "type": Answer(headers=(("Content-Type", f"text/{_latin1(ESCAPES + MARKUP)}; charset={MARKUP}"),), body=b"ok\n"),
    "coding": Answer(headers=(("Content-Encoding", _latin1(ESCAPES + MARKUP)),), body=_EVIL),
    "early": Raw(data=b"HTTP/1.1 103 " + _EVIL + b"\r\nLink: " + _EVIL + b"\r\n\r\n" + _OK),
    "trailer": Raw(
        data=_HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;" + _EVIL + b"\r\nok\n\r\n0\r\nX: " + _EVIL + b"\r\n\r\n"
    ),
    "behind": Raw(data=_OK + _EVIL),
    "version": Raw(data=b"HTTP/1.1" + _EVIL + b" 200 OK\r\n\r\n"),
    "redirect": Answer(status=302, headers=(("Location", f"https://{MARKUP}.test/{ESCAPES}"),)),
    "chunks": Raw(data=_HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz" + b"\x1b[31m\r\nworld\r\n"),
    "cut": Raw(data=_HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n40\r\nhalf of", abrupt=True),
    "short": Raw(data=_HEAD + b"Content-Length: 1000\r\n\r\nnot a thousand bytes", abrupt=True),
    "lengths": Raw(data=_HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
    "status": Raw(data=b"HTTP/1.1 \x1b[31m two hundred\r\n\r\n"),
    "noise": Raw(data=b"\x00\x1b[31m" + MARKUP.encode() + b" this is no HTTP at all\r\n\r\n"),
}
PATHS = tuple(_ALL)
"""What may stand after `/hostile/`."""
