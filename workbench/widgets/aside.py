"""Work beside the UI's thread that nothing waits for: neither the keys nor the way out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

from textual import events
from textual.message_pump import MessagePump

Value = TypeVar("Value")


def run(
    owner: MessagePump,
    work: Callable[[], Value],
    then: Callable[[Value], None],
    failed: Callable[[], None] | None = None,
) -> None:
    """Run `work` in a daemon thread, then `then` with its value among the messages of `owner`, while it lives.

    Where a fault of our own ends the work, `failed` is called instead, and the fault goes on from the thread.
    Not Textual's own workers: those sit in threads that are joined before the program may end.
    """

    def post(callback: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has closed meanwhile: nobody waits for it
            owner.post_message(events.Callback(callback=callback))

    def body() -> None:
        try:
            value = work()
        except BaseException:
            if failed:
                post(failed)
            raise
        post(lambda: then(value))

    Thread(target=body, name="aside", daemon=True).start()
