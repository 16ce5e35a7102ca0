"""Where a request says nothing, its fields show what the settings hold, and follow them."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.apps import composer, started
from tests.desks import shown
from workbench.models import Request
from workbench.screens.standing import standing
from workbench.settings import HttpSettings, Settings, TlsSettings
from workbench.widgets.options_form import OptionsForm
from workbench.widgets.request_form import AS_SET, RequestForm
from workbench.widgets.tls_form import TlsForm

SET = Settings(
    path=Path("settings.toml"),
    tls=TlsSettings(verify=False, minimum_version="TLSv1.1", security_level=1, ciphers="ALL"),
    http=HttpSettings(proxy="http://me:secret@proxy.test:3128", timeout=2.5, proxy_certificate="alice"),
)


@pytest.mark.parametrize(
    ("field", "said", "by_default"),
    [
        ("verify", "off", "on"),
        ("minimum", "TLSv1.1", "TLSv1.2"),
        ("maximum", "the newest", "the newest"),
        ("level", "1", "OpenSSL's own"),
        ("ciphers", "ALL", "OpenSSL's"),
        ("timeout", "2.5", "30"),
        ("proxy", "http://********(2):********(6)@proxy.test:3128", "the environment's"),
        ("proxy-certificate", "alice", "none"),
        ("server-name", "", ""),
    ],
)
def test_what_the_settings_say_for_a_field(field: str, said: str, by_default: str) -> None:
    assert standing(lambda: SET)(field) == said
    assert standing(lambda: Settings(path=SET.path))(field) == by_default


@pytest.mark.parametrize("form", [TlsForm, OptionsForm])
def test_every_field_that_speaks_of_the_settings_has_something_to_show(form: type[RequestForm]) -> None:
    found = standing(lambda: SET)
    for field in form.FIELDS:
        speaks = AS_SET in field.placeholder or any(label == AS_SET for _, label in field.options)
        assert not speaks or found(field.id), field.id


@pytest.mark.slow
async def test_the_fields_follow_the_settings_while_they_stand_there(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        composer(app).workpiece.take(Request(url="https://api.example.test/"))
        await pilot.press("escape", "dollar_sign")
        await pilot.pause()
        assert "< as the settings say: TLS 1.2 >" in shown(app)
        desk = composer(app).desk
        assert desk.change_settings(replace(desk.settings, tls=replace(desk.settings.tls, minimum_version="TLSv1.3")))
        await pilot.pause()
        assert "< as the settings say: TLS 1.3 >" in shown(app)
