"""What to change, as a command that can be typed as it stands, and as what to press in the app."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final

from workbench.certificates.hosts import HostError, authority, compile_pattern
from workbench.doctor.case import Case
from workbench.doctor.report import Remedy
from workbench.models import CertificateEntry, PeerCertificate

_REPLACE_KEY: Final = "c, then e on it"
_TRUST_KEY: Final = "t after a failed send"
_ONCE_KEY: Final = "o after a failed send"


def command(*words: str) -> str:
    """Write a command of ours for a shell."""
    return shlex.join(("workbench", *words))


def again(case: Case, *options: str) -> str:
    """Write the command that examines the same once more, with more options; what they say anew is not repeated."""
    kept = [word for said in case.said if said[0] not in options for word in said]
    return command("doctor", case.target, *kept, *options)


def add_certificate(case: Case) -> Remedy:
    """Offer a certificate for this host, which has none."""
    port = () if case.origin.port == 443 else ("--port", str(case.origin.port))
    return Remedy(
        advice=f"Add the certificate that you were given for {case.place}.",
        command=command("certs", "add", "--host", case.origin.host, *port, "--crt", "FILE.crt", "--key", "FILE.key"),
        key="a after a failed send; else c, then a",
    )


def replace_certificate(entry: CertificateEntry, why: str) -> Remedy:
    """Offer new files for an entry."""
    files = ("--pfx", "NEW.p12") if entry.pfx_file else ("--crt", "NEW.crt", "--key", "NEW.key")
    return Remedy(advice=why, command=command("certs", "replace", entry.id, *files), key=_REPLACE_KEY)


def give_passphrase(case: Case, entry: CertificateEntry) -> Remedy:
    """Offer to enter the passphrase."""
    return Remedy(
        advice=f"Enter the passphrase of {entry.name or entry.id}.",
        command=again(case, "--passphrase-stdin"),
        key="p after a failed send",
    )


def try_as(case: Case, entry: CertificateEntry, why: str) -> Remedy:
    """Offer another entry by name, by id where the name is not its own alone."""
    bearers = [one for one in case.ticket.settings.certificates if one.name == entry.name]
    said = entry.name if entry.name and len(bearers) == 1 else f"id:{entry.id}"
    return Remedy(advice=why, command=again(case, "--as", said), key="w after a failed send")


def trust_ca(case: Case, advice: str) -> Remedy:
    """Offer to trust a CA for this host only."""
    port = () if case.origin.port == 443 else ("--port", str(case.origin.port))
    return Remedy(
        advice=advice,
        command=command("ca", "add", "CA.pem", "--host", case.origin.host, *port),
        key=_TRUST_KEY,
    )


def unverified(case: Case, advice: str) -> Remedy:
    """Offer to go on without verification, for once, where it is on."""
    if not case.verify:
        return Remedy(advice=advice)
    more = f"{advice} To see the rest all the same, go on unverified."
    return Remedy(advice=more, command=again(case, "-k"), key=_ONCE_KEY)


def keep(case: Case, entry: CertificateEntry) -> Remedy:
    """Offer to let the rules choose, from now on, what was named for once."""
    files = ("--pfx", entry.pfx_file) if entry.pfx_file else ("--crt", entry.cert_file, "--key", entry.key_file)
    name = ("--name", entry.name) if entry.name else ()
    said = ("--host", case.origin.host, "--port", str(case.origin.port), *(text for text in files if text), *name)
    return Remedy(
        advice=f"The rules choose another here. To use this one at {case.place} from now on, add it for this host.",
        command=command("certs", "add", *said),
        key="w after a failed send pins it to the request",
    )


def other_name(case: Case, leaf: PeerCertificate) -> Remedy:
    """Offer a name that the server's certificate is valid for."""
    concrete = [name for name in leaf.san if _is_host(name)]
    owner = "Ask the server's owner for a certificate that names this host"
    if not concrete:
        return unverified(case, f"{owner}.")
    advice = f"Use a name that it is valid for. If {case.place} is the right server: verify it as {concrete[0]}."
    return Remedy(advice=f"{advice} Or: {owner.lower()}.", command=again(case, "--sni", concrete[0]), key="the TLS tab")


def _is_host(name: str) -> bool:
    """Tell whether a name that a server claims is fit for a command: one host, and never an option."""
    try:
        return not name.startswith("-") and compile_pattern(name).exact
    except HostError:
        return False


def name_address(case: Case) -> Remedy:
    """Offer an address for a name that has none."""
    return Remedy(
        advice="Check the spelling, or name the address yourself.",
        command=again(case, "--resolve", f"{authority(case.origin.host, case.origin.port)}=ADDRESS"),
        key="the Options tab",
    )


def listed(texts: Sequence[str], most: int = 6) -> str:
    """Return texts as a list in a sentence, the rest counted."""
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more} more" if more > 0 else "")
