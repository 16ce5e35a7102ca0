from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.interchange import curl
from workbench.interchange.curl_identity import cert_parameter, escaped
from workbench.interchange.pasted_words import LONGEST, PasteError, is_curl, may_hold_secret
from workbench.models import Field, FormField, RequestBody
from workbench.settings.schema import COMMAND_ID

URL = "https://api.example.test:8443/x"
UNTAKEN = [
    *("--capath x", "--crlfile x", "--pinnedpubkey x", "--unix-socket x", "--interface x", "--proxy-cert x"),
    *("-n", "-K x", "-4", "--http3", "--no-alpn", "--unknown", "--max-redirs 3", "--aws-sigv4 x"),
    *("--connect-timeout 3", "--proxy-insecure"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("curl x", True),
        ("  $ curl.exe -k x", True),
        ("/usr/bin/curl x", True),
        ("C:\\Windows\\System32\\curl.exe x", True),
        ("curl", False),
        ("curl ", False),
        ("curly.example.test x", False),
        ("https://example.test/curl x", False),
        ("curl.example.test", False),
    ],
)
def test_a_curl_command_is_known_by_its_first_word(text: str, found: bool) -> None:
    assert is_curl(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sudo curl -E a:secret https://a.test", True),
        ("url https://a.test --pass secret", True),
        ("wget --password=secret x", True),
        ("https://a.test/?q=a -b", True),
        ("https://a.test/?q=a - c --d", False),
        ("https://a.test/--pass-E", False),
    ],
)
def test_a_secret_is_looked_for_behind_options_of_curls(text: str, found: bool) -> None:
    assert may_hold_secret(text) is found


@pytest.mark.parametrize(
    ("text", "file", "passphrase"),
    [
        ("alice.p12", "alice.p12", None),
        ("alice.p12:secret", "alice.p12", "secret"),
        ("alice.p12:se:cret\\", "alice.p12", "se:cret\\"),
        ("alice.p12:", "alice.p12", None),
        (r"a\:b\\c.p12:x", r"a:b\c.p12", "x"),
        (r"a\b.p12", r"a\b.p12", None),
        (r"C:\pki\a.p12:pw", r"C:\pki\a.p12", "pw"),
        ("c:/pki/a.p12", "c:/pki/a.p12", None),
        ("pkcs11:token=x;object=y", "pkcs11:token=x;object=y", None),
    ],
)
def test_file_and_passphrase_part_as_curl_parts_them(text: str, file: str, passphrase: str | None) -> None:
    assert cert_parameter(text) == (file, passphrase)


@given(st.text().filter(lambda text: not text.lower().startswith("pkcs11:")), st.text(min_size=1))
def test_an_escaped_path_comes_back(path: str, passphrase: str) -> None:
    if path[1:2] == ":":
        path = f"/{path}"
    assert cert_parameter(f"{escaped(path)}:{passphrase}") == (path, passphrase)


@pytest.mark.parametrize(
    ("options", "cert", "key", "pfx", "passphrase"),
    [
        ("-E a.crt --key a.key", "a.crt", "a.key", None, None),
        ("-Ea.pem:pw", "a.pem", "a.pem", None, "pw"),
        ("--cert a.crt --key a.key --pass pw", "a.crt", "a.key", None, "pw"),
        ("--cert a.p12:x --cert-type p12", None, None, "a.p12", "x"),
        ("--cert=a.der --cert-type DER --key a.key --key-type DER", "a.der", "a.key", None, None),
        ("-E a.crt:one --pass two", "a.crt", "a.crt", None, "two"),
    ],
)
def test_an_identity_becomes_an_entry_for_the_origin_alone(
    options: str, cert: str | None, key: str | None, pfx: str | None, passphrase: str | None
) -> None:
    found = curl.parse(f"curl {options} {URL}")
    assert found.entry is not None and found.entry.id == COMMAND_ID == curl.ENTRY_ID
    assert (found.entry.host, found.entry.port) == ("api.example.test", 8443)
    assert (found.entry.cert_file, found.entry.key_file, found.entry.pfx_file) == (cert, key, pfx)
    assert found.passphrase == passphrase and found.entry.passphrase is None
    assert bool(found.warnings) is bool(passphrase)


