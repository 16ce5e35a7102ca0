"""One entry for every finding of the contract, its files made so that the finding is true of them.

with_every_finding(folder)    "weak_key" -> entry, …; what its files are is to be read in `_MAKERS`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.certificate_files import CLIENT, SECRET, SERVER, Made, made, write
from workbench.demo.authority import Authority, Order
from workbench.models import CertificateEntry

_DAY: Final = timedelta(days=1)


def with_every_finding(folder: Path) -> Mapping[str, CertificateEntry]:
    """Write the files, and return an entry for each code of contract §6, its host "CODE.test"."""
    folder.mkdir(exist_ok=True)
    ca = made("ca", ca=True, period=_lasting(400))
    return {code: make(_Place(folder=folder, code=code, ca=ca)) for code, make in _MAKERS.items()}


class _Place:
    def __init__(self, *, folder: Path, code: str, ca: Made) -> None:
        self.folder = folder
        self.code = code
        self.ca = ca
        self.good = self.made(_lasting(400))

    def made(self, period: tuple[datetime, datetime]) -> Made:
        return made(self.code, by=self.ca, extensions=[CLIENT], period=period)

    def pair(self, owner: Made, *more: bytes, mode: int = 0o600) -> CertificateEntry:
        crt = write(self.folder / f"{self.code}.crt", owner.pem, *more)
        return self.entry(crt, write(self.folder / f"{self.code}.key", owner.key_pem(), mode=mode))

    def pfx(self, passphrase: str | None) -> CertificateEntry:
        path = write(self.folder / f"{self.code}.p12", self.good.pfx(SECRET))
        return replace(self.entry(), pfx_file=path, passphrase=passphrase)

    def entry(self, crt: str | None = None, key: str | None = None) -> CertificateEntry:
        host = f"{self.code.replace('_', '-')}.test"
        return CertificateEntry(id=self.code, host=host, cert_file=crt, key_file=key)


def _lasting(days: int) -> tuple[datetime, datetime]:
    now = datetime.now(UTC).replace(microsecond=0)
    return now - 99 * _DAY, now + days * _DAY + timedelta(hours=1)


def _file_missing(at: _Place) -> CertificateEntry:
    found = at.pair(at.good)
    return replace(found, key_file=str(at.folder / "gone.key"))


def _file_unreadable(at: _Place) -> CertificateEntry:
    return replace(at.pair(at.good), key_file=str(at.folder))  # a folder: root could read any file


def _unsupported(at: _Place) -> CertificateEntry:
    return replace(at.entry(), pfx_file=write(at.folder / "store.jks", b"\xfe\xed\xfe\xed" + bytes(50)))


def _no_certificate(at: _Place) -> CertificateEntry:
    return at.entry(write(at.folder / "only.key", at.good.key_pem()))


def _no_key(at: _Place) -> CertificateEntry:
    return at.entry(write(at.folder / "only.crt", at.good.pem))


def _key_mismatch(at: _Place) -> CertificateEntry:
    return replace(at.pair(at.good), key_file=write(at.folder / "other.key", at.ca.key_pem()))


def _not_yet_valid(at: _Place) -> CertificateEntry:
    now = datetime.now(UTC)
    return at.pair(at.made((now + 9 * _DAY, now + 400 * _DAY)))


def _no_client_auth(at: _Place) -> CertificateEntry:
    return at.pair(made(at.code, by=at.ca, extensions=[SERVER], period=_lasting(400)))


def _chain_gap(at: _Place) -> CertificateEntry:
    stranger = made("stranger", by=made("elsewhere", ca=True, period=_lasting(400)), ca=True, period=_lasting(400))
    return at.pair(at.good, stranger.pem)


def _weak_key(at: _Place) -> CertificateEntry:
    small = rsa.generate_private_key(65537, 1024)  # noqa: S505  the weak one is the case
    return at.pair(made(at.code, by=at.ca, key=small, extensions=[CLIENT], period=_lasting(400)))


def _weak_signature(at: _Place) -> CertificateEntry:
    Authority.root("Old Root").issue(Order(common_name=at.code, sha1=True)).write(at.folder, at.code)
    return at.entry(str(at.folder / f"{at.code}.crt"), str(at.folder / f"{at.code}.key"))


_MAKERS: Final[Mapping[str, Callable[[_Place], CertificateEntry]]] = {
    "file_missing": _file_missing,
    "file_unreadable": _file_unreadable,
    "needs_passphrase": lambda at: at.pfx(None),
    "wrong_passphrase": lambda at: at.pfx("not it"),
    "unsupported": _unsupported,
    "no_certificate": _no_certificate,
    "no_key": _no_key,
    "key_mismatch": _key_mismatch,
    "expired": lambda at: at.pair(at.made(_lasting(-9))),
    "expires_soon": lambda at: at.pair(at.made(_lasting(11))),
    "not_yet_valid": _not_yet_valid,
    "no_client_auth": _no_client_auth,
    "server_certificate": _no_client_auth,
    "chain_gap": _chain_gap,
    "weak_key": _weak_key,
    "weak_signature": _weak_signature,
    "key_readable_by_others": lambda at: at.pair(at.good, mode=0o644),
}
