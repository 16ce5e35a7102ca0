"""CA files: which certificates can lend trust, and one that a server presented kept beside the settings."""

from __future__ import annotations

import base64
import textwrap
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from workbench import atomic, folders
from workbench.certificates import contents, files, foreign, names
from workbench.certificates.contents import Contents
from workbench.certificates.faults import MaterialError
from workbench.certificates.files import shown
from workbench.folders import Folders
from workbench.models import PeerCertificate
from workbench.nouns import dataclass
from workbench.visible import visible

OWN: Final = "own_certificate"
"""The code of a file with nothing but a server's own certificate, which one host can be trusted by."""
_LOCKED: Final = ("needs_passphrase", "wrong_passphrase")


def is_anchor(certificate: x509.Certificate) -> bool:
    """Tell whether it can vouch for servers: a CA, or one that signed itself, also where it does not say CA."""
    limits = names.extension(certificate, x509.BasicConstraints)
    return bool(limits and limits.ca) or names.subject(certificate) == names.issuer(certificate)


def is_of_server(certificate: x509.Certificate) -> bool:
    """Tell whether it can be a server's own, which trust by host may end at (a partial chain of one)."""
    purposes = names.extension(certificate, x509.ExtendedKeyUsage)
    allowed = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)
    return purposes is None or any(purpose in allowed for purpose in purposes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """The certificates of a file in its order; `fault` says why none of them can lend trust to every host."""

    certificates: tuple[x509.Certificate, ...] = ()
    fault: MaterialError | None = None


def read(path: Path) -> Anchors:
    """Look into a file that is to lend trust; never raises for what it is."""
    try:
        held = contents.examine(files.read(path, "ca_file"), None)
    except MaterialError as fault:
        return Anchors(fault=fault)
    if not held.certificates:
        return Anchors(fault=_nothing(held, path))
    if any(map(is_anchor, held.certificates)):
        return Anchors(certificates=held.certificates)
    return Anchors(certificates=held.certificates, fault=_no_ca(held.certificates[0], path))


def _nothing(held: Contents, path: Path) -> MaterialError:
    """Say what a file without a certificate is; what helps with a file of one's own does not help here."""
    name, quoted = shown(path), foreign.quoted(path)
    match held.format:
        case "pkcs12":
            words = (
                f"{name} is a PKCS#12 file with a passphrase: take the CA's certificate out of it with:"
                f" openssl pkcs12 -in {quoted} -nokeys -cacerts -out {quoted}.pem"
            )
        case "jks":
            words = (
                f"{name} is a Java key store: take the CA's certificate out of it with:"
                f" keytool -exportcert -rfc -keystore {quoted} -alias ALIAS -file {quoted}.pem"
            )
        case "csr":
            words = f"{name} holds a certificate request (CSR): choose the certificate of the CA that signs it."
        case "public_key" | "openssh":
            words = f"{name} holds a key and no certificate: choose the CA's certificate."
        case _ if held.keys or any(fault.code in _LOCKED for fault in held.faults):
            words = f"{name} holds a private key and no certificate: choose the CA's certificate."
            return MaterialError("no_certificate", words, "ca_file", path)
        case _:
            return held.faults[0]
    return MaterialError("unsupported", words, "ca_file", path)


def _no_ca(first: x509.Certificate, path: Path) -> MaterialError:
    subject, issuer = names.subject(first), names.issuer(first)
    words = (
        f"{shown(path)} holds no CA, only {visible(subject) or 'a certificate without a subject'}: choose the"
        f" certificate of the CA that issued it, {visible(issuer) or 'which has no name'}."
    )
    return MaterialError(OWN if is_of_server(first) else "not_a_ca", words, "ca_file", path)


def write(places: Folders, certificate: PeerCertificate) -> Path:
    """Write a certificate, which has its DER, under a name that its SHA-256 makes its own; raises OSError."""
    folder = folders.make(places.config / "ca")
    path = folder / f"{certificate.sha256[:16]}.pem"
    atomic.write(path, _pem(certificate.der))
    return path


def _pem(der: bytes) -> bytes:
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode("ascii"), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode("ascii")
