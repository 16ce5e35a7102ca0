from __future__ import annotations

import os
import sys
import threading

import pytest
from textual.events import Key
from textual.message import Message

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has a driver of its own")


def test_bytes_of_another_charset_are_no_fault_and_it_stops_when_told() -> None:
    from workbench.terminal import keyboard

    heard: list[Message] = []
    came = threading.Event()

    def process(message: Message) -> None:
        heard.append(message)
        if isinstance(message, Key) and message.character == "z":
            came.set()

    (terminal, keys), (stop, stopper) = os.pipe(), os.pipe()
    reader = threading.Thread(
        daemon=True, target=keyboard.listen, args=(terminal, stop, process), kwargs={"debug": False}
    )
    reader.start()
    os.write(keys, b"a\xe4\xff\x1b[97:65;2;65u\x1b[Bz")
    assert came.wait(5)
    os.close(keys)  # the terminal is gone: nothing more comes, and it waits to be told
    os.close(stopper)
    reader.join(5)
    assert not reader.is_alive()
    for descriptor in (terminal, stop):
        os.close(descriptor)
    typed = [event.character for event in heard if isinstance(event, Key)]
    assert (typed[0], typed[-1]) == ("a", "z")
