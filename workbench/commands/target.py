"""`URL | FILE`: what has :// is a URL, an existing file or NAME.toml is a file; else https:// is meant."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from workbench import typed_paths
from workbench.commands.faults import CommandError, UsageError
from workbench.folders import Folders
from workbench.models import Request
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The request that was named, the file it came from, and what a person should know of how it was read."""

    request: Request
    file: Path | None = None
    note: str | None = None


def read(text: str, folders: Folders) -> Target:
    """Return what `text` names; NAME.toml is looked for here, then among the saved requests."""
    if not text.strip():
        raise UsageError("The URL is empty.")
    if "://" in text:
        return Target(request=Request(url=text))
    if path := _file(text, folders):
        return Target(request=_saved(path), file=path)
    if text.startswith("{{"):  # a variable may hold the scheme
        return Target(request=Request(url=text))
    url = f"https://{text.removeprefix('//')}"
    return Target(request=Request(url=url), note="No scheme was given: https:// was put in front.")


def _file(text: str, folders: Folders) -> Path | None:
    with suppress(OSError):  # what can be no file's name can be a URL still
        here = typed_paths.expanded(text)
        if here.is_file():
            return here
    if not text.endswith(".toml"):
        return None
    saved = folders.requests / text
    if not saved.is_file():
        message = f"There is no request file {text}, neither here nor in {folders.requests}."
        raise CommandError("file", message, where=text)
    return saved


def _saved(path: Path) -> Request:
    from workbench.workspace import requests
    from workbench.workspace.faults import RequestFileError

    try:
        return requests.load(path)
    except RequestFileError as fault:
        raise CommandError("request_file", str(fault), where=str(fault.path)) from fault
