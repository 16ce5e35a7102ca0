"""What is wrong with a server's chain: everything, not the first thing. Pure: nothing is read, asked or sent.

The path is built as OpenSSL builds it (trusted first, partial chains allowed, X.509-strict off) and judged as
OpenSSL does at security level 2, in its order, so that its one verdict is among ours. Revocation is left out.

How the three kinds of missing trust are told apart:
    self_signed            the server's certificate is its own issuer, and is not an anchor
    unknown_issuer         issuers were sent, but the last is a root that is no anchor, or its issuer is not
                           known; or an anchor bears the issuer's name and has another key
    missing_intermediate   nothing that was sent issued the server's certificate, and no anchor did
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from cryptography import x509

from workbench.certificates import names
from workbench.models import Problem
from workbench.tls import authority, distinguished, signatures
from workbench.tls import hostname as hosts
from workbench.tls import path as paths
from workbench.tls.anchors import Anchors
from workbench.tls.facts import Facts
from workbench.tls.findings import days, listed, problem
from workbench.tls.path import Path


def judge(
    chain: Sequence[x509.Certificate],
    *,
    hostname: str | None,
    now: datetime,
    anchors: Anchors | Sequence[x509.Certificate],
) -> tuple[Problem, ...]:
    """Find every fault of a chain as received (leaf first), each with the certificate it concerns.

    `hostname` is a DNS name or an IP address, None when names do not count; `now` is aware. Nothing that
    stands in a certificate raises: what cannot be read or checked is a finding "other". No chain, no faults.
    """
    if not chain:
        return ()
    store = _indexed(anchors)
    path = paths.build(chain, store, now)
    return tuple(dict.fromkeys(_findings(path, hostname, now, store)))


def which_anchor(
    chain: Sequence[x509.Certificate],
    anchors: Anchors | Sequence[x509.Certificate],
    now: datetime | None = None,
) -> x509.Certificate | None:
    """Return the anchor that a chain's signatures lead to, whatever else is wrong with it; None without one."""
    path = paths.build(chain, _indexed(anchors), now) if chain else None
    if path is None or path.anchor is None or any(fault.code == "bad_signature" for fault in _signatures(path)):
        return None
    return path.anchor.certificate


def _indexed(anchors: Anchors | Sequence[x509.Certificate]) -> Anchors:
    return anchors if isinstance(anchors, Anchors) else Anchors.of(anchors)


def _findings(path: Path, hostname: str | None, now: datetime, anchors: Anchors) -> Iterator[Problem]:
    yield from _trust(path, anchors)
    yield from _unread(path)
    yield from authority.purposes(path)
    yield from authority.issuers(path)
    yield from _strength(path)
    if hostname is not None:
        yield from _names(path.leaf, hostname)
    yield from _signatures(path)
    yield from _dates(path, now)
    yield from authority.constraints(path)


def _trust(path: Path, anchors: Anchors) -> Iterator[Problem]:
    if path.anchor is not None:
        return
    top, issuer = path.top, names.issuer(path.top.certificate) or "nobody"
    if paths.self_signed(top):
        yield _untrusted_root(path)
    elif anchors.named(top.names.issuer_key):
        message = f"was issued by {issuer}: a trusted CA bears this name, but its key is another one."
        yield problem("unknown_issuer", top, f"{path.called(top)} {message}")
    elif len(path.steps) > 1:
        message = f"was issued by {issuer}, which is not among the trusted CAs and was not sent."
        yield problem("unknown_issuer", top, f"{path.called(top)} {message}")
    else:
        yield problem("missing_intermediate", top, _gap(path, issuer))


def _untrusted_root(path: Path) -> Problem:
    if path.top is path.leaf:
        message = "The server's certificate is self-signed: no CA vouches for it, and it is not trusted itself."
        return problem("self_signed", path.top, message)
    return problem("unknown_issuer", path.top, f"{path.called(path.top)}, which issued the chain, is not trusted.")


def _gap(path: Path, issuer: str) -> str:
    others = path.sent - 1
    sent = "The server sent only its own certificate" if not others else "None of the certificates sent is its issuer"
    where = f" The certificate says where it is found: {path.leaf.issuer_url}" if path.leaf.issuer_url else ""
    return (
        f"{sent}, and the issuer {issuer} is not among the trusted CAs: "
        f"the server leaves out an intermediate, or this CA has yet to be trusted.{where}"
    )


def _unread(path: Path) -> Iterator[Problem]:
    for step in path.steps:
        for what in step.unread:
            yield problem("other", step, f"{path.called(step)} is odd: {what}.")
        if step.unknown_critical:
            unknown = listed(step.unknown_critical)
            message = f"has a critical extension that is not understood here ({unknown}), so it must be refused."
            yield problem("other", step, f"{path.called(step)} {message}")


def _strength(path: Path) -> Iterator[Problem]:
    for step in path.steps:
        key = signatures.weak_key(step)
        if key is not None:
            yield problem("weak_key", step, f"{path.called(step)} has {key}.")
        # A signature that is not relied on may be weak: an anchor's, a root's.
        relied_on = not paths.self_signed(step) and not (path.anchored and step is path.top)
        used = signatures.weak_hash(step.certificate) if relied_on else None
        if used is not None:
            message = f"is signed with {used}, which can be forged; SHA-256 is the least that counts as safe."
            yield problem("weak_signature", step, f"{path.called(step)} {message}")


def _names(leaf: Facts, hostname: str) -> Iterator[Problem]:
    if not leaf.extensions_read or hosts.covers(leaf.alternative_names, hostname):
        return
    named = [str(name.value) for name in leaf.alternative_names if isinstance(name, x509.DNSName | x509.IPAddress)]
    common = distinguished.values(leaf.names.subject, distinguished.COMMON_NAME)
    if named:
        valid_for = f"it is valid for {listed(named)}"
    elif common:
        valid_for = (
            f"it names a host only in its common name ({listed(common)}), which no longer counts; "
            "it needs a subject alternative name"
        )
    else:
        valid_for = "it names no host at all"
    yield problem("hostname_mismatch", leaf, f"The server's certificate is not valid for {hostname}: {valid_for}.")


def _signatures(path: Path) -> Iterator[Problem]:
    links = list(pairwise(path.steps))
    if not path.anchored and paths.self_signed(path.top):
        links.append((path.top, path.top))
    for step, issuer in links:
        match signatures.verifies(step.certificate, issuer):
            case False:
                message = "does not fit its content and its issuer's key: it was altered, or another key signed it."
                yield problem("bad_signature", step, f"{path.called(step)}: the signature {message}")
            case None:
                message = f"could not be checked here (algorithm {signatures.algorithm(step.certificate)})."
                yield problem("other", step, f"{path.called(step)}: the signature {message}")


def _dates(path: Path, now: datetime) -> Iterator[Problem]:
    for step in path.steps:
        if step.period is None:
            continue
        start, end = step.period
        if now > end:
            code = "expired" if step is path.leaf else "ca_expired"
            yield problem(code, step, f"{path.called(step)} expired on {end:%Y-%m-%d} ({days(now - end)} ago).")
        if now < start:
            message = f"is not valid before {start:%Y-%m-%d} (in {days(start - now)}): is this clock right?"
            yield problem("not_yet_valid", step, f"{path.called(step)} {message}")
