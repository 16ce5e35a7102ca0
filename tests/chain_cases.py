"""Chains with every kind of fault, what is wrong with each, and what OpenSSL is known to say first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.chains import (
    CLIENT,
    SERVER,
    Made,
    Wishes,
    altered,
    curve_key,
    intermediate,
    leaf,
    name,
    resigned,
    root,
    rsa_key,
)
from tests.judged_chains import (
    FUTURE,
    MIDDLE,
    OLD,
    OTHER_ROOT,
    ROOT,
    ROOT_SUBJECT,
    Case,
    limits,
    middles,
    netscape,
    ours,
    rsa_root,
    sha1,
    under,
    unknown,
)


def named_otherwise() -> list[Made]:
    """A leaf that writes its issuer's name in another case and with other spaces."""
    return [leaf(ROOT, issuer_name=name("root", "EXAMPLE "))]


def old_root() -> Case:
    old = root(**OLD)
    return Case([leaf(old)], [("ca_expired", ROOT_SUBJECT)], anchors=(old,))


def own_anchor() -> Case:
    own = leaf(None)
    return Case([own], anchors=(own,))


def pinned(**wishes: Unpack[Wishes]) -> Case:
    one = leaf(MIDDLE, **wishes)
    return Case([one], [ours("expired")] if wishes else [], anchors=(one,))


def pinned_under(middle: Made) -> Case:
    one = leaf(middle)
    return Case([one, middle], [middles("not_a_ca")], anchors=(one,))


def old_of_two() -> Case:
    old, young = root(key_ids=False, **OLD), root(key_ids=False)
    differs = "of two CAs of one name OpenSSL takes the one that is valid now, and finds that it did not sign"
    return Case([leaf(old, key_ids=False)], [("ca_expired", ROOT_SUBJECT)], anchors=(young, old), differs=differs)


def same_name() -> Case:
    return Case([leaf(root())], [ours("unknown_issuer")])


def same_name_unidentified() -> Case:
    trusted, actual = root(key_ids=False), root(key_ids=False)
    return Case([leaf(actual, key_ids=False)], [ours("bad_signature")], anchors=(trusted,))


def without_identifiers() -> Case:
    bare_root = root(key_ids=False)
    middle = intermediate(bare_root, key_ids=False)
    return Case(under(middle, key_ids=False), anchors=(bare_root,))


def several_roots() -> Case:
    key = curve_key()
    old, new = root(key=key, **OLD), root(key=key)
    return Case([leaf(new)], anchors=(old, root(), new))


def weak_root() -> Case:
    weak = rsa_root(1024)
    return Case([leaf(weak)], [("weak_key", ROOT_SUBJECT)], anchors=(weak,))


def sha1_leaf() -> Case:
    top = rsa_root()
    made = sha1(leaf(top, key=rsa_key(2048, "leaf")), top.key)
    return Case([made], [ours("weak_signature")], anchors=(top,))


def sha1_middle() -> Case:
    top = rsa_root()
    middle = sha1(intermediate(top, key=rsa_key(2048, "middle")), top.key)
    return Case(under(middle), [middles("weak_signature")], anchors=(top,))


def md5_leaf() -> Case:
    top = rsa_root()
    made = resigned(leaf(top, key=rsa_key(2048, "leaf")), top.key, hashes.MD5())  # noqa: S303  the weak one is the case
    return Case([made], [ours("weak_signature")], anchors=(top,))


def sha1_root() -> Case:
    top = sha1(rsa_root(), rsa_key(2048, "root"))
    return Case([leaf(top)], anchors=(top,))


def altered_middle() -> Case:
    middle = intermediate(ROOT, more=[(unknown(), False)])
    return Case([leaf(middle), altered(middle, b"unknown", b"Unknown")], [middles("bad_signature")])


def bare_root() -> Case:
    top = root(ca=None)
    return Case([leaf(top)], anchors=(top,))


def long_path(allowed: int) -> Case:
    top = root(path_length=allowed)
    upper = intermediate(top, "Upper")
    middle = intermediate(upper)
    fault = ("path_too_long", ROOT_SUBJECT)
    return Case(
        [*under(middle), upper],
        [] if allowed > 1 else [fault],
        anchors=(top,),
    )


