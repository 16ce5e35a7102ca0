"""`workbench doctor` as people and scripts call it."""

from __future__ import annotations

import ipaddress
import signal
import socket
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from tests import cli
from tests.cli import at
from tests.lab import Watch, pem_file
from tests.proxy import http_proxy, socks5_proxy
from workbench.demo.authority import Order
from workbench.demo.lab import Lab

pytestmark = pytest.mark.slow

STEPS = ["request", "proxy", "name", "reach", "versions", "chain", "asked", "accepted"]


def _doctor(lab: Lab, url: str, *arguments: str, home: Path | None = None) -> cli.Ended:
    return cli.inside("doctor", url, *arguments, home=home or lab.home)


def _states(ended: cli.Ended) -> dict[str, str]:
    steps = ended.json()["steps"]
    assert isinstance(steps, list)
    return {each["step"]: each["state"] for each in steps}


def test_a_good_server_exits_0_and_is_read_in_80_columns(lab: Lab) -> None:
    ended = _doctor(lab, lab.url("mtls"))
    assert (ended.status, ended.err) == (0, "")
    assert ended.text.splitlines()[-1] == "GOOD: nothing stands in the way."
    assert max(map(len, ended.text.splitlines())) <= 79
    for words in (
        "Your certificate alice is chosen",
        "No proxy",
        "TLS 1.3: yes",
        "not judged",
        "The server took",
    ):
        assert words in ended.text


@pytest.mark.parametrize(("site", "arguments"), [("expired", ()), ("picky", ()), ("mtls", ("--as", "none"))])
def test_a_bad_one_exits_6_with_cause_and_command(lab: Lab, site: str, arguments: tuple[str, ...]) -> None:
    ended = _doctor(lab, lab.url(site), *arguments)
    assert ended.status == 6
    _, _, verdict = ended.text.partition("NOT GOOD: ")
    assert "$ workbench " in verdict and "in the app: " in verdict


def test_the_document_has_every_step_with_its_facts(lab: Lab) -> None:
    ended = _doctor(lab, lab.url("mtls"), "--json")
    document = ended.json()
    assert (ended.status, document["verdict"], document["cause"], document["remedy"]) == (0, "good", None, None)
    assert (document["url"], document["host"]) == (lab.url("mtls"), "api.demo.test")
    assert list(_states(ended)) == STEPS
    assert at(document, "steps", 0, "selection", "certificate", "name") == "alice"
    assert str(at(document, "steps", 0, "certificate", "not_after")).endswith("Z")
    assert at(document, "steps", 2, "override", "address") == "127.0.0.1"
    assert at(document, "steps", 3, "attempts", 0, "error") is None
    assert [each["spoken"] for each in at(document, "steps", 4, "versions")][-1] is True  # type: ignore[attr-defined]
    assert at(document, "steps", 5, "trusted_by") == str(lab.ca_file)
    assert at(document, "steps", 5, "problems") == []
    assert at(document, "steps", 6, "acceptable_issuers") == []
    assert (at(document, "steps", 7, "verdict"), at(document, "steps", 7, "status")) == ("accepted", 200)


def test_an_error_before_there_is_a_report_is_a_document_too(lab: Lab) -> None:
    for arguments, kind in (
        (("https://{{unknown}}/",), "unknown_variable"),
        (("https://a%62.test/",), "invalid_request"),
        (("nowhere.toml",), "file"),
        (("https://a.test/", "--as", "a:b"), "usage"),
    ):
        ended = cli.inside("doctor", *arguments, "--json", home=lab.home)
        assert (ended.status, ended.error()["kind"]) == (2, kind)


def test_a_saved_request_is_named_by_its_file_and_its_body_stays_at_home(lab_home: Path, lab: Lab, seen: Watch) -> None:
    saved = lab_home / "requests" / "write.toml"
    url = lab.url("optional", "/echo")
    saved.write_text(f'method = "POST"\nurl = "{url}"\n[body]\ntype = "text"\ntext = "hello"\n')
    ended = _doctor(lab, "write.toml", home=lab_home)
    assert "left out: method POST, body" in ended.text
    (head,) = seen.requests("optional")
    assert (head.method, head.target, head.body_bytes) == ("HEAD", "/echo", 0)
    refused = _doctor(lab, "write.toml", "--as", "stranger", "--json", home=lab_home)
    assert refused.status == 6
    assert str(at(refused.json(), "remedy", "command")).startswith("workbench doctor write.toml --as")


