"""The saved requests on disk, as the list shows them, and where a new one goes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from workbench.widgets.request_list import Listed
from workbench.workspace import requests
from workbench.workspace.requests import SavedRequest

_UNFIT: Final = re.compile(r"[^\w.-]+")
_LENGTH: Final = 60


def read(folder: Path) -> tuple[SavedRequest, ...]:
    """Read every saved request; one that cannot be read is there with its reason."""
    try:
        return requests.list_requests(folder)
    except OSError:
        return ()


def row(saved: SavedRequest, folder: Path) -> Listed:
    """Return how the list shows a saved request: by its name, else by its file."""
    label = saved.path.relative_to(folder).with_suffix("").as_posix()
    if saved.request is None:
        fault = saved.error
        words = ": ".join(part for part in (fault.where, fault.message) if part) if fault else "unreadable"
        return Listed(path=saved.path, label=label, error=words)
    request = saved.request
    return Listed(path=saved.path, label=request.name or label, method=request.method, description=request.description)


def new_path(name: str, folder: Path) -> Path:
    """Return the file for a new request of this name; a name already taken gets a number."""
    stem = _UNFIT.sub("-", name.strip()).strip("-.")[:_LENGTH] or "request"
    free = folder / f"{stem}.toml"
    number = 2
    while free.exists():
        free = folder / f"{stem}-{number}.toml"
        number += 1
    return free
