"""`send --har FILE`: what was sent and what came back as an HTTP Archive, for tools that read such a file."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path

from workbench import typed_paths
from workbench.commands import output, statuses
from workbench.commands.faults import CommandError, UsageError
from workbench.models import Exchange


class HarOptions(argparse.Namespace):
    """The option as parsed, and those that do not go with it."""

    har: str | None
    written_as: str | None


def add(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument("--har", metavar="FILE", help="write the exchange to FILE as HAR 1.2, each redirect an entry")


def check(options: HarOptions, body: Path | None) -> None:
    """Raise CommandError where the file cannot be made, or has no use, before anything is sent; `body` is -o's file."""
    if options.har is None:
        return
    if options.har == "-":
        why = "stdout has the answer: name a file (./- for one of this name)"
        raise CommandError("file", f"--har -: {why}.", where="-")
    if options.written_as:
        raise UsageError("--as sends nothing that --har could tell of: give one of them.")
    try:
        path = typed_paths.replaceable(options.har)
    except OSError as fault:
        raise CommandError("file", _cannot(options.har, fault), where=options.har) from fault
    if body is not None and body.resolve() == path.resolve():
        raise UsageError("-o and --har name one file: give the body another one.")


def write(options: HarOptions, exchange: Exchange, secrets: Collection[str], *, show_secrets: bool) -> int:
    """Write the file, 0600, where one is asked for; secrets are masked unless they are to be shown.

    Return the exit status. Why it could not be written goes to stderr alone: the exchange is over, and is to be told.
    """
    if options.har is None:
        return statuses.DONE
    import json  # with what follows, only where it is asked for

    from workbench import atomic
    from workbench.interchange import har

    document = har.document([exchange], show_secrets=show_secrets, secrets=secrets)
    try:
        atomic.write(typed_paths.replaceable(options.har), f"{json.dumps(document, indent=2)}\n".encode())
    except OSError as fault:
        output.note(f"workbench: {_cannot(options.har, fault)}")
        return statuses.USAGE
    return statuses.DONE


def _cannot(name: str, fault: OSError) -> str:
    return f"--har {name}: {fault.strerror or fault}."
