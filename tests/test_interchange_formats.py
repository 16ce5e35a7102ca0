import json

import pytest

from tests.foreign_lists import INSOMNIA_4, INSOMNIA_5, LISTS, OPENCOLLECTION
from workbench.interchange import listing
from workbench.interchange.rows import Row
from workbench.models import Port

PAIR = {"cert": {"src": "a.crt"}, "key": {"src": "a.key"}}
FILES = {"certFilePath": "a.crt", "keyFilePath": "a.key"}


def newman(*matches: object, **more: object) -> tuple[Row, ...]:
    return listing.read(json.dumps([{"matches": list(matches), **PAIR, **more}])).rows


def bruno(domain: object, **more: object) -> Row:
    config = {"clientCertificates": {"enabled": True, "certs": [{"domain": domain, **FILES, **more}]}}
    return listing.read(json.dumps(config)).rows[0]


def insomnia(host: object, **more: object) -> Row:
    item = {"_type": "client_certificate", "host": host, "cert": "a.crt", "key": "a.key", **more}
    return listing.read(json.dumps({"__export_format": 4, "resources": [item]})).rows[0]


def places(rows: tuple[Row, ...]) -> list[tuple[str, Port]]:
    return [(row.entry.host, row.entry.port) for row in rows if row.entry]


@pytest.mark.parametrize(
    ("pattern", "hosts"),
    [
        ("https://api.example.test/*", [("api.example.test", None)]),
        ("https://API.example.test:443/*", [("api.example.test", 443)]),
        ("https://api.example.test:8443/*", [("api.example.test", 8443)]),
        ("https://api.example.test:*/*", [("api.example.test", "*")]),
        ("*://api.example.test/*", [("api.example.test", None)]),
        ("https://*.example.test:8443/*", [("*.example.test", 8443), ("example.test", 8443)]),
        ("https://*/*", [("*", "*")]),
        ("<all_urls>", [("*", "*")]),
    ],
)
def test_a_pattern_of_newman_is_the_hosts_it_matches(pattern: str, hosts: list[tuple[str, Port]]) -> None:
    rows = newman(pattern)
    assert places(rows) == hosts
    assert not any(row.losses for row in rows)
    assert all(row.said == pattern for row in rows)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("http://a.test/*", "Only https URLs get a certificate, in newman too, and this is for http"),
        ("https://a.test/v1/*", "some paths of the host only"),
        ("https://a.test/", "some paths of the host only"),
        ("https://a.test", "No pattern that newman matches anything with"),
        ("a.test", "No pattern that newman matches anything with"),
        ("https://api.*.test/*", "No pattern that newman matches anything with"),
        ("https://{a,b}.test/*", "a sign that is a pattern here"),
        ("https://*.[ab].test/*", "a sign that is a pattern here"),
        ("https://a_b.test:99999/*", "not a number from 1 to 65535"),
        ("https://{{host}}/*", "holds a variable"),
        ("https://127.1/*", "no IPv4 address"),
        (7, "The pattern is not a text"),
    ],
)
def test_a_pattern_that_no_entry_can_say_is_reported_and_left_out(pattern: object, says: str) -> None:
    (row,) = newman(pattern)
    assert row.entry is None and says in " ".join(row.losses) and row.where == "[0].matches[0]"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"cert": None, "key": None}, "holds no certificate file"),
        ({"cert": {"src": "-----BEGIN CERTIFICATE-----\nMII"}}, "It holds the certificate itself and not a path"),
        ({"key": {"src": "{{dir}}/a.key"}}, "The path of the key holds a variable"),
        ({"key": {"src": "a\0b"}}, "none that a file can have"),
        ({"cert": {"src": 7}}, "src is not a text"),
        ({"passphrase": 1234}, "passphrase is not a text"),
    ],
)
def test_files_that_no_entry_can_name_are_reported_without_repeating_them(more: dict[str, object], says: str) -> None:
    (row,) = newman("https://a.test/*", **more)
    assert row.entry is None and says in " ".join(row.losses)
    assert "MII" not in repr(row) and "1234" not in repr(row)


def test_a_pkcs12_file_beside_pem_files_is_taken_and_told() -> None:
    (row,) = newman("https://a.test/*", pfx={"src": "a.p12"})
    assert row.entry and (row.entry.pfx_file, row.entry.cert_file) == ("a.p12", None)
    assert "only the PKCS#12 file is taken" in row.losses[0]


def test_items_of_newman_that_are_none_are_reported() -> None:
    rows = listing.read(json.dumps([7, {"matches": [], **PAIR}, {"matches": None, **PAIR}])).rows
    assert [row.where for row in rows] == ["[0]", "[1]", "[2]"]
    assert all(row.losses and not row.entry for row in rows)


@pytest.mark.parametrize(
    ("domain", "host", "port", "lossy"),
    [
        ("api.example.test", "api.example.test", "*", False),
        ("https://api.example.test", "api.example.test", "*", False),
        ("api.example.test:8443", "api.example.test", 8443, False),
        ("api.example.test:8443/*", "api.example.test", 8443, False),
        ("*.example.test", "*.example.test", "*", False),
        ("*", "*", "*", False),
        ("*example.test", "*example.test", "*", True),
    ],
)
def test_a_domain_of_bruno_is_for_any_port_unless_it_names_one(domain: str, host: str, port: Port, lossy: bool) -> None:
    row = bruno(domain)
    assert row.entry and (row.entry.host, row.entry.port) == (host, port)
    assert bool(row.losses) == lossy


