import json
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.foreign_lists import INSOMNIA_5, LISTS, NEWMAN
from workbench.certificates import selection
from workbench.interchange import listing, notation, precedence
from workbench.interchange.rows import Listing, ListingError
from workbench.models import CertificateEntry

DEEP = 100_000
TOKENS = (
    *("matches", "certs", "domain", "type", "host", "cert", "key", "pfx", "src", "path", "passphrase", "enabled"),
    *("clientCertificates", "config", "resources", "_type", "client_certificate", "ca_certificate", "opencollection"),
    *("certificates", "ca", "file", "pfx_file", "port", "name", "disabled", "certFilePath", "https://a.test/*", "*"),
    *("collection.insomnia.rest/5.0", "__export_format", "a.test", "*.a.test", "[::1]", "a\x1b[31m.test", "\ud800"),
    *("command:rm", "{{x}}", "-----BEGIN", "\0", ""),
)
SIGNS = (": ", "\n", "  ", "- ", "[[", "]]", "=")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(TOKENS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(TOKENS), inner, max_size=6),
    max_leaves=25,
)


def read(text: str, name: str | None = None) -> Listing | ListingError:
    try:
        return listing.read(text, name)
    except ListingError as fault:
        return fault


@pytest.mark.parametrize("name", LISTS)
def test_the_format_is_told_by_the_content(name: str) -> None:
    for text in (LISTS[name], f"\ufeff{LISTS[name]}", f"\n\n{LISTS[name]}".replace("\n", "\r\n")):
        found = listing.read(text)
        assert found.format == name
        assert found.rows and listing.read(text, name) == found


def test_every_format_names_where_each_row_stands() -> None:
    wheres = {name: [row.where for row in listing.read(text).rows] for name, text in LISTS.items()}
    assert wheres == {
        "newman": ["[0].matches[0]", "[0].matches[1]", "[1].matches[0]", "[1].matches[0]"],
        "bruno": ["clientCertificates.certs[0]", "clientCertificates.certs[1]"],
        "client-cert-config": ["certs[0]"],
        "opencollection": ["config.clientCertificates[0]", "config.clientCertificates[1]"],
        "insomnia": ["resources[1]", "resources[2]", "resources[3]"],
        "toml": ["certificates[0]", "certificates[1]", "ca[0]"],
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        (" \n", "the file is empty"),
        ('{"a": 1}', "no list of certificates; known are: newman's list"),
        ("a: 1", "YAML, but no list of certificates"),
        ("x = 1", "TOML, but no list of certificates"),
        ('{"certs": [1,}', ": not JSON: "),
        ('{"certs": [], "certs": []}', "the key “certs” stands twice"),
        ("a: 1\na: 2", "line 2, column 1: neither JSON, TOML nor YAML: the key “a” stands twice"),
        ("a: b: c", "line 1, column 5: neither JSON, TOML nor YAML"),
        ("a: !!python/object:os.system {}", "a tag, which none of these tools writes"),
        ("a: !!timestamp x", "a tag, which none of these tools writes"),
        ("[[certificates]]\nhost = ", "line 2"),
        ('{"certs": 7}', "certs: expected a list"),
        ('{"clientCertificates": []}', "clientCertificates: expected an object"),
        ('{"enabled": "yes", "certs": []}', "enabled: expected true or false"),
        ("opencollection: 1.0.0\nconfig: [1]", "config: expected a mapping"),
        ('{"a":' * DEEP, "nested too deeply"),
        ("[" * DEEP, "nested too deeply"),
        ("- " * DEEP + "x", "nested deeper than 100 levels"),
        (f"[1{'0' * 9000}, 1]", "a number in it is too large"),
        ("a: \x1b[31m", "neither JSON, TOML nor YAML"),
        ("x" * (notation.LIMIT + 1), "the file is too large"),
    ],
    ids=lambda text: repr(text[:20]),
)
def test_a_file_that_is_no_list_says_what_was_expected(text: str, says: str) -> None:
    found = read(text)
    assert isinstance(found, ListingError)
    assert says in str(found)


def test_a_named_format_that_the_file_is_not_written_in_is_told() -> None:
    found = read(NEWMAN, "toml")
    assert str(found) == "expected a list of Workbench's own, found JSON"


def test_yaml_that_would_grow_stays_small() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40))
    assert "no list" in str(read(f"l0: &l0 [x]\n{levels}"))
    merges = "\n".join(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 40))
    assert "no list" in str(read(f"m0: &m0 {{a: x}}\n{merges}"))
    assert isinstance(read("opencollection: 1.0.0\nconfig: &c {clientCertificates: &l [*l, *c]}"), Listing)


def test_numbers_and_dates_in_yaml_are_the_texts_they_are_written_as() -> None:
    (row,) = listing.read(INSOMNIA_5.replace("    key:", "    passphrase: 2024-01-02\n    key:")).rows[1:]
    assert row.entry and row.entry.passphrase == "2024-01-02"
    assert "2024" not in repr(row)


@pytest.mark.parametrize(
    ("data", "says"),
    [("[]".encode("utf-16"), "[]"), (b"\xef\xbb\xbf[]", "[]"), (b"[\xff]", "byte 1: the file is no text in UTF-8")],
)
def test_the_bytes_of_a_file_are_text_or_it_is_said(data: bytes, says: str) -> None:
    try:
        assert notation.decoded(data) == says
    except ListingError as fault:
        assert str(fault) == says


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(values)
def test_whatever_json_holds_is_read_or_refused_clearly(value: object) -> None:
    text = json.dumps(value)
    for name in (None, *listing.NAMES):
        found = read(text, name)
        if isinstance(found, Listing):
            assert all(row.where and (row.entry or row.ca or row.losses) for row in found.rows)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=60) | st.lists(st.sampled_from([*TOKENS, ": ", "\n", "  ", "- ", "[[", "]]", "="])).map("".join)
)
def test_whatever_a_file_holds_is_read_or_refused_clearly(text: str) -> None:
    read(text)


def test_a_named_format_that_another_tool_wrote_is_told() -> None:
    assert str(read(NEWMAN, "bruno")) == (
        "expected Bruno's collection settings (bruno.json), found newman's list of client certificates"
    )


def test_aliases_in_yaml_make_no_endless_list() -> None:
    many = "".join(f"    - *{name}\n" for name in "b" * 200)
    text = f"""opencollection: 1
config:
  environments:
    - &b
      clientCertificates: &a [{", ".join("x" * 200)}]
{many}"""
    assert isinstance(fault := read(text), ListingError)
    assert "more than 20,000 rows" in fault.message


def test_rows_for_one_host_are_asked_about_once() -> None:
    entries = [CertificateEntry(id=str(at), host="a.test", pfx_file=str(at)) for at in range(300)]
    with mock.patch.object(selection, "matching", wraps=selection.matching) as asked:
        found = list(precedence.differences(entries, "first", range(len(entries))))
    assert [(one.theirs, one.ours) for one in found] == [(0, 299)]
    assert asked.call_count < 10
