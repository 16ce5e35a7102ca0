from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from workbench import settings
from workbench.certificates.sealing import Sealer
from workbench.models import CaEntry, CertificateEntry, Port, Seen
from workbench.settings import HttpSettings, Settings, TlsSettings, name_fault, new_id
from workbench.settings.schema import is_clear

hosts = st.sampled_from(["a.test", "*.a.test", "{a,b}.test", "10.0.0.1", "::1", "*", "xn--bcher-kva.test"])
ports: st.SearchStrategy[Port] = st.one_of(st.none(), st.sampled_from(["*", 1, 443, 65535]))
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
paths = texts.filter(str.strip)
names = st.none() | st.from_regex(r"[a-z]{1,3}( [a-z])?", fullmatch=True)
moments = st.datetimes(timezones=st.just(UTC))
seen = st.builds(Seen, subject=paths, not_after=moments, sha256=paths)
pairs = st.fixed_dictionaries({"cert_file": paths, "key_file": paths | st.none()})
files = pairs | st.fixed_dictionaries({"pfx_file": paths})


@st.composite
def certificates(draw: st.DrawFn) -> tuple[CertificateEntry, ...]:
    ids = draw(st.lists(st.from_regex(r"[a-z2-7]{6}", fullmatch=True), unique=True, max_size=4))
    return tuple(
        CertificateEntry(
            id=entry_id,
            name=draw(names),
            host=draw(hosts),
            port=draw(ports),
            ca_file=draw(st.none() | paths),
            passphrase=draw(st.sampled_from([None, "ask"])),
            enabled=draw(st.booleans()),
            added=draw(st.none() | moments),
            seen=draw(st.none() | seen),
            **draw(files),
        )
        for entry_id in ids
    )


seconds = st.floats(0.001, 1e6)
everything = st.builds(
    Settings,
    path=st.just(Path("settings.toml")),
    theme=paths,
    tls=st.builds(
        TlsSettings,
        minimum_version=st.sampled_from(["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]),
        expiry_warning_days=st.integers(0, 10_000),
        verify=st.booleans(),
        system_ca=st.booleans(),
        extra_ca=st.booleans(),
    ),
    http=st.builds(
        HttpSettings,
        connect_timeout=seconds,
        timeout=seconds,
        http2=st.booleans(),
        follow_redirects=st.booleans(),
        proxy=st.sampled_from(["", "none", "http://p.test:1", "socks5h://u@[::1]:1080"]),
        no_proxy=st.just("") | texts,
    ),
    cas=st.lists(
        st.builds(CaEntry, file=paths, enabled=st.booleans(), host=st.none() | hosts, port=ports), max_size=3
    ).map(tuple),
    resolve=st.dictionaries(st.sampled_from(["a.test", "b.test:1", "[::1]:2"]), st.sampled_from(["::1"])),
    certificates=certificates(),
)


@examples(60)
@given(everything, everything)
def test_what_is_saved_is_loaded_again(first: Settings, second: Settings) -> None:
    with tempfile.TemporaryDirectory() as name:
        now, sealer = settings.load(Path(name) / "settings.toml"), Sealer(Path(name))
        for wanted in (first, second):
            wanted = replace(wanted, path=now.path)
            now = settings.update(now, wanted, sealer)
            assert now == settings.load(now.path) == wanted
            assert now.notices == ()


def test_new_ids_are_short_and_not_taken() -> None:
    made = {new_id() for _ in range(200)}
    assert len(made) > 190
    assert all(len(each) == 6 and set(each) <= set("abcdefghijklmnopqrstuvwxyz234567") for each in made)
    assert new_id(made) not in made


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("alice", True),
        ("Alice B. (work)", True),
        ("nonesuch", True),
        ("none", False),
        ("None", False),
        ("a:b", False),
        ("", False),
        (" ", False),
        ("a ", False),
    ],
)
def test_a_name_can_be_told_from_an_id_and_from_none(name: str, good: bool) -> None:
    assert (name_fault(name) is None) == good


@pytest.mark.parametrize(
    ("passphrase", "clear"),
    [(None, False), ("ask", False), ("sealed:v1:0:x", False), ("sealed:v9:x", False), ("", True), ("x", True)],
)
def test_a_passphrase_is_clear_unless_it_is_sealed_or_asked_for(passphrase: str | None, clear: bool) -> None:
    assert is_clear(passphrase) == clear
