"""Files that a person might take for a CA's and that are none."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.certificate_files import CLIENT, SECRET, certificate_request, made, write


def write_no_cas(folder: Path) -> None:
    """Write a file of each kind, leaf.pem to cut.pem, and a folder, folder.pem."""
    leaf = made("leaf", by=made("issuer", ca=True), extensions=[CLIENT])
    public = leaf.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    contents = {
        "leaf.pem": leaf.pem,
        "locked.p12": leaf.pfx(SECRET),
        "store.jks": b"\xfe\xed\xfe\xed" + bytes(50),
        "request.csr": certificate_request(leaf).public_bytes(Encoding.PEM),
        "only.key": leaf.key_pem(),
        "locked.key": leaf.key_pem(SECRET),
        "public.pem": public,
        "empty.pem": b"",
        "noise.pem": b"what is this? " * 9,
        "cut.pem": leaf.pem[:-9],
    }
    for name, data in contents.items():
        write(folder / name, data)
    (folder / "folder.pem").mkdir()
