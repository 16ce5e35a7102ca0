import shlex
from pathlib import Path

import pytest

from tests.cli import inside
from tests.desks import pki

URL = "https://api.example.test:8443/x"


def settings(home: Path) -> None:
    pki(home / "pki")
    (home / "settings.toml").write_text(
        f'[http]\nproxy = "none"\n[[certificates]]\nid = "a"\nhost = "api.example.test"\nport = 8443\n'
        f'cert_file = "{home}/pki/alice.crt"\nkey_file = "{home}/pki/alice.key"\n'
        f'ca_file = "{home}/pki/company-ca.pem"\n'
    )


def test_curl_is_printed_and_nothing_sent(tmp_path: Path) -> None:
    settings(tmp_path)
    ended = inside("send", URL, "--as", "curl", "-H", "Authorization: Bearer abc", home=tmp_path)
    assert ended.status == 0 and "abc" not in ended.text
    words = shlex.split(ended.text)
    assert words[:2] == ["curl", URL]
    assert words[words.index("--cert") + 1 :][:3] == [f"{tmp_path}/pki/alice.crt", "--key", f"{tmp_path}/pki/alice.key"]
    assert words[words.index("--cacert") + 1] == f"{tmp_path}/pki/company-ca.pem"
    assert "$AUTHORIZATION" in ended.err and "in place of the system's store" in ended.err


def test_show_secrets_writes_them_out(tmp_path: Path) -> None:
    ended = inside("send", URL, "--as", "curl", "-H", "Authorization: Bearer abc", "--show-secrets", home=tmp_path)
    assert "'Authorization: Bearer abc'" in ended.text


def test_s_client_has_the_same_certificate(tmp_path: Path) -> None:
    settings(tmp_path)
    ended = inside("send", URL, "--as", "s_client", home=tmp_path)
    assert ended.text.startswith("openssl s_client -connect api.example.test:8443 -servername api.example.test")
    assert f"-cert {tmp_path}/pki/alice.crt" in ended.text


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        (("--as", "wget"), 2, "invalid choice"),
        (("--as", "curl", "-d", "@-"), 2, "would be gone"),
        (("--as", "curl", "--json"), 2, "give one of them"),
        (("--as", "curl", "--cert", "nobody"), 2, "nobody"),
    ],
)
def test_what_cannot_be_printed_is_said(tmp_path: Path, more: tuple[str, ...], status: int, said: str) -> None:
    ended = inside("send", URL, *more, home=tmp_path)
    assert ended.status == status and said in ended.err + ended.text
