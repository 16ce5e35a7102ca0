"""The options that `certs add`, `edit` and `replace` share, laid over an entry."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from workbench import marks
from workbench.certificates import namesakes, printed, rivalry, selection
from workbench.certificates.hosts import HostError, compile_pattern, typed_host
from workbench.commands import identity_options, output, parsing, passphrase_options
from workbench.commands.faults import CommandError, UsageError
from workbench.models import CertificateEntry, Port
from workbench.settings import name_fault
from workbench.settings.schema import ASK, COMMAND


class EntryOptions(parsing.JsonOptions, identity_options.FileOptions, passphrase_options.PassphraseOptions):
    """The options as parsed; None means: not said."""

    host: str | None
    port: Port
    ca: str | None
    name: str | None
    passphrase_ask: bool
    passphrase_command: str | None


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--host", metavar="H", help="host, or a pattern such as *.example.com")
    parser.add_argument("--port", type=port, metavar="P", help="a number, or * for any; without it 443")
    identity_options.add_files(parser)
    parser.add_argument("--ca", metavar="F", help="trust this CA for the same hosts")
    parser.add_argument("--name", metavar="N", help="whose identity it is; several entries may share one")
    passphrase_options.add(parser)
    parser.add_argument("--passphrase-ask", action="store_true", help="store no passphrase: ask once in each session")
    parser.add_argument(
        "--passphrase-command",
        metavar="COMMAND",
        help="store no passphrase but a command that prints it, such as 'pass show work/alice'",
    )


def say_anything(options: EntryOptions) -> bool:
    """Tell whether any option was given."""
    texts = (options.host, options.port, options.ca, options.name, options.passphrase_command)
    files = (options.crt, options.key, options.pfx)
    ways = (options.passphrase_stdin, options.passphrase_env, options.passphrase_ask)
    return any(text is not None for text in (*texts, *files)) or any(ways)


def passphrase(options: EntryOptions) -> str | None:
    """Return the passphrase given, None without one; raises UsageError for two ways at once, or a wrong command."""
    given = passphrase_options.read_one(options)
    if given is not None and options.passphrase_ask:
        raise UsageError("Give the passphrase now, or --passphrase-ask to be asked in each session, not both.")
    if options.passphrase_command is not None:
        if given is not None or options.passphrase_ask:
            raise UsageError("Give --passphrase-command, or the passphrase, or --passphrase-ask: one of them.")
        _check_command(options.passphrase_command)
    return given


def apply(options: EntryOptions, entry: CertificateEntry) -> CertificateEntry:
    """Return the entry with what the options say, but for the passphrase; raises CommandError."""
    named = identity_options.files(options)
    changed = _with_host(options, entry)
    if named:
        changed = replace(changed, cert_file=named.cert_file, key_file=named.key_file, pfx_file=named.pfx_file)
    if options.ca is not None:
        changed = replace(changed, ca_file=identity_options.lasting(options.ca) if options.ca else None)
    if options.name is not None:
        changed = replace(changed, name=_name(options.name))
    if options.passphrase_stdin or options.passphrase_env:
        return replace(changed, passphrase=None)  # it is sealed once it has opened the files
    if options.passphrase_command is not None:
        return replace(changed, passphrase=f"{COMMAND}{options.passphrase_command.strip()}")
    return replace(changed, passphrase=ASK) if options.passphrase_ask else changed


def tell_about_host(entry: CertificateEntry, others: Sequence[CertificateEntry]) -> None:
    """Say on stderr when a pattern covers more than one may think, which entries match too, and who bears its name."""
    warning = compile_pattern(entry.host).warning
    if warning:
        output.note(f"note: {warning}")
    for said in rivalry.sentences(entry, selection.index(others), _called):
        output.note(f"note: {said}")
    if shared := namesakes.sentence(entry, others, _called):
        output.note(f"note: {shared}")


def _called(entry: CertificateEntry) -> str:
    return f"{marks.label(entry)} (id:{entry.id})"


def _with_host(options: EntryOptions, entry: CertificateEntry) -> CertificateEntry:
    if options.host is None:
        return entry if options.port is None else replace(entry, port=options.port)
    try:
        host, port = typed_host(options.host, options.port)
        compile_pattern(host)
    except HostError as fault:
        raise CommandError("invalid_host", f"--host: {fault}", where="host") from fault
    return replace(entry, host=host, port=entry.port if port is None else port)


def _check_command(command: str) -> None:
    try:
        printed.words(command)
    except printed.CommandFault as fault:
        raise UsageError(f"--passphrase-command: {fault}.") from fault


def _name(text: str) -> str | None:
    if not text:
        return None
    if fault := name_fault(text):
        raise CommandError("invalid_name", f"--name: {fault}.", where="name")
    return text


def port(text: str) -> Port:
    """Read a port as an entry says it; raises ArgumentTypeError."""
    if text == "*":
        return "*"
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a number from 1 to 65535, or * for any, found {text!r}")
