"""`workbench send` as a process, against the lab: the record, the exit status, and what the server says it saw."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import cli
from tests.cli import Ended, at
from workbench.demo.lab import Lab

pytestmark = pytest.mark.slow


def hop(ended: Ended, *path: str | int) -> object:
    """Return something of the last hop of a record."""
    return at(ended.json(), "hops", -1, *path)


def ours(ended: Ended, key: str) -> object:
    return hop(ended, "tls", "client_certificate", key)


def told(ended: Ended) -> dict[str, object]:
    """Return what the server said it saw."""
    text = at(ended.json(), "body", "text")
    assert isinstance(text, str)
    seen = json.loads(text)
    assert isinstance(seen, dict)
    return seen


@pytest.mark.parametrize("endpoint", ["mtls", "mtls12"])
def test_the_right_certificate_is_sent_and_the_server_saw_it(endpoint: str, lab: Lab) -> None:
    ended = cli.process("send", lab.url(endpoint), "--json", home=lab.home)
    assert (ended.status, ended.err) == (0, "")
    assert (ours(ended, "requested"), ours(ended, "sent"), ours(ended, "verdict")) == (True, True, "accepted")
    assert at(told(ended), "client_certificate", "sha256") == lab.identities["alice"].sha256
    assert ours(ended, "sha256") == lab.identities["alice"].sha256
    assert hop(ended, "tls", "version") == ("TLSv1.2" if endpoint == "mtls12" else "TLSv1.3")
    assert hop(ended, "tls", "verified") is True


@pytest.mark.parametrize(
    ("endpoint", "certificate", "status", "kind", "verdict"),
    [
        ("mtls", "none", 4, "certificate_required", "none_to_send"),
        ("mtls12", "none", 4, "certificate_required", "none_to_send"),
        ("picky", "alice", 4, "certificate_refused", "refused"),
        ("picky12", "alice", 4, "certificate_refused", "refused"),
        ("dropper", "stranger", 5, "disconnected", "likely_refused"),
        ("expired", "alice", 4, "tls_verification", "unknown"),
        ("self_signed", "alice", 4, "tls_verification", "unknown"),
    ],
)
def test_every_refusal_has_its_kind_its_verdict_and_its_status(
    endpoint: str, certificate: str, status: int, kind: str, verdict: str, lab: Lab
) -> None:
    ended = cli.inside("send", lab.url(endpoint), "--cert", certificate, "--json", home=lab.home)
    assert (ended.status, hop(ended, "failure", "kind"), ours(ended, "verdict")) == (status, kind, verdict)
    assert ended.json()["outcome"] == "failure"


def test_a_refusal_by_http_is_a_response(lab: Lab) -> None:
    ended = cli.process("send", lab.url("polite"), "--cert", "stranger", "--json", home=lab.home)
    assert (ended.status, hop(ended, "response", "status"), ours(ended, "verdict")) == (0, 400, "likely_refused")


@pytest.mark.parametrize("endpoint", ["tls", "http"])
def test_nobody_who_does_not_ask_gets_a_certificate(endpoint: str, lab: Lab) -> None:
    ended = cli.inside("send", lab.url(endpoint), "--json", home=lab.home)
    assert ended.status == 0
    assert told(ended)["client_certificate"] is None


def test_a_redirect_gets_the_certificate_of_each_hop(lab: Lab) -> None:
    ended = cli.inside("send", lab.url("redirect"), "--json", home=lab.home)
    names = [at(each, "selection", "certificate", "name") for each in at(ended.json(), "hops")]  # type: ignore[attr-defined]
    assert names == ["alice", "bob"]
    assert at(told(ended), "client_certificate", "subject") == "CN=bob"


def test_people_get_the_body_and_one_line(lab: Lab) -> None:
    ended = cli.process("send", lab.url("mtls"), home=lab.home)
    assert json.loads(ended.out)["server"] == "mtls"
    (line,) = ended.err.splitlines()
    assert line.startswith("200 OK")
    assert line.endswith("TLSv1.3  [TLS ok]  [cert SENT alice]")


def test_people_are_told_of_redirects_and_failures(lab: Lab) -> None:
    ended = cli.inside("send", lab.url("redirect"), home=lab.home)
    first, second = ended.err.splitlines()
    assert first.startswith("302 Found")
    assert first.endswith(f"[cert SENT alice]  redirected to {lab.url('other')}")
    assert second.endswith("[cert SENT bob]")
    failed = cli.inside("send", lab.url("expired"), home=lab.home)
    assert "[server cert EXPIRED]" in failed.err
    assert "The server's certificate expired" in failed.err
    assert "Nothing was sent." in failed.err


def test_an_entry_that_cannot_be_used_stops_with_3(lab_home: Path, lab: Lab) -> None:
    settings = lab_home / "settings.toml"
    settings.write_text(settings.read_text().replace("alice.key", "gone.key"))
    ended = cli.inside("send", lab.url("mtls"), "--json", home=lab_home)
    assert (ended.status, hop(ended, "failure", "kind")) == (3, "certificate_unusable")
    told = cli.inside("send", lab.url("mtls"), home=lab_home)
    assert "[cert UNUSABLE alice]" in told.err


@pytest.mark.parametrize("code", [200, 404, 500])
@pytest.mark.parametrize(("arguments", "failing"), [([], 0), (["--fail"], 6), (["-f"], 6)])
def test_only_fail_makes_an_http_error_count(code: int, arguments: list[str], failing: int, lab: Lab) -> None:
    ended = cli.inside("send", lab.url("http", f"/status?code={code}"), *arguments, home=lab.home)
    assert ended.status == (failing if code >= 400 else 0)


@pytest.mark.parametrize(
    ("url", "status", "kind"),
    [
        ("https://nothing.invalid:1/", 5, "dns_failed"),
        ("http://127.0.0.1:1/", 5, "connection_refused"),
        ("ftp://a.test/", 2, "invalid_request"),
        ("https://{{nothing}}/", 2, "unknown_variable"),
    ],
)
def test_other_failures_have_their_status(url: str, status: int, kind: str, lab: Lab) -> None:
    ended = cli.inside("send", url, "--json", home=lab.home)
    assert (ended.status, hop(ended, "failure", "kind")) == (status, kind)


def test_what_is_composed_is_what_the_server_sees(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "headers").write_text("X-One: 1\n\nX-Two: 2\n")
    ended = cli.inside(
        *("send", "put", lab.url("echo"), "-H", "X-Mine: a", "-H", f"@{tmp_path / 'headers'}"),
        *("-d", '{"id": {{id}}}', "--var", "id=7", "--json"),
        home=lab.home,
    )
    seen = told(ended)
    headers = {name.lower(): value for name, value in seen["headers"]}  # type: ignore[attr-defined]
    assert seen["method"] == "PUT"
    assert "7" in str(seen["body"])
    assert (headers["x-mine"], headers["x-one"], headers["x-two"]) == ("a", "1", "2")
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("data", "stdin", "media_type"),
    [
        ("a=1", b"", "application/x-www-form-urlencoded"),
        ("@-", b"{{kept}}=\xff", "application/x-www-form-urlencoded"),
        ("@-", b'  ["{{kept}}"]\n', "application/json"),
    ],
)
def test_a_body_makes_it_a_post(data: str, stdin: bytes, media_type: str, lab: Lab) -> None:
    ended = cli.inside("send", lab.url("echo"), "-d", data, "--json", home=lab.home, stdin=stdin)
    assert ended.status == 0
    assert hop(ended, "request", "method") == "POST"
    assert hop(ended, "request", "body", "bytes") == len(stdin or data)
    assert ["Content-Type", media_type] in hop(ended, "request", "headers")  # type: ignore[operator]


def test_a_saved_request_is_sent_by_its_name_and_options_go_over_it(lab: Lab) -> None:
    ended = cli.inside("send", "01 mtls.toml", "--json", home=lab.home)
    assert told(ended)["server"] == "mtls"
    changed = cli.inside("send", "01 mtls.toml", "--cert", "none", "--json", home=lab.home)
    assert ours(changed, "verdict") == "none_to_send"


def test_files_of_ones_own_are_used_once_and_not_saved(lab: Lab) -> None:
    before = (lab.home / "settings.toml").read_bytes()
    stranger = lab.identities["stranger"]
    files = ("--crt", str(stranger.cert_file), "--key", str(stranger.key_file))
    ended = cli.inside("send", lab.url("polite"), *files, "--json", home=lab.home)
    assert hop(ended, "selection", "certificate", "id") == "command"
    assert ours(ended, "sha256") == stranger.sha256
    assert (lab.home / "settings.toml").read_bytes() == before


@pytest.mark.parametrize("way", ["stdin", "env"])
def test_a_pkcs12_file_opens_with_the_passphrase_given(way: str, lab: Lab) -> None:
    bob = lab.identities["bob"]
    options = ["--passphrase-stdin"] if way == "stdin" else ["--passphrase-env", "SECRET"]
    ended = cli.inside(
        *("send", lab.url("mtls"), "--pfx", str(bob.pfx_file), *options, "--json"),
        home=lab.home,
        stdin=b"open sesame\n",
        environ={"SECRET": "open sesame"},
    )
    assert at(told(ended), "client_certificate", "subject") == "CN=bob"
    assert "open sesame" not in ended.text


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--pfx", "{bob}"], 3),
        (["--pfx", "{bob}", "--passphrase-env", "WRONG"], 3),
        (["--pfx", "{bob}", "--passphrase-env", "MISSING"], 2),
        (["--passphrase-env", "nobody=WRONG"], 2),
        (["--cert", "alice", "--pfx", "{bob}"], 2),
        (["--cert", "alice.pem:hunter2"], 2),
        (["--key", "{bob}"], 2),
        (["--passphrase-stdin", "-d", "@-"], 2),
        (["--cacert", "gone.pem"], 2),
        (["--resolve", "a.test"], 2),
        (["-o", "/no/such/folder/file"], 2),
        (["-H", "hunter2"], 2),
        (["-d", "@gone"], 2),
        (["--env", "gone"], 2),
        (["--var", "x"], 2),
        (["--timeout", "0"], 2),
    ],
)
def test_what_cannot_be_meant_stops_before_anything_is_sent(arguments: list[str], status: int, lab: Lab) -> None:
    named = [argument.format(bob=lab.identities["bob"].pfx_file) for argument in arguments]
    ended = cli.inside("send", lab.url("mtls"), *named, "--json", home=lab.home, environ={"WRONG": "wrong"})
    assert ended.status == status
    assert "hunter2" not in ended.text + ended.err


def test_one_is_enough_to_be_trusted_and_resolved(lab: Lab, tmp_path: Path) -> None:
    port = lab.url("tls").rsplit(":", 1)[1].strip("/")
    url = f"https://open.demo.test:{port}/"
    options = ("--resolve", "open.demo.test=127.0.0.1", "--proxy", "none", "--json")
    trusted = cli.inside("send", url, *options, "--cacert", str(lab.ca_file), home=tmp_path)
    assert (trusted.status, hop(trusted, "tls", "trusted_by")) == (0, str(lab.ca_file))
    unknown = cli.inside("send", url, *options, home=tmp_path)
    assert (unknown.status, hop(unknown, "failure", "kind")) == (4, "tls_verification")
    unverified = cli.inside("send", url, *options, "-k", home=tmp_path)
    assert (unverified.status, hop(unverified, "tls", "verification")) == (0, "off")


def test_what_would_have_failed_is_told_where_nothing_is_verified(lab: Lab) -> None:
    ended = cli.inside("send", lab.url("expired"), "-k", home=lab.home)
    assert ended.status == 0
    assert "note: The server's certificate expired on" in ended.err
    assert "[NOT VERIFIED]" in ended.err


def test_another_server_name_is_sent_and_verified(lab: Lab) -> None:
    arguments = ("send", lab.url("tls"), "--sni", "api.demo.test", "--json")
    refused = cli.inside(*arguments, home=lab.home)
    assert (refused.status, at(hop(refused, "tls", "problems"), 0, "code")) == (4, "hostname_mismatch")
    assert told(cli.inside(*arguments, "-k", home=lab.home))["server_name"] == "api.demo.test"


def test_no_follow_stays_at_the_redirect(lab: Lab) -> None:
    ended = cli.inside("send", lab.url("redirect"), "--no-follow", "--json", home=lab.home)
    assert len(at(ended.json(), "hops")) == 1  # type: ignore[arg-type]
    assert hop(ended, "response", "status") == 302


def test_a_silence_ends_at_the_time_limit(lab: Lab) -> None:
    ended = cli.inside("send", lab.url("http", "/slow?seconds=5"), "--timeout", "0.3", "--json", home=lab.home)
    assert (ended.status, hop(ended, "failure", "kind")) == (5, "read_timeout")


def test_a_dry_run_shows_the_request_and_sends_nothing(lab: Lab) -> None:
    arguments = ("send", "http://127.0.0.1:1/?token=abc", "--dry-run", "-d", "password=hunter2&x=1")
    ended = cli.inside(*arguments, "-H", "Authorization: Bearer abcd", home=lab.home)
    assert ended.status == 0
    assert "POST http://127.0.0.1:1/?token=********(3)" in ended.text
    assert "Authorization: Bearer ********(4)" in ended.text
    assert ended.text.endswith("\npassword=********(7)&x=1\n")
    assert "PREPARED, nothing sent" in ended.err
    assert cli.inside(*arguments, "--json", home=lab.home).json()["outcome"] == "prepared"
    assert "password=hunter2" in cli.inside(*arguments, "--show-secrets", home=lab.home).text


def test_secrets_are_masked_in_the_record_unless_asked_for(lab: Lab) -> None:
    arguments = ("send", lab.url("http", "/cookie?value=oats&token=abc"), "--json", "--var", "key=@env:KEY")
    headers = ("-H", "Authorization: Bearer abcd", "-H", "X-Custom: <{{key}}>")
    masked = cli.inside(*arguments, *headers, home=lab.home, environ={"KEY": "hush-hush"})
    sent = hop(masked, "request", "headers")
    assert ["Authorization", "Bearer ********(4)"] in sent  # type: ignore[operator]
    assert ["X-Custom", "<********(9)>"] in sent  # type: ignore[operator]
    assert "token=********(3)" in str(hop(masked, "request", "url"))
    assert "oats" not in str(hop(masked, "response", "headers"))
    shown = cli.inside(*arguments, *headers, "--show-secrets", home=lab.home, environ={"KEY": "hush-hush"})
    named = cli.inside(
        "send", lab.url("http"), "-H", "X-Custom: {{token}}", "--var", "token=abc", "--dry-run", home=lab.home
    )
    assert "X-Custom: ********(3)" in named.text
    assert ["X-Custom", "<hush-hush>"] in hop(shown, "request", "headers")  # type: ignore[operator]


def test_an_environment_gives_variables_and_its_secrets_are_masked(lab_home: Path, lab: Lab) -> None:
    (lab_home / "environments").mkdir(exist_ok=True)
    (lab_home / "environments" / "staging.toml").write_text(
        'secret = ["key"]\n[variables]\nkey = "hush-hush"\nplace = "x"\n'
    )
    arguments = ("send", lab.url("http", "/{{place}}"), "-H", "X-Custom: {{key}}", "--env", "staging", "--json")
    ended = cli.inside(*arguments, "--var", "place=y", home=lab_home)
    assert told(ended)["path"] == "/y"
    assert ["X-Custom", "********(9)"] in hop(ended, "request", "headers")  # type: ignore[operator]


def test_a_secret_variable_does_not_cross_an_origin(lab: Lab) -> None:
    target = quote(lab.url("optional"), safe="")
    url = lab.url("tls", f"/redirect?status=307&to={target}")
    arguments = ("send", "POST", url, "--var", "key=@env:KEY", "-H", "X-Custom: {{key}}")
    form = cli.inside(*arguments, "-d", "a={{key}}&b=2&my_token=3", "--json", home=lab.home, environ={"KEY": "a b/c"})
    assert (form.status, told(form)["server"], at(told(form), "body", "text")) == (0, "optional", "b=2")
    assert "X-Custom" not in str(told(form)["headers"])
    stuck = cli.inside(*arguments, "-d", '{"a": "{{key}}"}', home=lab.home, environ={"KEY": "a b/c"})
    assert stuck.status == 5
    assert "secret" in stuck.err


def test_a_secret_variable_is_masked_in_what_is_told_of_a_failure(lab: Lab) -> None:
    arguments = ("send", "https://{{key}}.invalid/", "--var", "key=@env:KEY")
    told_people = cli.inside(*arguments, home=lab.home, environ={"KEY": "hush-hush"})
    record = cli.inside(*arguments, "--json", home=lab.home, environ={"KEY": "hush-hush"})
    assert "hush-hush" not in told_people.err
    assert "hush-hush" not in str(hop(record, "failure"))


def test_files_named_for_one_send_are_called_by_their_name(lab: Lab) -> None:
    ended = cli.inside("send", lab.url("mtls"), "--crt", "gone.crt", home=lab.home)
    assert ended.status == 3
    assert "Your certificate (gone.crt)" in ended.err


@pytest.mark.parametrize("path", ["", "/headers", "/reason", "/body", "/json", "/utf8", "/noise"])
def test_nothing_hostile_reaches_people_raw(path: str, lab: Lab) -> None:
    ended = cli.inside("send", lab.url("hostile", f"/hostile{path}"), home=lab.home)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(ended.err)
    record = cli.inside("send", lab.url("hostile", f"/hostile{path}"), "--json", home=lab.home)
    assert record.out.isascii()
    assert not {0x1B, 0x07, 0x7F} & set(record.out)


def test_a_body_is_made_visible_for_a_terminal(lab: Lab) -> None:
    shown = in_terminal("send", lab.url("hostile", "/hostile/body"), home=lab.home)
    assert b"\x1b" not in shown
    assert b"^[]0;" in shown


def in_terminal(*arguments: str, home: Path) -> bytes:
    """Run a command whose stdout is a terminal, and return every byte it wrote there."""
    terminal, its_side = os.openpty()
    with subprocess.Popen(
        [*cli.COMMAND, *arguments], stdout=its_side, stderr=its_side, env=cli.environment(home), cwd=cli.ROOT
    ):
        os.close(its_side)
        written = b"".join(_pieces(terminal))
    os.close(terminal)
    return written


def _pieces(terminal: int) -> Iterator[bytes]:
    with suppress(OSError):  # how Linux says that the other side is closed
        while piece := os.read(terminal, 65536):
            yield piece


def test_a_body_goes_to_a_file_whole(lab: Lab, tmp_path: Path) -> None:
    target = tmp_path / "body"
    ended = cli.inside("send", lab.url("http", "/big?megabytes=12"), "-o", str(target), home=lab.home)
    assert (ended.status, ended.out) == (0, b"")
    assert target.stat().st_size == 12 * 1024 * 1024
    piped = cli.process("send", lab.url("http", "/big?megabytes=12"), home=lab.home)
    assert piped.out == target.read_bytes()


def test_a_reader_that_goes_away_is_no_fault(lab: Lab) -> None:
    with cli.running("send", lab.url("http", "/big?megabytes=20"), home=lab.home) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.read(10)
        running.stdout.close()
        assert running.wait(30) == 0
        assert "Traceback" not in running.stderr.read().decode()


@pytest.mark.parametrize("path", ["/slow?seconds=30", "/drip?count=1000&every=0.05"])
def test_ctrl_c_stops_at_once_and_the_record_says_so(path: str, lab: Lab) -> None:
    before = lab.log.count
    with cli.running("send", lab.url("http", path), "--json", home=lab.home) as running:
        assert lab.log.wait(lambda: lab.log.count > before, 20)
        time.sleep(0.3)
        pressed = time.monotonic()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=10)
        assert time.monotonic() - pressed < 10
    assert running.returncode == 130, err
    record = json.loads(out)
    assert at(record, "hops", 0, "failure", "kind") == "cancelled"


def test_a_missing_certificate_is_told_once(lab: Lab) -> None:
    ended = cli.inside("send", lab.url("mtls"), "--cert", "none", home=lab.home)
    assert ended.err.count("requires a client certificate, and none was sent") == 1
