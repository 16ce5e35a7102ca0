"""Servers that TLS does not come about with: each is told by words of its own, with what to do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests import odd_programs
from tests import odd_servers as odd
from tests.odd_cases import HTTP_400, SPOKEN, Spoken
from tests.peers import HOST, needs_nginx, needs_openssl, nginx
from tests.sending import hurried, sent, ticket
from workbench.demo.lab import Lab
from workbench.models import Failure, Handshake, Hop, RequestTls
from workbench.settings import Settings

OLD = {"minimum_version": "TLSv1"}
NOT_NEW = {"maximum_version": "TLSv1.2"}
WAITS = ("tls_timeout", "read_timeout")


async def _sent(lab: Lab, port: int, settings: Settings, *, scheme: str = "https", who: str | None = None) -> Hop:
    url = f"{scheme}://{HOST}:{port}/"
    return await sent(ticket(lab, url, who=who, resolve={HOST: "127.0.0.1"}, settings=settings))


def _settings(lab: Lab, **tls: Any) -> Settings:
    quick = hurried(lab, connect_timeout=0.5, timeout=0.5)
    return replace(quick, tls=replace(quick.tls, **tls))


def _failure(hop: Hop) -> Failure:
    assert hop.failure is not None
    return hop.failure


def _tls(hop: Hop) -> Handshake:
    assert hop.tls is not None
    return hop.tls


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case.name, marks=[pytest.mark.slow] if case.kind in WAITS else []) for case in SPOKEN],
)
async def test_a_broken_beginning_has_words_of_its_own(lab: Lab, case: Spoken) -> None:
    with odd.spoken(case.manners) as port:
        hop = await _sent(lab, port, _settings(lab), scheme=case.scheme)
    failure = _failure(hop)
    assert (failure.kind, failure.stage, failure.certificate) == (case.kind, case.stage, None), failure
    assert case.says in failure.message
    assert case.hint in failure.hint
    assert "\x1b" not in failure.message
    if case.scheme == "https":
        assert [(said.sender, said.name) for said in _tls(hop).alerts] == ([case.alert] if case.alert else [])
        assert (_tls(hop).client_certificate.verdict, _tls(hop).client_certificate.sent) == ("unknown", False)


@pytest.mark.parametrize("level", [1, 2])
async def test_a_close_notify_in_the_handshake_is_the_server_s_end_and_not_ours(lab: Lab, level: int) -> None:
    with odd.spoken(odd.answering(odd.alert(0, level=level))) as port:
        hop = await _sent(lab, port, _settings(lab))
    assert (_failure(hop).kind, _failure(hop).certificate) == ("disconnected", None)
    assert "closed the connection during the TLS handshake" in _failure(hop).message


def test_no_two_of_them_say_the_same() -> None:
    assert len({case.says for case in SPOKEN}) == len(SPOKEN)


Server = Callable[[Lab, Path], AbstractContextManager[int]]


def _openssl(*options: str) -> Server:
    return lambda lab, folder: odd_programs.openssl(lab, folder, *_filled(lab, folder, options))


def _filled(lab: Lab, folder: Path, options: tuple[str, ...]) -> tuple[str, ...]:
    """Put in the lab's CA, and what a second host needs: its certificate, here the same."""
    chain, key = odd.shown(lab, folder) if "-servername" in options else ("", "")
    second = ("-cert2", str(chain), "-key2", str(key)) if chain else ()
    return (*(str(lab.ca_file) if option == "CA" else option for option in options), *second)


@dataclass(frozen=True, kw_only=True)
class Real:
    """What `openssl s_server` is started with, and what is said of it."""

    name: str
    server: Server
    says: str
    hint: str
    kind: str = "tls_alert"
    stage: str = "tls"
    alert: tuple[str, str]
    tls: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


