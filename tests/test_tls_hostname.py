"""Which hosts a certificate names, compared with OpenSSL wherever it can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from tests.chains import ask_openssl, general_name, leaf, root
from workbench.tls import hostname

ROOT = root()

TABLE: list[tuple[Sequence[str], str, bool]] = [
    (["api.test"], "api.test", True),
    (["API.test"], "api.TEST", True),
    (["other.test", "api.test"], "api.test", True),
    (["api.test"], "www.api.test", False),
    (["api.test"], "xapi.test", False),
    (["api.test"], "api.test.evil", False),
    (["*.api.test"], "a.api.test", True),
    (["*.api.test"], "A.Api.Test", True),
    (["*.api.test"], "api.test", False),
    (["*.api.test"], "a.b.api.test", False),
    (["*.api.test"], "xn--bcher-kva.api.test", True),
    (["*.test"], "api.test", False),
    (["*"], "api.test", False),
    (["*"], "localhost", False),
    (["a*.api.test"], "ab.api.test", False),
    (["*a.api.test"], "ba.api.test", False),
    (["a.*.test"], "a.b.test", False),
    (["*.*.test"], "a.b.test", False),
    (["*.xn--bcher-kva.test"], "a.xn--bcher-kva.test", True),
    (["localhost"], "localhost", True),
    (["a_b.test"], "a_b.test", True),
    (["*.api.test"], "a_b.api.test", False),
    ([".api.test"], "a.api.test", False),
    (["api.test."], "api.test", False),
    (["127.0.0.1"], "127.0.0.1", True),
    (["127.0.0.1"], "127.0.0.2", False),
    (["::1"], "::1", True),
    (["::1"], "0:0:0:0:0:0:0:1", True),
    (["2001:db8::1"], "2001:DB8::1", True),
    (["::ffff:127.0.0.1"], "127.0.0.1", False),
    (["api.test"], "127.0.0.1", False),
    (["*.0.0.1"], "127.0.0.1", False),
    (["user@api.test", "https://api.test/"], "api.test", False),
]


@pytest.mark.parametrize(("names", "host", "wanted"), TABLE)
def test_a_host_is_named_or_not_as_openssl_says(names: list[str], host: str, wanted: bool, tmp_path: Path) -> None:
    assert hostname.covers(general_names(names), host) is wanted
    made = leaf(ROOT, names=names)
    said = ask_openssl([made.certificate], made.key, [ROOT.certificate], host, tmp_path)
    assert said.code in ((0,) if wanted else (62, 64))


def test_an_address_written_as_a_name_does_not_count() -> None:
    assert not hostname.covers([x509.DNSName("127.0.0.1")], "127.0.0.1")


@pytest.mark.parametrize("host", ["api.test.", " api.test ", "API.TEST."])
def test_a_root_dot_case_and_blanks_do_not_count(host: str) -> None:
    assert hostname.covers(general_names(["api.test"]), host)


def test_an_address_may_stand_in_brackets() -> None:
    assert hostname.covers(general_names(["::1"]), "[::1]")


@pytest.mark.parametrize("host", ["bücher.test", "BÜCHER.test", "xn--bcher-kva.test"])
def test_a_unicode_host_is_compared_by_its_a_labels(host: str) -> None:
    assert hostname.covers(general_names(["xn--bcher-kva.test"]), host)


@pytest.mark.parametrize("host", ["", ".", "\u00ad", "a\ud800.test", "xn--\u00fc.test"])
def test_what_is_no_host_is_not_named_and_does_not_raise(host: str) -> None:
    assert not hostname.covers(general_names(["api.test", "*.api.test"]), host)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_raises(pattern: str, host: str) -> None:
    hostname.covers([x509.DNSName._init_without_validation(pattern)], host)


@given(st.from_regex(r"[a-z]{1,5}(\.[a-z]{1,5}){1,3}", fullmatch=True), st.from_regex(r"[a-z.]{1,9}", fullmatch=True))
def test_a_wildcard_stands_for_exactly_one_label(domain: str, label: str) -> None:
    host = f"{label}.{domain}"
    assert hostname.covers(general_names([f"*.{domain}"]), host) is ("." not in label)


def general_names(texts: Sequence[str]) -> list[x509.GeneralName]:
    return [general_name(text) for text in texts]
