"""Environments: named sets of variables, one file each, `environments/NAME.toml`.

secret = ["token"]          # names whose values are masked wherever they are shown

[variables]
host = "api.example.test"
token = "…"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from workbench.documents import DocumentError, Table, read
from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.workspace.faults import EnvironmentFileError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Environment(Mapping[str, str]):
    """The variables by name, and which of them are secret."""

    name: str
    variables: Mapping[str, str] = field(repr=False)
    secret: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        return self.variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.variables)

    def __len__(self) -> int:
        return len(self.variables)

    def secret_values(self) -> tuple[str, ...]:
        """Return the values that are to be masked wherever they are shown."""
        return tuple(value for name, value in self.variables.items() if name in self.secret and value)


def load(folder: Path, name: str) -> Environment:
    """Read an environment by name; raises EnvironmentFileError, also where there is none."""
    path = folder / f"{name}.toml"
    if not name or path.parent != folder or name.startswith("."):
        raise EnvironmentFileError(folder, "", f'"{visible(name)}" is no name of an environment')
    try:
        root = Table(read(path).values)
        return Environment(name=name, variables=root.texts("variables", secret=True), secret=_secret(root))
    except FileNotFoundError:
        known = ", ".join(visible(each) for each in list_names(folder)) or "none"
        raise EnvironmentFileError(path, "", f"there is no such environment; there are: {known}") from None
    except DocumentError as fault:
        raise EnvironmentFileError(path, fault.where, fault.message) from None
    except (OSError, ValueError) as fault:
        raise EnvironmentFileError(path, "", f"cannot be read: {fault}") from fault


def list_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the environments there are, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if not path.name.startswith(".")))


def _secret(root: Table) -> frozenset[str]:
    value = root.values.get("secret", [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise root.other("secret", 'a list of names such as ["token"]')
    known = root.table("variables").values
    for name in value:
        if name not in known:
            raise root.fault("secret", f'"{visible(name)}" is none of the variables')
    return frozenset(value)
