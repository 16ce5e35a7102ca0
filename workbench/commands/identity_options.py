"""`--cert`, `--crt`, `--key`, `--pfx`: a person's word on the certificate of one call."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import HostError, origin
from workbench.commands import passphrase_options
from workbench.commands.faults import CommandError, UsageError
from workbench.commands.passphrase_options import GivenPassphrase
from workbench.models import CertificateEntry, Choice
from workbench.nouns import dataclass
from workbench.settings.schema import ASK, COMMAND_ID, is_command

if TYPE_CHECKING:
    from workbench.certificates.passphrases import Passphrases


class FileOptions(argparse.Namespace):
    """The files of one identity as parsed."""

    crt: str | None
    key: str | None
    pfx: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The same as an entry keeps them: a certificate with its key, or one file with both."""

    cert_file: str | None = None
    key_file: str | None = None
    pfx_file: str | None = None


class ChoiceOptions(argparse.Namespace):
    """The choice as parsed."""

    cert: str | None


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add `--cert`."""
    parser.add_argument(
        "--cert",
        metavar="NAME|id:ID|none",
        help="which of the certificates in the settings, over pin and rules; none: no certificate",
    )


def add_files(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the files of one identity."""
    parser.add_argument("--crt", metavar="F", help="certificate file; its key may be inside")
    parser.add_argument("--key", metavar="F", help="key file")
    parser.add_argument("--pfx", metavar="F", help="PKCS#12 file (.p12, .pfx)")


def choice(options: ChoiceOptions) -> Choice | None:
    """Return what `--cert` says; raises UsageError for a file with its passphrase, as curl takes it."""
    if options.cert is None:
        return None
    if ":" in options.cert and not options.cert.startswith("id:"):
        # The text is not repeated: what stands after the colon is a passphrase.
        raise UsageError(
            "--cert takes a name, id:ID or none. Files are named with --crt, --key or --pfx, "
            "a passphrase comes by --passphrase-stdin or --passphrase-env VAR."
        )
    return Choice(by="command", value=options.cert)


def files(options: FileOptions) -> Files | None:
    """Return the files named, with paths that hold from any folder; raises UsageError for half a pair."""
    if options.pfx and (options.crt or options.key):
        raise UsageError("Give either --crt with --key, or --pfx alone.")
    if options.pfx:
        return Files(pfx_file=lasting(options.pfx))
    if options.key and not options.crt:
        raise UsageError("--key needs --crt: the certificate that belongs to the key.")
    if not options.crt:
        return None
    return Files(cert_file=lasting(options.crt), key_file=lasting(options.key or options.crt))


def lasting(path: str) -> str:
    """Return a path as it can be kept: `~` and `$VAR` as typed, a relative one made absolute."""
    return path if path.startswith(("~", "$", "%")) else str(Path(path).absolute())


def one_off(options: FileOptions, url: str) -> CertificateEntry | None:
    """Return the identity that `--crt` or `--pfx` names, an entry for the URL's own origin."""
    named = files(options)
    if named is None:
        return None
    try:
        own = origin(url)
    except HostError as fault:
        raise CommandError("invalid_request", str(fault), where="url") from fault
    return CertificateEntry(
        id=COMMAND_ID,
        host=own.host,
        port=own.port,
        cert_file=named.cert_file,
        key_file=named.key_file,
        pfx_file=named.pfx_file,
    )


def unlock(entries: Iterable[CertificateEntry], given: tuple[GivenPassphrase, ...], passphrases: Passphrases) -> None:
    """Remember for this call the passphrase given for each entry.

    A sealed passphrase that opens, and one from a command, give way only to one that names its entry.
    Raises UsageError for a name nobody bears.
    """
    if not given:
        return
    listed = tuple(entries)
    _refuse_strangers(listed, given)
    for entry in listed:
        named = tuple(each for each in given if each.whose is not None)
        fitting = named if _opens(entry, passphrases) else given
        secret = passphrase_options.choose(fitting, entry.id, entry.name)
        if secret is not None:
            passphrases.remember(entry.id, secret)


def _refuse_strangers(entries: tuple[CertificateEntry, ...], given: tuple[GivenPassphrase, ...]) -> None:
    known = {None, *(entry.name for entry in entries), *(f"id:{entry.id}" for entry in entries)}
    if stranger := next((each.whose for each in given if each.whose not in known), None):
        raise UsageError(f"--passphrase-env: no certificate is called {stranger}.")


def _opens(entry: CertificateEntry, passphrases: Passphrases) -> bool:
    """Tell whether the entry has a passphrase of its own, which a lost sealing key takes from it."""
    if entry.passphrase in (None, ASK):
        return False
    if is_command(entry.passphrase):
        return True  # it is run when the entry is sent, not to find this out
    try:
        return passphrases.of(entry) is not None
    except MaterialError:
        return False
