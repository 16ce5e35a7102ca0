"""The words of a command as Windows' cmd and PowerShell read it, and as a program's start-up code splits them."""

from __future__ import annotations

import re
from typing import Final

from workbench.interchange.pasted_words import PasteError, Words

_CMD: Final = re.compile(
    r'(?P<joined>\^\r?\n)(?P<after>[\s\S]?)|\^(?P<escaped>[\s\S])|(?P<quoted>"[^"\r\n]*"?)'
    r"|(?P<line>\r?\n)|(?P<end>[&|])|(?P<plain>[^\"^&|\r\n]+|\^)"
)
_ARGUMENT: Final = re.compile(
    r'(?P<slashes>\\+)(?=")|(?P<doubled>"")|(?P<quote>")|(?P<blank>[ \t\n]+)'
    r'|(?P<plain>[^"\\ \t\n]+|\\+)'
)
_POWERSHELL: Final = re.compile(
    r"(?P<blank>(?:[ \t]|`\r?\n)+)|(?P<single>'(?:[^']|'')*')|(?P<double>\"(?:[^\"`]|`[\s\S]|\"\")*\")"
    r"|`(?P<escaped>[\s\S])|(?P<line>\r?\n)|(?P<end>[;|])|(?P<open>['\"])|(?P<plain>[^\s'\"`;|]+|`)"
)
_ENVIRONMENT: Final = re.compile(r"\$(?:env:)?(\w+)")
_PERCENT: Final = re.compile(r"%([A-Za-z_]\w*)%")
_SIGNS: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def cmd(text: str) -> Words:
    """Return the words of a command for cmd, as browsers copy it. Raise PasteError for a quote without its end."""
    command, left_out = _without_carets(text)
    names = frozenset(_PERCENT.findall(command))
    words = _arguments(_PERCENT.sub(r"{{\1}}", command))
    return Words(words=words, variables=names, left_out=left_out)


def powershell(text: str) -> Words:
    """Return the words of a command for PowerShell. Raise PasteError for a quote without its end."""
    words: list[str] = []
    word: str | None = None
    names: set[str] = set()
    for found in _POWERSHELL.finditer(text):
        kind, piece = found.lastgroup, found[0]
        if kind == "open":
            raise PasteError(f"A {piece} is opened and never closed: a part of the command is missing.")
        if kind in ("blank", "line", "end"):
            words += [] if word is None else [word]
            word = None
            if kind != "blank" and not text[found.end() :].lstrip().startswith("-"):
                return Words(words=_native(words), variables=frozenset(names), left_out=_after(text[found.end() :]))
            continue
        word = (word or "") + _powershell_piece(kind or "", found, names)
    return Words(words=_native(words if word is None else [*words, word]), variables=frozenset(names))


def _powershell_piece(kind: str, found: re.Match[str], names: set[str]) -> str:
    match kind:
        case "single":
            return found[0][1:-1].replace("''", "'")
        case "double":
            inner = found[0][1:-1].replace('""', '`"')
            names |= set(_ENVIRONMENT.findall(inner.replace("`$", "")))
            filled = re.sub(r"(?<!`)\$(?:env:)?(\w+)", r"{{\1}}", inner)
            return re.sub(r"`([\s\S])", lambda sign: _SIGNS.get(sign[1], sign[1]), filled)
        case "escaped":
            return found["escaped"]
        case _:
            names |= set(_ENVIRONMENT.findall(found[0]))
            return _ENVIRONMENT.sub(r"{{\1}}", found[0])


def _native(words: list[str]) -> tuple[str, ...]:
    """Take off the backslashes that a quote needs on its way to a program."""
    return tuple(word.replace('\\"', '"') for word in words)


def _after(rest: str) -> tuple[str, ...]:
    return ("the commands after the first",) if rest.strip() else ()


def _without_carets(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the command as cmd hands it on: `^` makes the next sign plain, but within quotes is one itself."""
    pieces: list[str] = []
    for found in _CMD.finditer(text):
        match found.lastgroup:
            case "joined" | "after":
                pieces.append(found["after"])
            case "escaped":
                pieces.append(found["escaped"])
            case "end":
                return "".join(pieces), _after(text[found.end() :])
            case "line":
                if not text[found.end() :].lstrip().startswith("-"):
                    return "".join(pieces), _after(text[found.end() :])
                pieces.append(" ")
            case _:
                pieces.append(found[0])
    return "".join(pieces), ()


def _arguments(command: str) -> tuple[str, ...]:
    """Split as Microsoft's C runtime does: backslashes count only before a quote."""
    words: list[str] = []
    word: str | None = None
    quoted, literal = False, False
    for found in _ARGUMENT.finditer(command):
        kind, piece = found.lastgroup, found[0]
        if kind == "slashes":
            word, literal = (word or "") + "\\" * (len(piece) // 2), len(piece) % 2 == 1
            continue
        if kind == "blank" and not quoted:
            words += [] if word is None else [word]
            word = None
        elif kind in ("quote", "doubled"):
            word, quoted = _after_quote(word or "", piece, quoted=quoted, literal=literal)
        else:
            word = (word or "") + piece
        literal = False
    if quoted:
        raise PasteError('A " is opened and never closed: a part of the command is missing.')
    return tuple(words if word is None else [*words, word])


def _after_quote(word: str, piece: str, *, quoted: bool, literal: bool) -> tuple[str, bool]:
    """Return the word and whether a quote is open, after one quote or two."""
    if literal:
        return (word + '"', quoted) if piece == '"' else (word + '"', not quoted)
    if piece == '""':
        return (word + '"', quoted) if quoted else (word, quoted)
    return word, not quoted
