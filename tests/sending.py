"""What engine tests share: tickets for the lab, and a sender that closes itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from workbench import settings
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.demo.lab import Lab
from workbench.engine import Sender, Ticket
from workbench.models import Choice, Field, Hop, Request, RequestOptions, RequestTls
from workbench.settings import HttpSettings, Settings


def lab_settings(lab: Lab) -> Settings:
    """The lab's own settings."""
    file = lab.folders.settings_file
    return _read(file, file.stat().st_mtime_ns)


@cache
def _read(file: Path, changed_at: int) -> Settings:
    return settings.load(file)


def as_someone(name: str | None) -> Choice | None:
    """The command's word: a name, "none", or None for the rules."""
    return Choice(by="command", value=name) if name is not None else None


def ticket(lab: Lab, url: str, *, who: str | None = None, request: Request | None = None, **changes: Any) -> Ticket:
    """A ticket for a GET of a URL, or for `request` sent there; `changes` go into the ticket."""
    asked = replace(request, url=url) if request is not None else Request(method="GET", url=url)
    ready = Ticket(
        request=asked,
        settings=lab_settings(lab),
        passphrases=Passphrases(Sealer(lab.folders.sealing)),
        choice=as_someone(who),
    )
    return replace(ready, **changes)


def unverified(**changes: Any) -> Request:
    """A GET that does not verify the server."""
    return Request(method="GET", tls=RequestTls(verify=False), **changes)


def hurried(lab: Lab, **seconds: Any) -> Settings:
    """The lab's settings with other time limits."""
    loaded = lab_settings(lab)
    http: HttpSettings = replace(loaded.http, **seconds)
    return replace(loaded, http=http)


def headers(**named: str) -> tuple[Field, ...]:
    """Header fields; an underscore stands for a hyphen."""
    return tuple(Field(name=name.replace("_", "-"), value=value) for name, value in named.items())


def options(**said: Any) -> RequestOptions:
    """A request's options."""
    return RequestOptions(**said)


@asynccontextmanager
async def sender(*, observing: bool = True) -> AsyncIterator[Sender]:
    """A sender for one test."""
    ours = Sender(observing=observing)
    try:
        yield ours
    finally:
        await ours.aclose()


async def sent(one: Ticket, *, observing: bool = True) -> Hop:
    """Send once on a fresh sender, and return the last hop."""
    async with sender(observing=observing) as ours:
        return (await ours.send(one)).hops[-1]
