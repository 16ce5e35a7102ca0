"""The demo's CA, judged by the cryptography library and by OpenSSL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store

from workbench.demo import authority
from workbench.demo.authority import Authority, Charter, KeyKind, Order
from workbench.demo.extensions import Use

CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority.root("Test Root")


def test_a_leaf_of_an_intermediate_verifies_up_to_the_root(root: Authority) -> None:
    leaf = root.intermediate("Test CA").issue(Order(common_name="a.test", dns=("a.test",), use="server"))
    verifier = PolicyBuilder().store(Store([root.certificate])).build_server_verifier(x509.DNSName("a.test"))
    assert len(verifier.verify(leaf.certificate, list(leaf.chain))) == 3


def test_a_leaf_brings_the_intermediate_along_but_not_the_root(root: Authority) -> None:
    middle = root.intermediate("Test CA")
    assert middle.issue(Order(common_name="a")).chain == (middle.certificate,)
    assert root.issue(Order(common_name="a")).chain == ()


@pytest.mark.parametrize(
    ("kind", "cls"),
    [
        ("EC-P-256", ec.EllipticCurvePrivateKey),
        ("EC-P-384", ec.EllipticCurvePrivateKey),
        ("Ed25519", ed25519.Ed25519PrivateKey),
        ("RSA-2048", rsa.RSAPrivateKey),
        ("RSA-1024", rsa.RSAPrivateKey),
    ],
)
def test_a_key_is_of_the_kind_that_was_ordered(root: Authority, kind: KeyKind, cls: type) -> None:
    issued = root.issue(Order(common_name="a", key=kind))
    assert isinstance(issued.key, cls)
    assert issued.certificate.public_key() == issued.key.public_key()
    issued.certificate.verify_directly_issued_by(root.certificate)


@pytest.mark.parametrize(
    ("use", "purposes"),
    [("client", [CLIENT]), ("server", [SERVER]), ("both", [CLIENT, SERVER]), ("any", None)],
)
def test_a_leaf_says_what_it_is_for(root: Authority, use: Use, purposes: list[x509.ObjectIdentifier] | None) -> None:
    extensions = root.issue(Order(common_name="a", use=use)).certificate.extensions
    if purposes is None:
        with pytest.raises(x509.ExtensionNotFound):
            extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    else:
        assert list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == purposes


def test_dates_are_those_that_were_ordered(root: Authority) -> None:
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC)
    leaf = root.issue(Order(common_name="a", not_before=start, not_after=end)).certificate
    assert (leaf.not_valid_before_utc, leaf.not_valid_after_utc) == (start, end)


def test_a_leaf_without_dates_is_valid_now_and_for_a_year(root: Authority) -> None:
    leaf, now = root.issue(Order(common_name="a")).certificate, datetime.now(UTC)
    assert leaf.not_valid_before_utc < now < leaf.not_valid_after_utc
    assert timedelta(days=364) < leaf.not_valid_after_utc - now < timedelta(days=366)


def test_a_leaf_that_begins_later_ends_later_still(root: Authority) -> None:
    later = datetime.now(UTC) + timedelta(days=500)
    leaf = root.issue(Order(common_name="a", not_before=later)).certificate
    assert leaf.not_valid_after_utc > leaf.not_valid_before_utc


def test_key_identifiers_can_be_left_out(root: Authority) -> None:
    leaf = root.issue(Order(common_name="a", key_identifiers=False)).certificate
    with pytest.raises(x509.ExtensionNotFound):
        leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)


def test_hostile_names_go_in_as_they_are(root: Authority) -> None:
    name = "\x1b[31m[/bad]\u202e"
    order = Order(common_name=name, more_names=(x509.DNSName("\x1b]0;x\x07.test"),))
    leaf = root.issue(order).certificate
    assert leaf.subject.rfc4514_string() == f"CN={name}"
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["\x1b]0;x\x07.test"]


def test_a_self_signed_leaf_is_its_own_issuer_and_no_ca() -> None:
    leaf = authority.self_signed(Order(common_name="a", use="server")).certificate
    leaf.verify_directly_issued_by(leaf)
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_leaf_may_have_an_organization_instead_of_a_common_name(root: Authority) -> None:
    subject = root.issue(Order(common_name="", organization="Demo")).certificate.subject
    assert subject.rfc4514_string() == "O=Demo"


def test_a_leaf_says_where_its_issuer_is_found(root: Authority) -> None:
    leaf = root.issue(Order(common_name="a", issuer_url="http://ca.test/ca.crt")).certificate
    (access,) = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert access.access_location.value == "http://ca.test/ca.crt"


def test_an_intermediate_keeps_to_its_charter(root: Authority) -> None:
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC)
    charter = Charter(path_length=3, permitted=("only.test",), not_before=start, not_after=end, key_identifiers=False)
    made = root.intermediate("Test CA", charter=charter).certificate
    assert (made.not_valid_before_utc, made.not_valid_after_utc) == (start, end)
    assert made.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 3
    permitted = made.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    assert permitted == [x509.DNSName("only.test")]
    with pytest.raises(x509.ExtensionNotFound):
        made.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)


def test_what_was_taken_back_is_on_the_list(root: Authority) -> None:
    revoked, kept = (root.issue(Order(common_name=name)).certificate for name in ("gone", "kept"))
    listed = root.revocation_list(revoked)
    key = root.certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert listed.is_signature_valid(key)
    assert listed.get_revoked_certificate_by_serial_number(revoked.serial_number) is not None
    assert listed.get_revoked_certificate_by_serial_number(kept.serial_number) is None
