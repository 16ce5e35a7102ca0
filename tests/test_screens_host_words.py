import pytest

from workbench.models import Port
from workbench.screens import host_words
from workbench.screens.host_words import Place


@pytest.mark.parametrize(
    ("host", "port", "place", "echo"),
    [
        ("api.example.com", "", Place(host="api.example.com", port=None), "https://api.example.com:443 only"),
        (
            "https://User@API.example.com/x?y=1",
            "",
            Place(host="api.example.com", port=None),
            "https://api.example.com:443 only",
        ),
        (
            "api.example.com:8443",
            "",
            Place(host="api.example.com", port=8443),
            "https://api.example.com:8443 only",
        ),
        (
            "api.example.com",
            "*",
            Place(host="api.example.com", port="*"),
            "https://api.example.com on any port",
        ),
        (
            "*.Example.com",
            "8443",
            Place(host="*.example.com", port=8443),
            "https://*.example.com:8443 only; every subdomain at any depth, not example.com itself",
        ),
        ("[::1]", "443", Place(host="::1", port=443), "https://[::1]:443 only"),
        ("::1", "*", Place(host="::1", port="*"), "https://[::1] on any port"),
    ],
)
def test_a_place_is_echoed_in_its_normal_form(host: str, port: str, place: Place, echo: str) -> None:
    found = host_words.read(host, port)
    assert found.place == place
    assert [(note.tone, note.text) for note in found.notes] == [("good", echo)]


@pytest.mark.parametrize(
    ("host", "port", "says"),
    [
        ("", "443", "host is empty"),
        ("!a.test", "", "cannot begin with"),
        ("a.test", "https", "number from 1 to 65535"),
        ("a.test", "0", "number from 1 to 65535"),
        ("a.test", "65536", "number from 1 to 65535"),
        ("a.test", "٤٤٣", "number from 1 to 65535"),
        ("a.test:1", "2", "another port"),
        ("127.1", "", ""),
        ("a b.test", "", "blank"),
    ],
)
def test_what_cannot_be_a_place_is_refused_in_words(host: str, port: str, says: str) -> None:
    found = host_words.read(host, port)
    assert found.place is None
    assert [note.tone for note in found.notes] == ["bad"]
    assert says in found.notes[0].text


def test_nothing_typed_is_nothing_to_say() -> None:
    assert host_words.read("", "") == host_words.PlaceRead(place=None, notes=())


@pytest.mark.parametrize("host", ["*", "my.example.*", "*example.com"])
def test_a_wide_pattern_is_taken_with_a_warning(host: str) -> None:
    found = host_words.read(host, "")
    assert found.place is not None
    assert [note.tone for note in found.notes] == ["good", "warn"]


@pytest.mark.parametrize(
    ("host", "port", "short"),
    [("a.test", None, "a.test:443"), ("a.test", "*", "a.test:*"), ("::1", 8443, "[::1]:8443")],
)
def test_a_rule_is_short(host: str, port: Port, short: str) -> None:
    assert host_words.short(host, port) == short
