"""What can be wrong with the files of a certificate: one table for form, `certs add`, `certs inspect` and send."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, pkcs12

from tests.certificate_files import SECRET, Made, certificate_request, made, write
from tests.vectors import FOLDER
from workbench.models import CertificateEntry
from workbench.screens.typed_certificate import FormField, TypedCertificate

Role = Literal["cert", "key", "pfx"]


@dataclass(frozen=True)
class Bench:
    """A folder to make files in, alice with her certificate, and the key of somebody else."""

    folder: Path
    patch: pytest.MonkeyPatch
    alice: Made
    stray: Made

    def file(self, name: str, *parts: bytes) -> str:
        return write(self.folder / name, *parts)


@dataclass(frozen=True)
class Files:
    """Files as they are named in a form, or by options."""

    cert: str = ""
    key: str = ""
    pfx: str = ""
    passphrase: str = ""

    @property
    def typed(self) -> TypedCertificate:
        kind: Literal["pair", "pfx"] = "pfx" if self.pfx else "pair"
        return TypedCertificate(
            host="a.test", files=kind, cert=self.cert, key=self.key, pfx=self.pfx, passphrase=self.passphrase
        )

    @property
    def options(self) -> tuple[str, ...]:
        """What `certs add` is told of them."""
        named = (("--crt", self.cert), ("--key", self.key), ("--pfx", self.pfx))
        return tuple(word for option, path in named if path for word in (option, path)) + self.secret

    @property
    def inspected(self) -> tuple[str, ...]:
        """What `certs inspect` is told of them."""
        key = ("--key", self.key) if self.key and self.cert else ()
        return (self.cert or self.pfx or self.key, *key, *self.secret)

    @property
    def secret(self) -> tuple[str, ...]:
        return ("--passphrase-stdin",) if self.passphrase else ()

    def entry(self, sealed: str | None) -> CertificateEntry:
        return CertificateEntry(
            id="broken",
            host="*.demo.test",
            port="*",
            cert_file=self.cert or None,
            key_file=self.key or None,
            pfx_file=self.pfx or None,
            passphrase=sealed,
        )


@dataclass(frozen=True)
class Fault:
    """A fault: how to make it, its code, the form's field that tells it, and words that stand in every telling."""

    make: Callable[[Bench], Files]
    code: str
    field: FormField
    words: tuple[str, ...]
    in_form: tuple[str, ...] = ()


def _cert(name: str, make: Callable[[Bench], bytes]) -> Callable[[Bench], Files]:
    return lambda bench: Files(cert=bench.file(name, make(bench)), key=bench.file("a.key", bench.alice.key_pem()))


def _key(name: str, make: Callable[[Bench], bytes], passphrase: str = "") -> Callable[[Bench], Files]:
    return lambda bench: Files(
        cert=bench.file("a.crt", bench.alice.pem), key=bench.file(name, make(bench)), passphrase=passphrase
    )


def _pfx(name: str, make: Callable[[Bench], bytes], passphrase: str = "") -> Callable[[Bench], Files]:
    return lambda bench: Files(pfx=bench.file(name, make(bench)), passphrase=passphrase)


def _folder(bench: Bench) -> Files:
    (bench.folder / "folder").mkdir()
    return Files(cert=str(bench.folder / "folder"))


def _noise(bench: Bench) -> Files:
    path = bench.folder / "noise.pem"
    with path.open("wb") as opened:
        opened.write(os.urandom(100_000))
        opened.truncate(100_000_000)
    return Files(cert=str(path))


def _locked_away(bench: Bench) -> Files:
    """A key that may not be read; to root everything may, so that there the system has to be played."""
    path = Path(bench.file("locked.key", bench.alice.key_pem()))
    path.chmod(0)
    if os.name != "posix" or os.geteuid() == 0:
        _forbid(bench.patch, path)
    return Files(cert=bench.file("a.crt", bench.alice.pem), key=str(path))


