"""Passphrases given to a command: from stdin or from a variable, never from an argument."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterable
from dataclasses import field, replace
from typing import Final

from workbench.commands.faults import CommandError
from workbench.models import Exchange
from workbench.nouns import dataclass
from workbench.settings.schema import COMMAND_ID

_LOCKED: Final = ("needs_passphrase", "wrong_passphrase")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPassphrase:
    """A passphrase, and the name or "id:ID" of the entries it is for; None is whichever needs one."""

    passphrase: str = field(repr=False)
    whose: str | None = None


class PassphraseOptions(argparse.Namespace):
    """The two options as parsed."""

    passphrase_stdin: bool
    passphrase_env: list[str]


def add(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """Add the options; with `several`, each can say whose passphrase it is: NAME=VAR."""
    form = "[NAME=]VAR" if several else "VAR"
    parser.add_argument(
        "--passphrase-stdin", action="store_true", help="read the passphrase from the first line of stdin"
    )
    parser.add_argument(
        "--passphrase-env",
        action="append",
        default=[],
        metavar=form,
        help="read the passphrase from this variable of the environment"
        + (", for the certificates called NAME or id:ID" if several else ""),
    )


def read(options: PassphraseOptions) -> tuple[GivenPassphrase, ...]:
    """Read what was given; raises CommandError where a variable is not set or stdin holds nothing."""
    given = [_from_environment(text) for text in options.passphrase_env]
    if options.passphrase_stdin:
        given.append(GivenPassphrase(passphrase=_from_stdin()))
    return tuple(given)


def read_one(options: PassphraseOptions) -> str | None:
    """Read the one passphrase that a command about one pair of files takes."""
    given = read(options)
    if len(given) > 1:
        raise CommandError("usage", "Give one passphrase: either --passphrase-stdin or --passphrase-env VAR.")
    return given[0].passphrase if given else None


def choose(given: Iterable[GivenPassphrase], entry_id: str, name: str | None) -> str | None:
    """Return the passphrase meant for an entry: by its id, by its name, else the one for whoever needs it."""
    known = {each.whose: each.passphrase for each in given}
    for whose in (f"id:{entry_id}", name, None):
        if whose in known:
            return known[whose]
    return None


def hinted(exchange: Exchange) -> Exchange:
    """Return an exchange that a certificate kept back with the options that help, in place of the app's ways."""
    last = exchange.hops[-1] if exchange.hops else None
    failure = last.failure if last else None
    if last is None or failure is None or failure.kind != "certificate_unusable" or failure.problem is None:
        return exchange
    entry = last.selection.entry
    if failure.problem in _LOCKED:
        way = "Give the passphrase by --passphrase-stdin or --passphrase-env [NAME=]VAR"
    elif entry is None or entry.id == COMMAND_ID:
        return exchange
    else:
        way = f"Name other files (workbench certs replace id:{entry.id} …)"
    hint = f"Nothing was sent. {way}, or send without a certificate: --cert none."
    return replace(exchange, hops=(*exchange.hops[:-1], replace(last, failure=replace(failure, hint=hint))))


def _from_environment(text: str) -> GivenPassphrase:
    whose, named, variable = text.rpartition("=")
    if variable not in os.environ:
        raise CommandError("passphrase", f"--passphrase-env: {variable} is not set in the environment.", where=variable)
    return GivenPassphrase(passphrase=os.environ[variable], whose=whose if named else None)


def _from_stdin() -> str:
    if sys.stdin is None:
        raise CommandError("passphrase", "--passphrase-stdin: stdin is closed.")
    if sys.stdin.isatty():
        return getpass.getpass("Passphrase: ", stream=sys.stderr)
    line = sys.stdin.buffer.readline().decode("utf-8", errors="surrogateescape")
    if not line:
        raise CommandError("passphrase", "--passphrase-stdin: stdin held nothing.")
    return line.rstrip("\r\n")
