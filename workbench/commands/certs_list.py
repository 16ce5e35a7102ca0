"""`workbench certs list`: every certificate with its host, its expiry and its state."""

from __future__ import annotations

from workbench.certificates import documents
from workbench.commands import entries, opening, output, parsing, statuses, table
from workbench.commands.calls import Call

_NONE_YET = "There are no certificates yet: workbench certs add --host HOST --crt FILE --key FILE"


def run(call: Call) -> int:
    """Print the list, in the order in which the rules rank."""
    options = _parser().read(call.arguments, parsing.JsonOptions())
    settings = opening.settings(call)
    kept = opening.passphrases(call)
    days = settings.tls.expiry_warning_days
    found = [entries.judge(entry, kept, days) for entry in settings.certificates]
    if options.json:
        output.document([documents.entry_document(status) for status in found])
    elif found:
        for line in table.aligned(entries.rows(found)):
            output.line(line)
    else:
        output.note(_NONE_YET)
    return statuses.DONE


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs list",
        usage="[--json]",
        description="Every certificate in the order added, with what its files say now.",
        examples=("", "--json"),
    )
    parsing.add_json(parser, "the list")
    return parser
