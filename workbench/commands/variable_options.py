"""`--env NAME` and `--var K=V`: what replaces `{{K}}` in a request."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from workbench.commands.faults import CommandError, UsageError
from workbench.folders import Folders
from workbench.masking import is_secret_name
from workbench.models import Request
from workbench.nouns import dataclass

if TYPE_CHECKING:
    from workbench.workspace.environments import Environment

_FROM_ENVIRONMENT = "@env:"


class VariableOptions(argparse.Namespace):
    """The options as parsed."""

    env: str | None
    var: list[str]


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group("variables")
    group.add_argument("--env", metavar="NAME", help="the environment whose variables are put in")
    group.add_argument(
        "--var",
        action="append",
        default=[],
        metavar="K=V|K=@env:NAME",
        help="replace {{K}} by V, or by what the variable NAME of the process holds; may be repeated",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """What `{{name}}` is replaced by, and the values that are to be masked wherever they are shown."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def read(options: VariableOptions, folders: Folders) -> Variables:
    """Return every variable, `--var` over the environment; raises CommandError.

    Secret is what the environment says, what came by @env:, and what has the name of a secret.
    """
    given = dict(_pair(text) for text in options.var)
    fetched = tuple(_pair(text)[1] for text in options.var if _is_fetched(text))
    chosen = _environment(options.env, folders) if options.env is not None else None
    values = {**(chosen or {}), **given}
    named = tuple(value for name, value in values.items() if is_secret_name(name))
    declared = chosen.secret_values() if chosen is not None else ()
    return Variables(values=values, secrets=(*fetched, *named, *declared))


def url(request: Request, variables: Mapping[str, str]) -> str:
    """Return the request's URL with its variables put in; raises CommandError for an unknown one."""
    if "{{" not in request.url:
        return request.url
    from workbench.workspace.faults import UnknownVariable
    from workbench.workspace.variables import substitute

    try:
        return substitute(Request(url=request.url), variables).url
    except UnknownVariable as fault:
        message = f"{fault}: give it with --var, or choose an environment with --env."
        raise CommandError("unknown_variable", message, where="url") from fault


def _is_fetched(text: str) -> bool:
    return text.partition("=")[2].startswith(_FROM_ENVIRONMENT)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError("--var: write K=V, or K=@env:NAME for what a variable of the process holds.")
    if not value.startswith(_FROM_ENVIRONMENT):
        return name.strip(), value
    variable = value.removeprefix(_FROM_ENVIRONMENT)
    if variable not in os.environ:
        raise CommandError("usage", f"--var {name}: {variable} is not set in the environment.", where=variable)
    return name.strip(), os.environ[variable]


def _environment(name: str, folders: Folders) -> Environment:
    from workbench.workspace import environments
    from workbench.workspace.faults import EnvironmentFileError

    try:
        return environments.load(folders.environments, name)
    except EnvironmentFileError as fault:
        raise CommandError("environment", str(fault), where=str(fault.path)) from fault
