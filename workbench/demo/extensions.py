"""What certificates of the demo's CAs say beside name, key and dates (RFC 5280 §4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from workbench.demo.issued import PublicKey

Use = Literal["client", "server", "both", "any"]
Extension = tuple[x509.ExtensionType, bool]
"""An extension, and whether it is critical."""

_USES: dict[Use, tuple[x509.ObjectIdentifier, ...]] = {
    "client": (ExtendedKeyUsageOID.CLIENT_AUTH,),
    "server": (ExtendedKeyUsageOID.SERVER_AUTH,),
    "both": (ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH),
    "any": (),
}
_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def of_ca(path_length: int | None, permitted: tuple[str, ...] = ()) -> Iterator[Extension]:
    """Yield those of a CA that allows so many CAs below it, and no hosts but those permitted, if any are."""
    yield x509.BasicConstraints(ca=True, path_length=path_length), True
    yield _key_usage("key_cert_sign", "crl_sign"), True
    if permitted:
        yield x509.NameConstraints([x509.DNSName(host) for host in permitted], None), True


def of_leaf(use: Use, names: tuple[x509.GeneralName, ...], issuer_url: str | None) -> Iterator[Extension]:
    """Yield those of a leaf; `issuer_url` says where its issuer's certificate is to be had."""
    yield x509.BasicConstraints(ca=False, path_length=None), True
    yield _key_usage("digital_signature"), True
    if purposes := _USES[use]:
        yield x509.ExtendedKeyUsage(purposes), False
    if names:
        yield x509.SubjectAlternativeName(names), False
    if issuer_url is not None:
        place = x509.UniformResourceIdentifier(issuer_url)
        access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)
        yield x509.AuthorityInformationAccess([access]), False


def own_key(key: PublicKey) -> Extension:
    """Identify a certificate's own key."""
    return x509.SubjectKeyIdentifier.from_public_key(key), False


def issuers_key(key: PublicKey) -> Extension:
    """Identify the key that signed."""
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key), False


def _key_usage(*granted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in granted for usage in _KEY_USAGES})
