"""Whether a certificate fits a server's wish, and which one a name stands for."""

from __future__ import annotations

import pytest

from workbench.doctor import fitness, naming
from workbench.models import CertificateEntry, Origin, TlsVersion

ISSUERS = [
    (("CN=Ours",), (), True),
    (("CN=Ours",), ("CN=Theirs",), False),
    (("CN=Leaf CA", "CN=Root"), ("CN=Root",), True),
    ((), ("CN=Theirs",), None),
]


@pytest.mark.parametrize(("issuers", "accepted", "fits"), ISSUERS)
def test_an_empty_list_of_issuers_means_any(
    issuers: tuple[str, ...], accepted: tuple[str, ...], fits: bool | None
) -> None:
    assert fitness.issuer_fits(issuers, accepted) is fits


ALGORITHMS: list[tuple[str | None, tuple[str, ...], TlsVersion, bool | None]] = [
    ("RSA-2048", ("rsa_pss_rsae_sha256",), "TLSv1.3", True),
    ("RSA-2048", ("rsa_pkcs1_sha256",), "TLSv1.3", False),
    ("RSA-2048", ("rsa_pkcs1_sha256",), "TLSv1.2", True),
    ("RSA-2048", ("ecdsa_secp256r1_sha256",), "TLSv1.2", False),
    ("EC-P-256", ("ecdsa_secp256r1_sha256",), "TLSv1.3", True),
    ("EC-P-256", ("ecdsa_secp384r1_sha384",), "TLSv1.3", False),
    ("EC-P-256", ("ecdsa_secp384r1_sha384",), "TLSv1.2", True),
    ("Ed25519", ("ed25519",), "TLSv1.3", True),
    ("Ed25519", ("rsa_pss_rsae_sha256",), "TLSv1.3", False),
    ("DSA-2048", ("rsa_pss_rsae_sha256",), "TLSv1.3", None),
    (None, ("ed25519",), "TLSv1.3", None),
    ("RSA-2048", (), "TLSv1.3", None),
]


@pytest.mark.parametrize(("key", "algorithms", "version", "fits"), ALGORITHMS)
def test_a_key_fits_by_its_kind_and_in_tls_1_3_by_its_curve(
    key: str | None, algorithms: tuple[str, ...], version: TlsVersion, fits: bool | None
) -> None:
    assert fitness.algorithm_fits(key, algorithms, version) is fits


HERE = Origin(scheme="https", host="api.a.test", port=443)
ALICE = CertificateEntry(id="a", name="alice", host="*.a.test")
BOB = CertificateEntry(id="b", name="bob", host="b.test")
TWIN = CertificateEntry(id="c", name="twin", host="b.test")
OTHER_TWIN = CertificateEntry(id="d", name="twin", host="c.test")
ASLEEP = CertificateEntry(id="e", name="asleep", host="b.test", enabled=False)
EVERYONE = (ALICE, BOB, TWIN, OTHER_TWIN, ASLEEP)
NAMES = [
    ("alice", "alice"),
    ("bob", "id:b"),
    ("twin", "twin"),
    ("asleep", "asleep"),
    ("nobody", "nobody"),
    ("none", "none"),
    ("id:d", "id:d"),
]


@pytest.mark.parametrize(("said", "value"), NAMES)
def test_a_name_stands_for_its_only_entry_even_outside_its_rule(said: str, value: str) -> None:
    named = naming.choice(said, EVERYONE, HERE)
    assert (named.choice.by, named.choice.value) == ("command", value)
    assert ("because --as names it" in named.aside) == (said == "bob")
