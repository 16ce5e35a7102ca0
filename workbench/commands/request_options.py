"""The options of `send` that say what is sent, laid over what a URL or a request file says."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbench import typed_paths
from workbench.commands import request_body
from workbench.commands.faults import UsageError, unreadable
from workbench.models import Field, Request
from workbench.models import RequestOptions as Limits

_NAME = re.compile(r"[^\s:;]+")


class RequestOptions(argparse.Namespace):
    """The options as parsed; None and empty mean: not said."""

    method: str | None
    header: list[str]
    data: list[str]
    follow: bool | None
    timeout: float | None

    @property
    def body_from_stdin(self) -> bool:
        """Whether stdin is the body."""
        return request_body.STDIN in self.data


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group("request")
    group.add_argument("-X", "--request", dest="method", metavar="METHOD", help="GET, or POST with -d")
    group.add_argument(
        "-H",
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'|@FILE",
        help="a header, or a file with one on each line; may be repeated",
    )
    group.add_argument(
        "-d",
        "--data",
        action="append",
        default=[],
        metavar="TEXT|@FILE|@-",
        help="the body: {…} and […] go as JSON, other text as a form, a file as its name says; @- is stdin",
    )
    group.add_argument("--timeout", type=seconds, metavar="S", help="give up after S seconds without a byte")
    follow = group.add_mutually_exclusive_group()
    follow.add_argument("-L", "--follow", action="store_true", default=None, help="the default")
    follow.add_argument("--no-follow", dest="follow", action="store_false", help="do not follow redirects")


def apply(options: RequestOptions, method: str | None, request: Request, spool: Path) -> Request:
    """Return `request` with what the options say instead; `method` is the positional one."""
    if method and options.method and method != options.method:
        raise UsageError(f"The method is {method} and -X says {options.method}.", "workbench send")
    headers = _laid_over(request.headers, _headers(options.header))
    changed = _with_body(options.data, replace(request, headers=headers), spool)
    return replace(
        changed,
        method=options.method or method or changed.method,
        options=_limits(options, request.options),
    )


def _with_body(pieces: Sequence[str], request: Request, spool: Path) -> Request:
    if not pieces:
        return request
    body, media_type = request_body.read(pieces, spool)
    said = any(header.enabled and header.name.lower() == "content-type" for header in request.headers)
    added = (Field(name="Content-Type", value=media_type),) if media_type and not said else ()
    method = "POST" if request.method == "GET" else request.method
    return replace(request, method=method, body=body, headers=request.headers + added)


def _limits(options: RequestOptions, limits: Limits) -> Limits:
    return replace(
        limits,
        timeout=limits.timeout if options.timeout is None else options.timeout,
        follow_redirects=limits.follow_redirects if options.follow is None else options.follow,
    )


def _laid_over(before: Sequence[Field], given: Sequence[Field]) -> tuple[Field, ...]:
    names = {header.name.lower() for header in given}
    return (*(header for header in before if header.name.lower() not in names), *given)


def _headers(texts: Sequence[str]) -> tuple[Field, ...]:
    return tuple(_header(line) for text in texts for line in _lines(text))


def _lines(text: str) -> Iterator[str]:
    if not text.startswith("@"):
        yield text
        return
    try:
        content = typed_paths.expanded(text[1:]).read_text("utf-8", errors="surrogateescape")
    except OSError as fault:
        raise unreadable(text[1:], fault) from fault
    yield from (line for line in content.splitlines() if line.strip())


def _header(line: str) -> Field:
    """Read `Name: value`; as with curl, `Name;` is a header with an empty value."""
    name, colon, value = line.partition(":")
    if not colon and line.endswith(";"):
        name, colon = line[:-1], ":"
    if not colon or not _NAME.fullmatch(name.strip()):
        # The line is not repeated: it may be a secret that lost its name.
        raise UsageError("-H: a header is written 'Name: value'.", "workbench send")
    return Field(name=name.strip(), value=value.strip())


def seconds(text: str) -> float:
    """Read a time limit; raises ArgumentTypeError."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number of seconds above 0, found {text!r}")
    return found
