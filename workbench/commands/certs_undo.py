"""`workbench certs undo`: the last removal, replacement, edit or import of certificates, taken back."""

from __future__ import annotations

from workbench.commands import entries, opening, output, parsing, statuses, undoing
from workbench.commands.calls import Call
from workbench.models import CertificateEntry


def run(call: Call) -> int:
    """Take the newest step back and print the entry as it now is; raises CommandError where there is none."""
    options = _parser().read(call.arguments, parsing.JsonOptions())
    back = undoing.take_back(call, CertificateEntry)
    if not isinstance(back.entry, CertificateEntry):
        undoing.show_import(back, as_json=options.json)
        return statuses.DONE
    if not options.json:
        output.line(back.words)
    # As the file has it: a passphrase in it may have been sealed on the way.
    for entry in back.saved.certificates:
        if entry.id == back.entry.id:
            status = entries.judge(entry, opening.passphrases(call), back.saved.tls.expiry_warning_days)
            entries.show(status, "now", as_json=options.json)
    return statuses.DONE


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs undo",
        usage="[--json]",
        description="Take back the last removal, replacement, edit or import of certificates, also one made\n"
        "in the app. Again takes back the one before; the last fifty changes are kept. What was\n"
        "changed again since is left as it is, and said.",
        examples=("",),
    )
    parsing.add_json(parser, "the certificate as it now is, or of an import what was taken out,")
    return parser
