"""The command line as tests call it: in this process, which is quick, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest import mock

from workbench import commands
from workbench.commands.app_start import AppStart

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-m", "workbench")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A command that has ended; `apps` are the starts of the app it asked for."""

    status: int
    out: bytes
    err: str
    apps: list[AppStart] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything written to stdout."""
        return self.out.decode()

    def json(self) -> dict[str, object]:
        """The one document on stdout."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document

    def list(self) -> list[dict[str, object]]:
        """The one document on stdout, a list."""
        document = json.loads(self.out)
        assert isinstance(document, list)
        return document

    def error(self) -> dict[str, object]:
        """The error that stands for a record."""
        error = self.json()["error"]
        assert isinstance(error, dict)
        assert list(error) == ["kind", "message", "where"]
        return error


def inside(*arguments: str, home: Path, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Ended:
    """Run a command in this process."""
    out, err, apps = _stream(b""), _stream(b""), list[AppStart]()

    def start_app(start: AppStart) -> int:
        apps.append(start)
        return 0

    with (
        mock.patch.dict(os.environ, {"WORKBENCH_HOME": str(home), **(environ or {})}),
        mock.patch.object(sys, "stdin", _stream(stdin)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        status = commands.dispatch(arguments, start_app)
    return Ended(status=status, out=_held(out), err=_held(err).decode(), apps=apps)


def process(*arguments: str, home: Path, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Ended:
    """Run a command as a process."""
    ended = subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        env=environment(home, environ),
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    return Ended(status=ended.returncode, out=ended.stdout, err=ended.stderr.decode())


@contextmanager
def running(*arguments: str, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command as a process, and end it with the block if it has not."""
    started = subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=ROOT,
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a process that keeps everything in `home`."""
    return {**os.environ, "WORKBENCH_HOME": str(home), **(more or {})}


def at(document: object, *path: str | int) -> object:
    """Return what a path through a document leads to."""
    for step in path:
        document = document[step]  # type: ignore[index]  # a step that is not there fails the test
    return document


def _stream(data: bytes) -> TextIOWrapper:
    return TextIOWrapper(BytesIO(data), encoding="utf-8", write_through=True)


def _held(stream: TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, BytesIO)
    return buffer.getvalue()
