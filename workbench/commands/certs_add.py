"""`workbench certs add`: a certificate for a host, examined before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from workbench.certificates import checkup, material
from workbench.certificates.faults import MaterialError
from workbench.commands import certs_options, entries, opening, parsing, statuses
from workbench.commands.calls import Call
from workbench.commands.certs_options import EntryOptions
from workbench.commands.faults import CommandError, UsageError
from workbench.models import CertificateEntry
from workbench.settings import Settings, new_id
from workbench.settings.schema import ASK


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
    entry = examined(certs_options.apply(options, blank), secret)
    certs_options.tell_about_host(entry, before.certificates)
    finish(call, before, entry, verb="added", as_json=options.json)
    return statuses.DONE


def examined(entry: CertificateEntry, secret: str | None) -> CertificateEntry:
    """Return the entry with the passphrase it needs, none where it needs none, and what its files say.

    Raises CommandError where they cannot be used; one that is asked for in each session need not be known.
    """
    try:
        material.load(entry, None)
        return _seen(entry if entry.passphrase == ASK else replace(entry, passphrase=None), None)
    except MaterialError as fault:
        if fault.code != "needs_passphrase":
            raise unusable(fault, _mistaken(entry) if fault.code == "no_key" else "") from fault
    return _locked(entry, secret)


def unusable(fault: MaterialError, hint: str = "") -> CommandError:
    """Return the error that says why files cannot be used, and which option to give."""
    if fault.code in ("needs_passphrase", "wrong_passphrase"):
        hint = " Give it by --passphrase-stdin or --passphrase-env VAR, or use --passphrase-ask."
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
        "file that leaks, not against someone who can read your account.",
        examples=(
            "--host api.example.com --crt alice.crt --key alice.key",
            "--host '*.example.com' --port '*' --pfx bob.p12 --name bob --passphrase-env BOB",
        ),
    )
    certs_options.add(parser)
    parsing.add_json(parser, "the certificate as it now is")
    return parser


def _locked(entry: CertificateEntry, secret: str | None) -> CertificateEntry:
    if entry.passphrase == ASK and secret is None:
        return entry
    try:
        material.load(entry, secret)
    except MaterialError as fault:
        raise unusable(fault) from fault
    return _seen(entry if entry.passphrase == ASK else replace(entry, passphrase=secret), secret)


def _mistaken(entry: CertificateEntry) -> str:
    """Say that a certificate without a key looks like a server's or a CA's, and what to do with it then."""
    found = checkup.status(entry, None, datetime.now(UTC), 0).problems
    return "".join(f" {problem.message}" for problem in found if problem.code == "server_certificate")


def _seen(entry: CertificateEntry, secret: str | None) -> CertificateEntry:
    status = checkup.status(entry, secret, datetime.now(UTC), 0)
    return replace(entry, seen=checkup.seen(status))
