"""A client certificate handed to OpenSSL, and why OpenSSL will not take it."""

from __future__ import annotations

import os
import secrets
import shutil
import ssl
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from workbench.certificates.material import Identity
from workbench.models import Terms, TlsVersion
from workbench.tls import ciphers
from workbench.tls.ciphers import CiphersRefused

_OLD_VERSIONS: Final = ("TLSv1", "TLSv1.1")
_MEMORY_FILES: Final = Path("/proc/self/fd")
_INSIST: Final = ", or insist on this one with security level 0 (--security-level 0, or tls.security_level)."


class IdentityRefused(Exception):
    """OpenSSL will not load this certificate or key; the text is a sentence for people."""


def level(said: int | None, minimum_version: TlsVersion) -> int | None:
    """Return the security level that counts: OpenSSL's own is None, but 0 where an old version is the minimum."""
    return 0 if said is None and minimum_version in _OLD_VERSIONS else said


def refusal(identity: Identity, terms: Terms) -> str:
    """Return why OpenSSL will not load an identity on these terms, "" where it will; for who is about to send."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        ciphers.choose(context, terms.ciphers, level(terms.security_level, terms.minimum_version))
        load_into(context, identity)
    except CiphersRefused:
        return ""  # no fault of the certificate's
    except IdentityRefused as error:
        return str(error)
    return ""


def load_into(context: ssl.SSLContext, identity: Identity) -> None:
    """Have a context present an identity; raises IdentityRefused."""
    once = secrets.token_bytes(24)
    try:
        with as_path(identity, once) as path:
            # Never None: OpenSSL would prompt on the terminal we draw on.
            context.load_cert_chain(path, password=once.hex())
    except ssl.SSLError as error:
        raise IdentityRefused(_refusal(error)) from error


@contextmanager
def as_path(identity: Identity, once: bytes) -> Iterator[str]:
    """Yield a path OpenSSL can read: memory where there is memfd, else a file encrypted for this moment."""
    if sys.platform == "linux" and _MEMORY_FILES.is_dir():
        descriptor = os.memfd_create("identity", os.MFD_CLOEXEC)
        try:
            os.fchmod(descriptor, 0o600)
            os.write(descriptor, identity.pem(None))
            yield f"{_MEMORY_FILES}/{descriptor}"
        finally:
            os.close(descriptor)
        return
    folder = Path(tempfile.mkdtemp(prefix="workbench-"))  # 0700
    try:
        path = folder / "identity.pem"
        path.touch(mode=0o600)
        path.write_bytes(identity.pem(once.hex().encode()))
        yield str(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refusal(error: ssl.SSLError) -> str:
    match error.reason:
        case "EE_KEY_TOO_SMALL" | "CA_KEY_TOO_SMALL":
            return f"OpenSSL refuses its key as too small (RSA below 2048 bits). Ask for one with a larger key{_INSIST}"
        case "CA_MD_TOO_WEAK" | "EE_MD_TOO_WEAK":
            return f"OpenSSL refuses its signature as too weak (MD5 or SHA-1). Ask for a new certificate{_INSIST}"
        case "KEY_VALUES_MISMATCH" | "NO_CERTIFICATE_ASSIGNED":
            return "The key belongs to another certificate."
        case reason:
            return f"OpenSSL does not load it ({reason or error})."
