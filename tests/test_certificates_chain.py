from __future__ import annotations

import pytest
from cryptography import x509

from tests.certificate_files import NOW, Made, made, openssl, write
from workbench.certificates import chain


def certificates(*those: Made) -> list[x509.Certificate]:
    return [one.certificate for one in those]


def test_issuers_are_climbed_nearest_first(root: Made, middle: Made) -> None:
    leaf, stray = made("leaf", by=middle), made("stray")
    found = chain.order(leaf.certificate, certificates(root, stray, leaf, middle, middle))
    assert found.issuers == (middle.certificate, root.certificate)
    assert found.unlinked == (stray.certificate,)


def test_the_same_name_is_not_enough_to_be_the_issuer(root: Made, middle: Made) -> None:
    namesake = made("middle", by=root, ca=True)
    leaf = made("leaf", by=middle)
    found = chain.order(leaf.certificate, certificates(namesake, root))
    assert found.issuers == ()
    assert set(found.unlinked) == {namesake.certificate, root.certificate}
    found = chain.order(leaf.certificate, certificates(namesake, middle, root))
    assert found.issuers == (middle.certificate, root.certificate)


def test_of_a_renewed_issuer_the_one_that_lasts_longest_is_taken(root: Made, middle: Made) -> None:
    renewed = made("middle", by=root, ca=True, key=middle.key, period=(NOW, NOW.replace(year=2040)))
    leaf = made("leaf", by=middle)
    for others in (certificates(middle, renewed), certificates(renewed, middle)):
        found = chain.order(leaf.certificate, others)
        assert found.issuers == (renewed.certificate,)
        assert found.unlinked == (middle.certificate,)


def test_two_that_signed_each_other_end_the_climb() -> None:
    one = made("one", ca=True)
    two = made("two", by=one, ca=True)
    back = made("one", by=two, key=one.key, ca=True)
    found = chain.order(two.certificate, certificates(back, one))
    assert set(found.issuers) <= {one.certificate, back.certificate}


def test_a_self_issued_certificate_needs_no_issuer(root: Made) -> None:
    again = made("root", ca=True, key=root.key)
    assert chain.order(root.certificate, certificates(again)).issuers == ()


def test_names_are_equal_whatever_their_case_and_spaces(root: Made) -> None:
    shouting = made("ROOT  ", ca=True, key=root.key)
    leaf = made("leaf", by=root)
    assert chain.issued_by(leaf.certificate, shouting.certificate)


def test_a_signature_that_cannot_be_checked_is_taken_on_the_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sha1")
    key, root, request = (str(folder / name) for name in ("k.pem", "root.crt", "leaf.csr"))
    write(folder / "k.pem", made("anyone").key_pem())
    openssl("req", "-x509", "-key", key, "-subj", "/CN=old root", "-sha1", "-days", "9", "-out", root)
    openssl("req", "-new", "-key", key, "-subj", "/CN=old leaf", "-out", request)
    leaf = openssl("x509", "-req", "-in", request, "-CA", root, "-CAkey", key, "-sha1", "-days", "9")
    issuer = x509.load_pem_x509_certificate((folder / "root.crt").read_bytes())
    assert chain.issued_by(x509.load_pem_x509_certificate(leaf), issuer)


def test_without_a_key_the_leaf_is_the_one_that_issued_no_other(root: Made, middle: Made) -> None:
    leaf = made("leaf", by=middle)
    for order in (certificates(root, middle, leaf), certificates(leaf, middle, root)):
        assert chain.bottom(order) == leaf.certificate
    assert chain.bottom(certificates(root)) == root.certificate
