"""May each certificate of a path do what it does there? RFC 5280 §6.1, as OpenSSL reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from workbench.models import Problem
from workbench.tls import name_constraints
from workbench.tls.facts import UNREADABLE, Facts
from workbench.tls.findings import listed, problem
from workbench.tls.path import Path, self_signed

_SERVER_PURPOSES: Final = frozenset(
    {
        ExtendedKeyUsageOID.SERVER_AUTH,
        x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.3"),  # server gated cryptography: Microsoft's, Netscape's
        x509.ObjectIdentifier("2.16.840.1.113730.4.1"),
    }
)
_PURPOSE_NAMES: Final = {
    ExtendedKeyUsageOID.CLIENT_AUTH: "client authentication",
    ExtendedKeyUsageOID.CODE_SIGNING: "code signing",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "e-mail protection",
    ExtendedKeyUsageOID.TIME_STAMPING: "time stamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSP signing",
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "any use, which does not count as server authentication",
}
_NETSCAPE_SERVER: Final = 0x40


def purposes(path: Path) -> Iterator[Problem]:
    """Find certificates that may not serve, or vouch for, a server."""
    for step in path.steps:
        wanted = _missing_purpose(step, leaf=step is path.leaf)
        if wanted is not None:
            does = "may not be used by a server" if step is path.leaf else "may not vouch for servers"
            yield problem("no_server_auth", step, f"{path.called(step)} {does}: {wanted}.")


def issuers(path: Path) -> Iterator[Problem]:
    """Find issuers that are no CA, and paths longer than a CA allows."""
    below = 0  # CAs between the step and the leaf; those that issue to themselves do not count
    for step in path.steps[1:]:
        why = _no_authority(step, top=step is path.top)
        if why is not None:
            yield problem(
                "not_a_ca",
                step,
                f"{path.called(step)} is not a CA ({why}), and yet has issued a certificate.",
            )
        longest = None if step.constraints is None else step.constraints.path_length
        if longest is not None and below > longest:
            message = f"{path.called(step)} allows {_cas(longest)} below it, the chain has {below}."
            yield problem("path_too_long", step, message)
        below += not step.self_issued


def constraints(path: Path) -> Iterator[Problem]:
    """Find names that an issuer above was not allowed to certify."""
    for place, step in enumerate(path.steps):
        if place and step.self_issued:
            continue
        for issuer in path.steps[place + 1 :]:
            yield from _broken_constraints(path, step, issuer)


def _broken_constraints(path: Path, step: Facts, issuer: Facts) -> Iterator[Problem]:
    try:
        names = name_constraints.broken(step, issuer)
    except (name_constraints.Uncheckable, *UNREADABLE) as error:
        message = f"has name constraints that could not be checked: {error}."
        yield problem("other", step, f"{path.called(issuer)} {message}")
        return
    if names:
        whose = path.called(step).replace("The", "the", 1)
        message = f"may not certify {listed(names)}, a name of {whose}."
        yield problem("name_constraint", step, f"{path.called(issuer)} {message}")


def _missing_purpose(step: Facts, *, leaf: bool) -> str | None:
    uses = step.extended_key_usage
    if uses is not None and not uses & _SERVER_PURPOSES:
        return f"its extended key usage allows only {listed([_purpose_name(use) for use in uses])}"
    if not leaf:
        return None
    usage = step.key_usage
    if usage is not None and not (usage.digital_signature or usage.key_encipherment or usage.key_agreement):
        return "its key usage allows neither signing a handshake nor exchanging keys"
    if not _netscape_server(step.netscape_type):
        return "its Netscape certificate type is not server"
    return None


def _netscape_server(encoded: bytes | None) -> bool:
    # A DER BIT STRING of one octet: tag, length, unused bits, the bits.
    return encoded is None or (len(encoded) > 3 and bool(encoded[3] & _NETSCAPE_SERVER))


def _purpose_name(use: x509.ObjectIdentifier) -> str:
    return _PURPOSE_NAMES.get(use, use.dotted_string)


def _no_authority(step: Facts, *, top: bool) -> str | None:
    if not step.extensions_read:
        return None
    if step.key_usage is not None and not step.key_usage.key_cert_sign:
        return "its key usage does not include signing certificates"
    if step.constraints is not None:
        return None if step.constraints.ca else "its basic constraints say so"
    # Old roots say it by their key usage, or not at all; below the top OpenSSL wants basic constraints.
    old_root = step.certificate.version is x509.Version.v1 and self_signed(step)
    tolerated = top and (old_root or step.key_usage is not None)
    return None if tolerated else "it has no basic constraints"


def _cas(count: int) -> str:
    return {0: "no CAs", 1: "1 CA"}.get(count, f"{count} CAs")
