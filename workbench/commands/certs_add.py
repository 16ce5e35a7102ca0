"""`workbench certs add`: a certificate for a host, examined before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from workbench.certificates import checkup, material, pairing
from workbench.certificates.faults import MaterialError
from workbench.certificates.material import Identity
from workbench.commands import certs_options, entries, opening, output, parsing, statuses
from workbench.commands.calls import Call
from workbench.commands.certs_options import EntryOptions
from workbench.commands.faults import CommandError, UsageError
from workbench.models import CertificateEntry
from workbench.settings import Settings, new_id
from workbench.settings.schema import ASK, is_command


def run(call: Call) -> int:
    """Add the entry and print it; raises CommandError where its files cannot be used."""
    options = _parser().read(call.arguments, EntryOptions())
    if not options.host:
        raise UsageError("certs add: --host is missing: the host this certificate is for.", "workbench certs add")
    if not (options.crt or options.pfx):
        raise UsageError("certs add: name the files: --crt F [--key F], or --pfx F.", "workbench certs add")
    secret = certs_options.passphrase(options)
    before = opening.settings(call)
    taken = {entry.id for entry in before.certificates}
    blank = CertificateEntry(id=new_id(taken), host="", added=datetime.now(UTC).replace(microsecond=0))
    entry = examined(call, certs_options.apply(options, blank), secret)
    certs_options.tell_about_host(entry, before.certificates)
    finish(call, before, entry, verb="added", as_json=options.json)
    return statuses.DONE


def examined(call: Call, entry: CertificateEntry, secret: str | None) -> CertificateEntry:
    """Return the entry with the passphrase it needs, sealed, none where it needs none, and what its files say.

    Raises CommandError where they cannot be used; one that is asked for in each session need not be known, and
    one that a command prints is tried.
    """
    comes_later = entry.passphrase == ASK or is_command(entry.passphrase)
    try:
        _tell_choice(material.load(entry, None))
        return _seen(entry if comes_later else replace(entry, passphrase=None), None)
    except MaterialError as fault:
        if fault.code != "needs_passphrase":
            raise unusable(fault, _mistaken(entry) if fault.code == "no_key" else "") from fault
    if is_command(entry.passphrase):
        return _printed(call, entry)
    return _locked(call, entry, secret)


def unusable(fault: MaterialError, hint: str = "") -> CommandError:
    """Return the error that says why files cannot be used, and which option to give."""
    if fault.code in ("needs_passphrase", "wrong_passphrase"):
        hint = " Give it by --passphrase-stdin or --passphrase-env VAR, or use --passphrase-ask or -command."
    where = str(fault.path) if fault.path else fault.field
    return CommandError(fault.code, f"{fault.message}{hint}", where=where, status=statuses.CERTIFICATE)


def finish(call: Call, before: Settings, entry: CertificateEntry, *, verb: str, as_json: bool) -> None:
    """Save the entry in the place of its id, or last, and show it."""
    others = [entry if other.id == entry.id else other for other in before.certificates]
    listed = others if entry in others else [*others, entry]
    saved = opening.save(call, before, replace(before, certificates=tuple(listed)))
    kept = next((other for other in saved.certificates if other.id == entry.id), entry)
    status = entries.judge(kept, opening.passphrases(call), saved.tls.expiry_warning_days)
    entries.show(status, verb, as_json=as_json)


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "certs add",
        usage="--host H [--port P|'*'] (--crt F [--key F] | --pfx F) [options]",
        description="Add a client certificate for a host. Without --port it is for 443 only. The files are\n"
        "examined first; a passphrase is sealed with a key on this machine, which protects a settings\n"
        "file that leaks, not against someone who can read your account. Or it is not stored:\n"
        "--passphrase-ask asks in each session; --passphrase-command runs a command, once a session,\n"
        "for the first send: without a shell and without a terminal, for 30 seconds at most. The first\n"
        "line it prints is taken; quotes, ~ and $NAME work in it, pipes do not.",
        examples=(
            "--host api.example.com --crt alice.crt --key alice.key",
            "--host '*.example.com' --port '*' --pfx bob.p12 --name bob --passphrase-env BOB",
            "--host api.example.com --pfx bob.p12 --passphrase-command 'pass show work/bob'",
        ),
    )
    certs_options.add(parser)
    parsing.add_json(parser, "the certificate as it now is")
    return parser


def _locked(call: Call, entry: CertificateEntry, secret: str | None) -> CertificateEntry:
    if entry.passphrase == ASK and secret is None:
        return entry
    try:
        _tell_choice(material.load(entry, secret))
    except MaterialError as fault:
        raise unusable(fault) from fault
    if secret is not None and entry.passphrase != ASK:
        # At once: one that reads "ask" or "command:…" would mean something else in the settings.
        entry = replace(entry, passphrase=opening.sealed(call, secret, entry.id))
    return _seen(entry, secret)


def _printed(call: Call, entry: CertificateEntry) -> CertificateEntry:
    """Run the entry's command and open the files with what it prints."""
    kept = opening.passphrases(call)
    try:
        _tell_choice(kept.opened(entry, lambda passphrase: material.load(entry, passphrase)))
    except MaterialError as fault:
        where = str(fault.path) if fault.path else fault.field
        raise CommandError(fault.code, fault.message, where=where, status=statuses.CERTIFICATE) from fault
    return _seen(entry, kept.at_hand(entry))


def _tell_choice(identity: Identity) -> None:
    if said := pairing.choice(identity):
        output.note(f"note: {said}")


def _mistaken(entry: CertificateEntry) -> str:
    """Say that a certificate without a key looks like a server's or a CA's, and what to do with it then."""
    found = checkup.status(entry, None, datetime.now(UTC), 0).problems
    return "".join(f" {problem.message}" for problem in found if problem.code == "server_certificate")


def _seen(entry: CertificateEntry, secret: str | None) -> CertificateEntry:
    status = checkup.status(entry, secret, datetime.now(UTC), 0)
    return replace(entry, seen=checkup.seen(status))
