"""`send` with the options that change the connection, against servers that need them."""

import stat
from pathlib import Path

import pytest

from tests import cli
from tests.cli import Ended, at
from tests.peers import HOST, needs_nginx, needs_openssl, nginx, s_server
from workbench.demo.lab import Lab

RESOLVED = ("--resolve", f"{HOST}=127.0.0.1")


def send(lab: Lab, *arguments: str) -> Ended:
    return cli.inside("send", *arguments, *RESOLVED, home=lab.home)


@needs_openssl
def test_an_old_server_is_reached_only_by_naming_its_version_and_that_is_loud(lab: Lab, tmp_path: Path) -> None:
    with s_server(lab, tmp_path, "-tls1", "-cipher", "ALL:@SECLEVEL=0") as url:
        assert send(lab, url, "--cert", "none").status == 4
        old = send(lab, url, "--cert", "none", "--tls-min", "1.0")
        record = send(lab, url, "--cert", "none", "--tls-min", "TLSv1", "--json").json()
    assert old.status == 0
    assert "[OLD TLS ALLOWED]" in old.err
    assert "note: TLS 1.0 and newer, security level 0" in old.err
    assert at(record, "hops", 0, "tls", "version") == "TLSv1"


@needs_openssl
def test_newest_version_and_ciphers_are_kept_to(lab: Lab, tmp_path: Path) -> None:
    cipher = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
    with s_server(lab, tmp_path) as url:
        record = send(lab, url, "--cert", "none", "--tls-max", "1.2", "--ciphers", cipher, "--json").json()
    assert at(record, "hops", 0, "tls", "version") == "TLSv1.2"
    assert at(record, "hops", 0, "tls", "cipher") in cipher.split(":")


@needs_nginx
@pytest.mark.parametrize(("option", "spoken"), [("--http2", "HTTP/2"), ("--http1.1", "HTTP/1.1")])
def test_the_http_version_is_chosen(lab: Lab, tmp_path: Path, option: str, spoken: str) -> None:
    with nginx(lab, tmp_path, version="TLSv1.3", verify="off") as url:
        record = send(lab, url, option, "--json").json()
    assert at(record, "hops", 0, "response", "http_version") == spoken


def test_verification_off_takes_the_host_name_check_with_it_and_says_so(lab: Lab) -> None:
    off = send(lab, lab.url("expired"), "-k")
    assert off.status == 0
    assert "[NOT VERIFIED]" in off.err and "note: verification off, the host-name check with it" in off.err


def test_another_server_name_is_loud(lab: Lab) -> None:
    named = send(lab, lab.url("optional"), "--sni", "other.demo.test")
    assert "[OTHER NAME]" in named.err and "note: server name other.demo.test" in named.err


def test_a_key_log_is_private_and_loud(lab: Lab, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    logged = cli.inside("send", lab.url("mtls"), home=lab.home, environ={"SSLKEYLOGFILE": str(file)})
    assert logged.status == 0 and "[KEYS LOGGED]" in logged.err and str(file) in logged.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert logged.err.count(str(file)) == 1


def test_what_was_not_done_is_no_departure(lab: Lab, tmp_path: Path) -> None:
    link = tmp_path / "keys"
    link.symlink_to(tmp_path / "elsewhere")
    refused = cli.inside("send", lab.url("mtls"), home=lab.home, environ={"SSLKEYLOGFILE": str(link)})
    assert refused.status == 2 and "symbolic link" in refused.err
    assert "keys logged to" not in refused.err


@pytest.mark.parametrize(
    ("option", "kept", "words"),
    [
        ("--tls-min", 'maximum_version = "TLSv1.2"', "--tls-min is TLS 1.3 and the settings' maximum"),
        ("--tls-max", 'minimum_version = "TLSv1.3"', "--tls-max is TLS 1.2 and the settings' minimum"),
    ],
)
def test_an_option_that_crosses_the_settings_is_named(tmp_path: Path, option: str, kept: str, words: str) -> None:
    (tmp_path / "settings.toml").write_text(f"[tls]\n{kept}\n")
    version = "1.3" if option == "--tls-min" else "1.2"
    for command in ("send", "doctor"):
        crossed = cli.inside(command, "https://127.0.0.1:1/", option, version, home=tmp_path)
        assert crossed.status == 2 and words in crossed.err


def test_a_certificate_that_has_expired_is_sent_and_said(lab: Lab) -> None:
    prepared = cli.inside("send", lab.url("mtls"), "--cert", "expired", "--dry-run", home=lab.home)
    assert prepared.status == 0 and "expired on" in prepared.err
    refused = cli.inside("send", lab.url("mtls"), "--cert", "expired", home=lab.home)
    assert refused.status == 4 and refused.err.count("expired on") == 1


def test_what_the_mark_on_our_certificate_does_not_tell_is_a_note(lab: Lab, tmp_path: Path) -> None:
    polite = send(lab, lab.url("polite"), "--cert", "stranger")
    assert polite.status == 0
    assert "note: HTTP 400 speaks of the certificate." in polite.err


def test_a_certificate_for_a_proxy_that_is_not_there_stops_the_send(lab: Lab) -> None:
    stopped = send(lab, lab.url("mtls"), "--proxy", "https://127.0.0.1:1", "--proxy-cert", "nobody")
    assert stopped.status == 3
    assert "[proxy cert UNUSABLE]" in stopped.err


def test_the_connections_options_are_in_the_help(tmp_path: Path) -> None:
    page = cli.inside("send", "--help", home=tmp_path).text
    for option in ("--tls-min V", "--tls-max V", "--ciphers LIST", "--security-level N", "--http2", "--http1.1"):
        assert option in page
    assert "--no-post-handshake-auth" in page and "--proxy-cert NAME|id:ID|none" in page
    assert all(len(line) <= 100 for line in page.splitlines())
