"""CA files: which certificates can lend trust, and one that a server presented kept beside the settings."""

from __future__ import annotations

import base64
import textwrap
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from workbench import atomic, folders
from workbench.certificates import names
from workbench.folders import Folders
from workbench.models import PeerCertificate


def is_anchor(certificate: x509.Certificate) -> bool:
    """Tell whether it can vouch for servers: a CA, or one that signed itself, also where it does not say CA."""
    limits = names.extension(certificate, x509.BasicConstraints)
    return bool(limits and limits.ca) or names.subject(certificate) == names.issuer(certificate)


def is_of_server(certificate: x509.Certificate) -> bool:
    """Tell whether it can be a server's own, which trust by host may end at (a partial chain of one)."""
    purposes = names.extension(certificate, x509.ExtendedKeyUsage)
    allowed = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)
    return purposes is None or any(purpose in allowed for purpose in purposes)


def write(places: Folders, certificate: PeerCertificate) -> Path:
    """Write a certificate, which has its DER, under a name that its SHA-256 makes its own; raises OSError."""
    folder = folders.make(places.config / "ca")
    path = folder / f"{certificate.sha256[:16]}.pem"
    atomic.write(path, _pem(certificate.der))
    return path


def _pem(der: bytes) -> bytes:
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode("ascii"), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode("ascii")
