"""A connection that looks inspected: somebody on the way answers in the server's place."""

from __future__ import annotations

import ipaddress
from typing import Final

from cryptography import x509

from workbench.certificates import chain, hostnames, names
from workbench.models import Handshake, Hop, Suspicion
from workbench.tls import judgement
from workbench.visible import visible

_UNTRUSTED: Final = ("unknown_issuer", "missing_intermediate")
_SPECIAL_USE: Final = frozenset(  # RFC 6761, RFC 6762 appendix G, and what ICANN keeps for private use
    {"test", "local", "internal", "localhost", "lan", "corp", "home", "intranet", "private", "invalid", "example"}
    | {"onion", "alt", "arpa"}
)
_PRIVATE: Final = tuple(  # RFC 1918, 6598, 4193, 3927, 4291; loopback is left out: local agents intercept there
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)


def suspect(hop: Hop) -> Suspicion | None:
    """Suspect an inspecting proxy behind a chain of a private CA where a public one was to be expected.

    A public CA logs what it issues, and its certificates carry the receipts (RFC 6962 §3.3); one that is made on the
    way has none.
    """
    tls = hop.tls
    if tls is None or not _is_expected_public(hop):
        return None
    untrusted = any(problem.code in _UNTRUSTED for problem in tls.problems)
    if not untrusted and not _answers_instead(hop, tls):
        return None
    presented = judgement.parsed([certificate.der for certificate in tls.peer_chain])
    if not presented or _is_logged(presented[0]):
        return None
    issuer = visible(names.called(chain.topmost(presented).issuer))
    if untrusted:
        return _suspicion(hop, f"The server's certificate was issued by '{issuer}'", issuer)
    vouched = f"The server did not ask for your certificate, and its own, trusted by {tls.trusted_by}, was issued by"
    return _suspicion(hop, f"{vouched} '{issuer}'", issuer)


def is_public(host: str) -> bool:
    """Tell whether a host is a name that the public DNS could know: no address, no single label, no special use."""
    labels = host.lower().split(".")
    return not hostnames.is_address(host) and len(labels) > 1 and labels[-1] not in _SPECIAL_USE


def _is_expected_public(hop: Hop) -> bool:
    if hop.proxy is not None:
        return True
    return is_public(hop.selection.host) and not _is_private(hop.remote)


def _is_private(remote: str | None) -> bool:
    if remote is None:
        return False
    try:
        address = ipaddress.ip_address(remote.rpartition(":")[0].strip("[]"))
    except ValueError:
        return False
    return any(address in network for network in _PRIVATE)


def _is_logged(leaf: x509.Certificate) -> bool:
    return names.extension(leaf, x509.PrecertificateSignedCertificateTimestamps) is not None


def _answers_instead(hop: Hop, tls: Handshake) -> bool:
    """Tell whether a CA file of ours vouches for whoever answers behind a proxy, and our certificate was not wanted.

    A server with a CA of its own behind a proxy looks the same but for the last: it asks.
    """
    own_file = tls.verified is True and tls.trusted_by not in (None, "system")
    unasked = hop.selection.entry is not None and tls.client_certificate.verdict == "not_requested"
    return hop.proxy is not None and is_public(hop.selection.host) and own_file and unasked


def _suspicion(hop: Hop, start: str, issuer: str) -> Suspicion:
    message = f"{start}: this connection looks inspected; your certificate cannot reach the server through it."
    host = hop.selection.host
    if hop.proxy is not None:
        way = f"Through the proxy {hop.proxy.url} (from the {hop.proxy.source})"
        hint = f"{way}: ask for an exception for {host}, or go without it (--proxy none)."
    else:
        hint = f"{host} is a public name: ask whoever runs this network for an exception for it."
    return Suspicion(
        code="inspected", message=message, hint=f"{hint} Trust {issuer} only if it is the server's own CA."
    )
