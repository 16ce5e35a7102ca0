"""`workbench certs edit|replace`: another host, other files, another passphrase, in the same place of the list."""

from __future__ import annotations

from workbench.certificates import material, renewal
from workbench.certificates.faults import MaterialError
from workbench.commands import certs_add, certs_options, entries, opening, output, parsing, statuses
from workbench.commands.calls import Call
from workbench.commands.certs_options import EntryOptions
from workbench.commands.faults import UsageError
from workbench.models import CertificateEntry
from workbench.settings import steps

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
    if not certs_options.say_anything(options):
        raise UsageError("certs edit: say what is to change: --host, --port, --name, its files or its passphrase.")
    changed = certs_options.apply(_completed(options, entry), entry)
    if steps.is_replacement(entry, changed) or action == "replace" or _says_passphrase(entry, changed, secret):
        changed = certs_add.examined(call, changed, secret if secret is not None else _known(call, entry))
        if not options.json:
            _tell_difference(call, entry, changed)
    certs_options.tell_about_host(changed, before.certificates)
    certs_add.finish(call, before, changed, verb=f"{action.removesuffix('e')}ed", as_json=options.json)
    return statuses.DONE


def _completed(options: EditOptions, entry: CertificateEntry) -> EditOptions:
    """Add to half a pair the half that stays as it is; a certificate's file with a key in it needs no other."""
    if options.key and not (options.crt or options.pfx):
        if entry.cert_file is None:
            raise UsageError(f"--key needs --crt: the files of {options.certificate} are one PFX file so far.")
        options.crt = entry.cert_file
    elif options.crt and not options.key and entry.key_file and entry.key_file != entry.cert_file:
        options.key = None if _holds_key(options.crt) else entry.key_file
    return options


def _holds_key(path: str) -> bool:
    alone = CertificateEntry(id="", host="", cert_file=path)
    return any(one.keys or one.faults for one in material.examine(alone, None).contents if one.certificates)


def _says_passphrase(entry: CertificateEntry, changed: CertificateEntry, secret: str | None) -> bool:
    return secret is not None or changed.passphrase != entry.passphrase


def _tell_difference(call: Call, entry: CertificateEntry, changed: CertificateEntry) -> None:
    """Say on stdout what was and what comes, and on stderr what a person may not have meant."""
    kept = opening.passphrases(call)
    old = renewal.of_entry(entries.judge(entry, kept, 0))
    new = renewal.of_status(entries.judge(changed, kept, 0))
    output.line(f"old  {renewal.line(old)}")
    output.line(f"new  {renewal.line(new)}")
    for warning in renewal.warnings(old, new):
        output.note(f"note: {warning}")


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
