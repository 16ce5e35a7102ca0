"""`workbench certs inspect`: what a file holds, without adding it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime

from workbench.certificates import checkup, documents
from workbench.certificates.checkup import Inspection
from workbench.commands import opening, output, parsing, passphrase_options, statuses
from workbench.commands.calls import Call
from workbench.models import Problem

_WIDTH = 79
_COMMAND = re.compile(r"(?<=:) ((?:chmod|cp|keytool|openssl|puttygen) .*)$")


class InspectOptions(parsing.JsonOptions, passphrase_options.PassphraseOptions):
    """The options as parsed."""

    file: str
    key: str | None


def run(call: Call) -> int:
    """Print what the files hold; exit 6 where they cannot serve, or not without another passphrase."""
    options = _parser().read(call.arguments, InspectOptions())
    passphrase = passphrase_options.read_one(options)
    days = opening.settings(call, quiet=True).tls.expiry_warning_days
    found = checkup.inspect(options.file, options.key, None, passphrase, datetime.now(UTC), days)
    if options.json:
        output.document(documents.inspection_document(found))
    else:
        for line in _lines(found):
            output.line(line)
    return statuses.DONE if found.status == "ok" else statuses.CHECK


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs inspect",
        usage="FILE [--key F] [--passphrase-stdin | --passphrase-env VAR] [--json]",
        description="Examine a certificate, a key or a PKCS#12 file without adding it. The format is told by\n"
        "the content, never by the name. Exit 6 when the file cannot serve.",
        examples=("alice.crt --key alice.key", "bob.p12 --passphrase-env BOB_PASSPHRASE"),
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--key", metavar="F", help="the key that belongs to the certificate")
    passphrase_options.add(parser)
    parsing.add_json(parser, "what was found")
    return parser


def _lines(found: Inspection) -> Iterator[str]:
    for name, text in _facts(found):
        yield f"{name:<12}{text}"
    for number, certificate in enumerate(found.chain[1:]):
        yield f"{'' if number else 'chain':<12}{certificate.subject}, until {certificate.not_after:%Y-%m-%d}"
    if found.choice:
        yield from _wrapped(f"! {found.choice}")
    for problem in found.problems:
        yield from _told(problem)


def _told(problem: Problem) -> Iterator[str]:
    """Put a command into a line of its own and never break it: it is there to be copied."""
    command = _COMMAND.search(problem.message)
    if command is None:
        yield from _wrapped(f"! {problem.message} [{problem.code}]")
        return
    yield from _wrapped(f"! {problem.message[: command.start()]} [{problem.code}]")
    yield f"    {command[1]}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _facts(found: Inspection) -> Iterator[tuple[str, str]]:
    yield "status", found.status.replace("_", " ")
    yield "format", found.format or "not known"
    key = {True: "there", False: "none", None: "not known"}[found.has_key]
    yield "key", f"{key}, {found.key_type}" if found.key_type else key
    leaf = found.leaf
    if leaf:
        yield "subject", leaf.subject
        yield "issuer", leaf.issuer
        yield "serial", leaf.serial
        yield "valid", f"{leaf.not_before:%Y-%m-%d} to {leaf.not_after:%Y-%m-%d}"
        yield "sha256", leaf.sha256
        if leaf.san:
            yield "names", ", ".join(leaf.san)
