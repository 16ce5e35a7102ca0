"""The composer's TLS and Options tabs, and the line of what is not standard, in the running app."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.apps import composer, focused, started, told, url_field
from tests.desks import pasted, shown, typed, until
from workbench.app import WorkbenchApp
from workbench.models import Request, RequestOptions, RequestTls
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.departure_line import DepartureLine
from workbench.widgets.request_editor import RequestEditor
from workbench.workspace import requests

pytestmark = pytest.mark.slow

URL = "https://api.test/"
TLS, OPTIONS = 3, 4
SIZES = [(80, 24), (60, 16)]
TLS_FIELDS = ("pin", "verify", "server-name", "minimum", "maximum", "ciphers", "level", "later")
OPTION_FIELDS = ("timeout", "follow", "resolve", "http", "proxy", "proxy-certificate")
CHOICES = {"verify": 2, "minimum": 1, "maximum": 3, "level": 1, "later": 2, "follow": 2, "http": 2}
"""How often Right is pressed on each choice."""

TYPED = {
    "pin": "none",
    "server-name": "api.internal",
    "ciphers": "ECDHE+AESGCM",
    "timeout": "2.5",
    "resolve": "10.0.0.5",
    "proxy": "https://me:pa55@proxy.test:8443",
    "proxy-certificate": "alice",
}
SAID = Request(
    url=URL,
    tls=RequestTls(
        verify=False,
        certificate="none",
        server_name="api.internal",
        minimum_version="TLSv1",
        maximum_version="TLSv1.2",
        ciphers="ECDHE+AESGCM",
        security_level=0,
        post_handshake_auth=False,
    ),
    options=RequestOptions(
        timeout=2.5,
        follow_redirects=False,
        resolve="10.0.0.5",
        http2=True,
        proxy="https://me:pa55@proxy.test:8443",
        proxy_certificate="alice",
    ),
)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("SSLKEYLOGFILE", raising=False)


async def tab(app: WorkbenchApp, pilot: Pilot[None], number: int) -> None:
    await composer(app).action_tab("request", number)
    first = (TLS_FIELDS, OPTION_FIELDS)[number - TLS][0]
    await until(pilot, lambda: app.screen.focused is not None and app.screen.focused.id == first)


async def filled(app: WorkbenchApp, pilot: Pilot[None], field: str) -> None:
    app.screen.query_one(f"#{field}").focus()
    if field in CHOICES:
        await pilot.press(*["right"] * CHOICES[field])
    else:
        await pasted(pilot, TYPED[field])


def composed(app: WorkbenchApp) -> Request:
    return composer(app).workpiece.request


def departures(app: WorkbenchApp) -> list[str]:
    return [found.text for found in app.screen.query_one(DepartureLine).departures]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("number", "fields"), [(TLS, TLS_FIELDS), (OPTIONS, OPTION_FIELDS)])
async def test_every_field_is_reached_by_keys_and_seen(
    tmp_path: Path, size: tuple[int, int], number: int, fields: tuple[str, ...]
) -> None:
    async with started(tmp_path, size) as (app, pilot):
        await tab(app, pilot, number)
        for field in fields:
            assert focused(app).id == field
            label = focused(app).parent
            assert label is not None and composer(app).query_one(RequestEditor).region.contains_region(
                focused(app).region
            )
            await pilot.press("down")


async def test_all_that_is_said_is_sent_saved_and_shown_again(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pasted(pilot, URL)
        for number, fields in ((TLS, TLS_FIELDS), (OPTIONS, OPTION_FIELDS)):
            await tab(app, pilot, number)
            for field in fields:
                await filled(app, pilot, field)
        assert replace(composed(app), name="") == SAID
        assert "TLS set" in shown(app) and "Options set" in shown(app)
        await pilot.press("ctrl+s")
        await typed(pilot, "legacy")
        await pilot.press("enter")
        await until(pilot, lambda: composer(app).workpiece.composition.path is not None)
        path = composer(app).workpiece.composition.path
        assert path is not None
        assert replace(requests.load(path), name="") == SAID
        await pilot.press("ctrl+n")
        await until(pilot, lambda: not composed(app).url)
        assert app.screen.query_one("#maximum", Alternatives).value == ""


@pytest.mark.parametrize(
    ("number", "field", "text", "words"),
    [
        (TLS, "server-name", "a.test:1", "A name alone"),
        (OPTIONS, "timeout", "soon", "A number of seconds is expected"),
    ],
)
async def test_a_bad_value_is_said_marks_its_tab_and_stops_sending_and_saving(
    tmp_path: Path, number: int, field: str, text: str, words: str
) -> None:
    async with started(tmp_path) as (app, pilot):
        await pasted(pilot, "https://127.0.0.1:1/")
        await tab(app, pilot, number)
        app.screen.query_one(f"#{field}").focus()
        await pasted(pilot, text)
        await until(pilot, lambda: words in " ".join(shown(app).split()))
        assert "! wrong" in shown(app)
        await pilot.press("f5")
        await until(pilot, lambda: told(app).startswith("Nothing was sent."))
        assert not composer(app).outbox.running and composer(app).response.exchange is None
        await pilot.press("ctrl+s")
        await until(pilot, lambda: told(app).startswith("Not saved."))
        await pilot.press("ctrl+u")
        await until(pilot, lambda: "! wrong" not in shown(app))
        await pilot.press("f5")
        await until(pilot, lambda: composer(app).response.exchange is not None)


async def test_versions_that_leave_none_are_said_until_they_leave_one(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await tab(app, pilot, TLS)
        app.screen.query_one("#minimum").focus()
        await pilot.press("left")
        app.screen.query_one("#maximum").focus()
        await pilot.press("right")
        await until(pilot, lambda: "TLS 1.3 at least and TLS 1.0 at most leave no version." in shown(app))
        await pilot.press("left", "left")
        await until(pilot, lambda: "leave no version" not in shown(app))
        tls = composed(app).tls
    assert (tls.minimum_version, tls.maximum_version) == ("TLSv1.3", "TLSv1.3")


async def test_a_proxys_password_is_masked_once_its_field_is_left_and_kept(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await tab(app, pilot, OPTIONS)
        await filled(app, pilot, "proxy")
        await pilot.press("tab")
        await until(pilot, lambda: "pa55" not in shown(app) and "********(4)@proxy.test" in shown(app))
        assert composed(app).options.proxy == TYPED["proxy"]
        await pilot.press("shift+tab", "end", *["backspace"] * 4)
        await typed(pilot, "9443")
        assert composed(app).options.proxy == "https://me:pa55@proxy.test:9443"
        await pilot.press("home", *["right"] * 10, "delete", "delete")
        await until(pilot, lambda: "all the stars" in shown(app))
        assert composed(app).options.proxy == "https://me:pa55@proxy.test:9443"


async def test_what_is_not_touched_stays_as_it_is(tmp_path: Path) -> None:
    loaded = Request(tls=RequestTls(ciphers=""), options=RequestOptions(timeout=0.12345678))
    async with started(tmp_path) as (app, pilot):
        composer(app).workpiece.take(loaded)
        await tab(app, pilot, TLS)
        await pilot.press("down", "right")
        await tab(app, pilot, OPTIONS)
        await pilot.press("down", "right")
        await until(pilot, lambda: composed(app).options.follow_redirects is True)
        assert (composed(app).tls.ciphers, composed(app).options.timeout) == ("", 0.12345678)


async def test_the_line_of_what_is_not_standard_costs_no_row_while_all_is(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pasted(pilot, URL)
        line = app.screen.query_one(DepartureLine)
        assert departures(app) == [] and line.region.height == 0
        await tab(app, pilot, TLS)
        await filled(app, pilot, "verify")
        await until(pilot, lambda: "! verification off, the host-name check with it" in shown(app))
        assert line.region.height == 1
        await pilot.press("right")
        await until(pilot, lambda: line.region.height == 0)


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 2), ((60, 16), 1)])
async def test_the_line_says_what_weakens_first_and_how_much_more_there_is(
    tmp_path: Path, size: tuple[int, int], rows: int
) -> None:
    async with started(tmp_path, size) as (app, pilot):
        composer(app).workpiece.take(SAID)
        await until(pilot, lambda: len(departures(app)) >= 6)
        await pilot.pause()
        line = app.screen.query_one(DepartureLine)
        assert line.region.height == rows
        assert "! verification off, the host-name check with it" in shown(app) and " more" in shown(app)


async def test_a_plain_url_departs_in_its_way_only(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        composer(app).workpiece.take(replace(SAID, url="http://api.test/", options=RequestOptions(resolve="10.0.0.5")))
        await until(pilot, lambda: departures(app) == ["connects to 10.0.0.5"])
        await pilot.pause()
        assert url_field(app).value == "http://api.test/"


async def test_the_proxy_of_the_environment_is_named_where_it_applies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:pa55@proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", "spared.test")
    async with started(tmp_path) as (app, pilot):
        composer(app).workpiece.take(Request(url=URL))
        through = "through proxy http://proxy.test:3128, from environment (HTTPS_PROXY)"
        await until(pilot, lambda: departures(app) == [through])
        composer(app).workpiece.take(Request(url="https://spared.test/"))
        await until(pilot, lambda: departures(app) == [])
        composer(app).workpiece.take(Request(url=URL, options=RequestOptions(proxy="none")))
        await pilot.pause(0.5)
        assert departures(app) == []


async def test_the_key_log_is_loud_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    async with started(tmp_path) as (app, pilot):
        await until(pilot, lambda: "! TLS keys logged to" in shown(app))
