"""What settings and request files may say of TLS, read with every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import settings
from workbench.models import Request, RequestOptions, RequestTls
from workbench.settings import SettingsError
from workbench.workspace import requests
from workbench.workspace.faults import RequestFileError

SAID = """
[tls]
minimum_version = "TLSv1.1"
maximum_version = "TLSv1.2"
ciphers = "ECDHE+AESGCM:!SHA1"
security_level = 0
post_handshake_auth = false
"""
WRONG = {
    'maximum_version = "TLS1.3"': ("tls.maximum_version", "expected one of"),
    'minimum_version = "TLSv1.3"\nmaximum_version = "TLSv1.2"': ("tls.maximum_version", "expected at least"),
    'ciphers = "ALL:@SECLEVEL=0"': ("tls.ciphers", "security_level"),
    'ciphers = "AES\\u0000"': ("tls.ciphers", "expected a list as OpenSSL has it"),
    "security_level = 6": ("tls.security_level", "from 0 to 5"),
    "security_level = true": ("tls.security_level", "from 0 to 5"),
}


def assert_told(fault: SettingsError | RequestFileError, text: str) -> None:
    where, said = WRONG[text]
    assert fault.where == where
    assert said in fault.message


def test_settings_say_what_tls_may_be(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(SAID)
    found = settings.load(path).tls
    assert (found.minimum_version, found.maximum_version) == ("TLSv1.1", "TLSv1.2")
    assert (found.ciphers, found.security_level) == ("ECDHE+AESGCM:!SHA1", 0)
    assert found.post_handshake_auth is False


@pytest.mark.parametrize("text", WRONG)
def test_settings_that_cannot_be_meant_are_refused_by_their_key(text: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"[tls]\n{text}\n")
    with pytest.raises(SettingsError) as caught:
        settings.load(path)
    assert_told(caught.value, text)


@pytest.mark.parametrize("text", WRONG)
def test_a_request_that_cannot_be_meant_is_refused_by_its_key(text: str, tmp_path: Path) -> None:
    path = tmp_path / "request.toml"
    path.write_text(f'url = "https://a.test/"\n[tls]\n{text}\n')
    with pytest.raises(RequestFileError) as caught:
        requests.load(path)
    assert_told(caught.value, text)


def test_a_request_keeps_what_it_says_of_tls_and_of_the_way(tmp_path: Path) -> None:
    path = tmp_path / "request.toml"
    request = Request(
        url="https://a.test/",
        tls=RequestTls(minimum_version="TLSv1", maximum_version="TLSv1.2", ciphers="ALL", security_level=0),
        options=RequestOptions(http2=True, proxy="http://proxy.test:3128", proxy_certificate="alice"),
    )
    requests.save(path, request)
    assert requests.load(path) == request
