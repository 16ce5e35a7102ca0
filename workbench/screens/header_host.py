"""A request to an address whose Host header names the host: said before it is sent, and put right by a key."""

from __future__ import annotations

from dataclasses import replace

from workbench.certificates import host_header, hosts
from workbench.certificates.host_header import Misplaced
from workbench.certificates.hosts import HostError
from workbench.models import Problem, Request
from workbench.widgets.url_field import completed


def problems(request: Request) -> tuple[Problem, ...]:
    """Return the finding for the line under the URL, none while URL or header are not to be read yet."""
    found = _misplaced(request)
    if found is None:
        return ()
    message = (
        f"TLS goes by the URL's address, not by the Host header: {found.name} as the URL's host, and"
        f' "connect to" {found.address} in its options, sends both'
    )
    return (Problem(code="host_header_on_address", message=message),)


def named(request: Request) -> Request | None:
    """Return the request with the header's name in the URL and the address to connect to; None without such a header.

    The header goes: the URL then says the same.
    """
    found = _misplaced(request)
    if found is None:
        return None
    return replace(
        request,
        url=host_header.renamed(completed(request.url), found),
        headers=tuple(header for header in request.headers if header.name.lower() != "host"),
        options=replace(request.options, resolve=found.address),
    )


def _misplaced(request: Request) -> Misplaced | None:
    headers = [(header.name, header.value) for header in request.headers if header.enabled]
    if not any(name.lower() == "host" for name, _ in headers):
        return None
    try:
        return host_header.misplaced(hosts.origin(completed(request.url)), headers)
    except HostError:
        return None
