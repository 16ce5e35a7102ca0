"""A manifest of the files in `cryptography-vectors`: what a person is to be told who chooses one of them.

A group is of one folder and one outcome, as a line of words:

    status  format  key type  key or no-key  problem codes

A hyphen stands for none. The files are listed by name; `name:passphrase` for one that is encrypted, with underscores
for spaces. It must ask for the passphrase first, and refuse another one. `says` stands in a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cryptography_vectors

VERSION: Final = "50.0.2"
FOLDER: Final = Path(str(cryptography_vectors.__file__)).parent


@dataclass(frozen=True)
class Group:
    """Files of one folder that have one outcome."""

    folder: str
    outcome: str
    files: str
    says: str = ""


@dataclass(frozen=True)
class Vector:
    """A file, what opens it, and its outcome as a line of words."""

    path: str
    outcome: str
    passphrase: str | None = None
    says: str = ""

    def __str__(self) -> str:
        return self.path

    @property
    def file(self) -> Path:
        return FOLDER / self.path

    @property
    def status(self) -> str:
        return self.outcome.partition(" ")[0]


def each(groups: tuple[Group, ...]) -> Iterator[Vector]:
    """Take the groups apart."""
    for group in groups:
        for named in group.files.split():
            name, _, passphrase = named.partition(":")
            yield Vector(
                path=f"{group.folder}/{name}",
                outcome=group.outcome,
                passphrase=passphrase.replace("_", " ") or None,
                says=group.says,
            )


NOT_FOR_PEOPLE: Final = {
    "asymmetric/DH/*.txt": "numbers for tests of an algorithm",
    "asymmetric/DH/*.fax": "numbers for tests of an algorithm",
    "asymmetric/DSA/FIPS*/**/*": "numbers for tests of an algorithm",
    "asymmetric/EC/*.txt": "numbers for tests of an algorithm",
    "asymmetric/ECDH/*": "numbers for tests of an algorithm",
    "asymmetric/ECDSA/**/*": "numbers for tests of an algorithm",
    "asymmetric/Ed25519/sign.input": "numbers for tests of an algorithm",
    "asymmetric/Ed448/*.txt": "numbers for tests of an algorithm",
    "asymmetric/MLDSA/*.rsp": "numbers for tests of an algorithm",
    "asymmetric/MLKEM/*.rsp": "numbers for tests of an algorithm",
    "asymmetric/RSA/**/*": "numbers for tests of an algorithm",
    "asymmetric/X25519/*.txt": "numbers for tests of an algorithm",
    "asymmetric/X448/*.txt": "numbers for tests of an algorithm",
    "asymmetric/OpenSSH/gen.sh": "the program that made its neighbours",
    "asymmetric/PEM_Serialization/README.txt": "tells of its neighbours",
    "x509/ocsp/*": "answers of a protocol, which are no files to choose",
    "x509/PKITS_data/*.*": "tells of its neighbours",
    "x509/PKITS_data/certpairs/*": "pairs of certificates out of a directory service, which no tool here reads",
    "x509/PKITS_data/smime/*": "mails",
}
"""Files that nobody has who looks for a certificate, by the pattern of their path, with the reason."""
