"""A pasted command taken apart into words as a shell would, with nothing in it ever run."""

from __future__ import annotations

import re
from dataclasses import field
from typing import Final

from workbench.nouns import dataclass

LONGEST: Final = 256 * 1024
"""How many signs a pasted command may have."""


_CURL: Final = re.compile(r"""\s*(?:[$%>#]\s+)?(?:(?:[A-Za-z]:)?[^\s'":]*[/\\])?curl(?:\.exe)?\s+\S""")


_SECRET_OPTION: Final = re.compile(
    r"\s(?:-[EuUHbd]|--(?:cert|pass|user|proxy|oauth2|header|cookie|data|json)[\w-]*[\s=])"
)


class PasteError(Exception):
    """A pasted command that cannot be read; the text is a sentence for people, and repeats nothing of the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of the first command. A shell's variable stands in them as `{{NAME}}`.

    `variables` are those names; `left_out` says in sentences what a shell would have done and nobody does here.
    """

    words: tuple[str, ...] = field(repr=False)
    variables: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


def is_curl(text: str) -> bool:
    """Tell whether a text is a curl command, perhaps with a prompt before it."""
    return _CURL.match(text) is not None


def may_hold_secret(text: str) -> bool:
    """Tell whether an option of curl's that takes a secret stands in a text, whatever stands before it."""
    return _SECRET_OPTION.search(text) is not None
