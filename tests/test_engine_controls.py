"""What a request and the settings say of TLS and HTTP versions, seen at servers that nobody here wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab import Watch
from tests.peers import HOST, needs_nginx, needs_openssl, nginx, s_server
from tests.sending import lab_settings, sender, sent, ticket
from workbench.demo.lab import Lab
from workbench.engine import Sender, Ticket, controls
from workbench.engine.outgoing import NotPrepared
from workbench.models import Hop, Request, RequestOptions, RequestTls
from workbench.settings import Settings, TlsSettings

HERE = {HOST: "127.0.0.1"}


def _asked(lab: Lab, url: str, tls: RequestTls | None = None, **said: object) -> Ticket:
    """A ticket for a peer on loopback; `said` goes into the settings' `[tls]`."""
    settings = lab_settings(lab)
    known = replace(settings.tls, **said)  # type: ignore[arg-type]
    request = Request(tls=tls or RequestTls())
    return ticket(
        lab, url, request=request, settings=replace(settings, tls=known, resolve={**settings.resolve, **HERE})
    )


def _spoken(hop: Hop) -> tuple[str | None, str | None]:
    assert hop.failure is None, hop.failure
    assert hop.tls is not None
    return hop.tls.version, hop.tls.cipher


@needs_openssl
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1"])
async def test_an_old_server_is_reached_where_its_version_is_allowed(lab: Lab, tmp_path: Path, version: str) -> None:
    option = "-tls1" if version == "TLSv1" else "-tls1_1"
    with s_server(lab, tmp_path, option, "-cipher", "ALL:@SECLEVEL=0") as url:
        refused = await sent(_asked(lab, url))
        by_request = await sent(_asked(lab, url, RequestTls(minimum_version="TLSv1")))
        by_settings = await sent(_asked(lab, url, minimum_version="TLSv1"))
        at_level = await sent(_asked(lab, url, RequestTls(minimum_version="TLSv1", security_level=2)))
    assert refused.failure is not None
    assert _spoken(by_request)[0] == _spoken(by_settings)[0] == version
    assert at_level.failure is not None  # a level that is said holds: OpenSSL speaks no old version above 0


@needs_openssl
async def test_the_highest_version_is_a_ceiling(lab: Lab, tmp_path: Path) -> None:
    with s_server(lab, tmp_path) as url:
        free = await sent(_asked(lab, url))
        by_request = await sent(_asked(lab, url, RequestTls(maximum_version="TLSv1.2")))
        by_settings = await sent(_asked(lab, url, maximum_version="TLSv1.2"))
        over = await sent(_asked(lab, url, RequestTls(maximum_version="TLSv1.3"), maximum_version="TLSv1.2"))
    versions = [_spoken(hop)[0] for hop in (free, by_request, by_settings, over)]
    assert versions == ["TLSv1.3", "TLSv1.2", "TLSv1.2", "TLSv1.3"]


@needs_openssl
async def test_the_cipher_of_the_list_is_spoken_the_requests_before_the_settings(lab: Lab, tmp_path: Path) -> None:
    one, other = "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"
    with s_server(lab, tmp_path, "-tls1_2") as url:
        by_settings = await sent(_asked(lab, url, ciphers=one))
        by_request = await sent(_asked(lab, url, RequestTls(ciphers=other), ciphers=one))
    assert [_spoken(hop) for hop in (by_settings, by_request)] == [("TLSv1.2", one), ("TLSv1.2", other)]


async def test_a_part_of_the_list_that_openssl_does_not_know_is_said(lab: Lab) -> None:
    hop = await sent(_asked(lab, lab.url("tls"), RequestTls(ciphers="ECDHE+AESGCM:ECDHE+AESGMC")))
    assert hop.failure is None
    assert hop.notes == ("OpenSSL knows no cipher ECDHE+AESGMC: left out of tls.ciphers.",)


@needs_openssl
async def test_what_a_security_level_forbids_is_spoken_at_a_lower_one(lab: Lab, tmp_path: Path) -> None:
    anonymous = RequestTls(verify=False, ciphers="ADH-AES128-GCM-SHA256")  # a key exchange without a certificate
    with s_server(lab, tmp_path, "-tls1_2", "-cipher", "ALL:@SECLEVEL=0") as url:
        refused = await sent(_asked(lab, url, anonymous))
        taken = await sent(_asked(lab, url, replace(anonymous, security_level=0)))
        by_settings = await sent(_asked(lab, url, anonymous, security_level=0))
    assert refused.failure is not None
    assert _spoken(taken) == _spoken(by_settings) == ("TLSv1.2", "ADH-AES128-GCM-SHA256")


POST_HANDSHAKE_AUTH = b"\x00\x31\x00\x00"  # the extension, which is empty (RFC 8446 §4.2.6)


@pytest.mark.parametrize("settings_say", [True, False])
@pytest.mark.parametrize("request_says", [None, True, False])
async def test_authentication_after_the_handshake_is_offered_as_it_is_said(
    lab: Lab, request_says: bool | None, settings_say: bool
) -> None:
    said = RequestTls(post_handshake_auth=request_says)
    hop = await sent(_asked(lab, lab.url("tls"), said, post_handshake_auth=settings_say))
    assert hop.tls is not None
    offered = POST_HANDSHAKE_AUTH in hop.tls.messages[0].data
    assert offered == (settings_say if request_says is None else request_says)


