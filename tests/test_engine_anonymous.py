"""Servers that speak TLS without any certificate: there is nothing to verify, so that verified they never are."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.doctors import examined, step
from tests.sending import sent, ticket
from workbench.demo.lab import Lab
from workbench.models import Request, RequestTls
from workbench.tls import judgement
from workbench.tls.trust import Trust, system_store

pytestmark = pytest.mark.slow


@contextmanager
def _anonymous() -> Iterator[int]:
    """Serve 200 over an anonymous key exchange (RFC 4492 §2.5); what is asked goes into nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES128-SHA:@SECLEVEL=0")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                conn, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), conn:
                conn.settimeout(5)
                with context.wrap_socket(conn, server_side=True) as tls:
                    tls.recv(4096)
                    tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@pytest.mark.parametrize("verify", [None, False])
async def test_every_cipher_at_level_0_does_not_mean_any_server(lab: Lab, verify: bool | None) -> None:
    tls = RequestTls(verify=verify, security_level=0, ciphers="ALL", maximum_version="TLSv1.2")
    with _anonymous() as port:
        hop = await sent(ticket(lab, f"https://api.demo.test:{port}/", request=Request(tls=tls)))
    assert hop.tls and not hop.tls.verified
    assert (hop.response is None) == (verify is None), "with verification on nothing reaches it"


async def test_the_doctor_does_not_advise_to_take_it(lab: Lab) -> None:
    with _anonymous() as port:
        report = await examined(lab, f"https://api.demo.test:{port}/")
    versions = step(report, "versions")
    assert versions.state == "bad"
    assert versions.remedy is None or versions.remedy.command is None


def test_nothing_vouches_for_a_chain_that_was_not_shown() -> None:
    trust = Trust(system=system_store())
    assert (judgement.trusted_by((), trust), judgement.trust_source((), trust)) == (None, None)