def test_a_passphrase_is_in_no_words_of_ours() -> None:
    found = curl.parse(f"curl -kE a.crt:hunter2 -u me:hunter2 --foo=hunter2 -H hunter2 -U x:hunter2 {URL}")
    said = [found.notes, found.warnings, found.left_out, found.entry]
    assert "hunter2" not in repr(said) and "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("-E x --cert-type ENG", "engines"),
        ("-E pkcs11:x", "PKCS#11"),
        ("--key a.key", "no --cert"),
        ("-E a --key b --key-type PROV", "--key-type"),
        ("-E a.p12 --cert-type P12 --key b", "PKCS#12"),
    ],
)
def test_an_identity_that_cannot_be_used_is_told_and_not_taken(options: str, said: str) -> None:
    assert any(said in text for text in curl.parse(f"curl {options} {URL}").left_out)


@pytest.mark.parametrize(
    ("options", "method", "body"),
    [
        ("", "GET", None),
        ("-I", "HEAD", None),
        ("-X DELETE", "DELETE", None),
        (
            "-d a=1 -d b=2",
            "POST",
            RequestBody(type="form", fields=(FormField(name="a", value="1"), FormField(name="b", value="2"))),
        ),
        ("-d a=%20", "POST", RequestBody(type="text", text="a=%20")),
        ("-XPUT --json '{\"a\":1}'", "PUT", RequestBody(type="json", text='{"a":1}')),
        ("--json '{\"a\":' --json 1}", "POST", RequestBody(type="json", text='{"a":1}')),
        ("--data-raw @x -H 'Content-Type: text/x'", "POST", RequestBody(type="text", text="@x")),
        ("--data-binary @x.json", "POST", RequestBody(type="file", file="x.json")),
        ("--data-urlencode 'a=b c' --data-urlencode =d+e", "POST", RequestBody(type="text", text="a=b%20c&d%2Be")),
        (
            "-F a=b -F 'f=@\"x y.txt\";type=text/plain;charset=utf-8'",
            "POST",
            RequestBody(
                type="multipart",
                fields=(
                    FormField(name="a", value="b"),
                    FormField(name="f", file="x y.txt", content_type="text/plain;charset=utf-8"),
                ),
            ),
        ),
        ("--form-string 'a=@b;c'", "POST", RequestBody(type="multipart", fields=(FormField(name="a", value="@b;c"),))),
        ("-T up.bin", "PUT", RequestBody(type="file", file="up.bin")),
    ],
)
def test_method_and_body_are_what_curl_sends(options: str, method: str, body: RequestBody | None) -> None:
    request = curl.parse(f"curl {options} {URL}").request
    assert (request.method, request.body) == (method, body)


def test_data_with_get_goes_into_the_query() -> None:
    request = curl.parse(f"curl -G -d a=1 --data-urlencode 'b=c d' '{URL}?z=0#f'").request
    assert (request.method, request.url, request.body) == ("GET", f"{URL}?z=0&a=1&b=c%20d#f", None)


def test_headers_as_curl_reads_them() -> None:
    command = f"curl -A me -e https://from.test -b a=b -b c=d -r 0-9 -H 'X: 1' -H 'Y;' -H 'Accept:' -H@f -b jar {URL}"
    found = curl.parse(command)
    assert found.request.headers == (
        Field(name="X", value="1"),
        Field(name="Y", value=""),
        Field(name="User-Agent", value="me"),
        Field(name="Referer", value="https://from.test"),
        Field(name="Cookie", value="a=b; c=d"),
        Field(name="Range", value="bytes=0-9"),
    )
    assert sum(word in text for text in found.left_out for word in ("Accept", "file (-H", "cookies")) == 3


@pytest.mark.parametrize(
    ("options", "part", "name", "value"),
    [
        ("-k", "tls", "verify", False),
        ("--tlsv1.2", "tls", "minimum_version", "TLSv1.2"),
        ("-1", "tls", "minimum_version", "TLSv1"),
        ("--tls-max 1.2", "tls", "maximum_version", "TLSv1.2"),
        ("--ciphers ECDHE+AESGCM:@SECLEVEL=1", "tls", "security_level", 1),
        ("--ciphers ECDHE+AESGCM:@SECLEVEL=1", "tls", "ciphers", "ECDHE+AESGCM"),
        ("", "options", "follow_redirects", False),
        ("-sSL", "options", "follow_redirects", True),
        ("--http1.1 --http2", "options", "http2", True),
        ("--max-time 3", "options", "timeout", 3.0),
        ("--resolve api.example.test:8443:[::1]", "options", "resolve", "::1"),
        ("--resolve +api.example.test:8443:10.0.0.1,10.0.0.2", "options", "resolve", "10.0.0.1"),
        ("--resolve '*:8443:10.0.0.1'", "options", "resolve", "10.0.0.1"),
        ("--resolve api.example.test:443:10.0.0.1", "options", "resolve", None),
        ("--connect-to ::10.0.0.1:", "options", "resolve", "10.0.0.1"),
        ("-x proxy.test", "options", "proxy", "http://proxy.test:1080"),
        ("-x https://proxy.test -U a:b@c", "options", "proxy", "https://a:b%40c@proxy.test:443"),
        ("--socks5-hostname [::1]:9", "options", "proxy", "socks5h://[::1]:9"),
        ("--noproxy '*'", "options", "proxy", "none"),
    ],
)
def test_tls_and_the_way_are_taken_over(options: str, part: str, name: str, value: object) -> None:
    found = curl.parse(f"curl {options} {URL}").request
    assert getattr(getattr(found, part), name) == value


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_editors_and_as_terminals_end_them(end: str) -> None:
    found = curl.parse(f"curl {URL} \\{end} -X PUT \\{end} -d 'a{end}b'")
    assert (found.request.method, found.left_out) == ("PUT", ())
    assert found.request.body == RequestBody(type="text", text="a\nb")


