"""Work beside the UI's thread that nothing waits for: neither the keys nor the way out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

from textual import events
from textual.message_pump import MessagePump

Value = TypeVar("Value")


def run(owner: MessagePump, work: Callable[[], Value], then: Callable[[Value], None]) -> None:
    """Run `work` in a daemon thread, then `then` with its value among the messages of `owner`, while it lives.

    Not Textual's own workers: those sit in threads that are joined before the program may end.
    """

    def body() -> None:
        value = work()
        with suppress(RuntimeError):  # the loop has closed meanwhile: nobody waits for the value
            owner.post_message(events.Callback(callback=lambda: then(value)))

    Thread(target=body, name="aside", daemon=True).start()
