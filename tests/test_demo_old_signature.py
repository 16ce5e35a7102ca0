"""Certificates signed with SHA-1 are what they claim to be, whichever key signed them."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes

from workbench.demo.authority import Authority, KeyKind, Order
from workbench.tls import facts, signatures


@pytest.mark.parametrize("kind", ["EC-P-256", "EC-P-384", "RSA-2048"])
def test_a_certificate_signed_with_sha1_verifies_and_says_so(kind: KeyKind) -> None:
    root = Authority.root("Old Root", kind)
    leaf = root.issue(Order(common_name="a.test", dns=("a.test",), sha1=True)).certificate
    assert isinstance(leaf.signature_hash_algorithm, hashes.SHA1)
    assert signatures.verifies(leaf, facts.examine(root.certificate)) is True
    assert signatures.weak_hash(leaf) == "SHA1"


def test_nothing_else_about_it_changes() -> None:
    leaf = Authority.root("Old Root").issue(Order(common_name="a.test", dns=("a.test",), sha1=True)).certificate
    assert leaf.subject.rfc4514_string() == "CN=a.test"
    assert len(leaf.extensions) == 5


def test_an_ed25519_key_knows_no_sha1() -> None:
    with pytest.raises(TypeError, match="Ed25519"):
        Authority.root("New Root", "Ed25519").issue(Order(common_name="a", sha1=True))
