"""An HTTPS proxy that asks for a client certificate, and what tests say to it and read of it."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from cryptography import x509

from tests.lab import TLS12, TLS13, pem_file
from tests.proxy import Proxied, http_proxy
from tests.sending import lab_settings, ticket
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.engine import Ticket
from workbench.models import CertificateEntry, Handshake, Hop

ADDRESS = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
VERSIONS = {TLS12: "TLSv1.2", TLS13: "TLSv1.3"}


@contextmanager
def secure_proxy(
    lab: Lab,
    *,
    asks: ssl.VerifyMode = ssl.CERT_OPTIONAL,
    version: ssl.TLSVersion = TLS13,
    order: Order | None = None,
    **manners: Any,
) -> Iterator[Proxied]:
    """An HTTPS proxy on loopback with a certificate of the lab's, which asks for one and knows the lab's CA."""
    issued = lab.authorities.intermediate.issue(
        order or Order(common_name="proxy", more_names=(ADDRESS,), dns=("localhost",), use="server")
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = version
    with pem_file(issued) as path:
        context.load_cert_chain(path)
    context.load_verify_locations(lab.ca_file)
    context.verify_mode = asks
    with http_proxy(context=context, **manners) as proxied:
        yield proxied


def entry_for(lab: Lab, name: str, host: str, **changes: Any) -> CertificateEntry:
    """An entry with a person's files for a host."""
    files = lab.identities[name]
    entry = CertificateEntry(
        id=f"{name}-for-proxy",
        host=host,
        port="*",
        name=f"{name}-at-proxy",
        cert_file=str(files.cert_file),
        key_file=str(files.key_file),
    )
    return replace(entry, **changes)


def through(lab: Lab, proxied: Proxied, *entries: CertificateEntry, said: str = "", site: str = "mtls") -> Ticket:
    """A ticket through the settings' proxy, with `said` as its certificate there."""
    settings = lab_settings(lab)
    http = replace(settings.http, proxy=f"https://127.0.0.1:{proxied.port}", proxy_certificate=said)
    changed = replace(settings, http=http, certificates=(*settings.certificates, *entries))
    return ticket(lab, lab.url(site), settings=changed)


def proxy_handshake(hop: Hop) -> Handshake:
    assert hop.proxy is not None
    assert hop.proxy.tls is not None
    return hop.proxy.tls


@contextmanager
def hanging_up() -> Iterator[int]:
    """Something that reads the first bytes of one connection and closes it."""

    def serve() -> None:
        with listener.accept()[0] as conn:
            conn.recv(65536)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join(5)