@needs_nginx
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
async def test_http2_is_offered_per_request(lab: Lab, tmp_path: Path, version: str) -> None:
    with nginx(lab, tmp_path, version=version, verify="optional") as url:
        plain = _asked(lab, url)
        async with sender() as ours:
            spoken = [await _http_version(ours, plain, said) for said in (None, True, False, True)]
        settings = replace(plain.settings, http=replace(plain.settings.http, http2=True))
        async with sender() as ours:
            known = [await _http_version(ours, replace(plain, settings=settings), said) for said in (None, False)]
    assert spoken == ["HTTP/1.1", "HTTP/2", "HTTP/1.1", "HTTP/2"]
    assert known == ["HTTP/2", "HTTP/1.1"]


async def _http_version(ours: Sender, one: Ticket, http2: bool | None) -> str:
    request = replace(one.request, options=RequestOptions(http2=http2))
    hop = (await ours.send(replace(one, request=request))).hops[-1]
    assert hop.response is not None, hop.failure
    return hop.response.http_version


REFUSED = [
    ("crossed in the request", RequestTls(minimum_version="TLSv1.3", maximum_version="TLSv1.2"), {}, "request"),
    ("the request's lowest", RequestTls(minimum_version="TLSv1.3"), {"maximum_version": "TLSv1.2"}, "settings"),
    ("the request's highest", RequestTls(maximum_version="TLSv1.1"), {}, "tls.minimum_version of the settings"),
    ("no such cipher", RequestTls(ciphers="NOPE"), {}, "tls.ciphers"),
    ("the settings' cipher", RequestTls(), {"ciphers": "NOPE"}, "tls.ciphers"),
    ("a suite of TLS 1.3", RequestTls(ciphers="TLS_AES_128_GCM_SHA256"), {}, "tls.ciphers"),
    ("a level in the list", RequestTls(ciphers="ALL:@SECLEVEL=0"), {}, "tls.ciphers"),
    ("a level there is not", RequestTls(security_level=9), {}, "tls.security_level"),
]


@pytest.mark.parametrize(("what", "said", "known", "words"), REFUSED, ids=[row[0] for row in REFUSED])
async def test_what_leaves_nothing_to_speak_is_said_before_anything_is_sent(
    lab: Lab, seen: Watch, what: str, said: RequestTls, known: dict[str, object], words: str
) -> None:
    hop = await sent(_asked(lab, lab.url("tls"), said, **known))
    assert hop.failure is not None
    assert (hop.failure.stage, hop.failure.kind) == ("prepare", "invalid_request")
    assert words in hop.failure.message
    assert "Nothing was sent" in hop.failure.hint
    assert hop.tls is None
    assert seen.connections("tls") == ()


@pytest.mark.parametrize("site", ["tls", "http"])
async def test_a_refusal_is_prepared_as_it_is_sent(lab: Lab, site: str) -> None:
    one = _asked(lab, lab.url(site), RequestTls(ciphers="NOPE"))
    async with sender() as ours:
        exchange = await ours.prepare(one)
    assert exchange.outcome == ("failure" if site == "tls" else "prepared")


async def test_a_change_of_the_controls_makes_a_new_connection(lab: Lab) -> None:
    said = (
        RequestTls(),
        RequestTls(maximum_version="TLSv1.3"),
        RequestTls(ciphers="ECDHE+AESGCM"),
        RequestTls(security_level=1),
        RequestTls(post_handshake_auth=False),
        RequestTls(minimum_version="TLSv1.3"),
    )
    async with sender() as ours:
        hops = [(await ours.send(_asked(lab, lab.url("tls"), tls))).hops[-1] for tls in said]
        again = (await ours.send(_asked(lab, lab.url("tls"), said[2]))).hops[-1]
    assert [hop.failure for hop in hops] == [None] * len(said)
    assert [hop.reused for hop in hops] == [False] * len(said)
    assert again.reused


async def test_what_is_said_of_tls_holds_on_every_hop(lab: Lab) -> None:
    url = lab.url("mtls12", f"/redirect?to={lab.url('optional12')}")
    async with sender() as ours:
        exchange = await ours.send(_asked(lab, url, RequestTls(maximum_version="TLSv1.2", verify=False)))
    first, second = exchange.hops
    assert first.selection.host != second.selection.host
    for hop in (first, second):
        assert hop.tls is not None
        assert (hop.tls.version, hop.tls.verification) == ("TLSv1.2", "off")


def test_the_request_goes_over_the_settings() -> None:
    known = TlsSettings(verify=False, minimum_version="TLSv1.1", ciphers="A", security_level=1)
    settings = Settings(path=Path("settings.toml"), tls=known)
    said = RequestTls(verify=True, minimum_version="TLSv1.3", ciphers="", security_level=0)
    merged = controls.of_request(Request(tls=said), settings)
    assert (merged.verify, merged.minimum_version, merged.ciphers, merged.security_level) == (True, "TLSv1.3", "", 0)
    assert controls.of_settings(settings).minimum_version == "TLSv1.1"


def test_crossed_settings_are_named_as_such() -> None:
    settings = Settings(path=Path("settings.toml"), tls=TlsSettings(maximum_version="TLSv1"))
    with pytest.raises(NotPrepared, match=r"TLSv1\.2 \(tls\.minimum_version of the settings\)"):
        controls.of_settings(settings)