def several_faults() -> Case:
    middle = intermediate(ROOT, limits=limits(allow=["other.test"]), purposes=(CLIENT,), **OLD)
    return Case(
        under(middle, key=rsa_key(1024), names=("else.test",), purposes=(CLIENT,), **OLD),
        [
            ours("no_server_auth"),
            middles("no_server_auth"),
            ours("weak_key"),
            ours("hostname_mismatch"),
            ours("expired"),
            middles("ca_expired"),
            ours("name_constraint"),
        ],
    )


CASES: dict[str, Callable[[], Case]] = {
    "nothing wrong": lambda: Case(under(MIDDLE)),
    "issued by the root itself": lambda: Case([leaf(ROOT)]),
    "the root sent along": lambda: Case([*under(MIDDLE), ROOT]),
    "chain in the wrong order": lambda: Case([leaf(MIDDLE), ROOT, MIDDLE]),
    "certificates nobody needs": lambda: Case([leaf(MIDDLE), OTHER_ROOT, MIDDLE, leaf(OTHER_ROOT)]),
    "expired": lambda: Case(under(MIDDLE, **OLD), [ours("expired")]),
    "not yet valid": lambda: Case(under(MIDDLE, **FUTURE), [ours("not_yet_valid")]),
    "expired intermediate": lambda: Case(under(intermediate(ROOT, **OLD)), [middles("ca_expired")]),
    "intermediate of the future": lambda: Case(under(intermediate(ROOT, **FUTURE)), [middles("not_yet_valid")]),
    "expired root": old_root,
    "wrong host": lambda: Case(under(MIDDLE), [ours("hostname_mismatch")], hostname="www.test"),
    "no common name": lambda: Case(under(MIDDLE, subject=name(None))),
    "no subject at all": lambda: Case(under(MIDDLE, subject=x509.Name([]))),
    "no alternative names": lambda: Case(under(MIDDLE, names=()), [ours("hostname_mismatch")]),
    "wildcard": lambda: Case(under(MIDDLE, names=("*.api.test",)), hostname="a.api.test"),
    "wildcard one level too deep": lambda: Case(
        under(MIDDLE, names=("*.api.test",)), [ours("hostname_mismatch")], hostname="a.b.api.test"
    ),
    "trailing dot": lambda: Case(
        under(MIDDLE),
        hostname="api.test.",
        differs="Python's ssl hands the dot on; the program drops it before it asks",
    ),
    "address": lambda: Case(under(MIDDLE, names=("127.0.0.1", "::1")), hostname="127.0.0.1"),
    "address of the sixth version": lambda: Case(under(MIDDLE, names=("127.0.0.1", "::1")), hostname="::1"),
    "address written as a name": lambda: Case(
        under(MIDDLE, names=("a.test",), more=[]), [ours("hostname_mismatch")], hostname="127.0.0.1"
    ),
    "self-signed": lambda: Case([leaf(None)], [ours("self_signed")]),
    "self-signed and trusted": own_anchor,
    "self-signed, of a trusted name": lambda: Case(
        [leaf(None, subject=ROOT.certificate.subject, key_ids=False)], [("self_signed", ROOT_SUBJECT)]
    ),
    "untrusted root, sent": lambda: Case(
        [*under(MIDDLE), ROOT], [("unknown_issuer", ROOT_SUBJECT)], anchors=(OTHER_ROOT,)
    ),
    "untrusted root, not sent": lambda: Case(under(MIDDLE), [middles("unknown_issuer")], anchors=(OTHER_ROOT,)),
    "nothing trusted": lambda: Case(under(MIDDLE), [middles("unknown_issuer")], anchors=()),
    "missing intermediate": lambda: Case([leaf(MIDDLE)], [ours("missing_intermediate")]),
    "the same certificate twice": lambda: Case([made := leaf(MIDDLE), made], [ours("missing_intermediate")]),
    "only the root sent along": lambda: Case([leaf(MIDDLE), ROOT], [ours("missing_intermediate")]),
    "intermediate as the only anchor": lambda: Case([leaf(MIDDLE)], anchors=(MIDDLE,)),
    "the server's certificate as the only anchor": pinned,
    "expired, and the only anchor": lambda: pinned(**OLD),
    "the server's certificate trusted, its issuer no CA": lambda: pinned_under(intermediate(ROOT, ca=False)),
    "of two roots of one name, the expired one signed": old_of_two,
    "trusted root of the same name, another key": same_name,
    "the same without key identifiers": same_name_unidentified,
    "no key identifiers": without_identifiers,
    "issuer's name in another case": lambda: Case(named_otherwise()),
    "several roots of one name": several_roots,
    "1024-bit RSA": lambda: Case(under(MIDDLE, key=rsa_key(1024)), [ours("weak_key")]),
    "1024-bit RSA intermediate": lambda: Case(under(intermediate(ROOT, key=rsa_key(1024))), [middles("weak_key")]),
    "192-bit curve": lambda: Case(under(MIDDLE, key=curve_key(ec.SECP192R1())), [ours("weak_key")], shown=False),
    "1024-bit RSA root": weak_root,
    "SHA-1": sha1_leaf,
    "SHA-1 intermediate": sha1_middle,
    "MD5": md5_leaf,
    "SHA-1 root": sha1_root,
    "Ed25519": lambda: Case(under(intermediate(ROOT, key=ed25519.Ed25519PrivateKey.generate()))),
    "altered": lambda: Case(
        [altered(leaf(MIDDLE), b"api.test", b"app.test"), MIDDLE],
        [("hostname_mismatch", "CN=app.test,O=Example"), ("bad_signature", "CN=app.test,O=Example")],
    ),
    "altered intermediate": altered_middle,
    "client certificate": lambda: Case(under(MIDDLE, purposes=(CLIENT,)), [ours("no_server_auth")]),
    "any purpose": lambda: Case(
        under(MIDDLE, purposes=(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,)), [ours("no_server_auth")]
    ),
    "no purpose named": lambda: Case(under(MIDDLE, purposes=None)),
    "key usage for documents": lambda: Case(under(MIDDLE, usage=("content_commitment",)), [ours("no_server_auth")]),
    "Netscape's client certificate": lambda: Case(
        under(MIDDLE, more=[(netscape(0x80), False)]), [ours("no_server_auth")]
    ),
    "Netscape's server certificate": lambda: Case(under(MIDDLE, more=[(netscape(0x40), False)])),
    "intermediate for clients": lambda: Case(
        under(intermediate(ROOT, purposes=(CLIENT,))), [middles("no_server_auth")]
    ),
    "intermediate for servers": lambda: Case(under(intermediate(ROOT, purposes=(SERVER,)))),
    "issued by a leaf": lambda: Case(under(intermediate(ROOT, ca=False)), [middles("not_a_ca")]),
    "issued by a certificate without constraints": lambda: Case(
        under(intermediate(ROOT, ca=None, usage=None)), [middles("not_a_ca")]
    ),
    "intermediate by its key usage only": lambda: Case(under(intermediate(ROOT, ca=None)), [middles("not_a_ca")]),
    "root by its key usage only": bare_root,
    "CA that may not sign certificates": lambda: Case(
        under(intermediate(ROOT, usage=("crl_sign",))), [middles("not_a_ca")]
    ),
    "path too long": lambda: long_path(1),
    "path just long enough": lambda: long_path(2),
    "name constraints broken": lambda: Case(
        under(intermediate(ROOT, limits=limits(allow=["other.test"]))), [ours("name_constraint")]
    ),
    "an excluded name": lambda: Case(
        under(intermediate(ROOT, limits=limits(forbid=["test"]))), [ours("name_constraint")]
    ),
    "name constraints kept": lambda: Case(under(intermediate(ROOT, limits=limits(allow=["api.test"])))),
    "unknown critical extension": lambda: Case(under(MIDDLE, more=[(unknown(), True)]), [ours("other")]),
    "unknown extension": lambda: Case(under(MIDDLE, more=[(unknown(), False)])),
    "several faults at once": several_faults,
}
