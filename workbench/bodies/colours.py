"""The colours of one line of a body: what its pieces are, told from the line alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from workbench.bodies.kinds import Kind

Part = Literal["key", "string", "number", "word", "sign"]

LONGEST: Final = 4_000
"""How many characters of a line are coloured at most: what is longer is data, and nobody reads it by its colours."""
_JSON: Final = re.compile(
    r'(?P<key>"[^"\\]*+(?:\\.[^"\\]*+)*+"(?=\s*+:))|(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+"?+)'
    r"|(?P<number>-?\d[\d.eE+-]*+)|(?P<word>\b(?:true|false|null)\b)|(?P<sign>[{}\[\],:])"
)
_MARKUP: Final = re.compile(
    r"(?P<word><!--.*?(?:-->|$)|<[!?][^>]*+>?+)|(?P<key></?+[^\s<>/\"'=]++)|(?P<sign>/?>)"
    r"|(?P<string>(?<==)(?:\"[^\"]*+\"|'[^']*+'))|(?P<number>&#?\w++;)"
)
_FORM: Final = re.compile(r"(?P<key>^[^=]*?(?= = ))|(?P<sign> = )")
_PATTERNS: Final[dict[Kind, re.Pattern[str]]] = {"json": _JSON, "xml": _MARKUP, "html": _MARKUP, "form": _FORM}


def of(kind: Kind, line: str) -> Iterator[tuple[Part, int, int]]:
    """Yield the part, start and end of each piece of a line that has a colour, in order."""
    pattern = _PATTERNS.get(kind)
    if pattern is None or len(line) > LONGEST:
        return
    for found in pattern.finditer(line):
        match found.lastgroup:
            case "key" | "string" | "number" | "word" | "sign" as part:
                yield part, found.start(), found.end()
