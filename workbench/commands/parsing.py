"""Command lines read by argparse, with errors as values of ours and no secret ever taken from an argument."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn, TypeVar

from workbench.commands import output
from workbench.commands.faults import UsageError

_Options = TypeVar("_Options", bound=argparse.Namespace)
_SECRET_OPTIONS = ("--pass", "--passphrase", "--password", "--passwd")
_PLAIN = "\0"  # no argument can hold one
_NO_SECRETS = (
    "A passphrase is never taken from the command line, where other users of this machine could read it: "
    "use --passphrase-stdin or --passphrase-env VAR."
)


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError, and writes its help like everything else is written."""

    def __init__(self, command: str, *, description: str, examples: Sequence[str], usage: str) -> None:
        super().__init__(
            prog=f"workbench {command}",
            usage=f"workbench {command} {usage}",
            description=description,
            epilog="examples:\n" + "\n".join(f"  workbench {command} {example}" for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.color = False  # from Python 3.14 on; what is written is made visible

    def read(self, arguments: Sequence[str], options: _Options) -> _Options:
        """Fill `options`; a positional argument may stand anywhere. Raises UsageError."""
        if any(argument.partition("=")[0] in _SECRET_OPTIONS for argument in arguments):
            raise UsageError(_NO_SECRETS, self.prog)
        said, plain = _parted(arguments)
        found = self.parse_intermixed_args([*said, *(_PLAIN + argument for argument in plain)], options)
        for name, value in vars(found).items() if plain else ():
            setattr(found, name, _bared(value))
        return found

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{self.prog.removeprefix('workbench ')}: {message}", self.prog)

    def print_help(self, file: object = None) -> None:
        """Write the help page to stdout."""
        output.lines(self.format_help())


def _parted(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Part what may hold options from what follows `--`, which argparse cannot intermix: a file called `-x`."""
    if "--" not in arguments:
        return arguments, ()
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def _bared(value: object) -> object:
    if isinstance(value, str):
        return value.removeprefix(_PLAIN)
    return [_bared(each) for each in value] if isinstance(value, list) else value


class JsonOptions(argparse.Namespace):
    """What every command takes."""

    json: bool


def add_json(parser: argparse._ActionsContainer, what: str) -> None:
    """Add `--json`; `what` is the document it prints."""
    parser.add_argument("--json", action="store_true", help=f"print {what} as one JSON document")
