from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.certificates import hostnames
from workbench.certificates.hostnames import HostError

NORMAL = [
    ("Example.COM", "example.com"),
    ("example.com.", "example.com"),
    ("localhost", "localhost"),
    ("my_service.internal", "my_service.internal"),
    ("r3---sn-abc.example.com", "r3---sn-abc.example.com"),
    ("bücher.example", "xn--bcher-kva.example"),
    ("BÜCHER.example", "xn--bcher-kva.example"),
    ("bu\u0308cher.example", "xn--bcher-kva.example"),
    ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
    ("ｅxample。com", "example.com"),
    ("straße.example", "xn--strae-oqa.example"),
    ("1.2.3.4", "1.2.3.4"),
    ("1.2.3.4.", "1.2.3.4"),
    ("1.2.3.4a", "1.2.3.4a"),
    ("0x7f.example", "0x7f.example"),
    ("::1", "::1"),
    ("[::1]", "::1"),
    ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
    ("*.Example.COM.", "*.example.com"),
    ("*.bücher.example", "*.xn--bcher-kva.example"),
    ("[A-C].example.com", "[a-c].example.com"),
    ("{api,www}.example.com", "{api,www}.example.com"),
]
REFUSED = [
    "",
    "!example.com",
    ".example.com",
    ".",
    "..",
    "a..b",
    "example.com..",
    "a b",
    "a\tb",
    "a\u3000b",
    "a\x00b",
    "a%62",
    "a\\b",
    "a/b",
    "a@b",
    "a,b",
    "a'b",
    "a+b",
    "a" * 64,
    ".".join(["a" * 60] * 5),
    "ü" * 60,
    "a" * 2000,
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f.0.0.1",
    "0x7f000001",
    "0x7F.1",
    "1.0x",
    "0177.0.0.1",
    "127.0.0.01",
    "1.2.3.4.5",
    "256.0.0.1",
    "1.2.3.256",
    "example.1",
    "example.08",
    "１２７.0.0.1",
    "١٢٧.0.0.1",
    "①.②.③.④",
    "::1%eth0",
    "[::1",
    "::1]",
    "1:2",
    ":::",
    "[v1.a:b]",
    "ℂ℀.example",
    "evil．com／x.example",
    "a\u2100b.example",
    "＊.example.com",
    "＊.ex?mple.com",
    "b*ü.example",
    "{bücher,a}.example",
    "☕.example",
    "xn--.example",
    "xn--99999999.example",
    "xn---bbk.example",
    "xn--mnchen-3ya.my_zone.test",
    "münchen.my_zone.test",
    "ΟΔΟΣ",
    "a\u202eb.example",
    "\udc80.example",
    "*..example.com",
    "*.example.com..",
    "{a}.example.com",
    "[!a].example.com",
]


@pytest.mark.parametrize(("typed", "normal"), NORMAL)
def test_every_spelling_of_a_host_has_one_normal_form(typed: str, normal: str) -> None:
    assert hostnames.normal(typed) == normal


@pytest.mark.parametrize("typed", REFUSED)
def test_what_some_reader_could_take_for_another_host_is_refused(typed: str) -> None:
    with pytest.raises(HostError):
        hostnames.normal(typed)


ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcxn019AZ-_..::**?{},[]!%@/\\ \t\u0130\u1e9eſßςΣ\u200d\u00ad。．ｅ١\u0308é"),
        st.characters(),
    ),
    max_size=24,
)


@examples(400)
@given(ODD)
@example("0x7f.0.0.1")
@example("\u1e9e.example")
@example("K.example")
def test_normal_form_is_idempotent_and_nothing_else_is_raised(typed: str) -> None:
    try:
        normal = hostnames.normal(typed)
    except HostError:
        return
    assert hostnames.normal(normal) == normal
    assert normal.isascii()
    assert normal == normal.lower()


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_has_one_normal_form_however_it_is_written(address: object) -> None:
    exploded = getattr(address, "exploded", "")
    assume(":" in exploded)
    assert hostnames.normal(exploded.upper()) == hostnames.normal(f"[{address}]") == str(address)


@pytest.mark.parametrize("host", ["1.2.3.4", "::1", "::ffff:102:304"])
def test_an_address_is_known_as_one(host: str) -> None:
    assert hostnames.is_address(host)


@pytest.mark.parametrize("host", ["api1", "a.b1", "xn--bcher-kva.example"])
def test_a_name_is_known_as_one(host: str) -> None:
    assert not hostnames.is_address(host)


def test_a_refusal_shows_foreign_text_in_visible_form() -> None:
    with pytest.raises(HostError) as caught:
        hostnames.normal("a\u202e.example\u2066")
    assert "<U+202E>" in str(caught.value)
    assert "\u202e" not in str(caught.value)


def test_an_ascii_host_is_read_without_the_tables_for_others() -> None:
    code = (
        "import sys; from workbench.certificates import hosts, selection, passphrases, sealing;"
        "hosts.origin('https://api.example.test:8443/x');"
        "print(sorted(m for m in ('idna', 'cryptography', 'ssl', 'httpx', 'textual') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


LABELS = st.text(alphabet="abz0-9_x-", min_size=0, max_size=70)


@examples(400)
@given(st.lists(LABELS | st.sampled_from(["xn--", "xn--bcher-kva", "0x7f", "12", "a" * 63, "a" * 64]), max_size=6))
def test_what_is_plainly_in_normal_form_is_judged_like_any_other_spelling(labels: list[str]) -> None:
    host = ".".join(labels)

    def judged(text: str) -> str | None:
        try:
            return hostnames.name(text)
        except hostnames.HostError:
            return None

    assert judged(host) == judged(host.upper())
