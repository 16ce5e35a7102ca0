"""What `send` shows of an exchange: the record as JSON, or body, marks, redirects and failure for people."""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbench import charsets, marks, masking, records, typed_paths
from workbench.commands import output, parsing, trace
from workbench.commands.faults import CommandError
from workbench.commands.streaming import Stream
from workbench.models import Content, Exchange, Hop, HopRequest
from workbench.visible import decoded

_BAD = 400
_CHUNK = 1024 * 1024


class ShowOptions(trace.TraceOptions, parsing.JsonOptions):
    """The options as parsed."""

    output: str | None
    fail: bool
    show_secrets: bool


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group("output")
    group.add_argument("-o", "--output", metavar="FILE", help="write the body to FILE")
    group.add_argument("-f", "--fail", action="store_true", help="exit 6 for an HTTP status of 400 and above")
    parsing.add_json(group, "the exchange record")
    trace.add(group)
    group.add_argument("--show-secrets", action="store_true", help="do not mask tokens, cookies, passwords")


def destination(options: ShowOptions) -> Path | None:
    """Return the file that the body is for, None for stdout; raises CommandError where it cannot be made."""
    if options.output in (None, "-"):
        return None
    try:
        path = typed_paths.expanded(options.output or "")
        why = _against(path)
    except OSError as fault:
        why = (fault.strerror or str(fault)).lower()
    if why:
        raise CommandError("file", f"-o {options.output}: {why}.", where=options.output)
    return path


def _against(path: Path) -> str:
    """Say why a body cannot be written to a file, before anything is sent for it; the file stays as it is."""
    if path.is_dir():
        return "is a folder"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    if path.is_file():
        try:
            path.open("ab").close()
        except OSError as fault:
            return f"it cannot be written: {(fault.strerror or str(fault)).lower()}"
    if path.exists():  # a pipe would wait for its reader
        return "" if os.access(path, os.W_OK) else "it may not be written"
    return "" if os.access(path.parent, os.W_OK | os.X_OK) else f"no file may be made in {path.parent}"


def stream(options: ShowOptions) -> Stream | None:
    """Return what writes the body to stdout while it arrives; None where it goes elsewhere, or into a document."""
    return None if options.json or destination(options) is not None else Stream()


def answered(exchange: Exchange) -> Exchange:
    """Return an exchange that was stopped since nobody reads its body any more, as one that went well."""
    last = replace(exchange.hops[-1], failure=None) if exchange.hops else None
    return replace(exchange, outcome="response", hops=(*exchange.hops[:-1], last) if last else ())


def show(exchange: Exchange, options: ShowOptions, secrets: Collection[str], stream: Stream | None = None) -> None:
    """Show the exchange as the options say; `secrets` are the values of secret variables.

    What a `stream` wrote of the body is not written again.
    """
    if options.trace:
        for text in trace.lines(exchange):
            output.note(text if options.show_secrets else masking.hidden(text, secrets), hang=trace.HANG)
    if options.json:
        tell = trace.teller() if options.trace else None
        masked = records.exchange_document(exchange, show_secrets=options.show_secrets, secrets=secrets, tell=tell)
        output.document(masked)
        return
    if exchange.outcome == "prepared":
        for hop in exchange.hops:
            _show_request(hop.request if options.show_secrets else masking.request(hop.request, secrets))
    elif exchange.body and destination(options) is None and not (stream is not None and stream.began):
        output.body(_chunks(exchange.body), _charset(exchange))
    left = stream is not None and stream.reader_left
    for text in _told(_unread(exchange) if left else exchange):
        output.note(text if options.show_secrets else masking.hidden(text, secrets))


def _unread(exchange: Exchange) -> Exchange:
    """Say of a send that was stopped since nobody reads its body any more, that this was why."""
    if exchange.failure is None:
        return exchange
    size = marks.size(exchange.body.size) if exchange.body is not None else "nothing"
    why = f"Nobody reads stdout any more: the answer was stopped after {size}."
    last = exchange.hops[-1]
    return replace(exchange, hops=(*exchange.hops[:-1], replace(last, failure=replace(exchange.failure, message=why))))


def _show_request(request: HopRequest) -> None:
    output.line(f"{request.method} {request.url}")
    for name, value in request.headers:
        output.line(f"{name}: {value}")
    if request.body:
        charset = charsets.named(_content_type(request.headers))
        output.line()
        output.lines(decoded(request.body.data[: records.BODY_LIMIT], charset))


def _told(exchange: Exchange) -> Iterator[str]:
    for before, after in zip(exchange.hops, exchange.hops[1:], strict=False):
        yield from _notes(before)
        yield f"{marks.line(before)}  redirected to {masking.url(after.request.url)}"
    if exchange.hops:
        yield from _notes(exchange.hops[-1])
        yield from _certificate_note(exchange.hops[-1])
    yield marks.summary(exchange)
    for suspicion in exchange.hops[-1].suspicions if exchange.hops else ():
        yield f"{suspicion.message} {suspicion.hint}".rstrip()
    if exchange.failure:
        yield exchange.failure.message
        if exchange.failure.hint:
            yield exchange.failure.hint
    elif exchange.outcome == "prepared" and exchange.hops:
        yield f"certificate: {_chosen(exchange.hops[-1])}"


def _notes(hop: Hop) -> Iterator[str]:
    for departure in hop.departures:
        if departure.loud:
            yield f"note: {departure.text}"
    told = f"{hop.failure.message} {hop.failure.hint}" if hop.failure else ""
    for note in hop.notes:
        if note not in told:
            yield f"note: {note}"
    for problem in hop.tls.problems if hop.tls else ():
        if problem.message not in told:
            yield f"note: {problem.message}"


def _certificate_note(hop: Hop) -> Iterator[str]:
    """Tell what the mark on our certificate does not; a failure says it in its own words."""
    ours = hop.tls.client_certificate if hop.tls is not None and hop.response is not None else None
    if ours is None or hop.failure is not None or not ours.note:
        return
    if ours.verdict != "none_to_send" or (hop.response is not None and hop.response.status >= _BAD):
        yield f"note: {ours.note}"


def _chosen(hop: Hop) -> str:
    entry = hop.selection.entry
    return f"{marks.label(entry) if entry else 'none'}, {hop.selection.reason}"


def _chunks(content: Content) -> Iterator[bytes]:
    if content.path is None:
        yield content.data
        return
    with content.path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _charset(exchange: Exchange) -> str:
    return charsets.named(_content_type(exchange.response.headers if exchange.response else ()))


def _content_type(headers: Sequence[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")
