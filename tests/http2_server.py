"""A server that speaks HTTP/2 alone, by the h2 library, and says on each stream what a test wants, odd or not."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from tests.odd_http import wait
from tests.odd_servers import spoken
from tests.peers import server_files
from workbench.demo.lab import Lab

Speech = Callable[[H2Connection, int], None]
"""What is said on a stream, given by its number."""
_CONFIG: Final = H2Configuration(
    client_side=False, validate_outbound_headers=False, normalize_outbound_headers=False, header_encoding="latin-1"
)


def http2_context(lab: Lab, folder: Path) -> ssl.SSLContext:
    """Make a server's TLS for HOST that offers HTTP/2 alone."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*server_files(lab, folder))
    made.set_alpn_protocols(["h2"])
    return made


@contextmanager
def speaking_http2(
    context: ssl.SSLContext, speech: Speech, then: Callable[[socket.socket], None] = wait
) -> Iterator[int]:
    """Answer the first requests of each connection by `speech`, and end it by `then`; yield the port."""

    def manners(conn: socket.socket) -> None:
        with context.wrap_socket(conn, server_side=True) as tls:
            server = H2Connection(_CONFIG)
            server.initiate_connection()
            tls.sendall(server.data_to_send())
            while data := tls.recv(65536):
                asked = [event for event in server.receive_data(data) if isinstance(event, RequestReceived)]
                for event in asked:
                    speech(server, event.stream_id)
                tls.sendall(server.data_to_send())
                if asked:
                    then(tls)
                    return

    with spoken(manners) as port:
        yield port
