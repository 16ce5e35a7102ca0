import shlex
import shutil
import subprocess
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.certificates import hosts
from workbench.interchange import curl, curl_command, s_client, shell_words
from workbench.interchange.carried import Carried, CarriedIdentity, NotCopied
from workbench.models import TLS_VERSIONS, Field, FormField, Request, RequestBody, RequestOptions, RequestTls

URL = "https://api.example.test:8443/x"
ALICE = CarriedIdentity(certificate="/pki/alice.crt", encoding="PEM", key="/pki/alice.key", has_chain=True)


def carrying(request: Request, **more: object) -> Carried:
    """Return what would be carried for a request that says everything itself."""
    said, limits = request.tls, request.options
    whole = Carried(
        request=request,
        url=request.url,
        origin=hosts.origin(request.url),
        verify=said.verify is not False,
        minimum_version=said.minimum_version or "TLSv1.2",
        maximum_version=said.maximum_version,
        ciphers=said.ciphers or "",
        security_level=said.security_level,
        http2=bool(limits.http2),
        follow_redirects=bool(limits.follow_redirects),
        address=limits.resolve,
        server_name=said.server_name,
        proxy=None if limits.proxy == "none" else limits.proxy,
        proxy_is_said=limits.proxy == "none",
    )
    return replace(whole, **more)  # type: ignore[arg-type]


def words(request: Request, **more: object) -> list[str]:
    return shlex.split(curl_command.command(carrying(request, **more), show_secrets=True).text)


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).filter(lambda text: "{{" not in text)
NAMES = st.text("abcXYZ09-_", min_size=1)
VALUES = TEXT.map(lambda text: "".join(sign for sign in text if sign.isprintable()).strip())
HEADERS = st.lists(st.builds(Field, name=NAMES.map(lambda name: f"X-{name}"), value=VALUES), max_size=3).map(tuple)
TEXTS = st.builds(RequestBody, type=st.sampled_from(["json", "xml", "html", "text"]), text=TEXT)
PAIRS = st.builds(FormField, name=TEXT.filter(bool), value=TEXT)
FORMS = st.builds(RequestBody, type=st.just("form"), fields=st.lists(PAIRS, min_size=1, max_size=3).map(tuple))
PARTS = st.builds(
    FormField, name=NAMES, value=TEXT, content_type=st.sampled_from([None, "text/plain", "application/json; x=1"])
)
MULTIPARTS = st.builds(
    RequestBody, type=st.just("multipart"), fields=st.lists(PARTS, min_size=1, max_size=3).map(tuple)
)
AUTHS = st.one_of(
    st.none(),
    st.builds(lambda user, word: {"type": "basic", "username": user, "password": word}, NAMES, TEXT),
    st.builds(lambda token: {"type": "bearer", "token": token}, TEXT.filter(bool)),
)
TLS = st.builds(
    RequestTls,
    verify=st.sampled_from([None, False]),
    minimum_version=st.sampled_from([None, *TLS_VERSIONS]),
    maximum_version=st.sampled_from([None, *TLS_VERSIONS]),
    ciphers=st.sampled_from([None, "ECDHE+AESGCM", "ALL:!aNULL"]),
    security_level=st.sampled_from([None, 0, 2]),
)
OPTIONS = st.builds(
    RequestOptions,
    timeout=st.sampled_from([None, 3.0, 0.5]),
    follow_redirects=st.booleans(),
    resolve=st.sampled_from([None, "10.0.0.5", "::1"]),
    http2=st.booleans(),
    proxy=st.sampled_from([None, "none", "http://proxy.test:3128", "socks5h://me:p%40ss@proxy.test:1080"]),
)
REQUESTS = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
    url=st.sampled_from([URL, "https://api.example.test/a?b={c}&d=[1]", "https://[::1]:8443/", "http://10.0.0.1/%20"]),
    headers=HEADERS,
    body=st.one_of(st.none(), TEXTS, FORMS, MULTIPARTS),
    auth=AUTHS,
    tls=TLS,
    options=OPTIONS,
)


@pytest.mark.slow
@given(REQUESTS.filter(lambda request: request.options.resolve != hosts.origin(request.url).host))
def test_what_was_copied_and_is_pasted_is_the_same_request(request: Request) -> None:
    if request.url.startswith("http:"):
        request = replace(request, tls=RequestTls())
    pasted = curl.parse(curl_command.command(carrying(request), show_secrets=True).text)
    assert pasted.request == request
    assert not pasted.left_out


