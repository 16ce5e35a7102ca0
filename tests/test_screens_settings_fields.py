from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from workbench.screens import settings_fields
from workbench.screens.settings_fields import ChoiceName, SwitchName, TextName
from workbench.screens.typed_values import FieldFault
from workbench.settings import Settings

SETTINGS = Settings(path=Path("settings.toml"))


@pytest.mark.parametrize("name", get_args(TextName))
def test_what_a_field_shows_is_taken_back_unchanged(name: TextName) -> None:
    proxy = "http://user:pa55@proxy.test:8080"
    settings = replace(SETTINGS, http=replace(SETTINGS.http, proxy=proxy, no_proxy="a.test,b.test"))
    assert settings_fields.taken(settings, name, settings_fields.shown(settings, name)) == settings


@pytest.mark.parametrize("name", get_args(SwitchName))
@pytest.mark.parametrize("on", [True, False])
def test_a_switch_changes_its_own_value_only(name: SwitchName, on: bool) -> None:
    after = settings_fields.switched(SETTINGS, name, on=on)
    assert settings_fields.is_on(after, name) is on
    others = [other for other in get_args(SwitchName) if other != name]
    assert all(settings_fields.is_on(after, o) == settings_fields.is_on(SETTINGS, o) for o in others)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("timeout", ""),
        ("timeout", "soon"),
        ("timeout", "0"),
        ("timeout", "-1"),
        ("timeout", "nan"),
        ("timeout", "inf"),
        ("connect_timeout", "86401"),
        ("expiry_warning_days", "-1"),
        ("expiry_warning_days", "1.5"),
        ("expiry_warning_days", "99999999"),
        ("proxy", "ftp://proxy.test"),
        ("proxy", "proxy.test:8080"),
        ("proxy", "http://********(2):********(4)@proxy.test:8080"),
        ("ciphers", "ALL@SECLEVEL=0"),
        ("ciphers", "a;b"),
        ("proxy_certificate", "a:b"),
    ],
)
def test_a_value_that_cannot_be_taken_is_refused_in_words(name: TextName, text: str) -> None:
    with pytest.raises(FieldFault, match=r"expected|Expected"):
        settings_fields.taken(SETTINGS, name, text)


def test_a_proxys_password_is_masked_in_its_field_and_survives_another_host() -> None:
    settings = replace(SETTINGS, http=replace(SETTINGS.http, proxy="http://me:pa55@one.test:8080"))
    shown = settings_fields.shown(settings, "proxy")
    assert "pa55" not in shown
    after = settings_fields.taken(settings, "proxy", shown.replace("one.test", "two.test"))
    assert after.http.proxy == "http://me:pa55@two.test:8080"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minimum_version", "TLSv1"),
        ("maximum_version", "TLSv1.2"),
        ("maximum_version", ""),
        ("security_level", "0"),
        ("security_level", ""),
        ("theme", "workbench-light"),
    ],
)
def test_a_choice_is_shown_as_it_was_made(name: ChoiceName, value: str) -> None:
    assert settings_fields.choice(settings_fields.chosen(SETTINGS, name, value), name) == value


def test_a_newest_version_before_the_oldest_is_refused_in_words() -> None:
    with pytest.raises(FieldFault, match=r"TLS 1\.2 at least and TLS 1\.1 at most leave no version"):
        settings_fields.chosen(SETTINGS, "maximum_version", "TLSv1.1")
