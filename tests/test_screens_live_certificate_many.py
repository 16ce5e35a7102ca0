"""The certificate line among ten thousand entries: what is done for a key is what is done among ten."""

from __future__ import annotations

import pytest

from workbench.certificates import selection
from workbench.models import CertificateEntry, Request
from workbench.screens.live_certificate import live

MANY = tuple(CertificateEntry(id=f"e{at}", host=f"h{at}.example.com", port="*") for at in range(10_000))
READY = selection.index((*MANY, CertificateEntry(id="wild", host="*.example.com")))
TYPED = [
    "https://h",
    "https://example.com",
    "https://h7.example.co",
    "https://h7.example.com",
    "https://h7.example.com:8",
]


@pytest.mark.parametrize("url", TYPED)
def test_few_entries_are_explained_while_a_url_is_typed(url: str) -> None:
    found = live(Request(method="GET", url=url), READY, None).selection
    assert found is not None
    assert len(found.considered) <= 25
    assert len(found.considered) + found.omitted == 10_001


def test_all_are_explained_to_whoever_asks() -> None:
    found = live(Request(method="GET", url="https://h7.example.com"), READY, None, everything=True).selection
    assert found is not None
    assert (len(found.considered), found.omitted) == (10_001, 0)
    assert found.entry is MANY[7]
