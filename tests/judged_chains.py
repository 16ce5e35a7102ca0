"""A chain as a server sends it, with what is trusted and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ObjectIdentifier

from tests.chains import (
    DAY,
    NOW,
    Dates,
    Key,
    Made,
    Said,
    Wishes,
    ask_openssl,
    curve_key,
    intermediate,
    leaf,
    resigned,
    root,
    rsa_key,
)
from workbench.models import Problem
from workbench.tls import verdict

ROOT = root()
MIDDLE = intermediate(ROOT, key=curve_key())
OTHER_ROOT = root("Other Root")
SERVER_SUBJECT, MIDDLE_SUBJECT, ROOT_SUBJECT = "CN=api.test,O=Example", "CN=Intermediate,O=Example", "CN=Root,O=Example"
OLD: Dates = {"start": -400 * DAY, "end": -35 * DAY}
FUTURE: Dates = {"start": 30 * DAY, "end": 60 * DAY}


@dataclass(frozen=True)
class Case:
    """A chain as a server sends it, what is trusted, and what is wrong: (code, subject) of each fault."""

    chain: Sequence[Made]
    faults: Sequence[tuple[str, str]] = ()
    anchors: Sequence[Made] = (ROOT,)
    hostname: str = "api.test"
    shown: bool = True  # False: no server can show such a certificate
    differs: str = ""  # why OpenSSL's one verdict is not among ours

    @property
    def certificates(self) -> list[x509.Certificate]:
        return [made.certificate for made in self.chain]

    @property
    def trusted(self) -> list[x509.Certificate]:
        return [made.certificate for made in self.anchors]

    def judge(self) -> tuple[Problem, ...]:
        return verdict.judge(self.certificates, hostname=self.hostname, now=NOW, anchors=self.trusted)

    def ask(self, folder: Path) -> Said:
        return ask_openssl(self.certificates, self.chain[0].key, self.trusted, self.hostname, folder)


def ours(code: str) -> tuple[str, str]:
    return code, SERVER_SUBJECT


def middles(code: str) -> tuple[str, str]:
    return code, MIDDLE_SUBJECT


def under(middle: Made, **wishes: Unpack[Wishes]) -> list[Made]:
    return [leaf(middle, **wishes), middle]


def limits(*, allow: Sequence[str] = (), forbid: Sequence[str] = ()) -> x509.NameConstraints:
    return x509.NameConstraints(
        [x509.DNSName(text) for text in allow] or None, [x509.DNSName(text) for text in forbid] or None
    )


def rsa_root(bits: int = 2048) -> Made:
    return root(key=rsa_key(bits, "root"))


def sha1(made: Made, signer: Key) -> Made:
    return resigned(made, signer, hashes.SHA1())  # noqa: S303  the weak one is the case


def unknown() -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x0c\x07unknown")


def netscape(bits: int) -> x509.UnrecognizedExtension:
    oid = ObjectIdentifier("2.16.840.1.113730.1.1")
    return x509.UnrecognizedExtension(oid, bytes([0x03, 0x02, 0x06, bits]))
