"""`which` tells every entry in order, with its reason in plain words, and says what a send would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import cli
from workbench import records, settings
from workbench.certificates.hosts import origin
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.engine import Ticket
from workbench.engine.choosing import Rulebook
from workbench.folders import locate
from workbench.models import Choice, Request

LIST = """
[[certificates]]
id = "sub"
name = "wild"
host = "*.example.com"
cert_file = "a.crt"
key_file = "a.key"

[[certificates]]
id = "old"
name = "alice"
host = "api.example.com"
cert_file = "a.crt"
key_file = "a.key"

[[certificates]]
id = "new"
name = "bob"
host = "api.example.com"
cert_file = "a.crt"
key_file = "a.key"

[[certificates]]
id = "other"
host = "api.example.com"
port = 8443
cert_file = "a.crt"
key_file = "a.key"

[[certificates]]
id = "off"
host = "api.example.com"
enabled = false
cert_file = "a.crt"
key_file = "a.key"

[[certificates]]
id = "six"
host = "::1"
port = "*"
cert_file = "a.crt"
key_file = "a.key"

[[certificates]]
id = "open"
host = "my.example.*"
cert_file = "a.crt"
key_file = "a.key"
"""
REASONS: list[tuple[str, list[str], list[tuple[str, str, str]]]] = [
    (
        "https://api.example.com/",
        [],
        [
            ("wild", "outranked", "exact host beats the pattern: bob (api.example.com:443) wins"),
            ("alice", "outranked", "bob (api.example.com:443) wins: added later"),
            ("> bob", "selected", "exact host and port, 1 of 3"),
            ("id:other", "port", "port 443 is not 8443"),
            ("id:off", "disabled", "disabled; it would match"),
            ("id:six", "host", "`::1` is not `api.example.com`"),
            ("id:open", "host", "`my.example.*` does not cover `api.example.com`"),
        ],
    ),
    (
        "https://example.com:8443/",
        [],
        [
            ("wild", "host", "`*.example.com` does not cover `example.com` itself"),
            ("alice", "host", "`api.example.com` is not `example.com`"),
            ("bob", "host", "`api.example.com` is not `example.com`"),
            ("id:other", "host", "`api.example.com` is not `example.com`"),
            ("id:off", "disabled", "disabled"),
            ("id:six", "host", "`::1` is not `example.com`"),
            ("id:open", "host", "`my.example.*` does not cover `example.com`"),
        ],
    ),
    (
        "https://api.example.com:9443/",
        [],
        [
            ("wild", "port", "port 9443 is not 443"),
            ("alice", "port", "port 9443 is not 443"),
            ("bob", "port", "port 9443 is not 443"),
            ("id:other", "port", "port 9443 is not 8443"),
            ("id:off", "disabled", "disabled"),
            ("id:six", "host", "`::1` is not `api.example.com`"),
            ("id:open", "host", "`my.example.*` does not cover `api.example.com`"),
        ],
    ),
    (
        "https://[::1]:9/",
        ["--cert", "none"],
        [
            ("wild", "host", "`*.example.com` does not cover an IP address: only itself or a lone `*` does"),
            ("alice", "host", "`api.example.com` is not `::1`"),
            ("bob", "host", "`api.example.com` is not `::1`"),
            ("id:other", "host", "`api.example.com` is not `::1`"),
            ("id:off", "disabled", "disabled"),
            ("id:six", "not pinned", "--cert says none"),
            ("id:open", "host", "`my.example.*` does not cover an IP address: only itself or a lone `*` does"),
        ],
    ),
    (
        "http://api.example.com:443/",
        [],
        [(name, "scheme", "an http URL never gets one") for name in ("wild", "alice", "bob")]
        + [(f"id:{name}", "scheme", "an http URL never gets one") for name in ("other", "off", "six", "open")],
    ),
    (
        "https://api.example.com/",
        ["--cert", "alice"],
        [
            ("wild", "not pinned", "its name is wild, not alice"),
            ("> alice", "selected", "--cert says alice: exact host and port"),
            ("bob", "not pinned", "its name is bob, not alice"),
            ("id:other", "port", "port 443 is not 8443"),
            ("id:off", "disabled", "disabled; it would match"),
            ("id:six", "host", "`::1` is not `api.example.com`"),
            ("id:open", "host", "`my.example.*` does not cover `api.example.com`"),
        ],
    ),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with these entries."""
    (tmp_path / "settings.toml").write_text(LIST)
    return tmp_path


@pytest.mark.parametrize(("url", "arguments", "told"), REASONS)
def test_every_entry_is_told_in_order_with_its_reason(
    home: Path, url: str, arguments: list[str], told: list[tuple[str, str, str]]
) -> None:
    text = cli.inside("which", url, *arguments, home=home).text
    blocks = [" ".join(block.split()) for block in text.split("\n\n")[1:]]
    assert len(blocks) == len(told)
    for block, (name, outcome, reason) in zip(blocks, told, strict=True):
        assert block.startswith(f"{name} ")
        assert block.endswith(f" {outcome} {reason}")


URLS = [
    "https://api.example.com/",
    "https://api.example.com:8443/",
    "https://www.example.com/",
    "https://example.com/",
    "https://api.example.com.evil.net/",
    "https://[::1]:1/",
    "http://api.example.com:443/",
    "https://my.example.org/",
]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("word", [None, "alice", "wild", "none", "nobody", "id:other", "id:off"])
def test_which_says_what_a_send_would_do(home: Path, url: str, word: str | None) -> None:
    said = cli.inside("which", url, *(["--cert", word] if word else []), "--json", home=home).json()
    place = locate(home, {})
    ticket = Ticket(
        request=Request(method="GET", url=url),
        settings=settings.load(place.settings_file),
        passphrases=Passphrases(Sealer(place.sealing)),
        choice=Choice(by="command", value=word) if word else None,
    )
    sent = records.selection_document(Rulebook().select(ticket, origin(url), origin(url), url))
    chosen = sent["certificate"]
    assert (said["certificate"] is None) == (chosen is None)
    assert said["by"] == sent["by"]
    assert said["outside_rule"] == sent["outside_rule"]
    assert str(said["reason"]).startswith(str(sent["reason"]))
    theirs = sent["considered"]
    ours = said["considered"]
    assert isinstance(theirs, list)
    assert isinstance(ours, list)
    assert all(each in ours for each in theirs)
    assert sent["omitted"] == len(ours) - len(theirs)