def test_other_hosts_addresses_are_kept_beside_the_request() -> None:
    assert curl.parse(f"curl --resolve other.test:443:10.0.0.1 {URL}").resolve == {"other.test:443": "10.0.0.1"}


def test_a_connection_to_another_name_is_that_name_with_the_old_one_for_tls() -> None:
    request = curl.parse("curl https://front.test/x --connect-to front.test:443:real.test:8443").request
    assert request.url == "https://real.test:8443/x"
    assert request.tls.server_name == "front.test"
    assert request.headers == (Field(name="Host", value="front.test"),)


@pytest.mark.parametrize("options", UNTAKEN)
def test_whatever_else_changes_what_is_sent_is_told_by_its_name(options: str) -> None:
    found = curl.parse(f"curl {options} {URL}")
    assert len(found.left_out) == 1
    assert options.startswith("--") is (found.left_out[0].split()[0] == options.split()[0])


def test_what_only_shows_or_keeps_the_answer_is_left_out_quietly() -> None:
    found = curl.parse(f"curl -sSvif#N -o x -D y -w z --compressed --no-progress-meter --stderr e -J -O {URL}")
    assert found.left_out == found.warnings == found.notes == ()


@pytest.mark.parametrize(
    ("short", "name"), [("--insec", "insecure"), ("--cert-t DER", "cert-type"), ("--max-t 3", "max-time")]
)
def test_a_name_may_be_cut_as_long_as_it_stands_for_one(short: str, name: str) -> None:
    assert f"--{name}" not in str(curl.parse(f"curl {short} {URL}").left_out)
    assert curl.parse(f"curl --pro x {URL}").left_out


@pytest.mark.parametrize("url", ["https://a.test/[1-3]", "https://a.test/{a,b}", "https://a[1-3].test/"])
def test_globs_are_told(url: str) -> None:
    assert any("several URLs" in text for text in curl.parse(f"curl '{url}'").left_out)
    assert not any("several URLs" in text for text in curl.parse(f"curl -g '{url}'").left_out)
    assert not curl.parse("curl 'https://[::1]:8443/'").left_out


def test_a_url_without_a_scheme_is_http_as_it_is_for_curl_and_gets_no_certificate() -> None:
    found = curl.parse("curl -E a.pem api.example.test")
    assert found.request.url == "http://api.example.test" and found.entry is None
    assert any("only https" in text for text in found.left_out) and "http://" in found.notes[0]


def test_a_shells_variable_is_a_variable_here_and_a_path_keeps_it() -> None:
    found = curl.parse('curl -E "$HOME/a.pem" -H "Authorization: Bearer ${TOKEN:?}" ' + URL)
    assert found.request.headers[0].value == "Bearer {{TOKEN}}"
    assert found.entry is not None and found.entry.cert_file == "$HOME/a.pem"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("curl 'https://x", "never closed"),
        ("curl https://x -H", "without its value"),
        ("curl -k", "no URL"),
        (f"curl https://x -d '{'x' * LONGEST}'", "too long"),
        ("curl https://x \0", "NUL"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(command: str, said: str) -> None:
    with pytest.raises(PasteError, match=said):
        curl.parse(command)


@given(st.text(alphabet=st.sampled_from(list("curl -XHdEkF'\"\\$(){}[]<>|&;^`%@:=/\n\t\x1b\0é0a.")), max_size=60))
def test_no_paste_ever_breaks_the_reading(text: str) -> None:
    try:
        curl.parse(f"curl {text}")
    except PasteError as fault:
        assert str(fault)


def test_nothing_that_is_secret_shows_in_what_was_read() -> None:
    assert not next(field for field in fields(curl.Pasted) if field.name == "passphrase").repr
