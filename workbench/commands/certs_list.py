"""`workbench certs list`: every certificate with its host, its expiry and its state."""

from __future__ import annotations

from workbench.certificates import documents
from workbench.certificates.ordering import ORDERS, Order, ordered
from workbench.commands import entries, moved_files, opening, output, parsing, statuses, table
from workbench.commands.calls import Call

_NONE_YET = "There are no certificates yet: workbench certs add --host HOST --crt FILE --key FILE"


class ListOptions(parsing.JsonOptions):
    """The options as parsed."""

    sort: Order


def run(call: Call) -> int:
    """Print the list, in the order in which the rules rank unless another is asked for."""
    options = _parser().read(call.arguments, ListOptions())
    settings = opening.settings(call)
    kept = opening.passphrases(call)
    days = settings.tls.expiry_warning_days
    judged = {entry.id: entries.judge(entry, kept, days) for entry in settings.certificates}
    in_order = ordered(settings.certificates, options.sort, lambda entry: judged[entry.id].not_after)
    found = [judged[entry.id] for entry in in_order]
    if options.json:
        output.document([documents.entry_document(status) for status in found])
    elif found:
        for line in table.aligned(entries.rows(found)):
            output.line(line)
        moved_files.tell(found, kept)
    else:
        output.note(_NONE_YET)
    return statuses.DONE


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs list",
        usage="[--sort file|expires|host|name] [--json]",
        description="Every certificate in the order added, which is how the rules rank, with what its files say now.",
        examples=("", "--sort expires", "--json"),
    )
    parser.add_argument("--sort", choices=ORDERS, default="file", help="what expires first, or by host or name")
    parsing.add_json(parser, "the list")
    return parser
