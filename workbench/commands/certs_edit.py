"""`workbench certs edit|replace`: another host, other files, another passphrase, in the same place of the list."""

from __future__ import annotations

from workbench.certificates.faults import MaterialError
from workbench.commands import certs_add, certs_options, entries, opening, output, parsing, statuses
from workbench.commands.calls import Call
from workbench.commands.certs_options import EntryOptions
from workbench.commands.faults import UsageError
from workbench.models import CertificateEntry

_DESCRIPTIONS = {
    "edit": "Change a certificate's entry; what is not said stays as it is. --ca '' and --name '' take\nthem away.",
    "replace": "Put new files in an entry's place, keeping its id and its rank; what is not said stays.",
}


class EditOptions(EntryOptions):
    """The options as parsed."""

    certificate: str


def run(call: Call, action: str) -> int:
    """Change one entry and print it as it now is; new files are examined first."""
    options = _parser(action).read(call.arguments, EditOptions())
    if action == "replace" and not (options.crt or options.pfx):
        raise UsageError("certs replace: name the new files: --crt F [--key F], or --pfx F.")
    secret = certs_options.passphrase(options)
    before = opening.settings(call)
    entry = entries.find(before, options.certificate)
    changed = certs_options.apply(options, entry)
    if options.crt or options.pfx or secret is not None or options.passphrase_ask:
        known = secret if secret is not None else _known(call, entry)
        changed = certs_add.examined(changed, known)
    if entry.seen and not options.json:
        output.line(f"before  {entry.seen.subject}, until {entry.seen.not_after:%Y-%m-%d}")
    certs_options.tell_about_host(changed, before.certificates)
    certs_add.finish(call, before, changed, verb=f"{action.removesuffix('e')}ed", as_json=options.json)
    return statuses.DONE


def _parser(action: str) -> parsing.Parser:
    parser = parsing.Parser(
        f"certs {action}",
        usage="ID|NAME [options]",
        description=_DESCRIPTIONS[action],
        examples=("alice --crt new.crt --key new.key", "id:k3f9a2 --port 8443"),
    )
    parser.add_argument("certificate", metavar="ID|NAME")
    certs_options.add(parser)
    parsing.add_json(parser, "the certificate as it now is")
    return parser


def _known(call: Call, entry: CertificateEntry) -> str | None:
    try:
        return opening.passphrases(call).of(entry)
    except MaterialError:
        return None
