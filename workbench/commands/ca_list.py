"""`workbench ca list`: every extra CA with the certificates in its file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from workbench.certificates import checkup
from workbench.commands import authorities, opening, output, parsing, statuses
from workbench.commands.authorities import Authority
from workbench.commands.calls import Call


def run(call: Call) -> int:
    """Print the list."""
    options = _parser().read(call.arguments, parsing.JsonOptions())
    settings = opening.settings(call)
    days = settings.tls.expiry_warning_days
    found = [authorities.read(entry, days) for entry in settings.cas]
    if options.json:
        output.document([authorities.document(each) for each in found])
        return statuses.DONE
    for each in found:
        for line in lines(each):
            output.line(line)
    if not found:
        output.note("There are no extra CAs: workbench ca add FILE")
    if not settings.tls.extra_ca:
        output.note("note: tls.extra_ca is off in the settings, so none of these is trusted.")
    return statuses.DONE


def lines(found: Authority) -> Iterator[str]:
    """Return an entry and its certificates as lines."""
    entry = found.entry
    yield f"{entry.file}  for {authorities.place(entry)}  {'enabled' if entry.enabled else 'disabled'}"
    for certificate in found.certificates:
        left = checkup.days_left(certificate.not_after, datetime.now(UTC))
        days = f", {left} days left" if left >= 0 else ", EXPIRED"
        yield f"  {certificate.subject}, until {certificate.not_after:%Y-%m-%d}{days}"
        yield f"    sha256 {certificate.sha256}"
    for problem in found.problems:
        yield f"  ! {problem.message} [{problem.code}]"


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "ca list", usage="[--json]", description="Every extra CA, with its certificates.", examples=("", "--json")
    )
    parsing.add_json(parser, "the list")
    return parser
