from __future__ import annotations

import pytest

from workbench.certificates import old_encryption

WRAPPED = (
    b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: %s\n\n%s\n-----END RSA PRIVATE KEY-----\n"
)


@pytest.mark.parametrize("said", [b"AES-256-CBC," + b"0A" * 16, b"DES-EDE3-CBC," + b"0A" * 8, b"CAMELLIA-128-CBC,0A"])
def test_other_ciphers_are_left_to_others(said: bytes) -> None:
    assert old_encryption.opened(WRAPPED % (said, b"AAAA"), b"word") is None
    assert old_encryption.opened(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"word") is None


@pytest.mark.parametrize("body", [b"", b"AAAA", b"no base64!", b"A" * 64])
def test_what_does_not_open_is_told_as_a_wrong_passphrase(body: bytes) -> None:
    for said in (b"AES-192-CBC," + b"0A" * 16, b"DES-CBC," + b"0B" * 8):
        with pytest.raises(ValueError, match="Incorrect password"):
            old_encryption.opened(WRAPPED % (said, body), b"word")