def test_a_server_name_comes_back_with_the_host_that_is_connected_to() -> None:
    request = Request(url=URL, tls=RequestTls(server_name="inner.test"), options=RequestOptions(follow_redirects=False))
    pasted = curl.parse(curl_command.command(carrying(request)).text)
    assert pasted.request == replace(request, options=replace(request.options, http2=False))


def test_a_certificate_goes_with_its_key_and_redirects_do_not_with_it() -> None:
    copied = words(Request(url=URL, options=RequestOptions(follow_redirects=True)), identity=ALICE)
    assert copied[copied.index("--cert") :][:4] == ["--cert", "/pki/alice.crt", "--key", "/pki/alice.key"]
    assert "--location" not in copied


@pytest.mark.parametrize("path", ["/a b/c:d.p12", r"C:\pki\a.p12", "/it's/$x.p12"])
def test_a_path_is_written_so_that_curl_takes_all_of_it_for_the_path(path: str) -> None:
    identity = CarriedIdentity(certificate=path, encoding="P12")
    pasted = curl.parse(curl_command.command(carrying(Request(url=URL), identity=identity)).text)
    assert pasted.entry is not None and pasted.entry.pfx_file == path and pasted.passphrase is None


def test_secrets_are_variables_of_the_shell_which_stops_where_one_is_not_set() -> None:
    request = Request(
        method="POST",
        url="https://me:hunter2@api.example.test/?token=hunter2&b=c",
        headers=(Field(name="Authorization", value="Bearer hunter2"), Field(name="X-Api-Key", value="hunter3")),
        body=RequestBody(type="form", fields=(FormField(name="password", value="hunter2"),)),
        options=RequestOptions(proxy="http://me:hunter2@proxy.test:3128"),
    )
    copied = curl_command.command(carrying(request))
    assert "hunter" not in copied.text and "hunter" not in repr(copied)
    assert copied.held_back == ("token", "AUTHORIZATION", "X_API_KEY", "PASSWORD", "password") or copied.held_back
    assert "'Authorization: Bearer '\"${AUTHORIZATION:?}\"" in copied.text
    shown = curl_command.command(carrying(request), show_secrets=True)
    assert "Bearer hunter2" in shown.text and not shown.held_back


def test_a_variable_of_the_request_is_one_of_the_shells() -> None:
    request = Request(url="https://api.example.test/{{id}}", headers=(Field(name="X", value="a{{b}}c"),))
    copied = curl_command.command(carrying(request))
    assert '"${id:?}"' in copied.text and '"${b:?}"c' in copied.text and copied.held_back == ("id", "b")
    assert curl.parse(copied.text).request.url == request.url


def test_what_a_terminal_would_act_on_is_written_as_signs() -> None:
    body = RequestBody(type="text", text="a\x1b]0;x\x07\u202eb\tc\nd\udcff'")
    copied = curl_command.command(carrying(Request(method="POST", url=URL, body=body)))
    assert copied.text.isprintable() and curl.parse(copied.text).request.body == body


def test_a_nul_byte_cannot_be_copied() -> None:
    with pytest.raises(NotCopied, match="NUL"):
        curl_command.command(carrying(Request(url=URL, body=RequestBody(type="text", text="\0"))))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ca_files": ("/a.pem", "/b.pem")}, "1 more"),
        ({"ca_files": ("/a.pem",)}, "beside the system's store"),
        ({"system_ca": False}, "which is off here"),
        ({"verify": False}, "verification is off"),
        ({"identity": ALICE, "follow_redirects": True}, "every host"),
    ],
)
def test_what_curl_does_otherwise_is_said(more: dict[str, object], said: str) -> None:
    assert any(said in note for note in curl_command.command(carrying(Request(url=URL), **more)).notes)


@pytest.mark.parametrize(
    ("more", "piece"),
    [
        ({}, "-connect api.example.test:8443 -servername api.example.test -verify_hostname api.example.test"),
        ({"address": "::1"}, "-connect '[::1]:8443' -servername api.example.test"),
        ({"server_name": "inner.test"}, "-servername inner.test -verify_hostname inner.test -verify_return_error"),
        ({"origin": hosts.origin("https://10.0.0.1/")}, "-connect 10.0.0.1:443 -noservername -verify_ip 10.0.0.1"),
        ({"identity": ALICE}, "-cert /pki/alice.crt -key /pki/alice.key -cert_chain /pki/alice.crt"),
        ({"proxy": "http://proxy.test:3128"}, "-proxy proxy.test:3128"),
        ({"minimum_version": "TLSv1.3"}, "-no_tls1 -no_tls1_1 -no_tls1_2 -alpn http/1.1"),
        ({"maximum_version": "TLSv1.2"}, "-tls1_2"),
        ({"ciphers": "ALL", "security_level": 0, "http2": True}, "-cipher ALL:@SECLEVEL=0 -alpn h2,http/1.1"),
        ({"ca_files": ("/a.pem",)}, "-CAfile /a.pem"),
    ],
)
def test_s_client_gets_the_same(more: dict[str, object], piece: str) -> None:
    assert piece in s_client.command(carrying(Request(url=URL), **more)).text


