"""`python -m tests.fuzz --seconds N`: change real handshakes at random, and see that the parsers hold.

With atheris the changes are led by coverage; without it they are blind, which is said. Exit 1 on a finding.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

_SEED = 20_26
_MOST_CHANGES = 8


class Options(argparse.Namespace):
    """The options as parsed."""

    seconds: int
    blind: bool


def main(argv: Sequence[str]) -> int:
    """Fuzz for as long as asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="how long (600)")
    parser.add_argument("--blind", action="store_true", help="do not use atheris")
    options = parser.parse_args(argv, Options())
    if options.blind or importlib.util.find_spec("atheris") is None:
        _say("atheris is not used: the changes are blind, no coverage leads them")
        return _blind(options.seconds)
    _led(importlib.import_module("atheris"), options.seconds)
    return 0


def _led(atheris: ModuleType, seconds: int) -> None:
    """Let libFuzzer lead; it prints its figures and ends the process itself."""
    with atheris.instrument_imports(include=["workbench.tls", "tests.wire_target"]):
        target = importlib.import_module("tests.wire_target")
    with tempfile.TemporaryDirectory(prefix="workbench-fuzz-") as folder:
        for number, seed in enumerate(_seeds()):
            Path(folder, f"seed-{number}").write_bytes(seed)
        limits = (f"-max_total_time={seconds}", "-max_len=16384", "-timeout=10", "-rss_limit_mb=1024")
        atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", folder], target.feed)
        atheris.Fuzz()


def _blind(seconds: int) -> int:
    from tests.wire_target import feed

    chance, seeds = random.Random(_SEED), list(_seeds())  # noqa: S311  not for secrets
    started, count = time.monotonic(), 0
    while time.monotonic() - started < seconds:
        data = _changed(chance.choice(seeds), chance)
        try:
            feed(data)
        except BaseException:  # whatever it is, it is the finding, and the run ends with it
            _say(f"finding: {data.hex()}")
            raise
        count += 1
    rate = count / max(1, seconds)
    _say(f"{count} executions, {rate:.0f} a second, no finding")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _changed(seed: bytes, chance: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = chance.randbytes(1)
            case 1:
                del data[at : at + chance.randint(1, 64)]
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 16))
            case _:
                del data[at:]
    return bytes(data)


def _seeds() -> Iterator[bytes]:
    """Yield real handshakes, whole and message by message."""
    from tests.told_handshakes import recorded
    from tests.wire_target import encoded

    for messages in recorded():
        yield encoded(messages)
        yield from (message.data for message in messages)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
