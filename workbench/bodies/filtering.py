"""What a person typed as a filter: a JSONPath, or a command after a bar."""

from __future__ import annotations

import re
from typing import Final

from workbench.bodies.kinds import Kind
from workbench.bodies.workshop import Task
from workbench.nouns import dataclass

_NAME: Final = re.compile(r"[^\W\d]\w*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The work to be done on a body, what kind of text comes of it (None: as it looks), and how it is called."""

    task: Task
    kind: Kind | None
    title: str


def wanted(typed: str, charset: str) -> Filter:
    """Return the filter that a text stands for, for a body in a charset."""
    text = typed.strip()
    if text.startswith("|"):
        command = text[1:].strip()
        task = Task(module="workbench.bodies.command_filter", arguments={"command": command})
        return Filter(task=task, kind=None, title=f"| {command}")
    path = json_path(text)
    task = Task(module="workbench.bodies.path_filter", arguments={"path": path, "charset": charset})
    return Filter(task=task, kind="json", title=path)


def json_path(typed: str) -> str:
    """Return what was typed as a path from the root: `.a`, `[0]` and `a` are taken for ones."""
    if typed.startswith((".", "[")):
        return f"${typed}"
    return f"$.{typed}" if _NAME.match(typed) else typed
