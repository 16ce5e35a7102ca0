"""The ways to go on from half a path: what lies in its folder, looked up away from the UI's thread."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from workbench.certificates.files import expand
from workbench.screens.desk import Desk
from workbench.widgets.path_field import Completer

CERTIFICATES = (".crt", ".pem", ".cer", ".cert", ".der")
KEYS = (".key", ".pem", ".der")
BUNDLES = (".p12", ".pfx")

_MOST = 200
_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))


def completer(desk: Desk, endings: tuple[str, ...]) -> Completer:
    """Return the completer of a field for files with these endings: they come first, folders next."""

    async def complete(typed: str) -> tuple[str, ...]:
        return await _in_background(desk, lambda: ways(typed, endings))

    return complete


def ways(typed: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    """Return every path that begins with what is typed, spelled as it is typed, at most 200; does I/O."""
    if typed == "~":
        return (f"~{os.sep}",)
    cut = max(typed.rfind(separator) for separator in _SEPARATORS) + 1
    head, start = typed[:cut], typed[cut:]
    found: list[tuple[int, str]] = []
    # Not there, or not to be read: nothing to propose. The finding below says what is wrong with a path.
    with suppress(OSError, ValueError), os.scandir(expand(head or os.curdir)) as listing:
        for item in listing:
            if item.name.startswith(start) and (start.startswith(".") or not item.name.startswith(".")):
                found.append(_ranked(item, endings))
    return tuple(head + name for _, name in sorted(found)[:_MOST])


def absolute(typed: str) -> str:
    """Return a path that means the same wherever the program is started; `~` and `$VAR` stay as typed."""
    if not typed or expand(typed).is_absolute():
        return typed
    return str(Path.cwd() / typed)


def _ranked(item: os.DirEntry[str], endings: tuple[str, ...]) -> tuple[int, str]:
    try:
        is_folder = item.is_dir()
    except OSError:
        is_folder = False
    if is_folder:
        return 1, item.name + os.sep
    return (0 if item.name.lower().endswith(endings) else 2), item.name


async def _in_background(desk: Desk, work: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    waiting: asyncio.Future[tuple[str, ...]] = asyncio.get_running_loop().create_future()

    def deliver(found: tuple[str, ...]) -> None:
        if not waiting.done():
            waiting.set_result(found)

    desk.background(work, deliver)
    return await waiting
