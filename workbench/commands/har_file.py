"""`send --har FILE`: what was sent and what came back as an HTTP Archive, for tools that read such a file."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path

from workbench.commands.faults import CommandError
from workbench.models import Exchange


class HarOptions(argparse.Namespace):
    """The option as parsed."""

    har: str | None


def add(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument("--har", metavar="FILE", help="write the exchange to FILE as HAR 1.2, each redirect an entry")


def check(options: HarOptions) -> None:
    """Raise CommandError where the file cannot be made: before anything is sent."""
    if options.har is None:
        return
    if options.har == "-":
        why = "stdout has the answer: name a file (./- for one of this name)"
        raise CommandError("file", f"--har -: {why}.", where="-")
    path = Path(options.har).expanduser()
    if path.is_dir() or not path.parent.is_dir():
        why = "is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise CommandError("file", f"--har {options.har}: {why}.", where=options.har)


def write(options: HarOptions, exchange: Exchange, secrets: Collection[str], *, show_secrets: bool) -> None:
    """Write the file, 0600, where one is asked for; secrets are masked unless they are to be shown."""
    if options.har is None:
        return
    import json  # with what follows, only where it is asked for

    from workbench import atomic
    from workbench.interchange import har

    document = har.document([exchange], show_secrets=show_secrets, secrets=secrets)
    try:
        atomic.write(Path(options.har).expanduser(), f"{json.dumps(document, indent=2)}\n".encode())
    except OSError as fault:
        raise CommandError("file", f"--har {options.har}: {fault.strerror}.", where=options.har) from fault
