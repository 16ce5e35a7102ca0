"""The same on every Python: `python -m tests.pythons` runs the tests of TLS, files and formats on each one found.

`--rows tls engine` names the test files by their room (tests/test_ROW*.py). Interpreters from 3.11 to 3.14 are
looked for on PATH and in ~/.pyenv/versions; each gets an environment in a temporary folder, with the project
installed from the package index. It takes minutes and is no part of the gate (`python -m tests`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_PROJECT: Final = Path(__file__).parent.parent
_MINORS: Final = range(11, 15)
_ROWS: Final = ("tls", "engine", "settings", "certificates", "interchange", "bodies")
_PROBE: Final = (
    "import json, ssl, sys; print(json.dumps([list(sys.version_info[:3]), sys.executable, ssl.OPENSSL_VERSION]))"
)
_PROGRAMS: Final = "Scripts" if os.name == "nt" else "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """A Python that runs, and the OpenSSL it was built with."""

    version: tuple[int, ...]
    program: str
    openssl: str

    @property
    def named(self) -> str:
        """Both, for people."""
        return f"Python {'.'.join(map(str, self.version))} with {self.openssl}"


def main(arguments: list[str]) -> int:
    """Run the rows on every interpreter, say a line for each, and return 0 when all passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.pythons", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--rows", nargs="+", default=_ROWS, metavar="ROW", help=f"rooms of tests (default: {' '.join(_ROWS)})"
    )
    files = [str(file) for row in parser.parse_args(arguments).rows for file in _files(row)]
    if not files:
        print("no such tests")
        return 2
    passed = [_passes(one, files) for one in interpreters()]
    return 0 if all(passed) else 1


def interpreters() -> tuple[Interpreter, ...]:
    """Find one interpreter of each version, oldest first."""
    found: dict[tuple[int, ...], Interpreter] = {}
    for program in _candidates():
        one = _probed(program)
        if one is not None and one.version[0] == 3 and one.version[1] in _MINORS:
            found.setdefault(one.version, one)
    return tuple(found[version] for version in sorted(found))


def _files(row: str) -> list[Path]:
    return sorted((_PROJECT / "tests").glob(f"test_{row}*.py"))


def _candidates() -> Iterator[str]:
    for folder in sorted((Path.home() / ".pyenv" / "versions").glob("3.*")):
        yield str(folder / "bin" / "python")
    for minor in _MINORS:
        on_path = shutil.which(f"python3.{minor}")
        if on_path is not None:
            yield on_path
    yield sys.executable


def _probed(program: str) -> Interpreter | None:
    try:
        said = subprocess.run([program, "-c", _PROBE], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version, path, openssl = json.loads(said)
    return Interpreter(version=tuple(version), program=path, openssl=openssl)


def _passes(one: Interpreter, files: list[str]) -> bool:
    started = time.monotonic()
    with TemporaryDirectory(prefix="workbench-python-") as folder:
        ended = _made(one, folder)
        if ended is None:
            python = str(Path(folder) / _PROGRAMS / "python")
            ended = _run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files])
    last = (ended.stdout.strip() or ended.stderr.strip()).rpartition("\n")[2]
    state = "ok" if ended.returncode == 0 else "FAILED"
    print(f"{one.named}: {state}, {last} ({time.monotonic() - started:.0f} s)", flush=True)
    if ended.returncode:
        print(ended.stdout + ended.stderr, file=sys.stderr, flush=True)
    return ended.returncode == 0


def _made(one: Interpreter, folder: str) -> subprocess.CompletedProcess[str] | None:
    """Make an environment with the project in it; return what failed, None when all is well."""
    python = str(Path(folder) / _PROGRAMS / "python")
    for call in ([one.program, "-m", "venv", folder], [python, "-m", "pip", "install", "-q", f"{_PROJECT}[test]"]):
        ended = _run(call)
        if ended.returncode:
            return ended
    return None


def _run(call: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(call, cwd=_PROJECT, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
