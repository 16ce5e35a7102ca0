"""A curl command in the URL's field, in the whole app: what it becomes, what it may never do."""

from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot

from tests.apps import certificate_line, composer, sent, started, told, url_field
from tests.desks import SECRET, pasted, pki, shown, typed, until
from tests.lab import Watch
from workbench.app import WorkbenchApp
from workbench.demo.authority import Order
from workbench.demo.lab import Lab
from workbench.models import FormField, Request, RequestBody
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificate_fields import CertificateFields
from workbench.screens.chooser import ChooserScreen
from workbench.screens.passphrase import PassphraseScreen
from workbench.settings.schema import COMMAND_ID

pytestmark = pytest.mark.slow


def request(app: WorkbenchApp) -> Request:
    return composer(app).workpiece.request


def log(app: WorkbenchApp) -> str:
    return "\n".join(repr(entry) for entry in app.desk.log)


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def paste(app: WorkbenchApp, pilot: Pilot[None], text: str) -> None:
    """Paste into the URL's field, and wait until the request is there."""
    await pilot.press("ctrl+l")
    before = composer(app).workpiece.composition
    await pasted(pilot, text)
    await until(pilot, lambda: composer(app).workpiece.composition is not before)
    await pilot.pause()


def carol(lab: Lab, folder: Path) -> str:
    """Write carol's certificate with an encrypted key, and return the options that name them."""
    folder.mkdir(exist_ok=True)
    lab.authorities.intermediate.issue(Order(common_name="carol")).write(folder, "carol", passphrase=SECRET)
    return f"--cert '{folder}/carol.crt:{SECRET}' --key {folder}/carol.key"


async def test_a_command_becomes_the_request_with_all_it_says(tmp_path: Path) -> None:
    pki(tmp_path / "pki")
    files = f"-E {tmp_path}/pki/alice.crt --key {tmp_path}/pki/alice.key"
    sent = "-H 'X: 1' -d a=1 --haproxy-protocol --capath y"
    command = f"curl -k https://api.example.test:8443/x \\\n  {files} \\\n  {sent}"
    async with started(tmp_path / "home") as (app, pilot):
        await paste(app, pilot, command)
        assert url_field(app).value == request(app).url == "https://api.example.test:8443/x"
        assert request(app).method == "POST" and request(app).tls.verify is False
        assert request(app).body == RequestBody(type="form", fields=(FormField(name="a", value="1"),))
        assert "cert: alice.crt (this request only)  from the pasted command" in certificate_line(app)
        assert "verification off" in shown(app)
        assert "Not taken over: --haproxy-protocol, 1 more" in told(app) and "A, adds alice.crt" in told(app)
        assert "--capath" in log(app) and "--haproxy-protocol" in log(app)
        assert composer(app).response.exchange is None and not app.desk.settings.certificates


