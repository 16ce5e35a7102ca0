"""A copy of a file with comments, made before the program rewrites it without them."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

from workbench import atomic

# Strings first, so that a sign in them begins no comment; up to two quotes may end a string of three.
_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:'{0,2})|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|(?P<comment>\#)''',
    re.DOTALL,
)


def keep_comments(path: Path, data: bytes) -> Path | None:
    """Copy TOML with comments to `path`.bak, or .bak.2 … beside an older copy; None when nothing is lost."""
    if not has_comments(data):
        return None
    for number in count(1):
        copy = path.with_name(f"{path.name}.bak" + (f".{number}" if number > 1 else ""))
        if copy.is_file() and copy.read_bytes() == data:
            return None
        if not copy.exists() and not copy.is_symlink():
            atomic.write(copy, data)
            return copy
    raise AssertionError  # count has no end


def has_comments(data: bytes) -> bool:
    """Tell whether TOML in UTF-8 has comments, which a rewrite would lose."""
    if b"#" not in data:
        return False
    return any(token["comment"] for token in _TOKEN.finditer(data.decode("utf-8-sig")))
