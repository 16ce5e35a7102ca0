"""`--cacert`, `--resolve`, `--proxy`: where a request connects to, and what is trusted there."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import HostError
from workbench.certificates.material import expand, load_certificates
from workbench.commands.faults import CommandError, UsageError
from workbench.commands.identity_options import lasting
from workbench.settings import resolve_key
from workbench.settings.addresses import is_address

if TYPE_CHECKING:
    from workbench.engine import Ticket


class ConnectionOptions(argparse.Namespace):
    """The options as parsed."""

    cacert: list[str]
    resolve: list[str]
    proxy: str | None


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group("connection")
    group.add_argument(
        "--cacert", action="append", default=[], metavar="F", help="trust these CAs too; may be repeated"
    )
    group.add_argument(
        "--resolve",
        action="append",
        default=[],
        metavar="HOST[:PORT]=ADDR",
        help="connect to this address instead of looking the host up; may be repeated",
    )
    group.add_argument("--proxy", metavar="URL|none", help="use this proxy, or none at all")


def apply(options: ConnectionOptions, ticket: Ticket) -> Ticket:
    """Return the ticket with the options in it; raises UsageError."""
    return replace(
        ticket,
        ca_files=tuple(_trusted(file) for file in options.cacert),
        resolve=dict(_override(text) for text in options.resolve),
        proxy=options.proxy,
    )


def _trusted(text: str) -> str:
    """Return the file; a CA that is named and cannot be read must not be left out in silence."""
    try:
        load_certificates(expand(text))
    except MaterialError as fault:
        raise CommandError("ca_file", f"--cacert: {fault.message}", where=text) from fault
    return lasting(text)


def _override(text: str) -> tuple[str, str]:
    host, equals, address = text.rpartition("=")
    bare = address.removeprefix("[").removesuffix("]")
    if not equals or not is_address(bare):
        raise UsageError(f"--resolve {text}: write HOST=ADDR or HOST:PORT=ADDR, where ADDR is an IP address.")
    try:
        return resolve_key(host), bare
    except HostError as fault:
        raise UsageError(f"--resolve {text}: {fault}") from fault
