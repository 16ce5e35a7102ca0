"""Examinations of real servers, held against what those saw: nothing but handshakes, one HEAD and who was chosen."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.doctors import examined, states, step
from tests.intercepting import intercepting
from tests.lab import Watch
from tests.odd_servers import answering, spoken
from tests.peers import HOST, free_port, needs_nginx, needs_openssl, s_server
from tests.sending import hurried, lab_settings
from tests.stands import WAIT_SECONDS, Asks, Stand, nginx, python
from workbench.demo.authority import Authority, Order
from workbench.demo.issued import pem
from workbench.demo.lab import Lab
from workbench.doctor.examination import NotExaminable
from workbench.models import Field, Request, RequestBody, RequestOptions, RequestTls

pytestmark = pytest.mark.slow

GOOD = {
    "request": "good",
    "proxy": "good",
    "name": "good",
    "reach": "good",
    "versions": "good",
    "chain": "good",
    "asked": "good",
    "accepted": "good",
}
UNTRUSTED = {**GOOD, "chain": "bad", "accepted": "skipped"}


LAB = [
    ("mtls", None, GOOD, None),
    ("mtls12", None, GOOD, None),
    ("optional", None, GOOD, None),
    ("optional", "none", {**GOOD, "asked": "warn"}, None),
    ("tls", None, GOOD, None),
    ("http", None, {**GOOD, "versions": "skipped", "chain": "skipped", "asked": "skipped"}, None),
    ("redirect", None, GOOD, None),
    ("old_tls", None, {**GOOD, "versions": "bad", "accepted": "skipped"}, "speaks only TLS 1.1"),
    ("mtls", "none", {**GOOD, "asked": "warn", "accepted": "bad"}, "requires a certificate, and none is chosen"),
    ("mtls12", "none", {**GOOD, "asked": "warn", "accepted": "bad"}, "certificate"),
    ("mtls", "stranger", {**GOOD, "request": "warn", "accepted": "bad"}, "refused your certificate stranger"),
    ("mtls", "expired", {**GOOD, "request": "warn", "accepted": "bad"}, "alert certificate_expired"),
    ("mtls", "bob", GOOD, None),
    ("mtls", "nobody", {**GOOD, "request": "bad", "asked": "warn", "accepted": "skipped"}, "--as says nobody"),
    ("picky", None, {**GOOD, "accepted": "bad"}, "alert unknown_ca"),
    ("picky12", None, {**GOOD, "accepted": "bad"}, "alert unknown_ca"),
    ("picky", "stranger", {**GOOD, "request": "warn"}, None),
    ("polite", "none", {**GOOD, "asked": "warn", "accepted": "bad"}, "400"),
    ("dropper", "stranger", {**GOOD, "request": "warn", "accepted": "bad"}, "most likely"),
    ("expired", None, UNTRUSTED, "expired on"),
    ("wrong_host", None, UNTRUSTED, "not valid for wrong-host.demo.test"),
    ("untrusted", None, UNTRUSTED, "not trusted"),
    ("missing_intermediate", None, UNTRUSTED, "intermediate"),
]


@pytest.mark.parametrize(("site", "named", "expected", "cause"), LAB, ids=[f"{row[0]}-{row[1]}" for row in LAB])
async def test_every_server_of_the_lab_gets_its_verdict(
    lab: Lab, seen: Watch, site: str, named: str | None, expected: dict[str, str], cause: str | None
) -> None:
    report = await examined(lab, lab.url(site), named=named)
    assert states(report) == expected, report
    assert (report.verdict, report.cause is None) == (("good", True) if cause is None else ("not_good", False))
    assert (cause or "") in (report.cause or "")
    assert cause is None or report.remedy is not None
    heads = [request.method for request in seen.requests()]
    assert heads in ([], ["HEAD"]), "nothing but one HEAD is ever sent"
    allowed = {named or "alice"} - {"none", "nobody"}
    shown = {sha for each in seen.connections() for sha in (each.offered or ())[:1]}
    assert shown <= {lab.identities[name].sha256 for name in allowed}


async def test_a_certificate_is_shown_only_once_and_only_at_the_head(lab: Lab, seen: Watch) -> None:
    await examined(lab, lab.url("optional"))
    shown = [each for each in seen.connections("optional") if each.offered]
    assert [len(each.requests) for each in shown] == [1]
    assert len(seen.connections("optional")) >= 5, "one handshake in each version, one as configured, and the HEAD"


async def test_one_outside_its_rule_is_tried_where_it_is_named_and_kept_by_a_command(lab: Lab) -> None:
    report = await examined(lab, lab.url("mtls"), named="bob")
    assert any("because --as names it" in line for line in step(report, "request").evidence)
    remedy = step(report, "accepted").remedy
    assert remedy and remedy.command
    assert remedy.command.startswith("workbench certs add --host api.demo.test --port ")
    assert "--pfx" in remedy.command and "--name bob" in remedy.command


async def test_what_a_request_holds_stays_at_home(lab: Lab, seen: Watch) -> None:
    request = Request(
        method="POST",
        headers=(Field(name="Authorization", value="Bearer s3cret"), Field(name="X-Api", value="s3cret")),
        params=(Field(name="token", value="s3cret"),),
        body=RequestBody(type="text", text="s3cret"),
        auth={"type": "bearer", "token": "s3cret"},
    )
    url = lab.url("optional", "/get?apikey=s3cret").replace("https://", "https://user:s3cret@")
    report = await examined(lab, url, request=request)
    (head,) = seen.requests("optional")
    assert (head.method, head.target, head.body_bytes) == ("HEAD", "/get", 0)
    assert "s3cret" not in repr(head)
    assert "s3cret" not in repr(report)
    said = " ".join(step(report, "request").evidence)
    for what in ("POST", "authorization", "2 headers", "query", "body", "user and password"):
        assert what in said


async def test_verification_off_shows_what_would_have_failed_and_goes_on(lab: Lab) -> None:
    report = await examined(lab, lab.url("expired"), request=Request(tls=RequestTls(verify=False)))
    chain = step(report, "chain")
    assert (chain.state, step(report, "accepted").state, report.verdict) == ("warn", "good", "good")
    assert chain.headline.startswith("VERIFICATION IS OFF.")
    assert "expired" in chain.headline


async def test_nobody_listening_is_said_with_the_systems_word(lab: Lab) -> None:
    url = f"https://api.demo.test:{free_port()}/"
    report = await examined(lab, url)
    reach = step(report, "reach")
    assert reach.state == "bad" and "connection refused" in reach.headline
    assert {states(report)[name] for name in ("versions", "chain", "asked", "accepted")} == {"skipped"}


async def test_a_name_without_an_address_is_said_with_the_resolvers_word(lab: Lab) -> None:
    report = await examined(lab, "https://nowhere.invalid:8443/")
    name = step(report, "name")
    assert name.state == "bad" and "nowhere.invalid has no address" in name.headline
    assert name.remedy and name.remedy.command
    assert name.remedy.command.endswith("--resolve nowhere.invalid:8443=ADDRESS")


async def test_an_override_that_dns_contradicts_is_named_with_its_source(lab: Lab) -> None:
    request = Request(options=RequestOptions(resolve="127.0.0.2"))
    report = await examined(lab, f"https://localhost:{free_port()}/", request=request)
    name = step(report, "name")
    assert name.state == "warn"
    assert "the request's Options sends localhost to 127.0.0.2, but DNS now says" in name.headline
    assert name.facts["override"] == {"address": "127.0.0.2", "source": "the request's Options"}


async def test_plain_http_on_the_port_is_no_tls(lab: Lab) -> None:
    with spoken(answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) as port:
        report = await examined(lab, f"https://api.demo.test:{port}/")
    assert states(report)["versions"] == "bad"
    assert "HTTP" in (report.cause or ""), report.cause
    assert report.remedy and "http://" in report.remedy.advice


async def test_a_server_that_says_nothing_times_out_in_every_version(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://api.demo.test:{silent.getsockname()[1]}/"
        report = await examined(lab, url, settings=hurried(lab, connect_timeout=0.3))
    versions = step(report, "versions")
    assert versions.state == "bad" and "within 0.3 s" in versions.headline
    assert {each["spoken"] for each in versions.facts["versions"]} == {None}  # type: ignore[attr-defined]


async def test_an_identity_that_cannot_be_used_is_found_and_the_rest_examined(lab: Lab) -> None:
    settings = lab_settings(lab)
    gone = tuple(
        replace(each, key_file="/gone.key") if each.name == "alice" else each for each in settings.certificates
    )
    report = await examined(lab, lab.url("mtls"), settings=replace(settings, certificates=gone))
    expected = {**GOOD, "request": "bad", "accepted": "skipped"}
    assert states(report) == expected
    assert report.remedy and "workbench certs replace" in (report.remedy.command or "")


@needs_openssl
@pytest.mark.parametrize(("flag", "version", "word"), [("-tls1", "TLSv1", "1.0"), ("-tls1_1", "TLSv1.1", "1.1")])
async def test_an_old_server_is_told_by_its_version_and_how_to_speak_it(
    lab: Lab, tmp_path: Path, flag: str, version: str, word: str
) -> None:
    with s_server(lab, tmp_path, flag, "-cipher", "ALL:@SECLEVEL=0") as url:
        report = await examined(lab, url, resolve={HOST: "127.0.0.1"})
    versions = step(report, "versions")
    if any("cannot offer" in line for line in versions.evidence):
        pytest.skip("this OpenSSL has no old versions")
    assert versions.state == "bad"
    assert f"speaks only TLS {word}, and here only TLS 1.2 and 1.3 may be used" in versions.headline
    assert versions.remedy and (versions.remedy.command or "").endswith(f"--tls-min {word}")
    spoken = {each["version"]: each["spoken"] for each in versions.facts["versions"]}  # type: ignore[attr-defined]
    assert spoken[version] is True and spoken["TLSv1.3"] is False


async def test_an_old_version_that_is_allowed_is_good_and_loudly_not_standard(lab: Lab) -> None:
    request = Request(tls=RequestTls(minimum_version="TLSv1.1"))
    report = await examined(lab, lab.url("old_tls"), request=request)
    if any("cannot offer" in line for line in step(report, "versions").evidence):
        pytest.skip("this OpenSSL has no old versions")
    assert states(report)["versions"] == "good" and report.verdict == "good", report
    assert any("not standard: " in line and "1.1" in line for line in step(report, "request").evidence)


@needs_openssl
async def test_ciphers_that_are_too_weak_are_found_by_a_weaker_look(lab: Lab, tmp_path: Path) -> None:
    with s_server(lab, tmp_path, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0") as url:
        report = await examined(lab, url, resolve={HOST: "127.0.0.1"})
    versions = step(report, "versions")
    assert (
        versions.state == "bad" and "too weak to be taken here (TLS 1.2, ECDHE-ECDSA-AES128-SHA)" in versions.headline
    )
    assert versions.remedy and (versions.remedy.command or "").endswith("--security-level 0 --ciphers ALL")


async def test_a_server_that_asks_after_the_request_is_told_from_one_that_never_asks(lab: Lab, tmp_path: Path) -> None:
    shown = lab.authorities.intermediate.issue(Order(common_name=HOST, dns=(HOST,), use="server"))
    asks = Asks(trusts=lab.ca_file, after=True)
    stand = Stand(name="after", shown=shown, version="TLSv1.3", asks=asks)
    settings = lab_settings(lab)
    everywhere = tuple(replace(each, host="*.demo.test", port="*") for each in settings.certificates)
    settings = replace(settings, certificates=everywhere, resolve={HOST: "127.0.0.1"})
    with python.serve([stand], tmp_path, lab.authorities) as served:
        report = await examined(lab, f"https://{HOST}:{served.ports['after']}/", settings=settings, named="alice")
        shown_to_it = [saw.certificate for saw in served.saw("after") if saw.certificate]
    assert step(report, "asked").headline == "The server does not ask for a certificate in the handshake."
    assert states(report)["accepted"] == "good", report
    assert any("only after the HEAD" in line for line in step(report, "accepted").evidence)
    assert shown_to_it == [lab.identities["alice"].sha256]


async def test_a_connection_that_looks_inspected_is_said_before_anything_is_offered(lab: Lab) -> None:
    with intercepting(Authority.root("X Proxy CA")) as spy:
        report = await examined(lab, "https://api.example.com/", proxy=f"http://127.0.0.1:{spy.port}")
    assert report.cause and "this connection looks inspected" in report.cause
    assert "ca add" not in str(report.remedy)
    assert step(report, "chain").facts["inspected"] is True


@pytest.fixture(scope="module")
def foreign(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[nginx.NginxServer]:
    """Nginx, whose list of accepted issuers holds the stranger's CA and not alice's."""
    folder = tmp_path_factory.mktemp("foreign")
    another = folder / "another.pem"
    another.write_bytes(pem(lab.authorities.another.certificate))
    shown = lab.authorities.intermediate.issue(Order(common_name=HOST, dns=(HOST,), use="server"))
    asks = Asks(trusts=another, names=another)
    stands = [Stand(name=version, shown=shown, version=version, asks=asks) for version in ("TLSv1.2", "TLSv1.3")]
    with nginx.serve(stands, folder) as served:
        yield served


def _shown(served: nginx.NginxServer, version: str) -> list[str | None]:
    """Return what was shown to a port of nginx, whose log may come a moment later than its answer."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (saw := served.saw(version)) and time.monotonic() < deadline:
        time.sleep(0.005)  # nothing to wait on: another program's log file
    return [each.certificate for each in saw]


