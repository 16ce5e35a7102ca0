"""The commands that are copied, run: curl and openssl against the lab's servers, which say what they saw."""

import os
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desks import SECRET
from tests.lab import Watch
from tests.proxy import http_proxy
from tests.sending import lab_settings, ticket
from tests.terminal import in_pty, needs_pty
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.engine import Ticket, carrying
from workbench.interchange import curl, curl_command, s_client
from workbench.interchange.carried import NotCopied
from workbench.models import CaEntry, CertificateEntry, Field, Request, RequestBody, RequestOptions, RequestTls
from workbench.settings.schema import COMMAND_ID

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed"),
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]

BASH = shutil.which("bash") or "bash"
ALICE = "alice"


def as_curl(asked: Ticket) -> str:
    return curl_command.command(carrying.carried(asked), show_secrets=True).text


def as_s_client(asked: Ticket) -> str:
    return s_client.command(carrying.carried(asked)).text


def run(text: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as it would be pasted; the tests' own store of CAs is none of its."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("SSL_CERT")}
    call = [BASH, "-c", text]
    return subprocess.run(
        call, capture_output=True, stdin=subprocess.DEVNULL, timeout=20, check=False, env={**known, **environment}
    )


def one_off(lab: Lab, asked: Ticket, **files: str | None) -> Ticket:
    from workbench.screens.one_off import CHOICE

    here = carrying.carried(asked).origin
    assert here is not None
    entry = CertificateEntry(id=COMMAND_ID, host=here.host, port=here.port, **files)  # type: ignore[arg-type]
    return replace(asked, one_off=entry, choice=CHOICE)


def saw(seen: Watch, site: str) -> str | None:
    """Return the SHA-256 of the certificate that the only connection to a site showed."""
    client = seen.only(site).client
    return client.sha256 if client else None


@pytest.mark.parametrize("site", ["mtls", "mtls12"])
def test_the_pair_that_the_rules_choose_is_shown_by_both(lab: Lab, seen: Watch, site: str) -> None:
    asked = ticket(lab, lab.url(site))
    ended = run(as_curl(asked))
    assert ended.returncode == 0 and b'"CN=alice"' in ended.stdout
    assert saw(seen, site) == lab.identities[ALICE].sha256
    after = Watch(lab.log)
    ended = run(as_s_client(asked))
    assert b"Verification: OK" in ended.stdout or b"Verify return code: 0" in ended.stdout
    assert saw(after, site) == lab.identities[ALICE].sha256


def test_the_session_the_pin_and_none_are_kept(lab: Lab, seen: Watch) -> None:
    assert "--cert" not in as_curl(ticket(lab, lab.url("mtls"), who="none"))
    pinned = Request(tls=RequestTls(certificate="stranger"))
    assert "stranger.crt" in as_curl(ticket(lab, lab.url("mtls"), request=pinned))
    with pytest.raises(NotCopied):
        as_curl(ticket(lab, lab.url("mtls"), who="nobody"))


def test_no_certificate_goes_to_another_origin(lab: Lab) -> None:
    asked = one_off(lab, ticket(lab, lab.url("mtls")), cert_file="/x.crt", key_file="/x.key")
    assert "/x.crt" in as_curl(asked)
    assert "--cert " not in as_curl(replace(asked, request=Request(url="http://api.demo.test/")))


@needs_pty
@pytest.mark.parametrize("write", [as_curl, as_s_client])
def test_the_passphrase_of_an_encrypted_key_is_asked_for_by_the_program(
    lab: Lab, seen: Watch, tmp_path: Path, write: object
) -> None:
    carol = lab.authorities.intermediate.issue(Order(common_name="carol"))
    carol.write(tmp_path, "carol", passphrase=SECRET)
    files = {"cert_file": str(tmp_path / "carol.crt"), "key_file": str(tmp_path / "carol.key")}
    text = write(one_off(lab, ticket(lab, lab.url("mtls")), **files))  # type: ignore[operator]
    assert SECRET not in text
    with in_pty([BASH, "-c", text]) as terminal:
        terminal.until(b"pass phrase")
        terminal.press(SECRET.encode() + b"\n")
        terminal.until(b'"CN=carol"' if write is as_curl else b"Verify return code: 0")
    client = seen.only("mtls").client
    assert client is not None and client.subject == "CN=carol"


@needs_pty
def test_curl_is_given_the_passphrase_of_a_pfx_that_the_shell_asks_for(lab: Lab, seen: Watch) -> None:
    bob = lab.identities["bob"]
    text = as_curl(one_off(lab, ticket(lab, lab.url("mtls")), pfx_file=str(bob.pfx_file)))
    assert bob.passphrase is not None and bob.passphrase not in text
    with in_pty([BASH, "-c", text]) as terminal:
        terminal.until(b"Passphrase of bob.p12: ")
        terminal.press(bob.passphrase.encode() + b"\n")
        terminal.until(b'"CN=bob"')
        assert bob.passphrase.encode() not in terminal.written
    assert saw(seen, "mtls") == bob.sha256


@needs_pty
def test_openssl_asks_for_the_passphrase_of_a_pfx_itself(lab: Lab, seen: Watch) -> None:
    bob = lab.identities["bob"]
    text = as_s_client(one_off(lab, ticket(lab, lab.url("mtls")), pfx_file=str(bob.pfx_file)))
    assert bob.passphrase is not None
    with in_pty([BASH, "-c", text]) as terminal:
        read = 0
        for _ in range(3):
            terminal.until(b"pass phrase", read)
            read = len(terminal.written)
            terminal.press(bob.passphrase.encode() + b"\n")
        terminal.until(b"Verify return code: 0")
    assert saw(seen, "mtls") == bob.sha256


def test_a_pfx_without_a_passphrase_and_der_files_need_no_question(lab: Lab, tmp_path: Path) -> None:
    dora = lab.authorities.root.issue(Order(common_name="dora"))
    (tmp_path / "dora.p12").write_bytes(dora.pkcs12(None))
    dora.write(tmp_path, "dora")
    for kind, name in (("x509", "crt"), ("pkey", "key")):
        call = ["openssl", kind, "-in", str(tmp_path / f"dora.{name}"), "-outform", "DER", "-out"]
        subprocess.run([*call, str(tmp_path / f"dora.{name}.der")], check=True, capture_output=True)
    der = {"cert_file": str(tmp_path / "dora.crt.der"), "key_file": str(tmp_path / "dora.key.der")}
    for files in ({"pfx_file": str(tmp_path / "dora.p12")}, der):
        asked = one_off(lab, ticket(lab, lab.url("mtls")), **files)
        watch = Watch(lab.log)
        ended = run(as_curl(asked))
        assert watch.connections("mtls")[0].client is not None, ended.stderr
    watch = Watch(lab.log)
    ended = run(as_s_client(one_off(lab, ticket(lab, lab.url("mtls")), **der)))
    assert watch.only("mtls").client is not None, ended.stderr


def test_what_is_sent_arrives_headers_body_method_and_all(lab: Lab, seen: Watch) -> None:
    body = RequestBody(type="json", text='{"it\'s": "$HOME\\n`x`", "é": "\\u00e9"}')
    request = Request(method="PATCH", headers=(Field(name="X-Odd", value="a 'b' \"c\" $d"),), body=body)
    ended = run(as_curl(ticket(lab, lab.url("mtls", "/echo?a[1]={b}"), request=request)))
    assert ended.returncode == 0, ended.stderr
    (arrived,) = seen.requests("mtls")
    assert arrived.method == "PATCH" and ("X-Odd", "a 'b' \"c\" $d") in tuple(arrived.headers)


def test_an_own_ca_and_verification_switched_off_are_kept(lab: Lab) -> None:
    bare = replace(lab_settings(lab), cas=())
    asked = ticket(lab, lab.url("tls"), settings=bare)
    assert run(as_curl(asked)).returncode == 60
    trusting = replace(bare, cas=(CaEntry(file=str(lab.ca_file)),))
    assert run(as_curl(replace(asked, settings=trusting))).returncode == 0
    loose = replace(asked, request=replace(asked.request, tls=RequestTls(verify=False)))
    assert run(as_curl(loose)).returncode == 0
    assert b"CONNECTED" in run(as_s_client(loose)).stdout


def test_both_go_through_the_proxy(lab: Lab) -> None:
    with http_proxy() as proxy:
        through = f"http://127.0.0.1:{proxy.port}"
        asked = ticket(lab, lab.url("mtls"), proxy=through)
        for write in (as_curl, as_s_client):
            watch = Watch(lab.log)
            run(write(asked))
            assert saw(watch, "mtls") == lab.identities[ALICE].sha256
        assert len(proxy.asked) == 2 and all(line.startswith("CONNECT ") for line in proxy.asked)


def test_another_name_for_tls_is_sent_and_verified_by_both(lab: Lab) -> None:
    port = lab.url("mtls").rstrip("/").rpartition(":")[2]
    said = Request(tls=RequestTls(server_name="api.demo.test", certificate="id:" + _id(lab)))
    asked = ticket(lab, f"https://127.0.0.1:{port}/x", request=said)
    for write in (as_curl, as_s_client):
        watch = Watch(lab.log)
        ended = run(write(asked))
        connection = watch.only("mtls")
        assert connection.client is not None, ended.stderr
        assert connection.client.sha256 == lab.identities[ALICE].sha256
    assert curl.parse(as_curl(asked)).request.tls.server_name == "api.demo.test"


def _id(lab: Lab) -> str:
    return next(entry.id for entry in lab_settings(lab).certificates if entry.name == ALICE)


@contextmanager
def on_ipv6(port: int) -> Iterator[int]:
    """Pass connections to ::1 on to a port of 127.0.0.1."""

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as server:
                back = threading.Thread(target=_copy, args=(server, self.request), daemon=True)
                back.start()
                _copy(self.request, server)
                back.join(5)

    class Server(socketserver.ThreadingTCPServer):
        address_family = socket.AF_INET6
        daemon_threads = True

    with Server(("::1", 0), Relay) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join(5)


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not _has_ipv6(), reason="there is no ::1 here")
def test_an_ipv6_address_in_the_url_and_in_place_of_the_host(lab: Lab, seen: Watch) -> None:
    with on_ipv6(int(lab.url("mtls").rstrip("/").rpartition(":")[2])) as port:
        said = Request(tls=RequestTls(verify=False, certificate="id:" + _id(lab)))
        for url, address in ((f"https://[::1]:{port}/", None), (f"https://api.demo.test:{port}/", "::1")):
            request = replace(said, options=RequestOptions(resolve=address))
            for write in (as_curl, as_s_client):
                watch = Watch(lab.log)
                ended = run(write(ticket(lab, url, request=request)))
                client = watch.only("mtls").client
                assert client is not None and client.sha256 == lab.identities[ALICE].sha256, ended.stderr


@pytest.mark.parametrize("kind", ["pfx", "pair"])
@pytest.mark.parametrize("known", ["entered", "in clear"])
def test_a_passphrase_that_is_known_is_not_in_what_is_copied(lab: Lab, tmp_path: Path, kind: str, known: str) -> None:
    carol = lab.authorities.intermediate.issue(Order(common_name="carol"))
    carol.write(tmp_path, "carol", passphrase=SECRET)
    (tmp_path / "carol.p12").write_bytes(carol.pkcs12(SECRET))
    pair = {"cert_file": str(tmp_path / "carol.crt"), "key_file": str(tmp_path / "carol.key")}
    files = {"pfx_file": str(tmp_path / "carol.p12")} if kind == "pfx" else pair
    asked = one_off(lab, ticket(lab, lab.url("mtls")), **files, passphrase="ask" if known == "entered" else SECRET)
    if known == "entered":
        asked.passphrases.remember(COMMAND_ID, SECRET)
    assert SECRET not in as_curl(asked) + as_s_client(asked)
