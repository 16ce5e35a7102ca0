"""What can be wrong with a certificate's files, as an exception that carries the facts.

Apart from `material` so that it can be raised and caught without loading cryptography.

    MaterialError    files that cannot serve as an identity or as trust
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

MaterialField = Literal["cert_file", "key_file", "pfx_file", "ca_file", "passphrase"]
"""The field of an entry, and of the form, under which a message belongs."""


class MaterialError(Exception):
    """Files that cannot serve: a problem code of the contract, a sentence for people, the field, the file."""

    def __init__(self, code: str, message: str, field: MaterialField = "cert_file", path: Path | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field: MaterialField = field
        self.path = path