@needs_nginx
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
async def test_another_entry_that_would_fit_is_named_and_never_shown(
    lab: Lab, foreign: nginx.NginxServer, version: str
) -> None:
    settings = lab_settings(lab)
    everywhere = tuple(replace(each, host="*.demo.test", port="*") for each in settings.certificates)
    settings = replace(settings, certificates=everywhere, resolve={HOST: "127.0.0.1"})
    url = f"https://{HOST}:{foreign.ports[version]}/"
    report = await examined(lab, url, settings=settings, named="alice")
    asked = step(report, "asked")
    assert asked.state == "warn"
    assert "accepts CN=Another Root CA; your certificate alice is issued by CN=Workbench Demo CA" in asked.headline
    assert asked.facts["acceptable_issuers"] == ["CN=Another Root CA"]
    assert [each["name"] for each in asked.facts["others"]] == ["stranger"]  # type: ignore[attr-defined]
    assert report.verdict == "not_good"
    assert step(report, "accepted").facts["verdict"] == "likely_refused"
    assert report.remedy and report.remedy.command == f"workbench doctor {url} --as stranger"
    assert _shown(foreign, version) == [lab.identities["alice"].sha256]
    foreign.forget(version)
    again = await examined(lab, url, settings=settings, named="stranger")
    assert states(again)["accepted"] == "good", again
    assert _shown(foreign, version) == [lab.identities["stranger"].sha256]


