"""What each site of the lab shows as its own certificate, sound or faulty."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography import x509

from workbench.demo import authority, names
from workbench.demo.authorities import ESCAPES, MARKUP, Authorities
from workbench.demo.authority import Order
from workbench.demo.issued import Issued
from workbench.demo.sites import Site


def issue(site: Site, authorities: Authorities) -> Issued:
    """Issue what a site shows; whatever its fault, everything else about it is in order."""
    order = _order(site)
    match site.certificate:
        case "self_signed":
            return authority.self_signed(order)
        case "untrusted":
            issued = authorities.another.issue(order)
            return replace(issued, chain=(*issued.chain, authorities.another.certificate))
        case "hostile":
            return authorities.hostile.issue(order)
        case "missing_intermediate":
            return replace(authorities.intermediate.issue(order), chain=())
        case _:
            return authorities.intermediate.issue(order)


def _order(site: Site) -> Order:
    order = Order(common_name=site.hosts[0], dns=site.hosts, use="server")
    now = datetime.now(UTC).replace(microsecond=0)
    match site.certificate:
        case "expired":
            return replace(order, not_before=now - timedelta(days=400), not_after=now - timedelta(days=35))
        case "not_yet_valid":
            return replace(order, not_before=now + timedelta(days=30))
        case "wrong_host":
            return replace(order, common_name=names.ELSEWHERE, dns=(names.ELSEWHERE,))
        case "hostile":
            return _ugly(order)
        case _:
            return order


def _ugly(order: Order) -> Order:
    return replace(
        order,
        common_name=f"{order.dns[0]} {ESCAPES}[/bad]\u202e",
        more_names=(
            x509.DNSName(f"{MARKUP}.{ESCAPES}.test"),
            x509.UniformResourceIdentifier(f"https://{ESCAPES}/{MARKUP}"),
        ),
    )
