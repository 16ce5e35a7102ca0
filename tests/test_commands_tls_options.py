from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli import inside
from workbench.commands import tls_options
from workbench.commands.faults import UsageError
from workbench.commands.tls_options import TlsOptions
from workbench.models import Request, RequestOptions, RequestTls

SAVED = Request(
    url="https://a.test/",
    tls=RequestTls(certificate="alice", server_name="b.test", maximum_version="TLSv1.2"),
    options=RequestOptions(timeout=5, http2=True, proxy_certificate="bob"),
)


def applied(*arguments: str, request: Request = SAVED) -> Request:
    parser = ArgumentParser()
    tls_options.add(parser)
    return tls_options.apply(parser.parse_args(arguments, TlsOptions()), request)


def test_nothing_said_changes_nothing() -> None:
    assert applied() == SAVED


@pytest.mark.parametrize(
    ("arguments", "tls"),
    [
        (("-k",), RequestTls(verify=False)),
        (("--sni", "c.test"), RequestTls(server_name="c.test")),
        (("--tls-min", "1.0"), RequestTls(minimum_version="TLSv1")),
        (("--tls-min", "TLSv1"), RequestTls(minimum_version="TLSv1")),
        (
            ("--tls-min", "TLSv1.1", "--tls-max", "tls1.2"),
            RequestTls(minimum_version="TLSv1.1", maximum_version="TLSv1.2"),
        ),
        (("--tls-max", "1.3"), RequestTls(maximum_version="TLSv1.3")),
        (("--ciphers", "ECDHE+AESGCM:!SHA1"), RequestTls(ciphers="ECDHE+AESGCM:!SHA1")),
        (("--security-level", "0"), RequestTls(security_level=0)),
        (("--no-post-handshake-auth",), RequestTls(post_handshake_auth=False)),
    ],
)
def test_an_option_goes_over_the_requests_own_word(arguments: tuple[str, ...], tls: RequestTls) -> None:
    assert applied(*arguments, request=Request()).tls == tls
    kept = applied(*arguments)
    assert kept.tls.certificate == "alice" and kept.options == SAVED.options


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("--http1.1",), replace(SAVED.options, http2=False)),
        (("--http2",), SAVED.options),
        (("--proxy-cert", "id:k3f9a2"), replace(SAVED.options, proxy_certificate="id:k3f9a2")),
    ],
)
def test_http_version_and_proxy_certificate_are_options_of_the_request(
    arguments: tuple[str, ...], options: RequestOptions
) -> None:
    assert applied(*arguments).options == options


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--tls-min", "1.4"), "--tls-min: expected 1.0, 1.1, 1.2 or 1.3, found '1.4'"),
        (("--tls-max", "SSLv3"), "--tls-max: expected 1.0"),
        (("--tls-min", ""), "--tls-min: expected"),
        (("--ciphers", "ALL:@SECLEVEL=0"), "--ciphers: expected no @ in it: the security level has its own option"),
        (("--ciphers", ""), "--ciphers: expected a list"),
        (("--ciphers", "ALL; rm"), "--ciphers: expected a list"),
        (("--security-level", "6"), "--security-level: expected a whole number from 0 to 5"),
        (("--security-level", "9" * 5000), "--security-level: expected"),
        (("--http2", "--http1.1"), "--http1.1: not allowed with argument --http2"),
        (
            ("--tls-min", "1.3", "--tls-max", "1.2"),
            "--tls-min is TLS 1.3 and --tls-max TLS 1.2: that leaves no version",
        ),
    ],
)
def test_a_wrong_value_is_wrong_usage_and_names_its_option(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = inside("send", "https://127.0.0.1:1/", *arguments, home=tmp_path)
    assert (ended.status, ended.out) == (2, b"")
    assert said in ended.err


def test_a_minimum_above_the_saved_maximum_leaves_no_version() -> None:
    with pytest.raises(UsageError, match=r"--tls-min is TLS 1\.3 and the request's maximum TLS 1\.2"):
        applied("--tls-min", "1.3")
