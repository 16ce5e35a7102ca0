"""What is wrong with a certificate that is to be presented to a server: pure judgement, nothing is read.

Revocation is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from workbench.certificates import chain, names
from workbench.certificates.chain import Chain
from workbench.certificates.files import Source, shown
from workbench.certificates.foreign import quoted
from workbench.models import Problem
from workbench.visible import visible

_DAY: Final = timedelta(days=1)
_WEAK_HASHES: Final = frozenset({"md5", "sha1"})
_SMALLEST_RSA: Final = 2048  # OpenSSL's security level 2 asks for 112 bits of strength
_SMALLEST_EC: Final = 224
_READ_BY_OTHERS: Final = 0o044
_PURPOSES: Final[dict[ObjectIdentifier, str]] = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.CODE_SIGNING: "codeSigning",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "emailProtection",
    ExtendedKeyUsageOID.TIME_STAMPING: "timeStamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSPSigning",
}
_REFUSED: Final = "OpenSSL refuses to load it at its default security level"
_INSIST: Final = "or insist on this one with security level 0 (--security-level 0, or tls.security_level)."


def days_left(not_after: datetime, now: datetime) -> int:
    """Return the days until `not_after`, rounded down: 0 on the last day, negative afterwards."""
    return (not_after - now) // _DAY


def of_dates(
    subject: str, not_after: datetime, now: datetime, warning_days: int, field: str | None
) -> tuple[Problem, ...]:
    """Say that a certificate of ours has expired or soon will, knowing only what was once seen of it."""
    who = f"Your certificate {_label(subject)}"
    return tuple(of_end(who, not_after, now, warning_days, (subject, field)))


def of_end(
    who: str, not_after: datetime, now: datetime, warning_days: int, about: tuple[str, str | None]
) -> Iterator[Problem]:
    """Say that `who` has expired or soon will; `about` is its subject, and the field that names its file."""
    subject, field = about
    if not_after < now:
        message = f"{who} expired on {_moment(not_after)}, {_ago(now - not_after)}: replace it with a new one."
        yield Problem(code="expired", message=message, subject=subject, field=field)
    elif (not_after - now) / _DAY <= warning_days:  # no product: a very large number of days is none to a timedelta
        message = f"{who} expires on {_moment(not_after)}, {_in(not_after - now)}: get a new one in time."
        yield Problem(code="expires_soon", message=message, subject=subject, field=field)


def of_certificates(
    found: Chain, source: Source, *, now: datetime, warning_days: int, host: str | None = None, keyed: bool = True
) -> tuple[Problem, ...]:
    """Judge our leaf and its issuers; `host` is where it is to be sent, if known, `keyed` that its key came along."""
    return (
        *_dates(found, source, now, warning_days),
        *_purpose(found.leaf, source, host, keyed=keyed),
        *_gap(found, source),
        *_strength(found, source),
    )


def of_key_file(source: Source, *, encrypted: bool) -> tuple[Problem, ...]:
    """Say when others may read a file with an unencrypted key; modes mean nothing on Windows."""
    if encrypted or source.mode is None or not source.mode & _READ_BY_OTHERS:
        return ()
    message = (
        f"{shown(source.path)} holds an unencrypted key and other users of this machine may read it"
        f" (mode {source.mode:04o}): chmod 600 {quoted(source.path)}"
    )
    return (Problem(code="key_readable_by_others", message=message, field=source.named_by),)


def _dates(found: Chain, source: Source, now: datetime, warning_days: int) -> Iterator[Problem]:
    leaf = names.subject(found.leaf)
    for certificate in (found.leaf, *found.issuers):
        subject = names.subject(certificate)
        own = certificate is found.leaf
        who = f"Your certificate {_label(leaf)}" if own else f"{_label(subject)}, an issuer of {_label(leaf)},"
        about = (subject, source.named_by)
        if certificate.not_valid_before_utc > now:
            yield _not_yet(who, certificate.not_valid_before_utc, now, about)
        yield from of_end(who, certificate.not_valid_after_utc, now, warning_days, about)


def _not_yet(who: str, start: datetime, now: datetime, about: tuple[str, str | None]) -> Problem:
    message = (
        f"{who} is not valid before {_moment(start)}, {_in(start - now)}: wait, or check the clock of this machine."
    )
    return Problem(code="not_yet_valid", message=message, subject=about[0], field=about[1])


def _purpose(leaf: x509.Certificate, source: Source, host: str | None, *, keyed: bool) -> Iterator[Problem]:
    subject = names.subject(leaf)
    reason = _not_for_clients(leaf)
    if reason:
        message = f"Your certificate {_label(subject)} {reason}: most servers will refuse it from a client."
        yield Problem(code="no_client_auth", message=message, subject=subject, field=source.named_by)
    other = _is_of_other(leaf, host, keyed=keyed)
    if other:
        message = (
            f"{_label(subject)} {other}: to trust a server by it, add it as a CA (workbench ca add"
            f" {quoted(source.path)} --host {host or 'HOST'}); here choose the certificate that was issued to you."
        )
        yield Problem(code="server_certificate", message=message, subject=subject, field=source.named_by)


def _is_of_other(leaf: x509.Certificate, host: str | None, *, keyed: bool) -> str:
    """Say whose it looks like if not a client's; one that signed itself often calls itself a CA, but has its key."""
    if _is_of_server(leaf, host):
        return "looks like the server's own certificate"
    limits = names.extension(leaf, x509.BasicConstraints)
    if not keyed and limits is not None and limits.ca:
        return "is the certificate of a CA, and its key is not here"
    return ""


