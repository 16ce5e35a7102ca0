from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.certificate_files import SECRET, Made, entry, made, write
from workbench.certificates import material, pem


@pytest.fixture(scope="module")
def alice() -> Made:
    return made("alice")


PKCS1 = PrivateFormat.TraditionalOpenSSL


def _with_bag_attributes(pem: bytes) -> bytes:
    return b"Bag Attributes\n    friendlyName: alice\nsubject=CN = alice\n\n" + pem


def _indented(pem: bytes) -> bytes:
    return b"".join(b"    " + line for line in pem.splitlines(keepends=True))


def _joined(pem: bytes) -> bytes:
    lines = pem.splitlines()
    return pem if b":" in pem else b"\n".join((lines[0], b"".join(lines[1:-1]), lines[-1]))


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "bag attributes": _with_bag_attributes,
    "UTF-8 BOM": lambda pem: b"\xef\xbb\xbf" + pem,
    "UTF-16 from Windows": lambda pem: b"\xff\xfe" + pem.decode().encode("utf-16-le"),
    "UTF-16, the other end first": lambda pem: b"\xfe\xff" + pem.decode().encode("utf-16-be"),
    "CR LF": lambda pem: pem.replace(b"\n", b"\r\n"),
    "CR": lambda pem: pem.replace(b"\n", b"\r"),
    "indented": _indented,
    "no line end": lambda pem: pem.strip(),
    "base64 in one line": _joined,
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_pem_is_read_as_it_is_found(tmp_path: Path, alice: Made, spelling: str) -> None:
    spelled = SPELLINGS[spelling]
    crt = write(tmp_path / "a.crt", spelled(alice.pem))
    keys = (alice.key_pem(), alice.key_pem(SECRET), alice.key_pem(SECRET, PKCS1))
    for key in keys:
        identity = material.load(entry(crt, write(tmp_path / "a.key", spelled(key))), SECRET)
        assert identity.leaf == alice.certificate


def test_text_around_blocks_and_blocks_of_other_kinds_are_skipped() -> None:
    text = b"hello\n-----BEGIN A-----\nAAAA\n-----END A-----\nx -----BEGIN B-----BBBB-----END B----- y"
    assert [block.label for block in pem.blocks(text)] == ["A", "B"]
    assert [block.der() for block in pem.blocks(text)] == [bytes(3), bytes.fromhex("041041")]


@pytest.mark.parametrize(
    "text",
    [
        b"-----BEGIN A-----\nAAAA\n",
        b"-----BEGIN A-----\nAAAA\n-----END B-----\n",
        b"-----BEGIN A-----\nAAAA\n-----BEGIN B-----\n",
    ],
)
def test_a_block_without_its_end_has_no_body(text: bytes) -> None:
    assert pem.blocks(text)[0] == pem.Block(label="A", body=None)


@given(st.binary(), st.binary())
def test_any_bytes_can_be_looked_through(before: bytes, inside: bytes) -> None:
    for data in (before, inside, before + b"-----BEGIN A-----" + inside + b"-----END A-----"):
        for block in pem.blocks(data):
            assert block.label
            block.text()


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        (b"", True),
        (b"DEK-Info: AES-256-CBC," + b"0A" * 16, True),
        (b"DEK-Info: DES-EDE3-CBC," + b"0A" * 8, True),
        (b"DEK-Info: CAMELLIA-128-CBC," + b"0A" * 16, True),
        (b"DEK-Info: AES-256-CBC," + b"0A" * 15, False),
        (b"DEK-Info: DES-EDE3-CBC,0A", False),
        (b"DEK-Info: DES-EDE3-CBC", False),
        (b"DEK-Info: ,", False),
    ],
)
def test_an_iv_that_is_cut_off_is_noticed(headers: bytes, whole: bool) -> None:
    assert pem.has_whole_headers(b"-----BEGIN X-----\n" + headers + b"\n\nAAAA\n-----END X-----\n") is whole


@pytest.mark.slow
def test_many_blocks_that_never_end_take_linear_time() -> None:
    assert len(pem.blocks(b"-----BEGIN A-----\n" * 20_000)) == 20_000
