"""Chains put together at random: sound parts mostly, so that what is wrong shows alone as often as in company."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.chains import CLIENT, SERVER, Made, Wish, Wishes, curve_key, leaf, make, name, rsa_key
from tests.judged_chains import FUTURE, OLD, OTHER_ROOT, Case, limits, netscape, unknown

_T = TypeVar("_T")
_HOSTS = ("api.test", "a.api.test", "127.0.0.1")
_EVERY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
_PURPOSES = ((CLIENT,), (SERVER, CLIENT), (_EVERY,), None)
_LIMITS = (
    limits(allow=["api.test"]),
    limits(allow=["other.test"]),
    limits(forbid=["test"]),
    limits(allow=["test"], forbid=["a.api.test"]),
)
_NAMES = (("*.test",), ("*.api.test",), ("other.test",), (), ("127.0.0.1",), ("API.test", "x.test"), ("*.test", "::1"))


def case(random: Random) -> Case:
    """Make a chain of one to four certificates below a root, as some server might send it."""
    top = _authority(random, "Root", None)
    issuers = [top]
    for level in range(random.choice((0, 1, 1, 2, 3))):
        issuers.append(_authority(random, f"CA {level}", issuers[-1]))
    shown = _leaf(random, _mostly(random, issuers[-1], None))
    above = list(reversed(issuers[1:]))
    return Case(
        [shown, *_sent(random, above, top)],
        anchors=_anchors(random, shown, above, top),
        hostname=_mostly(random, "api.test", *_HOSTS),
    )


def _sent(random: Random, above: list[Made], top: Made) -> list[Made]:
    sent = _mostly(random, above, [*above, top], above[1:], above[:-1])
    return random.sample(sent, len(sent)) if random.random() < 0.1 else sent


def _anchors(random: Random, shown: Made, above: list[Made], top: Made) -> tuple[Made, ...]:
    some = random.choice([*above, top])
    return _mostly(random, (top,), (OTHER_ROOT,), (some,), (shown,), (top, some), (OTHER_ROOT, top), (shown, top))


def _authority(random: Random, common: str, issuer: Made | None) -> Made:
    is_ca = _mostly(random, True, False, None)
    wishes: Wishes = {
        **_anyone(random),
        "ca": is_ca,
        "path_length": _mostly(random, None, 0, 1, 2) if is_ca else None,
        "usage": _mostly(random, ("key_cert_sign",), ("crl_sign",), None, ("digital_signature", "key_cert_sign")),
        "purposes": _mostly(random, None, (SERVER,), (CLIENT,), (_EVERY,)),
    }
    limited = _mostly(random, None, *_LIMITS)
    if limited is not None:
        wishes["limits"] = limited
    return make(replace(Wish(subject=name(common), issuer=issuer), **wishes))


def _leaf(random: Random, issuer: Made | None) -> Made:
    wishes: Wishes = {
        **_anyone(random),
        "subject": _mostly(random, name("api.test"), name(None), x509.Name([])),
        "ca": _mostly(random, False, None, True),
        "names": _mostly(random, ("api.test",), *_NAMES),
        "purposes": _mostly(random, (SERVER,), *_PURPOSES),
        "usage": _mostly(random, None, ("digital_signature",), ("key_agreement",), ("content_commitment",)),
    }
    return leaf(issuer, **wishes)


def _anyone(random: Random) -> Wishes:
    """Dates, key and extensions that every certificate can have."""
    wishes: Wishes = {
        "key": _mostly(random, curve_key(), rsa_key(1024), rsa_key(2048), curve_key(ec.SECP384R1())),
        "key_ids": _mostly(random, True, False),
        "more": _mostly(random, (), ((unknown(), True),), ((unknown(), False),), ((netscape(0x80), False),)),
    }
    dates = _mostly(random, None, OLD, FUTURE)
    if dates is not None:
        wishes["start"], wishes["end"] = dates["start"], dates["end"]
    if random.random() < 0.03:
        wishes["key"] = ed25519.Ed25519PrivateKey.generate()
    return wishes


def _mostly(random: Random, usual: _T, *others: _T) -> _T:
    """Take the usual nine times of ten."""
    return usual if random.random() < 0.9 else random.choice(others)