@pytest.mark.parametrize(
    ("domain", "more", "says"),
    [
        ("{{host}}", {}, "domain holds a variable"),
        ("http://a.test", {}, "this is for http"),
        ("a.test/v1", {}, "some paths of the host only"),
        ("(a|b).test", {}, "a sign of regular expressions"),
        ("[ab].test", {}, "a sign of regular expressions"),
        ("", {}, "domain is empty"),
        (None, {}, "domain is empty"),
        (7, {}, "domain is not a text"),
        ("a.test", {"type": "cloud"}, "type is neither cert nor pfx"),
        ("a.test", {"type": "pfx"}, "holds no certificate file"),
        ("a.test", {"certFilePath": "{{dir}}/a.crt"}, "The path of the certificate holds a variable"),
    ],
)
def test_what_no_entry_can_say_of_bruno_is_reported(domain: object, more: dict[str, object], says: str) -> None:
    row = bruno(domain, **more)
    assert row.entry is None and says in " ".join(row.losses)


def test_a_variable_as_passphrase_is_asked_for_instead() -> None:
    row = bruno("a.test", passphrase="{{process.env.PFX}}")
    assert row.entry and row.entry.passphrase == "ask"
    assert "is a variable of the other tool's" in row.losses[0]


def test_certificates_that_bruno_has_switched_off_are_off_here() -> None:
    found = listing.read(json.dumps({"enabled": False, "certs": [{"domain": "a.test", **FILES}]}))
    assert found.rows[0].entry and not found.rows[0].entry.enabled
    assert "switched off" in found.notes[-1]


def test_a_bruno_collection_without_certificates_has_no_rows() -> None:
    assert listing.read('{"version": "1", "name": "x", "type": "collection"}').rows == ()


def test_an_opencollection_is_read_by_its_own_keys() -> None:
    pem, pkcs12 = (row.entry for row in listing.read(OPENCOLLECTION).rows)
    assert pem and (pem.cert_file, pem.key_file, pem.port) == ("certs/alice.crt", "certs/alice.key", "*")
    assert pkcs12 and (pkcs12.pfx_file, pkcs12.passphrase, pkcs12.enabled) == ("bob.p12", "0123", False)


def test_certificates_of_one_environment_are_reported() -> None:
    text = (
        "opencollection: 1.0.0\nconfig:\n  environments:\n    - name: dev\n      clientCertificates:\n"
        "        - domain: dev.test\n"
    )
    (row,) = listing.read(text).rows
    assert row.where == "config.environments[0].clientCertificates[0]"
    assert "for one environment only" in row.losses[0]


@pytest.mark.parametrize(
    ("host", "place", "lossy"),
    [
        ("api.example.test", ("api.example.test", None), False),
        ("https://api.example.test:8443/", ("api.example.test", 8443), False),
        ("api.example.test:*", ("api.example.test", "*"), False),
        ("*.example.test", ("*.example.test", None), False),
        ("*example.test", ("*example.test", None), True),
        ("[::1]:8443", ("::1", 8443), False),
    ],
)
def test_a_host_of_insomnia_is_for_443_unless_it_names_a_port(host: str, place: tuple[str, Port], lossy: bool) -> None:
    row = insomnia(host)
    assert row.entry and (row.entry.host, row.entry.port) == place
    assert bool(row.losses) == lossy


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("http://a.test", "Only https"),
        ("a.test/v1", "some paths"),
        ("a.test:84*", "not a port"),
        ("a?.test", "a sign that is a pattern here"),
        ("{{ _.host }}", "holds a variable"),
        ("", "host is empty"),
        ([], "host is not a text"),
    ],
)
def test_what_no_entry_can_say_of_insomnia_is_reported(host: object, says: str) -> None:
    row = insomnia(host)
    assert row.entry is None and says in " ".join(row.losses)


def test_both_versions_of_an_insomnia_export_hold_certificates_and_cas() -> None:
    first, off, ca = listing.read(INSOMNIA_4).rows
    assert first.entry and (first.entry.cert_file, first.entry.passphrase) == ("/pki/alice.crt", None)
    assert off.entry and not off.entry.enabled and off.entry.pfx_file == "/pki/b.p12"
    assert ca.ca and ca.ca.file == "/pki/company-ca.pem"
    ca, client = listing.read(INSOMNIA_5).rows
    assert ca.ca and client.entry and client.entry.host == "api.example.test"


def test_our_own_list_is_read_with_patterns_any_port_and_cas() -> None:
    alice, bob, ca = listing.read(LISTS["toml"]).rows
    assert alice.entry and (alice.entry.name, alice.entry.port) == ("alice", 8443)
    assert bob.entry and (bob.entry.host, bob.entry.port) == ("*.{eu,us}.partner.test", "*")
    assert bob.entry.passphrase == "ask" and not bob.entry.enabled
    assert ca.ca and ca.ca.host == "*.example.test"


@pytest.mark.parametrize("kept", ["sealed:v1:k:xyz", "command:pass show x"])
def test_a_passphrase_bound_to_another_machine_is_asked_for_and_never_run(kept: str) -> None:
    text = f'[[certificates]]\nhost = "a.test"\npfx_file = "a.p12"\npassphrase = "{kept}"\n'
    (row,) = listing.read(text).rows
    assert row.entry and row.entry.passphrase == "ask" and len(row.losses) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("port = 0", "port is neither"),
        ("port = true", "port is neither"),
        ('enabled = "no"', "enabled is neither true nor false"),
        ('host = "!a.test"', "cannot begin with"),
        ('host = ""', "host is empty"),
    ],
)
def test_a_wrong_value_in_our_own_list_is_reported_with_its_place(line: str, says: str) -> None:
    host = "" if line.startswith("host") else 'host = "a.test"\n'
    (row,) = listing.read(f'[[certificates]]\n{host}pfx_file = "a.p12"\n{line}\n').rows
    assert row.entry is None and row.where == "certificates[0]" and says in " ".join(row.losses)