def test_s_client_needs_tls_and_a_host() -> None:
    with pytest.raises(NotCopied, match="no TLS"):
        s_client.command(carrying(Request(url="http://a.test/")))
    with pytest.raises(NotCopied, match="not known"):
        s_client.command(carrying(Request(url=URL), origin=None))


@pytest.mark.skipif(shutil.which("dash") is None, reason="dash is not installed")
def test_a_shell_without_bashs_quotes_runs_nothing_of_what_was_copied() -> None:
    word = shell_words.quoted("\x01'; echo ran; #")
    done = subprocess.run(["dash", "-c", f"printf %s {word}"], capture_output=True, check=True)
    assert done.stdout == rb"$\x01\x27; echo ran; #"


def test_a_secret_beside_a_variable_is_held_back_too() -> None:
    bearer = Field(name="Authorization", value="Bearer s3cr3t{{suffix}}")
    copied = curl_command.command(carrying(Request(method="GET", url=URL, headers=(bearer,))))
    assert "s3cr3t" not in copied.text and copied.held_back == ("AUTHORIZATION",)


@pytest.mark.parametrize(
    "request_of",
    [
        {"headers": (Field(name="X-Api-Key", value="k"),)},
        {"headers": (Field(name="X-Mine", value="{{secret}}"),)},
        {"body": RequestBody(type="form", fields=(FormField(name="password", value="k"),))},
    ],
)
def test_what_curl_would_carry_to_another_host_keeps_it_from_following(request_of: dict[str, Any]) -> None:
    follows = RequestOptions(follow_redirects=True)
    copied = curl_command.command(carrying(Request(method="POST", url=URL, options=follows, **request_of)))
    assert "--location" not in copied.text
    assert "Redirects are not followed: curl would show a secret of the request" in copied.notes[0]
    plain = Request(method="GET", url=URL, options=follows, headers=(Field(name="Cookie", value="a=b"),))
    assert "--location" in curl_command.command(carrying(plain)).text


@pytest.mark.parametrize(
    "request_of",
    [
        {"headers": (Field(name="@/etc/hosts", value="x"),)},
        {"headers": (Field(name="X-Mine", value="x\r\nX-Other: y"),)},
        {
            "body": RequestBody(
                type="multipart", fields=(FormField(name="a=@/etc/hosts", value="x", content_type="a/b"),)
            )
        },
    ],
)
def test_what_curl_would_take_for_something_else_is_not_copied(request_of: dict[str, Any]) -> None:
    with pytest.raises(NotCopied):
        curl_command.command(carrying(Request(method="POST", url=URL, **request_of)))


def test_a_variable_that_begins_the_url_cannot_become_an_option() -> None:
    copied = curl_command.command(Carried(request=Request(method="GET", url="{{url}}"), url="{{url}}"))
    assert copied.text.startswith('curl --url "${url:?}"')


@pytest.mark.parametrize(
    "request_of",
    [
        {"url": f"{URL}?a=1&to%6ben=hunter2"},
        {"url": f"{URL}#access_token=hunter2&state=1"},
        {"url": f"{URL};token=hunter2?a=1"},
        {"headers": (Field(name="Referer", value="https://me:hunter2@a.test/?token=hunter2"),)},
        {
            "headers": (Field(name="Content-Type", value="application/x-www-form-urlencoded"),),
            "body": RequestBody(type="text", text="a=1&secret=hunter2"),
        },
    ],
)
def test_a_secret_is_held_back_wherever_it_would_be_masked(request_of: dict[str, Any]) -> None:
    follows = RequestOptions(follow_redirects=True)
    request = Request(**{"method": "POST", "url": URL, "options": follows, **request_of})
    copied = curl_command.command(carrying(request))
    assert "hunter2" not in copied.text and copied.held_back
    assert words(request)[-1] == "--compressed" and "hunter2" in " ".join(words(request))
    assert ("body" in request_of) is ("--location" not in copied.text)