def test_a_passphrase_that_is_asked_for_is_a_finding_until_it_is_given(lab_home: Path, lab: Lab) -> None:
    settings = lab_home / "settings.toml"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join('passphrase = "ask"' if "sealed:" in line else line for line in lines))
    ended = _doctor(lab, lab.url("other"), home=lab_home)
    assert ended.status == 6 and f"$ workbench doctor {lab.url('other')} --passphrase-stdin" in ended.text
    given = cli.inside("doctor", lab.url("other"), "--passphrase-stdin", home=lab_home, stdin=b"open sesame\n")
    assert given.status == 0, given.text


def test_an_http_proxy_is_named_and_asked_for_nothing_but_the_way(lab: Lab) -> None:
    with http_proxy() as proxied:
        ended = _doctor(lab, lab.url("mtls"), "--proxy", f"http://user:s3cret@127.0.0.1:{proxied.port}", "--json")
    assert ended.status == 0, ended.text
    assert _states(ended) == {**dict.fromkeys(STEPS, "good"), "name": "skipped", "reach": "skipped"}
    proxy = at(ended.json(), "steps", 1, "proxy")
    assert (at(proxy, "url"), at(proxy, "source")) == (f"http://127.0.0.1:{proxied.port}", "command line")
    assert {line.split(" ")[0] for line in proxied.asked} == {"CONNECT"}
    assert "s3cret" not in ended.text


def test_an_https_proxys_own_tls_is_told_apart(lab: Lab) -> None:
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    issued = lab.authorities.intermediate.issue(Order(common_name="proxy", more_names=(address,), use="server"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with pem_file(issued) as path:
        context.load_cert_chain(path)
    with http_proxy(context=context) as proxied:
        ended = _doctor(lab, lab.url("mtls"), "--proxy", f"https://127.0.0.1:{proxied.port}")
    assert ended.status == 0, ended.text
    said = " ".join(ended.text.split())
    assert "TLS to the proxy itself: TLS 1.3, its chain is good, it asked for no certificate" in said


def test_a_socks_proxy_is_a_way_too(lab: Lab) -> None:
    with socks5_proxy() as proxied:
        ended = _doctor(lab, lab.url("mtls"), "--proxy", f"socks5://127.0.0.1:{proxied.port}")
    assert ended.status == 0, ended.text


def test_a_proxy_that_does_not_work_is_the_cause(lab: Lab) -> None:
    with http_proxy(refuse=True) as proxied:
        ended = _doctor(lab, lab.url("mtls"), "--proxy", f"http://127.0.0.1:{proxied.port}", "--json")
    assert ended.status == 6
    assert "403" in str(ended.json()["cause"])
    assert str(at(ended.json(), "remedy", "command")).endswith("--proxy none")
    states = _states(ended)
    assert (states["proxy"], states["accepted"]) == ("bad", "skipped")


def test_a_proxy_that_is_passed_over_is_mentioned(lab: Lab, tmp_path: Path) -> None:
    environ = {"https_proxy": "http://127.0.0.1:9", "no_proxy": "localhost"}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    ended = cli.inside("doctor", f"https://localhost:{port}/", home=tmp_path, environ=environ)
    assert f"no_proxy (localhost) spares localhost:{port} from the environment's proxy" in " ".join(ended.text.split())


def test_ctrl_c_ends_it_at_once(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        url = f"https://api.demo.test:{silent.getsockname()[1]}/"
        with cli.running("doctor", url, home=lab.home) as started:
            taken = [silent.accept()[0] for _ in range(2)]  # one that tries the address, one that waits for TLS
            started.send_signal(signal.SIGINT)
            assert started.wait(10) == 130
            for conn in taken:
                conn.close()


def test_a_command_that_goes_further_says_again_what_was_said(lab: Lab) -> None:
    url, trusted = lab.url("mtls12"), str(lab.ca_file)
    refused = _doctor(lab, url, "--as", "stranger", "--cacert", trusted, "--tls-max", "1.2")
    assert refused.status == 6
    again = f"$ workbench doctor {url} --cacert {trusted} --tls-max TLSv1.2 --as "
    assert again in refused.text, "all that was said, but for the name, which is said anew"


def test_a_proxys_password_is_not_said_again(lab: Lab) -> None:
    with http_proxy() as proxied:
        proxy = f"http://user:s3cret@127.0.0.1:{proxied.port}"
        ended = _doctor(lab, lab.url("expired"), "--proxy", proxy, "--json")
    assert "--proxy" in str(at(ended.json(), "remedy", "command"))
    assert "s3cret" not in ended.text
