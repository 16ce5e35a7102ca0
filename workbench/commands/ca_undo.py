"""`workbench ca undo`: the last removal or edit of a CA file, taken back."""

from __future__ import annotations

from workbench.commands import authorities, ca_list, output, parsing, statuses, undoing
from workbench.commands.calls import Call
from workbench.models import CaEntry


def run(call: Call) -> int:
    """Take the newest step back and print the entry as it now is; raises CommandError where there is none."""
    options = _parser().read(call.arguments, parsing.JsonOptions())
    back = undoing.take_back(call, CaEntry)
    if not isinstance(back.entry, CaEntry):
        undoing.show_import(back, as_json=options.json)
        return statuses.DONE
    found = authorities.read(back.entry, back.saved.tls.expiry_warning_days)
    if options.json:
        output.document(authorities.document(found))
        return statuses.DONE
    output.line(back.words)
    for line in ca_list.lines(found):
        output.line(line)
    return statuses.DONE


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "ca undo",
        usage="[--json]",
        description="Take back the last removal or edit of a CA file, or an import of CA files alone,\n"
        "also one made in the app.",
        examples=("",),
    )
    parsing.add_json(parser, "the CA, or of an import what was taken out,")
    return parser
