"""The lab's listening sockets, with many clients at once."""

from __future__ import annotations

import socket
import sys
import threading
from urllib.parse import urlsplit

import pytest

from tests import lab as client
from tests.lab import Watch
from workbench.demo.authority import Authority
from workbench.demo.lab import Lab
from workbench.demo.outbound import Answer
from workbench.demo.servers import Servers
from workbench.demo.sightings import Log
from workbench.demo.sites import Site


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127/8 on its loopback")
def test_no_server_listens_on_more_than_one_address(lab: Lab) -> None:
    for url in lab.endpoints.values():
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", urlsplit(url).port or 0))


@pytest.mark.slow
def test_a_hundred_clients_at_once_are_told_apart(lab: Lab, seen: Watch) -> None:
    contexts = {name: client.client_context(lab, name) for name in ("alice", "bob")}
    wrong: list[object] = []

    def visit(name: str) -> None:
        said = client.ask(lab.url("mtls"), contexts[name]).json()["client_certificate"]
        if said != {"subject": f"CN={name}", "sha256": lab.identities[name].sha256}:
            wrong.append((name, said))

    threads = [threading.Thread(target=visit, args=(name,)) for name in ("alice", "bob") * 50]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(seen.connections("mtls")) == 100


def test_a_client_that_only_connects_does_not_hold_up_the_others(lab: Lab) -> None:
    url = lab.url("mtls")
    with socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)):
        assert client.ask(url, client.client_context(lab, "alice")).status == 200


def test_a_client_that_connects_before_the_start_is_answered_after_it() -> None:
    log, root = Log(), Authority.root("Test Root").certificate
    servers = Servers(log, root)
    try:
        port = servers.listen(Site(name="early", hosts=("a.test",), tls=False), None)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as conn:
            servers.start(lambda _visit: Answer(body=b"here"))
            conn.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert client.heard(conn).body == b"here"
    finally:
        servers.close()
    assert [connection.stage for connection in log.since(0)] == ["closed"]
