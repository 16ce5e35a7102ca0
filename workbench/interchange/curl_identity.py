"""The identity and the trust that a curl command names: `-E`, `--key`, `--pass`, `--cacert`."""

from __future__ import annotations

import re
from dataclasses import field
from typing import Final

from workbench.interchange.curl_options import Options
from workbench.nouns import dataclass

_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")
_CERT_PART: Final = re.compile(r"\\(?P<escaped>[\\:])|(?P<plain>[^:\\]+|\\)|(?P<colon>:)")
_READABLE: Final = ("PEM", "DER")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedIdentity:
    """The files of an identity, the trust beside it, and what of it could not be taken over (sentences)."""

    cert_file: str | None = None
    key_file: str | None = None
    pfx_file: str | None = None
    passphrase: str | None = field(default=None, repr=False)
    ca_files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def has_files(self) -> bool:
        """Whether there is a certificate at all."""
        return bool(self.cert_file or self.pfx_file)


def read(options: Options) -> NamedIdentity:
    """Read what the command says of certificate, key, passphrase and CA."""
    named, inside = cert_parameter(options.last("cert") or "")
    key, kind = options.last("key"), (options.last("cert-type") or "PEM").upper()
    key_kind = (options.last("key-type") or "PEM").upper()
    passphrase = options.last("pass") if options.has("pass") else inside
    cacert = options.last("cacert")
    trusted = (cacert,) if cacert else ()
    left_out = tuple(_left_out(named, key, kind, key_kind))
    usable = bool(named) and not (_is_elsewhere(named) or kind not in (*_READABLE, "P12"))
    if not usable or _is_elsewhere(key or "") or key_kind not in _READABLE:
        return NamedIdentity(ca_files=trusted, left_out=left_out)
    if kind == "P12":
        return NamedIdentity(pfx_file=named, passphrase=passphrase, ca_files=trusted, left_out=left_out)
    return NamedIdentity(
        cert_file=named, key_file=key or named, passphrase=passphrase, ca_files=trusted, left_out=left_out
    )


def cert_parameter(text: str) -> tuple[str, str | None]:
    r"""Split `file:passphrase` as curl does: `\:` and `\\` are signs of the file's name.

    A drive letter's colon ends nothing, which curl itself knows on Windows only.
    """
    if _is_elsewhere(text):
        return text, None
    name, rest = "", text
    if _DRIVE.match(text):
        name, rest = text[:2], text[2:]
    for found in _CERT_PART.finditer(rest):
        if found["colon"]:
            return name, rest[found.end() :] or None
        name += found["escaped"] or found["plain"]
    return name, None


def escaped(path: str) -> str:
    """Return a path as `-E` takes it."""
    return path.replace("\\", "\\\\").replace(":", "\\:")


def _is_elsewhere(text: str) -> bool:
    """Tell whether a key is in a token: no file of ours."""
    return text.lower().startswith("pkcs11:")


def _left_out(named: str, key: str | None, kind: str, key_kind: str) -> list[str]:
    found = []
    if _is_elsewhere(named) or _is_elsewhere(key or ""):
        found.append("the certificate in a PKCS#11 token: only files are read here")
    elif named and kind not in (*_READABLE, "P12"):
        found.append("the certificate: its --cert-type is none of PEM, DER and P12, and engines are not used here")
    elif named and key_kind not in _READABLE:
        found.append("the certificate: its --key-type is neither PEM nor DER, and engines are not used here")
    elif key and not named:
        found.append("--key, since there is no --cert that it belongs to")
    elif key and kind == "P12":
        found.append("--key: the key in the PKCS#12 file is used")
    return found
