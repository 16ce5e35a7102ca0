"""Files that are not what is wanted, recognised by content, each with what to do about it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Final

from workbench.certificates import pem
from workbench.certificates.files import shown
from workbench.nouns import dataclass
from workbench.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of content that cannot serve: its name in documents, what it is, what to do to `{file}`."""

    format: str | None
    words: str
    advice: str


JKS: Final = Kind(
    format="jks",
    words="is a Java key store",
    advice="convert it with: keytool -importkeystore -srckeystore {file}"
    " -destkeystore {file}.p12 -deststoretype PKCS12",
)
REQUEST: Final = Kind(
    format="csr",
    words="holds a certificate request (CSR), not a certificate",
    advice="a CA has to sign it; choose the certificate that the CA sent back",
)
OPENSSH: Final = Kind(
    format="openssh",
    words="holds a key in OpenSSH's own format",
    advice="convert a copy with: cp {file} {file}.pem && chmod 600 {file}.pem && ssh-keygen -p -m PKCS8 -f {file}.pem",
)
OPENSSH_ED25519: Final = Kind(
    format="openssh",
    words="holds an Ed25519 key in OpenSSH's own format",
    advice="older versions of ssh-keygen leave it as it is; convert a copy with a new one:"
    " cp {file} {file}.pem && chmod 600 {file}.pem && ssh-keygen -p -m PKCS8 -f {file}.pem",
)
OPENSSH_TOKEN: Final = Kind(
    format="openssh",
    words="holds an OpenSSH key that stays inside a security key (FIDO)",
    advice="TLS cannot sign with it; choose the key that was made for the certificate",
)
OPENSSH_PUBLIC: Final = Kind(
    format="openssh",
    words="holds an OpenSSH public key",
    advice="neither a certificate nor a private key for TLS can be made of it; choose another file",
)
PVK_LOCKED: Final = Kind(
    format="pvk",
    words="holds an encrypted key in Microsoft's PVK format",
    advice="convert it with: openssl rsa -provider legacy -provider default -inform PVK -in {file} -out {file}.pem",
)
PUTTY: Final = Kind(
    format="putty",
    words="holds a key in PuTTY's format",
    advice="convert it with: puttygen {file} -O private-openssh -o {file}.pem",
)
PVK: Final = Kind(
    format="pvk",
    words="holds a key in Microsoft's PVK format",
    advice="convert it with: openssl rsa -inform PVK -in {file} -out {file}.pem",
)
PARAMETERS: Final = Kind(
    format="pem",
    words="holds parameters from which keys are made, and no key",
    advice="choose the file with the private key, which begins with BEGIN PRIVATE KEY or similar",
)
PUBLIC_KEY: Final = Kind(
    format="public_key",
    words="holds a public key only",
    advice="choose the file with the private key, which begins with BEGIN PRIVATE KEY or similar",
)
REVOCATIONS: Final = Kind(
    format="crl",
    words="holds a list of revoked certificates (CRL), not a certificate",
    advice="choose the certificate itself",
)
PGP: Final = Kind(format="pgp", words="holds an OpenPGP key", advice="TLS cannot use it; choose an X.509 certificate")
PKCS7_OTHER: Final = Kind(
    format="pkcs7",
    words="is a PKCS#7 file without certificates",
    advice="choose the .p7b or .crt that the CA sent",
)
BASE64: Final = Kind(
    format=None,
    words="is base64 without the BEGIN and END lines",
    advice="decode it with: openssl base64 -d -in {file} -out {file}.der",
)
BASE64_LINE: Final = replace(BASE64, advice="decode it with: openssl base64 -d -A -in {file} -out {file}.der")
EMPTY: Final = Kind(
    format=None,
    words="is empty",
    advice="copy or export it again",
)
UNKNOWN: Final = Kind(
    format=None,
    words="is neither a certificate nor a key in any known format (PEM, DER, PKCS#7, PKCS#12)",
    advice="choose another file",
)

_MAGIC: Final = (
    (b"\xfe\xed\xfe\xed", JKS),
    (b"\xce\xce\xce\xce", JKS),
    (b"PuTTY-User-Key-File-", PUTTY),
    (b"\x1e\xf1\xb5\xb0", PVK),
    (b"---- BEGIN SSH2 PUBLIC KEY", OPENSSH_PUBLIC),
    (b"ssh-", OPENSSH_PUBLIC),
    (b"ecdsa-sha2-", OPENSSH_PUBLIC),
    (b"sk-", OPENSSH_PUBLIC),
)
_PVK_ENCRYPTED: Final = slice(12, 16)
_LABELS: Final = {
    "CERTIFICATE REQUEST": REQUEST,
    "NEW CERTIFICATE REQUEST": REQUEST,
    "OPENSSH PRIVATE KEY": OPENSSH,
    "X509 CRL": REVOCATIONS,
}


def recognise(data: bytes) -> Kind:
    """Tell what a file is that is neither PEM nor one of the DER forms that serve."""
    if not data.strip():
        return EMPTY
    known = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if known is not None:
        return PVK_LOCKED if known is PVK and any(data[_PVK_ENCRYPTED]) else known
    if not pem.is_bare_base64(data):
        return UNKNOWN
    return BASE64 if len(data.split()) > 1 else BASE64_LINE  # openssl wants to be told which


def labelled(label: str) -> Kind:
    """Tell what a PEM block is that is neither certificate nor key."""
    if label in _LABELS:
        return _LABELS[label]
    if label.startswith("PGP "):
        return PGP
    if label.endswith("PUBLIC KEY"):
        return PUBLIC_KEY
    if label.endswith(" PARAMETERS"):
        return PARAMETERS
    words = f'holds a block "{visible(label)}", which is neither a certificate nor a private key'
    return Kind(format="pem", words=words, advice="choose another file")


def openssh(data: bytes) -> Kind:
    """Tell which key a block OPENSSH PRIVATE KEY holds: its public half stands in clear at the beginning."""
    if b"sk-ssh-" in data or b"sk-ecdsa-" in data:
        return OPENSSH_TOKEN
    return OPENSSH_ED25519 if b"ssh-ed25519" in data else OPENSSH


def sentence(kind: Kind, path: Path) -> str:
    """Say what the file is and what to do."""
    advice = kind.advice.replace("{file}", quoted(path))
    # No full stop behind a command: people copy to the end of the line.
    end = "" if "{file}" in kind.advice else "."
    return f"{shown(path)} {kind.words}. {advice[0].upper()}{advice[1:]}{end}"


def quoted(path: Path) -> str:
    """Return a path as it can be pasted into a shell."""
    return visible(shlex.quote(str(path)))
