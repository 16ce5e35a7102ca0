"""What the settings say of certificates and trust, and the findings about them."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Literal

from workbench.nouns import dataclass

Port = int | Literal["*"] | None
"""A port as an entry says it: a number, any ("*"), or absent, which means 443."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Scheme, host in normal form (ASCII, lower case, IPv6 without brackets) and effective port of a URL."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an entry's certificate said when its files were last readable."""

    subject: str
    not_after: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry:
    """One `[[certificates]]` entry: which files stand for which hosts. Paths are as typed."""

    id: str
    host: str
    port: Port = None
    name: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    pfx_file: str | None = None
    ca_file: str | None = None
    passphrase: str | None = field(default=None, repr=False)  # "sealed:v1:…", "ask", "command:…", clear, or None
    enabled: bool = True
    added: datetime | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaEntry:
    """One `[[ca]]` entry: extra trust from a PEM file, for every host or for those that match."""

    file: str
    enabled: bool = True
    host: str | None = None
    port: Port = None


ProblemCode = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A finding about a certificate, a key or a chain: a code of the contract and a sentence for people."""

    code: ProblemCode
    message: str
    subject: str | None = None
    field: str | None = None  # of an entry, and of the form: where the finding belongs
