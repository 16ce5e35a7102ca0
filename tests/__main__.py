"""The gate: `python -m tests` runs every check; `python -m tests --quick` leaves the slow tests out.

Format check, ruff, mypy (strict), import-linter, pytest; all of them run, and the exit status is 1 if any failed.
Pytest runs on every core; `-n 0` keeps the tests in one process, as a debugger wants it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

CHECKS = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "."),
    "types": ("mypy",),
    "imports": (),
    "tests": ("pytest", "-q", "-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"),
}
QUICK = ("-m", "not slow")


def main(arguments: list[str]) -> int:
    """Run the checks and return 0 when all passed; arguments other than --quick go to pytest."""
    quick = "--quick" in arguments
    extra = [argument for argument in arguments if argument != "--quick"]
    failed = [name for name, call in CHECKS.items() if not _passes(name, _command(name, call, extra, quick=quick))]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)
    return 1 if failed else 0


def _command(name: str, call: tuple[str, ...], extra: list[str], *, quick: bool) -> list[str]:
    if name == "imports":
        return [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    more = [*(QUICK if quick else ()), *extra] if name == "tests" else []
    return [sys.executable, "-m", *call, *more]


def _passes(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    status = subprocess.run(command, cwd=Path(__file__).parent.parent, env=_environment(), check=False).returncode
    print(f"{name}: {'ok' if status == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)", flush=True)
    return status == 0


def _environment() -> dict[str, str]:
    """Let Python keep what it compiled: making each test's asserts speak anew takes ten seconds a run."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
