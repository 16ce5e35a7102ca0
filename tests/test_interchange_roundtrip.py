"""Exporting and importing again; newman itself cannot be run here, so its rule is written down as it is documented."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.certificates import selection
from workbench.certificates.checkup import EntryStatus
from workbench.certificates.hosts import origin
from workbench.interchange import arrival, listing, newman_export, portable
from workbench.interchange.arrival import Arrivals, Surroundings
from workbench.interchange.rows import Listing
from workbench.models import CaEntry, CertificateEntry, Origin
from workbench.settings import name_fault

pytestmark = pytest.mark.slow

HOSTS = ("a.test", "b.a.test", "c.b.a.test", "*.a.test", "*.b.a.test", "*", "a.*", "{a,b}.test", "[ab].test", "::1")
PORTS = (None, 443, 8443, "*")
SAMPLES = tuple(
    origin(f"https://{host}:{port}")
    for host in ("a.test", "b.a.test", "c.b.a.test", "x.a.test", "x.b.a.test", "b.test", "a.other", "[::1]", "z.z")
    for port in (443, 8443, 9443)
)

entries = st.builds(
    CertificateEntry,
    id=st.uuids().map(str),
    host=st.sampled_from(HOSTS),
    port=st.sampled_from(PORTS),
    name=st.none() | st.sampled_from(["alice", "bob ä"]),
    pfx_file=st.sampled_from(["/pki/a.p12", "/pki/b.p12", "/pki/c d.p12", "~/e.p12"]),
    ca_file=st.none() | st.just("/pki/ca.pem"),
    passphrase=st.none() | st.sampled_from(["ask", "sealed:v1:k:x", "command:pass show a"]),
    enabled=st.booleans(),
)
lists = st.lists(entries, max_size=8)
cas = st.lists(
    st.builds(
        CaEntry,
        file=st.sampled_from(["/pki/ca.pem", "~/b.pem"]),
        enabled=st.booleans(),
        host=st.none() | st.sampled_from(HOSTS[:4]),
        port=st.sampled_from(PORTS),
    ),
    max_size=3,
    unique_by=lambda ca: (ca.file, ca.host, ca.port),
)


def arrived(found: Listing) -> Arrivals:
    around = Surroundings(
        certificates=(),
        cas=(),
        folder=Path("/pki"),
        judge=lambda entry, passphrase: EntryStatus(entry=entry),
        ca_fault=lambda ca: "",
        name_fault=name_fault,
        now=datetime(2026, 11, 20, tzinfo=UTC),
    )
    return arrival.arrivals(found, around)


def chosen(found: Sequence[CertificateEntry], where: Origin) -> str | None:
    winner = selection.choose(selection.index(found), where).winner
    return None if winner is None else found[winner].pfx_file


def newmans(items: Sequence[dict[str, object]], where: Origin) -> str | None:
    """What newman would send: the first item with a pattern that matches."""
    for item in items:
        matches = item["matches"]
        assert isinstance(matches, list)
        (pattern,) = matches
        host, _, port = pattern.removeprefix("https://").removesuffix("/*").partition(":")
        suffix = host.removeprefix("*.")
        covers = where.host == suffix or (suffix != host and where.host.endswith(f".{suffix}"))
        if host == "*" or (covers and where.port == int(port or 443)):
            pfx = item["pfx"]
            return pfx["src"] if isinstance(pfx, dict) else None
    return None


@settings(max_examples=100, deadline=None)
@given(lists, cas)
def test_our_own_list_imported_again_makes_the_same_choices(
    kept: list[CertificateEntry], trusted: list[CaEntry]
) -> None:
    text = portable.write(kept, trusted)
    assert "sealed:" not in text and "command:" not in text and not any(entry.id in text for entry in kept)
    if not text:
        return
    again = arrived(listing.read(text))
    assert again.is_whole
    assert list(again.cas) == trusted
    for where in SAMPLES:
        assert chosen(again.certificates, where) == chosen(kept, where)


@settings(max_examples=80, deadline=None)
@given(lists)
def test_newman_chooses_as_we_do_where_every_entry_has_a_place_there(kept: list[CertificateEntry]) -> None:
    export = newman_export.write(kept)
    items = json.loads(export.text)
    assert len(items) == export.count and "passphrase" not in export.text
    lost = {told.entry.id for told in export.told if told.is_loss and "--ssl-extra-ca-certs" not in told.text}
    again = arrived(listing.read(export.text)).certificates
    for where in SAMPLES:
        rivals = selection.matching(selection.index(kept), where)
        if any(kept[at].id in lost for at in rivals):
            continue
        if any("itself too" in told.text for told in export.told) and newmans(items, where) != chosen(kept, where):
            continue
        assert newmans(items, where) == chosen(kept, where)
        assert chosen(again, where) == chosen(kept, where)


@settings(max_examples=100, deadline=None)
@given(lists)
def test_what_newman_would_do_otherwise_is_told(kept: list[CertificateEntry]) -> None:
    export = newman_export.write(kept)
    items = json.loads(export.text)
    differs = any(newmans(items, where) != chosen(kept, where) for where in SAMPLES)
    assert not differs or any(told.is_loss for told in export.told)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(HOSTS[:6]), st.booleans()), max_size=6))
def test_an_import_from_newman_chooses_as_newman_did_or_says_where_not(patterns: list[tuple[str, bool]]) -> None:
    items: list[dict[str, object]] = [
        {"matches": [f"https://{host}{':8443' if other and host != '*' else ''}/*"], "pfx": {"src": f"/{at}.p12"}}
        for at, (host, other) in enumerate(patterns)
    ]
    again = arrived(listing.read(json.dumps(items)))
    if again.is_whole:
        for where in SAMPLES:
            assert newmans(items, where) == chosen(again.certificates, where)
    else:
        assert any(newmans(items, where) != chosen(again.certificates, where) for where in SAMPLES)
