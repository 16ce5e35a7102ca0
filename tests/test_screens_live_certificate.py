import pytest

from workbench.certificates import selection
from workbench.models import CertificateEntry, Choice, Request, RequestTls
from workbench.screens.live_certificate import live, word

ALICE = CertificateEntry(id="a", host="*.example.test", name="alice", cert_file="a.crt", key_file="a.key")
INDEX = selection.index([ALICE])


@pytest.mark.parametrize("url", ["", "  ", "https://"])
def test_without_a_host_there_is_nothing_to_choose_for(url: str) -> None:
    found = live(Request(url=url), INDEX, None)
    assert found.selection is None and "type a URL" in found.words


@pytest.mark.parametrize("url", ["https://{{host}}/", "https://127.1/", "https://a\\b/", "https://a..b/"])
def test_what_cannot_be_read_yet_is_said_and_never_raised(url: str) -> None:
    found = live(Request(url=url), INDEX, None)
    assert found.selection is None and found.words


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("api.example.test", "alice"),
        ("https://api.example.test/x", "alice"),
        ("http://api.example.test/x", None),
        ("https://api.example.test:8443", None),
        ("https://example.test", None),
    ],
)
def test_the_rules_choose_for_the_url_as_it_would_be_sent(url: str, name: str | None) -> None:
    found = live(Request(url=url), INDEX, None).selection
    assert found is not None
    assert (found.entry.name if found.entry else None) == name


def test_a_pin_goes_over_the_session() -> None:
    session = Choice(by="session", value="none")
    pinned = Request(url="https://api.example.test", tls=RequestTls(certificate="alice"))
    assert word(pinned, session) == Choice(by="pin", value="alice")
    assert word(Request(), session) == session
    found = live(pinned, INDEX, session).selection
    assert found is not None and found.entry == ALICE
