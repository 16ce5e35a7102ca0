"""YAML with less in it: mappings, lists, texts, true, false and null, all that these files are written with.

Apart from `notation` since it loads PyYAML, which only a YAML file needs.
"""

from __future__ import annotations

import re
from typing import Final

import yaml

Events: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""What tells events only: libyaml where PyYAML was built with it, ten times as fast."""

_PREFIX: Final = "tag:yaml.org,2002:"


class PlainLoader(Events):  # type: ignore[misc, valid-type]  # which of the two is only known when it runs
    """Reads numbers and dates as the texts they are written as, and refuses tags, merges and keys that stand twice."""

    yaml_implicit_resolvers: dict[str, object] = {}  # noqa: RUF012 - PyYAML's own way
    yaml_constructors: dict[str | None, object] = {}  # noqa: RUF012

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge nothing: nested merges grow without bound."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, object]:
        """Read a mapping whose keys are texts, each once."""
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _fault("expected a text as a key", key_node)
            if key_node.value in found:
                raise _fault(f"the key “{key_node.value}” stands twice in the same place", key_node)
            found[key_node.value] = self.construct_object(value_node, deep=deep)
        return found


def _truth(loader: PlainLoader, node: yaml.ScalarNode) -> bool:
    if node.value not in ("true", "false"):
        raise _fault("expected true or false", node)
    return bool(node.value == "true")


def _unknown(loader: PlainLoader, node: yaml.Node) -> object:
    raise _fault("a tag, which none of these tools writes", node)


def _fault(problem: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


PlainLoader.add_implicit_resolver(f"{_PREFIX}bool", re.compile(r"true|false"), list("tf"))
PlainLoader.add_implicit_resolver(f"{_PREFIX}null", re.compile(r"~|null|"), ["~", "n", ""])
PlainLoader.add_constructor(f"{_PREFIX}null", lambda loader, node: None)
PlainLoader.add_constructor(f"{_PREFIX}bool", _truth)
PlainLoader.add_constructor(f"{_PREFIX}str", yaml.SafeLoader.construct_yaml_str)
PlainLoader.add_constructor(f"{_PREFIX}seq", yaml.SafeLoader.construct_yaml_seq)
PlainLoader.add_constructor(f"{_PREFIX}map", yaml.SafeLoader.construct_yaml_map)
PlainLoader.add_constructor(None, _unknown)
