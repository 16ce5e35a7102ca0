"""What each site of the lab shows as its own certificate, sound or faulty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509

from workbench.demo import authority, names
from workbench.demo.authorities import ESCAPES, MARKUP, Authorities
from workbench.demo.authority import Authority, Charter, Order
from workbench.demo.issued import Issued
from workbench.demo.sites import ServerCertificate, Site

_PAST, _ENDED, _SOON = timedelta(days=-400), timedelta(days=-35), timedelta(days=30)


def issue(site: Site, authorities: Authorities) -> Issued:
    """Issue what a site shows; whatever its fault, everything else about it is in order."""
    order = _order(site)
    match site.certificate:
        case "self_signed":
            return authority.self_signed(order)
        case "untrusted":
            issued = authorities.another.issue(order)
            return replace(issued, chain=(*issued.chain, authorities.another.certificate))
        case "missing_intermediate":
            return replace(authorities.intermediate.issue(order), chain=())
        case "hostile":
            return authorities.hostile.issue(order)
        case _:
            return _issuer(site.certificate, authorities).issue(order)


def _issuer(certificate: ServerCertificate, authorities: Authorities) -> Authority:
    root = authorities.root
    match certificate:
        case "expired_intermediate" | "several_faults":
            return root.intermediate("Expired Demo CA", charter=Charter(not_before=_day(_PAST), not_after=_day(_ENDED)))
        case "name_constraints":
            return root.intermediate("Constrained Demo CA", charter=Charter(permitted=(names.ELSEWHERE,)))
        case "path_length":
            return root.intermediate("Short Demo CA").intermediate("Deep Demo CA")
        case "no_key_identifier":
            return root.intermediate("Plain Demo CA", charter=Charter(key_identifiers=False))
        case _:
            return authorities.intermediate


def _order(site: Site) -> Order:
    order = Order(common_name=site.hosts[0], dns=site.hosts, use="server")
    change = _ORDERS.get(site.certificate)
    return change(order) if change is not None else order


def _day(away: timedelta) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + away


def _expired(order: Order) -> Order:
    return replace(order, not_before=_day(_PAST), not_after=_day(_ENDED))


def _elsewhere(order: Order) -> Order:
    return replace(order, common_name=names.ELSEWHERE, dns=(names.ELSEWHERE,))


def _nameless(order: Order) -> Order:
    return replace(order, common_name="", organization="Demo")


def _addressed(order: Order) -> Order:
    return replace(order, dns=(), more_names=(x509.IPAddress(ip_address(order.common_name)),))


def _starred(order: Order) -> Order:
    """Put a star where it covers the host above the site, one label too high for the site itself."""
    return replace(order, dns=("*." + order.dns[0].split(".", 2)[2],))


def _wanting(order: Order) -> Order:
    return replace(_expired(_elsewhere(order)), use="client", sha1=True)


def _ugly(order: Order) -> Order:
    return replace(
        order,
        common_name=f"{order.dns[0]} {ESCAPES}[/bad]\u202e",
        more_names=(
            x509.DNSName(f"{MARKUP}.{ESCAPES}.test"),
            x509.UniformResourceIdentifier(f"https://{ESCAPES}/{MARKUP}"),
        ),
    )


_ORDERS: Mapping[ServerCertificate, Callable[[Order], Order]] = {
    "expired": _expired,
    "not_yet_valid": lambda order: replace(order, not_before=_day(_SOON)),
    "wrong_host": _elsewhere,
    "missing_intermediate": lambda order: replace(order, issuer_url=names.ISSUER_URL),
    "no_common_name": _nameless,
    "no_alternative_name": lambda order: replace(order, dns=()),
    "sha1": lambda order: replace(order, sha1=True),
    "rsa_1024": lambda order: replace(order, key="RSA-1024"),
    "client_only": lambda order: replace(order, use="client"),
    "address": _addressed,
    "deep_wildcard": _starred,
    "no_key_identifier": lambda order: replace(order, key_identifiers=False),
    "several_faults": _wanting,
    "hostile": _ugly,
}