def _forbid(patch: pytest.MonkeyPatch, path: Path) -> None:
    actual = Path.open

    def opened(self: Path, *arguments: object, **more: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return actual(self, *arguments, **more)  # type: ignore[call-overload]  # whatever it is called with

    patch.setattr(Path, "open", opened)


def _public(bench: Bench) -> bytes:
    return bench.alice.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _keyless(bench: Bench) -> bytes:
    return pkcs12.serialize_key_and_certificates(None, None, None, [bench.alice.certificate], NoEncryption())


_JKS = b"\xfe\xed\xfe\xed\x00\x00\x00\x02" + bytes(100)
_JCEKS = b"\xce\xce\xce\xce\x00\x00\x00\x02" + bytes(100)
_ODD_CIPHER = (FOLDER / "asymmetric/PKCS8/enc-unknown-algorithm.pem").read_bytes
_WRITTEN_OUT = (FOLDER / "asymmetric/EC/secp256k1-explicit-no-seed.pem").read_bytes
_NOT_THERE = ("does not exist",)

FAULTS: Final[dict[str, Fault]] = {
    "wrong passphrase of a PFX": Fault(
        _pfx("a.p12", lambda b: b.alice.pfx(SECRET), "wrong"), "wrong_passphrase", "passphrase", ("does not open",)
    ),
    "wrong passphrase of a key": Fault(
        _key("a.key", lambda b: b.alice.key_pem(SECRET), "wrong"), "wrong_passphrase", "passphrase", ("does not open",)
    ),
    "passphrase of a PFX missing": Fault(
        _pfx("a.p12", lambda b: b.alice.pfx(SECRET)), "needs_passphrase", "passphrase", ("enter its passphrase",)
    ),
    "passphrase of a key missing": Fault(
        _key("a.key", lambda b: b.alice.key_pem(SECRET)), "needs_passphrase", "passphrase", ("enter its passphrase",)
    ),
    "cipher not supported": Fault(
        _key("a.key", lambda _: _ODD_CIPHER(), "any"), "unsupported", "key", ("cipher", "openssl pkey -in", "-aes256")
    ),
    "curve written out": Fault(
        _key("a.key", lambda _: _WRITTEN_OUT()), "unsupported", "key", ("-ec_param_enc named_curve",)
    ),
    "no key": Fault(lambda b: Files(cert=b.file("a.crt", b.alice.pem)), "no_key", "key", ("holds no private key",)),
    "no key in the key's file": Fault(
        _key("b.crt", lambda b: b.stray.pem), "no_key", "key", ("choose the file with the key",)
    ),
    "a certificate in the PFX field": Fault(
        _pfx("a.p12", lambda b: b.alice.pem), "no_key", "pfx", ("holds no private key",)
    ),
    "no key in a PFX": Fault(_pfx("a.p12", _keyless), "no_key", "pfx", ("holds no private key", "export it again")),
    "no certificate": Fault(
        _cert("b.pem", lambda b: b.alice.key_pem()), "no_certificate", "cert", ("and no certificate",)
    ),
    "several keys, none of which fits": Fault(
        _key("a.key", lambda b: b.stray.key_pem() + made("other").key_pem()),
        "key_mismatch",
        "key",
        ("2 private keys, and none is that of CN=alice",),
    ),
    "key of another certificate": Fault(
        _key("a.key", lambda b: b.stray.key_pem()),
        "key_mismatch",
        "key",
        ("the key of another certificate", "CN=alice"),
    ),
    "Java key store": Fault(_pfx("a.jks", lambda _: _JKS), "unsupported", "pfx", ("keytool -importkeystore",)),
    "Java key store, JCEKS": Fault(
        _cert("a.keystore", lambda _: _JCEKS), "unsupported", "cert", ("keytool -importkeystore",)
    ),
    "request for a certificate": Fault(
        _cert("a.crt", lambda b: certificate_request(b.alice).public_bytes(Encoding.PEM)),
        "unsupported",
        "cert",
        ("certificate request (CSR)", "the CA sent back"),
    ),
    "OpenSSH key": Fault(
        _key("id_ecdsa", lambda b: b.alice.key_pem(form=PrivateFormat.OpenSSH)),
        "unsupported",
        "key",
        ("ssh-keygen -p -m PKCS8 -f",),
    ),
    "public key": Fault(_key("a.key", _public), "unsupported", "key", ("holds a public key only", "PRIVATE KEY")),
    "base64 alone": Fault(
        _cert("a.crt", lambda b: b"".join(b.alice.pem.splitlines()[1:-1])),
        "unsupported",
        "cert",
        ("openssl base64 -d",),
    ),
    "empty file": Fault(_cert("a.crt", lambda _: b""), "unsupported", "cert", ("is empty",)),
    "folder": Fault(_folder, "file_unreadable", "cert", ("is a folder",)),
    "no permission": Fault(_locked_away, "file_unreadable", "key", ("no permission", "chmod u+r")),
    "100 MB of noise": Fault(_noise, "file_unreadable", "cert", ("100 MB", "8 MiB")),
    "noise": Fault(
        _cert("a.crt", lambda _: bytes(range(256))), "unsupported", "cert", ("neither a certificate nor a key",)
    ),
    "cut off": Fault(_cert("a.crt", lambda b: b.alice.pem[:-30]), "unsupported", "cert", ("it is cut off",)),
    "cut off PFX": Fault(_pfx("a.p12", lambda b: b.alice.pfx()[:-30]), "unsupported", "pfx", ("damaged, cut off",)),
    "file gone": Fault(
        lambda b: Files(cert=str(b.folder / "gone.crt"), key=b.file("a.key", b.alice.key_pem())),
        "file_missing",
        "cert",
        _NOT_THERE,
        in_form=("gone.crt: no such file.",),
    ),
}
