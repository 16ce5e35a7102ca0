"""`workbench demo`: the app on a throw-away lab of mutual-TLS servers, or the lab alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workbench.commands import opening, parsing
from workbench.commands.app_start import AppStart, StartApp, check_terminal
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError
from workbench.demo import headless
from workbench.demo.lab import Lab, LabError


class DemoOptions(argparse.Namespace):
    """The options as parsed."""

    headless: bool
    dir: Path | None


def run(call: Call, start_app: StartApp) -> int:
    """Serve the lab until the app, or for `--headless` this process, is ended."""
    options = _parser().read(call.arguments, DemoOptions())
    try:
        if options.headless:
            return headless.serve(options.dir, sys.stdout)
        check_terminal()
        with Lab(options.dir) as lab:
            settings = opening.load(lab.folders.settings_file)
            banner = _banner(lab.home, kept=options.dir is not None)
            return start_app(AppStart(folders=lab.folders, settings=settings, banner=banner))
    except LabError as fault:
        raise CommandError("usage", str(fault), where=str(options.dir)) from fault


def _parser() -> parsing.Parser:
    parser = parsing.Parser(
        "demo",
        usage="[--headless] [--dir DIR]",
        description="The app on a throw-away lab: a CA, client certificates and mutual-TLS servers on this\n"
        "machine. Its saved requests are a tour; nothing of your own settings is read or changed.",
        examples=("", "--dir lab", "--headless"),
    )
    parser.add_argument("--headless", action="store_true", help="no app: print one JSON line, then serve until ended")
    parser.add_argument("--dir", type=Path, metavar="DIR", help="keep the lab in DIR: empty, or an earlier lab's")
    return parser


def _banner(home: Path, *, kept: bool) -> str:
    return f"Demo lab in {home}, {'kept' if kept else 'removed when you quit'}."