async def test_what_stood_there_is_kept_aside_and_the_command_too(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+l")
        await typed(pilot, "first.test")
        await paste(app, pilot, "curl https://second.test/ -E a.pem")
        composer(app).workpiece.undo()
        assert url_field(app).value == "first.test" and "a.pem" not in certificate_line(app)
        composer(app).workpiece.undo()
        assert url_field(app).value == "https://second.test/" and "a.pem (this request only)" in certificate_line(app)


async def test_a_typed_command_waits_for_enter_and_enter_does_not_send_it(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("ctrl+l", "ctrl+u")
        url_field(app).value = f"curl -k -E 'a.pem:{SECRET}' {lab.url('mtls')}"
        await pilot.pause()
        assert "Enter makes a request" in told(app) and "curl" not in request(app).url
        await pilot.press("enter")
        await until(pilot, lambda: request(app).url == lab.url("mtls"))
        assert composer(app).response.exchange is None and not composer(app).outbox.running


@pytest.mark.parametrize("key", ["f5", "ctrl+j"])
async def test_the_key_that_sends_makes_it_a_request_first(tmp_path: Path, key: str) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+l")
        url_field(app).value = "curl https://never.invalid/"
        await pilot.press(key)
        await until(pilot, lambda: request(app).url == "https://never.invalid/")
        assert not composer(app).outbox.running


async def test_lines_that_come_as_keys_are_one_command_and_send_nothing(tmp_path: Path) -> None:
    lines = ["curl https://never.invalid/ \\", " -X PUT \\", ' -d \'{"a":', "1}'"]
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+l", "c")  # the first letter may be here before the others
        for line in (lines[0][1:], *lines[1:]):
            for letter in line:
                app.post_message(Key(letter, letter))
            app.post_message(Key("enter", "\r"))
        await until(pilot, lambda: url_field(app).value.endswith("1}' "))
        assert composer(app).response.exchange is None and not composer(app).outbox.running
        await pilot.pause(0.1)
        await pilot.press("enter")
        await until(pilot, lambda: request(app).url == "https://never.invalid/")
        assert request(app).method == "PUT" and request(app).body is not None
        assert request(app).body == RequestBody(type="text", text='{"a":\n1}')


async def test_lines_that_come_as_keys_all_at_once_are_taken_over_and_not_sent(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+l")
        for letter in "curl https://never.invalid/ \\\n -X PUT\n":
            app.post_message(Key("enter", "\r") if letter == "\n" else Key(letter, letter))
        await until(pilot, lambda: request(app).url == "https://never.invalid/")
        assert request(app).method == "PUT" and not composer(app).outbox.running


async def test_an_enter_after_a_line_that_goes_on_takes_nothing_over(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+l")
        for value in ("curl https://x.test/ \\", "curl https://x.test/ -d 'a"):
            url_field(app).value = value
            await pilot.pause(0.1)
            await pilot.press("end", "enter")
            await until(pilot, lambda: "goes on" in told(app))
            assert request(app) == Request()


async def test_the_identity_and_its_trust_are_for_this_request_and_its_origin_alone(
    lab_home: Path, lab: Lab, seen: Watch, tmp_path: Path
) -> None:
    async with started(lab_home) as (app, pilot):
        await paste(app, pilot, f"curl {carol(lab, tmp_path)} {lab.url('mtls')}")
        exchange = await sent(app, pilot, "f5")
        assert exchange.body is not None and b'"CN=carol"' in exchange.body.data
        assert exchange.hops[0].selection.by == "command"
        url_field(app).value = lab.url("mtls12")
        await pilot.pause()
        assert "carol" not in certificate_line(app) and "alice" in certificate_line(app)
        await sent(app, pilot, "f5")
        client = seen.only("mtls12").client
        assert client is not None and client.subject == "CN=alice"
        url_field(app).value = lab.url("mtls").replace("https:", "http:")
        await pilot.pause()
        assert "carol" not in certificate_line(app)


async def test_a_redirect_to_another_origin_does_not_get_it(
    lab_home: Path, lab: Lab, seen: Watch, tmp_path: Path
) -> None:
    target = lab.url("mtls12")
    async with started(lab_home) as (app, pilot):
        await paste(app, pilot, f"curl -L {carol(lab, tmp_path)} '{lab.url('mtls', '/redirect?to=' + target)}'")
        exchange = await sent(app, pilot, "f5")
        assert [hop.selection.by for hop in exchange.hops][:1] == ["command"]
        others = [connection.client for connection in seen.connections("mtls12")]
        assert all(client is None or client.subject != "CN=carol" for client in others)


async def test_the_ca_of_the_command_counts_for_its_request(tmp_path: Path, lab: Lab) -> None:
    where = lab.url("tls")
    host = where.split("://")[1].strip("/")
    async with started(tmp_path) as (app, pilot):
        await paste(app, pilot, f"curl --cacert {lab.ca_file} --resolve {host}:127.0.0.1 {where}")
        exchange = await sent(app, pilot, "f5")
        assert exchange.response is not None and exchange.response.status == 200
        composer(app).workpiece.new()
        await paste(app, pilot, f"curl --resolve {host}:127.0.0.1 {where}")
        exchange = await sent(app, pilot, "f5")
        assert exchange.failure is not None and exchange.failure.kind == "tls_verification"


async def test_the_passphrase_is_on_no_disk_in_no_log_and_on_no_screen(
    lab_home: Path, lab: Lab, tmp_path: Path
) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("ctrl+l", "ctrl+u")
        url_field(app).value = f"curl {carol(lab, tmp_path / 'pki')} {lab.url('mtls')}"
        await pilot.pause(1.2)
        await pilot.press("enter")
        await until(pilot, lambda: request(app).url == lab.url("mtls"))
        assert "shell's history" in told(app)
        await sent(app, pilot, "f5")
        await pilot.press("ctrl+s")
        await typed(pilot, "kept")
        await pilot.press("enter")
        await until(pilot, lambda: "Saved without the certificate" in told(app))
        assert SECRET not in log(app) + shown(app) + repr(composer(app).workpiece.composition)
        await pilot.press("f9")
        await pilot.pause()
        assert SECRET not in shown(app)
    kept = everything(lab_home)
    assert b"kept" in kept and SECRET.encode() not in kept and b"carol.key" not in kept


async def test_a_missing_passphrase_is_asked_for_and_the_send_goes_on(lab_home: Path, lab: Lab, tmp_path: Path) -> None:
    options = carol(lab, tmp_path).replace(f":{SECRET}", "")
    async with started(lab_home) as (app, pilot):
        await paste(app, pilot, f"curl {options} {lab.url('mtls')}")
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, PassphraseScreen))
        await typed(pilot, SECRET)
        await pilot.press("enter")
        await until(pilot, lambda: composer(app).response.exchange is not None)
        exchange = composer(app).response.exchange
        assert exchange is not None and exchange.body is not None and b'"CN=carol"' in exchange.body.data


async def test_a_opens_the_form_with_it_and_then_the_rules_choose_it(lab_home: Path, lab: Lab, tmp_path: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await paste(app, pilot, f"curl {carol(lab, tmp_path)} {lab.url('mtls')}")
        await pilot.press("escape", "A")
        await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))
        form = app.screen.query_one(CertificateFields).typed
        assert (form.host, form.cert) == ("api.demo.test", str(tmp_path / "carol.crt"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is composer(app))
        (added,) = [entry for entry in app.desk.settings.certificates if "carol" in (entry.cert_file or "")]
        assert added.passphrase is not None and added.passphrase.startswith("sealed:")
        await until(pilot, lambda: "carol" in certificate_line(app))
        assert "this request only" not in certificate_line(app)
        exchange = await sent(app, pilot, "f5")
        assert exchange.body is not None and b'"CN=carol"' in exchange.body.data


async def test_the_chooser_shows_it_and_what_is_chosen_there_takes_its_place(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await paste(app, pilot, f"curl -E nowhere.pem {lab.url('mtls')}")
        composer(app).remedies.choose_for(request(app))
        await until(pilot, lambda: isinstance(app.screen, ChooserScreen))
        await pilot.pause()
        assert "nowhere.pem" in shown(app)
        await pilot.press("r")
        await until(pilot, lambda: app.screen is composer(app))
        await until(pilot, lambda: "alice" in certificate_line(app))
        lent = composer(app).workpiece.composition.one_off
        assert lent is not None and lent.entry is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("curl 'https://x.test", "never closed"),
        ("curl -k", "no URL"),
        ("curl https://x.test -d '" + "x" * 1_000_000 + "'", "too long"),
        ("curl '\x1b]0;evil\x07' -H", "without its value"),
    ],
)
async def test_a_hostile_paste_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+l")
        await pasted(pilot, text)
        await until(pilot, lambda: said in told(app))
        assert len(url_field(app).value) < 10_000 and request(app) == Request()
        assert composer(app).response.exchange is None
        assert COMMAND_ID not in log(app)


async def test_control_characters_in_a_command_are_shown_and_nothing_runs(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        touched = tmp_path / "touched"
        run = f"touch {touched}"
        await paste(app, pilot, f'curl https://x.test/\x1b[31m -H "X: $({run})" `{run}`; {run}')
        assert "\x1b" not in shown(app) and not touched.exists()
        assert "would run" in log(app)


@pytest.mark.parametrize("before", ["sudo ", "FOO=1 ", "x"])
async def test_what_only_reads_like_a_command_is_no_request_yet_and_in_no_draft(tmp_path: Path, before: str) -> None:
    async with started(tmp_path) as (app, pilot):
        await paste(app, pilot, f"{before}curl https://api.test/ -E a.pem:{SECRET.replace(' ', '-')}")
        composer(app).workpiece.drafts.save_now()
        assert SECRET.replace(" ", "-").encode() not in everything(tmp_path)
    assert SECRET.replace(" ", "-").encode() not in everything(tmp_path)
