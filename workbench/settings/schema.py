"""What settings.toml can say (contract §2), as nouns; a value not in the file has its default here."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import field
from pathlib import Path
from typing import Literal

from workbench.certificates import printed
from workbench.certificates.sealing import is_sealed
from workbench.documents.stamps import Stamp
from workbench.models import CaEntry, CertificateEntry, TlsVersion
from workbench.nouns import dataclass

Glyphs = Literal["auto", "unicode", "ascii"]
Drawing = Literal["cells", "lines"]
ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
ID_LENGTH = 6
COMMAND_ID = "command"
ASK = "ask"
COMMAND = printed.PREFIX
"""What a passphrase begins with that a command prints; the rest is the command, run without a shell."""


class SettingsError(Exception):
    """A settings file that cannot be read or written: which file, where in it, what was expected and found.

    `where` is "line 3, column 7", or a key such as "certificates[2].port" (counted from 0), or "".
    """

    def __init__(self, path: Path, where: str, message: str) -> None:
        super().__init__(path, where, message)
        self.path = path
        self.where = where
        self.message = message

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.path), self.where, self.message) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings:
    """The `[tls]` table.

    `ciphers` is a list in OpenSSL's notation, for TLS 1.2 and older; `security_level` is OpenSSL's, 0 to 5, where None
    leaves what OpenSSL was built with.
    """

    verify: bool = True
    minimum_version: TlsVersion = "TLSv1.2"
    maximum_version: TlsVersion | None = None
    ciphers: str = ""
    security_level: int | None = None
    post_handshake_auth: bool = True
    system_ca: bool = True
    extra_ca: bool = True
    expiry_warning_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """The `[http]` table; times in seconds. A proxy's password is sealed, or clear until the next save.

    `proxy_certificate` names the entry, or "id:ID", that an HTTPS proxy may be shown; "" is none, ever.
    `decoded_limit` is how many MB a compressed body may unpack to where that is over a hundred times what came; 0 is
    no limit.
    """

    connect_timeout: float = 10.0
    timeout: float = 30.0
    follow_redirects: bool = True
    http2: bool = False
    proxy: str = field(default="", repr=False)
    no_proxy: str = ""
    proxy_certificate: str = ""
    decoded_limit: int = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSettings:
    """The `[terminal]` table.

    `glyphs` "auto" goes by the locale; `drawing` "cells" sends only what differs from what the terminal shows.
    """

    glyphs: Glyphs = "auto"
    drawing: Drawing = "cells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of settings.toml. `notices` are things to tell the person once; they are no part of the value.

    Nor is `stamp`: of the file as it was read or written last, None where there was none. `keys` are the keys of
    deeds, commas between, by the ids of their bindings.
    """

    path: Path
    theme: str = "workbench-dark"
    tls: TlsSettings = TlsSettings()
    http: HttpSettings = HttpSettings()
    terminal: TerminalSettings = TerminalSettings()
    keys: Mapping[str, str] = field(default_factory=dict)
    cas: tuple[CaEntry, ...] = ()
    resolve: Mapping[str, str] = field(default_factory=dict)
    certificates: tuple[CertificateEntry, ...] = ()
    notices: tuple[str, ...] = field(default=(), compare=False)
    stamp: Stamp | None = field(default=None, compare=False, repr=False)


def new_id(taken: Collection[str] = ()) -> str:
    """Return a random id of six letters that is not among `taken`."""
    while True:
        candidate = "".join(ID_LETTERS[byte % len(ID_LETTERS)] for byte in os.urandom(ID_LENGTH))
        if candidate not in taken:
            return candidate


def name_fault(name: str) -> str | None:
    """Say why `name` cannot name an identity (contract §2), or None when it can."""
    if not name.strip():
        return "expected a name, found an empty text: take the line out for none"
    if name != name.strip():
        return "expected a name without blanks around it"
    if ":" in name:
        return 'expected a name without a colon: "id:…" stands for an id'
    if name.casefold() == "none":
        return 'expected another name: "none" stands for no certificate at all'
    return None


def is_clear(passphrase: str | None) -> bool:
    """Tell whether a passphrase stands in the file as typed: not sealed, not asked for, not a command's."""
    return passphrase is not None and passphrase != ASK and not is_command(passphrase) and not is_sealed(passphrase)


def is_command(passphrase: str | None) -> bool:
    """Tell whether a command prints the passphrase: "command:pass show work/alice"."""
    return printed.is_command(passphrase)