REAL = [
    Real(
        name="TLS 1.0 only",
        server=_openssl("-tls1"),
        says="none of the TLS versions that were offered (TLS 1.2 and newer): it knows only older ones",
        hint='--tls-min 1.0 or tls.minimum_version = "TLSv1"',
        alert=("server", "protocol_version"),
    ),
    Real(
        name="TLS 1.1 only",
        server=_openssl("-tls1_1"),
        says="it knows only older ones",
        hint="security level 0 comes with naming one",
        alert=("server", "protocol_version"),
    ),
    Real(
        name="TLS 1.2 only, where 1.3 is the minimum",
        server=_openssl("-tls1_2"),
        says="(TLS 1.3 only): it knows only older ones",
        hint='--tls-min 1.2 or tls.minimum_version = "TLSv1.2". Better',
        alert=("server", "protocol_version"),
        tls={"minimum_version": "TLSv1.3"},
    ),
    Real(
        name="TLS 1.3 only, where 1.2 is the maximum",
        server=_openssl("-tls1_3"),
        says="(TLS 1.0 to 1.2): it wants a newer one",
        hint="--tls-max 1.3 or tls.maximum_version",
        alert=("server", "protocol_version"),
        tls=OLD | NOT_NEW,
    ),
    Real(
        name="TLS 1.3 only, where nothing but 1.2 is allowed",
        server=_openssl("-tls1_3"),
        says="(TLS 1.2 only): it knows only newer or only older ones",
        hint="--tls-max 1.3 or tls.maximum_version",
        alert=("server", "protocol_version"),
        tls=NOT_NEW,
    ),
    *(
        Real(
            name=f"no shared cipher, {version}",
            server=_openssl(*options),
            says="no cipher, group or signature algorithm among those offered",
            hint="--ciphers ALL --security-level 0",
            alert=("server", "handshake_failure"),
        )
        for version, options in {
            "TLS 1.2": ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"),
            "TLS 1.2 of a server that asks": ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA", "-Verify", "3"),
            "TLS 1.3": ("-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"),
            "TLS 1.3, no group": ("-tls1_3", "-groups", "brainpoolP256r1"),
        }.items()
    ),
    Real(
        name="our own ciphers",
        server=_openssl("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        says="yours is not the cause",
        hint="Only these ciphers were offered: ECDHE-RSA-AES256-GCM-SHA384. Offer others by --ciphers or tls.ciphers",
        alert=("server", "handshake_failure"),
        tls={"ciphers": "ECDHE-RSA-AES256-GCM-SHA384", "maximum_version": "TLSv1.2"},
    ),
    *(
        Real(
            name=f"a name that is not served, {version}",
            server=_openssl("-servername", "other.test", "-servername_fatal", version),
            says=f"does not serve the name {HOST}, which was sent as server name (SNI)",
            hint="--sni NAME or tls.server_name",
            alert=("server", "unrecognized_name"),
        )
        for version in ("-tls1_2", "-tls1_3")
    ),
    *(
        Real(
            name=f"HTTP/2 only, {version}",
            server=_openssl("-alpn", "h2", version),
            says="does not speak HTTP/1.1 here",
            hint="--http2 or http.http2 = true",
            alert=("server", "no_application_protocol"),
        )
        for version in ("-tls1_2", "-tls1_3")
    ),
]


@needs_openssl
@pytest.mark.parametrize("case", REAL, ids=str)
async def test_a_real_server_that_does_not_fit_has_words_of_its_own(lab: Lab, tmp_path: Path, case: Real) -> None:
    with case.server(lab, tmp_path) as port:
        hop = await _sent(lab, port, _settings(lab, **case.tls), who="alice")
    failure = _failure(hop)
    assert (failure.kind, failure.stage, failure.certificate) == (case.kind, case.stage, None), failure
    assert case.says in failure.message
    assert case.hint in failure.hint
    assert [(said.sender, said.name) for said in _tls(hop).alerts] == [case.alert]
    assert (_tls(hop).client_certificate.verdict, _tls(hop).client_certificate.sent) == ("unknown", False)


@needs_openssl
async def test_following_the_hint_reaches_an_old_server(lab: Lab, tmp_path: Path) -> None:
    with odd_programs.openssl(lab, tmp_path, "-tls1") as port:
        hop = await _sent(lab, port, _settings(lab, **OLD))
    assert hop.failure is None
    assert _tls(hop).version == "TLSv1"


async def test_a_small_diffie_hellman_group_is_named(lab: Lab, tmp_path: Path) -> None:
    with odd.spoken(odd.weak_group(lab, tmp_path)) as port:
        refused = await _sent(lab, port, _settings(lab, security_level=2))
        taken = await _sent(lab, port, _settings(lab, security_level=1))
    failure = _failure(refused)
    assert (failure.kind, failure.stage) == ("tls_protocol", "tls")
    assert "Diffie-Hellman group is too small" in failure.message
    assert "--security-level 1 or tls.security_level = 1" in failure.hint
    assert "--ciphers" in failure.hint
    assert taken.failure is None


@needs_openssl
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
async def test_a_weak_key_of_the_server_is_named(lab: Lab, tmp_path: Path, version: str) -> None:
    with odd_programs.openssl(lab, tmp_path, version, key="RSA-1024") as port:
        hop = await _sent(lab, port, _settings(lab, security_level=2))
    failure = _failure(hop)
    assert (failure.kind, failure.certificate) == ("tls_verification", "theirs")
    assert "1024 bits" in failure.message
    assert "Revocation is not judged" in failure.hint
    assert [said.name for said in _tls(hop).alerts] == ["bad_certificate"]


@needs_openssl
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize("way", ["server", "client"])
async def test_data_that_are_changed_on_the_way_are_named(lab: Lab, tmp_path: Path, version: str, way: Any) -> None:
    with odd_programs.openssl(lab, tmp_path, version) as server, odd.flipping(server, way=way) as port:
        hop = await _sent(lab, port, _settings(lab))
    failure = _failure(hop)
    assert failure.kind == ("tls_protocol" if way == "server" else "tls_alert")
    assert "decrypt" in failure.message
    assert "without a proxy" in failure.hint
    side = "client" if way == "server" else "server"
    assert [(said.sender, said.name) for said in _tls(hop).alerts] == [(side, "bad_record_mac")]


@needs_openssl
async def test_an_alert_about_data_is_not_laid_to_the_certificate_before_it(lab: Lab, tmp_path: Path) -> None:
    """The verdict stays the contract's; the words tell that this alert is never about certificates."""
    options = ("-tls1_3", "-CAfile", str(lab.ca_file), "-Verify", "3")
    with odd_programs.openssl(lab, tmp_path, *options) as server, odd.flipping(server, way="client") as port:
        hop = await _sent(lab, port, _settings(lab), who="alice")
    ours = _tls(hop).client_certificate
    assert (ours.requested, ours.sent, ours.verdict) == (True, True, "refused")
    assert "bad_record_mac, which is not about certificates" in ours.note
    assert (_failure(hop).kind, _failure(hop).certificate) == ("tls_alert", None)
    assert "this alert is not about certificates" in _failure(hop).message


@needs_openssl
async def test_a_warned_name_is_noted_and_the_answer_kept(lab: Lab, tmp_path: Path) -> None:
    server = _openssl("-servername", "other.test", "-tls1_2")
    with server(lab, tmp_path) as port:
        hop = await _sent(lab, port, _settings(lab))
    assert hop.failure is None
    assert any(f"does not know the name {HOST}" in note for note in hop.notes)
    assert [(said.level, said.name) for said in _tls(hop).alerts] == [("warning", "unrecognized_name")]


@needs_openssl
async def test_a_name_the_default_certificate_does_not_bear_is_told_with_what_was_asked(
    lab: Lab, tmp_path: Path
) -> None:
    url = "https://unknown.demo.test"
    with odd_programs.openssl(lab, tmp_path, "-tls1_2") as port:
        asked = ticket(lab, f"{url}:{port}/", resolve={"unknown.demo.test": "127.0.0.1"})
        hop = await sent(asked)
    failure = _failure(hop)
    assert [problem.code for problem in _tls(hop).problems] == ["hostname_mismatch"]
    assert "The name asked for was unknown.demo.test" in failure.hint
    assert "--sni NAME" in failure.hint


@needs_openssl
async def test_another_server_name_is_named_as_the_one_that_was_sent(lab: Lab, tmp_path: Path) -> None:
    server = _openssl("-servername", "other.test", "-servername_fatal")
    with server(lab, tmp_path) as port:
        asked = ticket(lab, f"https://{HOST}:{port}/", resolve={HOST: "127.0.0.1"})
        hop = await sent(replace(asked, request=replace(asked.request, tls=RequestTls(server_name="inner.test"))))
    assert "does not serve the name inner.test" in _failure(hop).message
    assert "this one comes from there" in _failure(hop).hint


@needs_nginx
async def test_nginx_s_answer_to_plain_http_is_noted(lab: Lab, tmp_path: Path) -> None:
    with nginx(lab, tmp_path, version="TLSv1.3") as url:
        port = int(url.rsplit(":", 1)[1].strip("/"))
        hop = await _sent(lab, port, _settings(lab), scheme="http")
    assert hop.response is not None
    assert hop.response.status == 400
    assert hop.notes == (f"{HOST}:{port} speaks TLS and was spoken to in plain HTTP: use https://{HOST}:{port}.",)


@needs_nginx
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
async def test_a_name_that_nginx_rejects_is_told(lab: Lab, tmp_path: Path, version: str) -> None:
    with odd_programs.rejecting_names(lab, tmp_path, version) as port:
        hop = await _sent(lab, port, _settings(lab), who="alice")
    assert f"does not serve the name {HOST}" in _failure(hop).message
    assert [(said.sender, said.name) for said in _tls(hop).alerts] == [("server", "unrecognized_name")]
    assert (_tls(hop).client_certificate.verdict, _tls(hop).client_certificate.sent) == ("unknown", False)


async def test_the_words_are_about_the_proxy_where_it_is_the_proxy_that_speaks_no_tls(lab: Lab) -> None:
    with ExitStack() as stack:
        port = stack.enter_context(odd.spoken(odd.answering(HTTP_400)))
        asked = ticket(lab, lab.url("tls"), proxy=f"https://127.0.0.1:{port}")
        hop = await sent(asked)
    failure = _failure(hop)
    assert failure.kind == "proxy_failed"
    assert f"127.0.0.1:{port} speaks plain HTTP, not TLS" in failure.message
