"""Redraw every picture from the running app: `python -m screenshots.make`.

The app runs on the demo lab, driven by keys. Its drawing is turned into PNG by a headless Chromium; `--svg` keeps the
drawing itself, for looking at without one.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from textual.pilot import Pilot

from workbench.app import WorkbenchApp
from workbench.demo.lab import Lab

FOLDER = Path(__file__).parent
SIZE = (100, 30)
PATIENCE = 400  # looks, each after the app has come to rest
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BACKGROUND = "#00000000"
CLIP = re.compile(r'(clip-terminal">\s*<rect x="0" y="0" width="[\d.]+" height=")([\d.]+)')
DESCENDERS = 8  # pixels of the last line that Textual's drawing cuts off


@dataclass(frozen=True)
class Key:
    """Press keys, by Textual's names."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """Type characters; {words} stand for the lab's files."""

    text: str


@dataclass(frozen=True)
class Wait:
    """Wait until this is to be seen."""

    text: str


Step = Key | Text | Wait


def key(*names: str) -> Key:
    """Press keys one after the other."""
    return Key(names)


REFUSED_BY_ANOTHER_CA = 8  # its place in the list of requests
REQUEST_FOR_OURS = 5  # presses of Down to the message in which the server asks for a certificate
PICTURES: dict[str, Sequence[Step]] = {
    "accepted": (Wait("mTLS: the right"), key("s"), Wait("cert SENT alice"), key("3"), Wait("asked, SENT, accepted")),
    "refused": (
        Wait("mTLS: the right"),
        key(*["down"] * REFUSED_BY_ANOTHER_CA),
        key("s"),
        Wait("cert REFUSED"),
    ),
    "chooser": (
        Wait("mTLS: the right"),
        key(*["down"] * REFUSED_BY_ANOTHER_CA),
        key("s"),
        Wait("cert REFUSED"),
        key("w"),
        Wait("stranger"),
    ),
    "doctor": (
        Wait("mTLS: the right"),
        key(*["down"] * REFUSED_BY_ANOTHER_CA),
        key("s"),
        Wait("cert REFUSED"),
        key("d"),
        Wait("NOT GOOD"),
    ),
    "handshake": (
        Wait("mTLS: the right"),
        key("s"),
        Wait("cert SENT alice"),
        key("3"),
        Wait("asked, SENT, accepted"),
        key("ctrl+o", "r", *["down"] * REQUEST_FOR_OURS, "enter"),
        Wait("CertificateRequest"),
        Wait("Signatures"),
    ),
    "compare": (
        Wait("mTLS: the right"),
        key("down", "down", "enter", "equals_sign"),
        Wait("OUTSIDE ITS RULE"),
        # Alice and nobody are enough for two columns.
        key("down", "space", "down", "space", "enter"),
        Wait("difference"),
        Wait("client_certificate"),
    ),
    "certificates": (Wait("mTLS: the right"), key("c"), Wait("x expired"), Wait("SHA-256")),
    "add_certificate": (
        Wait("mTLS: the right"),
        key("c"),
        Wait("Client certificates"),
        key("a"),
        Wait("Host"),
        Text("*.example.com"),
        key(*["tab"] * 4),
        Text("{expired}"),
        key("tab"),
        Text("{stranger_key}"),
        Wait("the key of another"),
    ),
    "console": (
        Wait("mTLS: the right"),
        key("s"),
        Wait("cert SENT alice"),
        key(*["down"] * REFUSED_BY_ANOTHER_CA),
        key("s"),
        Wait("cert REFUSED"),
        key("l"),
        Wait("Console"),
        key("slash"),
        Text("error cert:alice"),
        key("enter"),
        Wait("Lists 1"),
        key("enter"),
        Wait("Your cert"),
        key("s"),
        Wait("WITH SECRETS"),
    ),
    "body": (
        Wait("mTLS: the right"),
        key("enter", "ctrl+l", "ctrl+u", "ctrl+k"),
        Text("{large}"),
        key("enter"),
        Wait("Pretty JSON"),
        key("ctrl+o", "r", "slash"),
        Text("user 00042"),
        key("enter"),
        Wait(": 1 of"),
        key("up", "up", "up", "enter", "n"),  # the record before is folded
        Wait(": 2 of"),
    ),
}


def main() -> int:
    """Draw the pictures named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *PICTURES], help="all of them when none is named")
    parser.add_argument("--svg", action="store_true", help="keep the drawings as SVG")
    parser.add_argument("--size", default="100x30", help="columns and rows")
    options = parser.parse_args()
    width, height = (int(number) for number in options.size.split("x"))
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None and not options.svg:
        print("No Chromium here to turn the drawings into PNG; --svg keeps them as they are.", file=sys.stderr)
        return 1
    for name in options.names or PICTURES:
        drawing = asyncio.run(drawn(PICTURES[name], (width, height)))
        print(_kept(name, _uncut(drawing), browser if not options.svg else None))
    return 0


async def drawn(steps: Sequence[Step], size: tuple[int, int]) -> str:
    """Run the app on a fresh lab through some steps, and return what it shows, as SVG."""
    # A fixed place: a random name would make every picture a new one.
    with Lab(Path(tempfile.gettempdir()) / "workbench-pictures") as lab:
        words = {
            "expired": str(lab.identities["expired"].cert_file),
            "stranger_key": str(lab.identities["stranger"].key_file),
            "large": lab.url("mtls", "/big?megabytes=10&kind=json"),
        }
        app = WorkbenchApp(lab.folders, lab.settings)
        async with app.run_test(size=size, notifications=True) as pilot:
            for step in steps:
                await _taken(step, pilot, words)
            drawing = app.export_screenshot(title="Workbench")
            await pilot.press("ctrl+q")
    return drawing


async def _taken(step: Step, pilot: Pilot[None], words: dict[str, str]) -> None:
    match step:
        case Key(names):
            await pilot.press(*names)
        case Text(text):
            await pilot.press(*text.format(**words))
        case Wait(text):
            for _ in range(PATIENCE):
                await pilot.pause(0.02)
                if text in _read(pilot.app.export_screenshot()):
                    return
            raise SystemExit(f"{text!r} did not appear in\n{_read(pilot.app.export_screenshot())}")


def _read(drawing: str) -> str:
    lines = re.findall(r"<text[^>]*>([^<]*)</text>", drawing)
    return unescape(" ".join(lines)).replace("\xa0", " ")


def _uncut(drawing: str) -> str:
    return CLIP.sub(lambda found: f"{found[1]}{float(found[2]) + DESCENDERS:g}", drawing)


def _kept(name: str, drawing: str, browser: str | None) -> Path:
    if browser is None:
        path = FOLDER / f"{name}.svg"
        path.write_text(drawing)
        return path
    path = FOLDER / f"{name}.png"
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    width, height = (round(float(number)) for number in box.groups()) if box else (1200, 800)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "drawing.svg"
        source.write_text(drawing)
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking")
        call = (browser, *flags, f"--user-data-dir={folder}/profile", f"--window-size={width},{height}")
        more = (f"--screenshot={path}", f"--default-background-color={BACKGROUND[1:]}", source.as_uri())
        subprocess.run((*call, *more), check=True, capture_output=True, timeout=120)
    return path


if __name__ == "__main__":
    sys.exit(main())
