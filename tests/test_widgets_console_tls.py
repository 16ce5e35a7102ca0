"""The trace in a console entry: every entry near, in order, with the reason why it won or lost on that hop."""

import pytest

from workbench.certificates import hosts, selection
from workbench.models import CertificateEntry, Choice, Hop, HopRequest, Port
from workbench.widgets import console_tls
from workbench.widgets.console_node import plain_lines

PLACES: tuple[tuple[str, str, Port, bool], ...] = (
    ("far", "far.test", None, True),
    ("port", "api.example.com", 443, True),
    ("wide", "*.example.com", "*", True),
    ("sub", "*.api.example.com", None, True),
    ("old", "api.example.com", 8443, True),
    ("any", "api.example.com", "*", True),
    ("off", "api.example.com", 8443, False),
    ("parent", "example.com", 8443, True),
    ("new", "api.example.com", 8443, True),
)
ENTRIES = tuple(
    CertificateEntry(id=name, name=name, host=host, port=port, pfx_file=f"/{name}.p12", enabled=enabled)
    for name, host, port, enabled in PLACES
)


def trace(url: str, entries: tuple[CertificateEntry, ...] = ENTRIES, choice: Choice | None = None) -> list[str]:
    chosen = selection.select(hosts.origin(url), entries, choice, url=url)
    hop = Hop(request=HopRequest(method="GET", url=url), selection=chosen)
    return [line.strip() for line in plain_lines([console_tls.selection(hop)], "")]


def test_every_entry_near_stands_there_in_order_with_its_reason() -> None:
    first, *others = trace("https://api.example.com:8443/")
    assert first.endswith("new  exact host and port, 1 of 4")
    assert others == [
        "port  api.example.com:443  port 8443 is not 443",
        "wide  *.example.com:*  exact host beats the pattern: new (api.example.com:8443) wins",
        "sub  *.api.example.com:443  *.api.example.com does not cover api.example.com itself",
        "old  api.example.com:8443  new (api.example.com:8443) wins: added later",
        "any  api.example.com:*  exact port beats *: new (api.example.com:8443) wins",
        "off  api.example.com:8443  disabled; it would match",
        "parent  example.com:8443  example.com does not cover api.example.com, *.example.com would",
        "new  api.example.com:8443  exact host and port, 1 of 4",
        "and 1 for other hosts",
    ]


@pytest.mark.parametrize(
    ("url", "choice", "line"),
    [
        ("http://api.example.com:8443/", None, "none  an http URL never gets one"),
        ("https://api.example.com:8443/", Choice(by="pin", value="none"), "none  the request asks for none"),
        (
            "https://api.example.com:8443/",
            Choice(by="session", value="old"),
            "old  this session is set to old: exact host and port",
        ),
        (
            "https://api.example.com:8443/",
            Choice(by="session", value="far"),
            "this session is set to far, but only entries of other names match",
        ),
        (
            "https://nobody.test/",
            Choice(by="session", value="far"),
            "none  this session is set to far, but no certificate is for nobody.test",
        ),
    ],
)
def test_the_line_above_it_says_what_was_chosen_and_on_whose_word(url: str, choice: Choice | None, line: str) -> None:
    assert line in trace(url, choice=choice)[0]


def test_of_thousands_those_near_are_listed_and_the_others_counted() -> None:
    crowd = tuple(CertificateEntry(id=f"n{number}", host=f"h{number}.test", pfx_file="/x") for number in range(5_000))
    found = trace("https://api.example.com:8443/", (*crowd, *ENTRIES))
    assert len(found) == 1 + 8 + 1
    assert found[-1] == "and 5,001 for other hosts"