def _not_for_clients(leaf: x509.Certificate) -> str:
    """Say why a server that checks purposes refuses it, as OpenSSL does for `sslclient`; "" when it would not."""
    purposes = _purposes(leaf)
    if purposes and not _allows_clients(purposes):
        listed = ", ".join(_PURPOSES.get(purpose, purpose.dotted_string) for purpose in purposes)
        return f"is not made for clients (extended key usage: {listed}, without clientAuth)"
    usage = names.extension(leaf, x509.KeyUsage)
    if usage is not None and not (usage.digital_signature or usage.key_agreement):
        return "is not made for clients (its key usage allows no signature)"
    return ""


def _is_of_server(leaf: x509.Certificate, host: str | None) -> bool:
    purposes = _purposes(leaf)
    if purposes:
        return ExtendedKeyUsageOID.SERVER_AUTH in purposes and not _allows_clients(purposes)
    return host is not None and host.lower() in (name.lower() for name in names.san(leaf))


def _purposes(leaf: x509.Certificate) -> tuple[ObjectIdentifier, ...]:
    return tuple(names.extension(leaf, x509.ExtendedKeyUsage) or ())


def _allows_clients(purposes: tuple[ObjectIdentifier, ...]) -> bool:
    return ExtendedKeyUsageOID.CLIENT_AUTH in purposes or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in purposes


def _gap(found: Chain, source: Source) -> Iterator[Problem]:
    """Say when there are other certificates and none is the issuer; a leaf alone may well be all there is."""
    top = found.issuers[-1] if found.issuers else found.leaf
    if not found.unlinked or chain.is_self_issued(top):
        return
    missing, subject = names.issuer(top), names.subject(top)
    message = (
        f"The chain has a gap: {_label(missing)}, which issued {_label(subject)}, is not among the certificates"
        f" in {shown(source.path)}; add it, or servers that do not know it will refuse yours."
    )
    yield Problem(code="chain_gap", message=message, subject=subject, field=source.named_by)


def _strength(found: Chain, source: Source) -> Iterator[Problem]:
    for certificate in (found.leaf, *found.issuers):
        subject, field = names.subject(certificate), source.named_by
        if _has_small_key(certificate):
            kind = names.certificate_key_type(certificate)
            message = (
                f"The key of {_label(subject)} is too short ({kind}): {_REFUSED}."
                f" Get a certificate for an RSA key of 2048 bits or more, or an EC key, {_INSIST}"
            )
            yield Problem(code="weak_key", message=message, subject=subject, field=field)
        weak = _weak_hash(certificate)
        if weak:
            message = f"{_label(subject)} is signed with {weak}: {_REFUSED}. Get a new certificate, {_INSIST}"
            yield Problem(code="weak_signature", message=message, subject=subject, field=field)


def _has_small_key(certificate: x509.Certificate) -> bool:
    match names.public_key(certificate):
        case rsa.RSAPublicKey() as key:
            return key.key_size < _SMALLEST_RSA
        case ec.EllipticCurvePublicKey() as key:
            return key.key_size < _SMALLEST_EC
        case _:
            return False


def _weak_hash(certificate: x509.Certificate) -> str:
    """Return the name of a broken hash; what a self-issued certificate says of itself is not checked by anyone."""
    if chain.is_self_issued(certificate):
        return ""
    try:
        hash_ = certificate.signature_hash_algorithm
    except names.ODD:
        return ""
    return hash_.name.upper() if hash_ is not None and hash_.name in _WEAK_HASHES else ""


def _label(subject: str) -> str:
    return visible(subject) or "without a subject"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _in(left: timedelta) -> str:
    return f"in {_days(left)}"


def _ago(past: timedelta) -> str:
    return f"{_days(past)} ago"


def _days(span: timedelta) -> str:
    days = span // _DAY
    if days == 0:
        return "less than a day"
    return "1 day" if days == 1 else f"{days} days"
