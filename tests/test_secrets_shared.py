"""Nothing secret is in what the console shares, whichever way it is written: plain, encoded, in hex or base64."""

import base64
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.desks import opened, until
from tests.secrets_search import Watching, _base64, found
from tests.test_interchange_har import SECRETS, secret
from workbench.screens.console import ConsoleScreen
from workbench.screens.desk import Desk
from workbench.widgets.prompt_line import PromptLine

pytestmark = pytest.mark.slow
_LONG = 12  # what is shorter has no piece of its base64 that stands nowhere else by chance


def spelled(secrets: tuple[str, ...]) -> Mapping[str, bytes]:
    """Return each secret in every usual writing."""
    found: dict[str, bytes] = {}
    for one in secrets:
        data = one.encode()
        found |= {
            one: data,
            f"{one} in a URL": quote(one, safe="").encode(),
            f"{one} in a form": quote_plus(one).encode(),
            f"{one} in hex": data.hex().encode(),
            f"{one} in UTF-16": one.encode("utf-16-le"),
            **(_base64(one, data, len(base64.b64encode(data)) - 12) if len(data) > _LONG else {}),
        }
    return found


def filled(desk: Desk) -> ConsoleScreen:
    desk.record(secret())
    return ConsoleScreen(desk)


async def test_no_planted_secret_is_in_anything_that_was_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    copied: list[str] = []
    with Watching(folders=[tmp_path]) as seen:
        async with opened(tmp_path / "home", filled) as (app, pilot):
            app.desk.copy = copied.append  # type: ignore[method-assign,assignment]
            await pilot.press("u")  # what is shown unmasked is not what is shared
            for number, letter in enumerate("thj", 1):
                await pilot.press("s", letter, "c")
                await until(pilot, lambda: len(copied) == number)  # noqa: B023  awaited here
                await pilot.press("s", letter, "f")
                await until(pilot, lambda: bool(app.screen.query(PromptLine)))
                await pilot.press("enter")
                await until(pilot, lambda: len(app.said) == number)  # noqa: B023  awaited here
            for number, letter in enumerate("hn", 4):
                await pilot.press("S", letter)
                await until(pilot, lambda: bool(app.screen.query(PromptLine)))
                await pilot.press("enter")
                await until(pilot, lambda: len(app.said) == number)  # noqa: B023  awaited here
            await pilot.press("y")
            await until(pilot, lambda: len(copied) == 4)
            seen.outputs |= {f"copy {number}": text.encode() for number, text in enumerate(copied)}
            seen.outputs["the log"] = "\n".join(entry.text for entry in app.desk.log).encode()
    assert len([path for path in here.iterdir() if path.is_file()]) == 5
    assert found(spelled(SECRETS), seen) == []
