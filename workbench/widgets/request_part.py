"""What the parts of the request's editor tell it: not a request but a change to one, so that none goes stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from workbench.models import Request


@dataclass
class PartEdited(Message):
    """The person changed one part; `change` makes the request that it is now from the one that it was."""

    change: Callable[[Request], Request]
