"""What a server asked for is said before the next send: under the URL, in the chooser, and where a URL is tested."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.apps import certificate_line, composer, sent, started, told, url_field
from tests.desks import pasted, pki, shown, until
from tests.lab import Watch
from tests.peers import HOST, needs_openssl, s_server
from workbench.app import WorkbenchApp
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.models import CertificateEntry, Field, Request
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.chooser import ChooserScreen

pytestmark = pytest.mark.slow

FRAMES = str.maketrans("│┃║", "   ")


def flat(app: WorkbenchApp) -> str:
    return " ".join(shown(app).translate(FRAMES).split())


async def met(app: WorkbenchApp, pilot: Pilot[None], url: str, folder: Path) -> None:
    """Have carol, whom another CA issued, and alice for the server, and send to it once."""
    desk = composer(app).desk
    alice = next(entry for entry in desk.settings.certificates if entry.name == "alice")
    files = {"cert_file": str(folder / "alice.crt"), "key_file": str(folder / "alice.key")}
    other = CertificateEntry(id="carol", name="carol", host=HOST, port="*", **files)  # type: ignore[arg-type]
    entries = (replace(alice, host=HOST, port="*"), other)
    changed = replace(desk.settings, certificates=entries, resolve={HOST: "127.0.0.1"})
    assert desk.change_settings(changed)
    composer(app).workpiece.take(Request(method="GET", url=url))
    await sent(app, pilot, "f5")
    await pilot.press("escape")


@needs_openssl
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
async def test_an_issuer_that_the_server_does_not_name_is_said_before_sending_again(
    lab: Lab, lab_home: Path, tmp_path: Path, version: str
) -> None:
    pki(tmp_path / "pki")
    with s_server(lab, tmp_path, version, "-CAfile", str(lab.ca_file), "-verify", "2") as url:
        async with started(lab_home, (160, 40)) as (app, pilot):
            await met(app, pilot, url, tmp_path / "pki")
            expected = "the server accepts CN=Workbench Demo Root CA; yours is issued by CN=Example Test CA"
            await until(pilot, lambda: "the server accepts" in certificate_line(app))
            assert f"! {expected}" in certificate_line(app)
            await pilot.press("ctrl+o", "k", "enter")
            await until(pilot, lambda: isinstance(app.screen, ChooserScreen))
            await until(pilot, lambda: "[issuer NOT accepted]" in shown(app))
            assert "[issuer accepted]" in shown(app)
            assert f"At the last handshake: {expected}." in flat(app)


@needs_openssl
@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_on_a_small_screen_the_warning_shrinks_and_is_never_dropped(
    lab: Lab, lab_home: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    pki(tmp_path / "pki")
    with s_server(lab, tmp_path, "-CAfile", str(lab.ca_file), "-verify", "2") as url:
        async with started(lab_home, size) as (app, pilot):
            await met(app, pilot, url, tmp_path / "pki")
            await until(pilot, lambda: "! issuer not accepted" in certificate_line(app))
            await pilot.press("f3")
            await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
            await pilot.press("t")
            await pasted(pilot, url)
            await until(pilot, lambda: "At the last handshake: the server accepts" in flat(app))
            await until(pilot, lambda: "yours is issued by CN=Example Test CA" in flat(app))


async def test_an_empty_list_is_any_and_warns_of_nothing(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("enter")
        await sent(app, pilot, "f5")
        await pilot.pause(0.6)
        assert "!" not in certificate_line(app)
        await pilot.press("ctrl+o", "k", "enter")
        await until(pilot, lambda: isinstance(app.screen, ChooserScreen))
        assert "At the last handshake: the server accepts any issuer." in flat(app)


async def test_a_server_that_asked_is_remembered_where_there_is_nothing_to_send(lab: Lab, lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        desk = composer(app).desk
        assert desk.change_settings(replace(desk.settings, certificates=()))
        composer(app).workpiece.take(Request(method="GET", url=lab.url("mtls")))
        assert "asks" not in certificate_line(app)
        await sent(app, pilot, "f5")
        await until(pilot, lambda: "! the server asks for one" in certificate_line(app))


async def test_a_host_header_on_an_address_is_said_before_and_one_key_puts_it_right(lab: Lab, lab_home: Path) -> None:
    port = lab.url("mtls").split("/")[2].rpartition(":")[2]
    header = Field(name="Host", value="api.demo.test")
    async with started(lab_home) as (app, pilot):
        request = Request(url=f"https://127.0.0.1:{port}/a?b=1", method="GET", headers=(header,))
        composer(app).workpiece.take(request)
        await until(pilot, lambda: "not the Host header's" in certificate_line(app))
        await sent(app, pilot, "f5")
        found = composer(app).response.trouble
        assert found is not None and found.remedies[0].act == "resolve"
        await pilot.press("escape", "h")
        await until(pilot, lambda: url_field(app).value == f"https://api.demo.test:{port}/a?b=1")
        assert composer(app).workpiece.request.options.resolve == "127.0.0.1"
        assert not composer(app).workpiece.request.headers
        assert "^J sends it" in told(app)
        exchange = await sent(app, pilot, "f5")
        assert exchange.response is not None and exchange.response.status == 200


@pytest.mark.parametrize(
    ("who", "says"),
    [("old", "expired"), ("soon", "expires soon"), ("future", "not valid yet"), ("server", "the server's own?")],
)
async def test_a_certificate_that_a_server_would_mind_is_said_and_still_sent(
    lab: Lab, lab_home: Path, tmp_path: Path, who: str, says: str
) -> None:
    folder = tmp_path / "pki"
    pki(folder)
    now = datetime.now(UTC)
    lab.authorities.intermediate.issue(Order(common_name="f", not_before=now + timedelta(days=3))).write(
        folder, "future"
    )
    lab.authorities.intermediate.issue(Order(common_name="s", use="server")).write(folder, "server")
    files = {"cert_file": str(folder / f"{who}.crt"), "key_file": str(folder / f"{who}.key")}
    entry = CertificateEntry(id="x", name=who, host="*.demo.test", port="*", **files)  # type: ignore[arg-type]
    async with started(lab_home) as (app, pilot):
        desk = composer(app).desk
        assert desk.change_settings(replace(desk.settings, certificates=(entry,)))
        composer(app).workpiece.take(Request(method="GET", url=lab.url("mtls")))
        await until(pilot, lambda: f"! {says}" in certificate_line(app))
        exchange = await sent(app, pilot, "f5")
        tls = exchange.hops[-1].tls
        assert tls is not None and tls.client_certificate.sent