NEVER = [
    ("ftp://a.test/", "invalid_request"),
    ("https://{{unknown}}/", "unknown_variable"),
    ("https://a%62.test/", "invalid_request"),
]


@pytest.mark.parametrize(("url", "kind"), NEVER)
async def test_what_cannot_be_prepared_is_not_examined(lab: Lab, url: str, kind: str) -> None:
    with pytest.raises(NotExaminable) as refused:
        await examined(lab, url)
    assert refused.value.kind == kind


async def test_an_old_version_is_found_whatever_level_the_settings_ask_for(lab: Lab) -> None:
    settings = lab_settings(lab)
    strict = replace(settings, tls=replace(settings.tls, security_level=3))
    versions = step(await examined(lab, lab.url("old_tls"), settings=strict), "versions")
    if any("cannot offer" in line for line in step(await examined(lab, lab.url("old_tls")), "versions").evidence):
        pytest.skip("this OpenSSL has no old versions")
    oldest, old = list(versions.facts["versions"])[:2]  # type: ignore[call-overload]
    assert old["spoken"] and old["cipher"], "the handshake came to its end"
    assert oldest["note"] == "no (alert protocol_version)", "it is the server who said no"
    assert versions.remedy and (versions.remedy.command or "").endswith("--tls-min 1.1 --security-level 0")


async def test_an_address_is_not_said_to_be_sent_as_a_server_name(lab: Lab) -> None:
    url = lab.url("optional").replace("api.demo.test", "127.0.0.1").replace("optional.demo.test", "127.0.0.1")
    report = await examined(lab, url, request=Request(tls=RequestTls(verify=False)))
    (used,) = [line for line in step(report, "versions").evidence if line.startswith("used: ")]
    assert "SNI" not in used
