"""Every port the lab listens on: who answers there, with which certificate, and how it treats ours."""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import Literal

from workbench.demo import names
from workbench.nouns import dataclass

Asks = Literal["no", "optional", "required", "anything"]
Manners = Literal["direct", "polite", "dropper"]
ServerCertificate = Literal[
    "good",
    "expired",
    "not_yet_valid",
    "wrong_host",
    "self_signed",
    "untrusted",
    "missing_intermediate",
    "expired_intermediate",
    "no_common_name",
    "no_alternative_name",
    "sha1",
    "rsa_1024",
    "client_only",
    "name_constraints",
    "path_length",
    "address",
    "deep_wildcard",
    "no_key_identifier",
    "several_faults",
    "hostile",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One listening port.

    `asks` is what happens to client certificates in the handshake; `anything` lets every one pass, and
    `manners` says what is done about it afterwards. Both TLS versions are spoken where none is named.
    `legacy` lets OpenSSL speak and show what counts as broken: old versions, SHA-1, short keys.
    """

    name: str
    hosts: tuple[str, ...]
    asks: Asks = "optional"
    manners: Manners = "direct"
    trusts: Literal["root", "another"] = "root"
    tls: bool = True
    version: ssl.TLSVersion | None = None
    legacy: bool = False
    certificate: ServerCertificate = "good"


_TLS12, _TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3

_PUBLIC = (
    Site(name="mtls", hosts=(names.API,), asks="required", version=_TLS13),
    Site(name="mtls12", hosts=(names.API,), asks="required", version=_TLS12),
    Site(name="optional", hosts=(names.OPTIONAL, names.ECHO, names.SLOW, names.BIG)),
    Site(name="tls", hosts=(names.OPEN,), asks="no"),
    Site(name="http", hosts=(names.PLAIN,), tls=False),
    Site(name="other", hosts=(names.OTHER,), asks="required"),
    Site(name="picky", hosts=(names.PICKY,), asks="required", trusts="another"),
    Site(name="polite", hosts=(names.POLITE,), asks="anything", manners="polite"),
    Site(name="dropper", hosts=(names.DROPPER,), asks="anything", manners="dropper"),
    Site(name="expired", hosts=(names.EXPIRED,), certificate="expired"),
    Site(name="not_yet_valid", hosts=(names.NOT_YET_VALID,), certificate="not_yet_valid"),
    Site(name="wrong_host", hosts=(names.WRONG_HOST,), certificate="wrong_host"),
    Site(name="self_signed", hosts=(names.SELF_SIGNED,), certificate="self_signed"),
    Site(name="untrusted", hosts=(names.UNTRUSTED,), certificate="untrusted"),
    Site(name="missing_intermediate", hosts=(names.MISSING_INTERMEDIATE,), certificate="missing_intermediate"),
    Site(name="expired_intermediate", hosts=(names.EXPIRED_INTERMEDIATE,), certificate="expired_intermediate"),
    Site(name="client_only", hosts=(names.CLIENT_ONLY,), certificate="client_only"),
    Site(name="several_faults", hosts=(names.SEVERAL_FAULTS,), certificate="several_faults", legacy=True),
    Site(name="old_tls", hosts=(names.OLD_TLS,), version=ssl.TLSVersion.TLSv1_1, legacy=True),
    Site(name="hostile", hosts=(names.HOSTILE,), certificate="hostile"),
)
_TWINNED = ("optional", "tls", "other", "picky", "polite", "dropper")

ALL: tuple[Site, ...] = (
    *_PUBLIC,
    *(replace(site, name=site.name + "12", version=_TLS12) for site in _PUBLIC if site.name in _TWINNED),
)
"""The sites of the endpoints, then twins that speak TLS 1.2 only: `picky12` as `mtls12` is to `mtls`."""
