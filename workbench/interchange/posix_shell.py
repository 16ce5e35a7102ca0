"""The words of a command as bash and zsh read it (POSIX.1 §2.2, and bash's `$'…'`)."""

from __future__ import annotations

import re
from typing import Final

from workbench.interchange.pasted_words import PasteError, Words

_PIECE: Final = re.compile(
    r"""(?P<continued>\\\r?\n)|(?P<escaped>\\.)|(?P<lone>\\$)|(?P<blank>[ \t]+)|(?P<line>\r?\n)
    |(?P<ansi>\$'(?:[^'\\]|\\.)*')|(?P<single>'[^']*')|(?P<double>\$?"(?:[^"\\]|\\.)*")
    |(?P<variable>\$(?:\w+|\{\w+[^{}]*\}))|(?P<run>\$\(|`|[<>]\()|(?P<redirect>&?>{1,2}&?|<{1,3})
    |(?P<end>[;|&()])|(?P<remark>(?<!\S)\#[^\n]*)|(?P<open>["']|\$['"])|(?P<plain>[^\s\\'"$`;|&()<>]+|\$)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE: Final = re.compile(
    r'\\(?P<escaped>[\\"$`])|(?P<joined>\\\r?\n)|(?P<variable>\$(?:\w+|\{\w+[^{}]*\}))|(?P<run>\$\(|`)'
)
_ANSI: Final = re.compile(
    r"\\(?:(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9a-fA-F]{1,2})|u(?P<four>[0-9a-fA-F]{1,4})"
    r"|U(?P<eight>[0-9a-fA-F]{1,8})|c(?P<control>.)|(?P<sign>.))|(?P<plain>[^\\]+)",
    re.DOTALL,
)
_SIGNS: Final = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))
_NAME: Final = re.compile(r"\w+")
_LAST_UNICODE: Final = 0x10FFFF


def split(text: str) -> Words:
    """Return the words of the first command. Raise PasteError for a quote without its end."""
    reader = _Reader(text)
    reader.read()
    return Words(
        words=tuple(reader.words), variables=frozenset(reader.variables), left_out=tuple(dict.fromkeys(reader.left_out))
    )


def one_line(text: str) -> str:
    """Return a command of several lines on one; a line end within quotes is written as a shell can read it there."""
    done, begun = list[str](), ""
    for number, line in enumerate(text.splitlines()):
        if number:
            # What needs no second look is put aside, so that many lines cost no more than a long one.
            before, begun = _ended(begun)
            done.append(before)
        begun += line
    return "".join(done) + begun


def with_line_end(text: str) -> str:
    """Return the beginning of a command as it goes on after a line end that must not stand in it."""
    return "".join(_ended(text))


def _ended(text: str) -> tuple[str, str]:
    """Return a beginning with its line end written another way: what is complete, and the quote that is open."""
    match _open_quote(text):
        case "'":
            return text + "'$'\\n'", "'"
        case '"':
            return text + "\"$'\\n'", '"'
        case "$'":
            return "", text + "\\n"
        case _:
            # cmd's own sign stays: with a blank after it it is a blank, and tells whose quoting this is.
            bare = text[:-1] if _ends_escaped(text) else text
            return bare.rstrip() + " ", ""


def goes_on(text: str) -> bool:
    """Tell whether a command goes on after a line end: its last sign says so, or a quote is open."""
    return bool(_open_quote(text)) or _ends_escaped(text) or text.endswith(" ^")


def _ends_escaped(text: str) -> bool:
    backslashes = len(text) - len(text.rstrip("\\"))
    return backslashes % 2 == 1 or text.endswith(" `")


def _open_quote(text: str) -> str:
    """Return the quote that is open at the end of a text, "" for none."""
    place = 0
    while found := _PIECE.match(text, place):
        if found.lastgroup == "open":
            return "$'" if found[0] == "$'" else found[0][-1]
        place = found.end()
    return ""


class _Reader:
    """Reads one command; what it comes to stands in its lists."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._word: list[str] | None = None
        self._skips_next = False
        self.words: list[str] = []
        self.variables: set[str] = set()
        self.left_out: list[str] = []

    def read(self) -> None:
        """Read to the end of the command."""
        while found := _PIECE.match(self._text, self._place):
            self._place = found.end()
            if not self._take(found.lastgroup or "", found[0]):
                break
        self._end_word()

    def _take(self, kind: str, piece: str) -> bool:
        """Take a piece; False ends the command."""
        match kind:
            case "continued" | "lone" | "remark":
                pass
            case "blank":
                self._end_word()
            case "line":
                return self._goes_on()
            case "redirect":
                self._redirect(piece)
            case "end":
                return self._ended(piece)
            case "run":
                self._run(piece)
            case _:
                self._add(self._read(kind, piece))
        return True

    def _read(self, kind: str, piece: str) -> str:
        match kind:
            case "open":
                raise PasteError(f"A {piece[-1]} is opened and never closed: a part of the command is missing.")
            case "escaped":
                return piece[1:]
            case "ansi":
                return ansi(piece[2:-1])
            case "single":
                return piece[1:-1]
            case "double":
                return self._double(piece.removeprefix("$")[1:-1])
            case "variable":
                return self._variable(piece)
            case _:
                return piece

    def _add(self, text: str) -> None:
        if self._word is None:
            self._word = []
        self._word.append(text)

    def _end_word(self) -> None:
        if self._word is not None and not self._skips_next:
            self.words.append("".join(self._word))
        if self._word is not None:
            self._word, self._skips_next = None, False

    def _goes_on(self) -> bool:
        """Take a line end for a blank where options follow: a copy on the way to us may have lost a backslash."""
        self._end_word()
        rest = self._text[self._place :].lstrip()
        if rest and not rest.startswith("-"):
            self.left_out.append("the lines after the first command")
        return rest.startswith("-")

    def _redirect(self, piece: str) -> None:
        if self._word is not None and "".join(self._word).isdigit():
            self._word = None
        self._end_word()
        self._skips_next = True
        if piece.startswith("<"):
            self.left_out.append("what a shell would feed it by <")

    def _ended(self, sign: str) -> bool:
        self._end_word()
        rest = self._text[self._place :].strip()
        if rest:
            why = ": an & without quotes ends a command" if sign == "&" else ""
            self.left_out.append(f"what follows the {sign}, which is another command{why}")
        return False

    def _run(self, piece: str) -> None:
        """Keep the words of a command within the command as they are; nothing is run."""
        closing = "`" if piece == "`" else ")"
        end = self._text.find(closing, self._place)
        end = len(self._text) if end < 0 else end + 1
        self._add(piece + self._text[self._place : end])
        self._place = end
        self.left_out.append("what a shell would run to fill it in (in $(…) or backticks): it stands as it was written")

    def _variable(self, piece: str) -> str:
        found = _NAME.search(piece)
        name = found[0] if found else ""
        self.variables.add(name)
        return f"{{{{{name}}}}}"

    def _double(self, text: str) -> str:
        def read(found: re.Match[str]) -> str:
            match found.lastgroup:
                case "escaped":
                    return found["escaped"]
                case "joined":
                    return ""
                case "variable":
                    return self._variable(found[0])
                case _:
                    self.left_out.append("what a shell would run to fill it in: it stands as it was written")
                    return found[0]

        return _IN_DOUBLE.sub(read, text)


def ansi(text: str) -> str:
    r"""Return what bash's `$'…'` stands for; `\x` and octal are bytes of UTF-8."""

    def read(found: re.Match[str]) -> bytes:
        match found.lastgroup:
            case "plain":
                return found["plain"].encode("utf-8", "surrogateescape")
            case "octal":
                return bytes([int(found["octal"], 8) & 0xFF])
            case "hex":
                return bytes([int(found["hex"], 16)])
            case "four" | "eight":
                number = int(found["four"] or found["eight"], 16)
                return chr(min(number, _LAST_UNICODE)).encode("utf-8", "surrogatepass")
            case "control":
                return bytes([ord(found["control"]) & 0x1F])
            case _:
                sign = found["sign"]
                return _SIGNS.get(sign, "\\" + sign).encode("utf-8", "surrogateescape")

    return b"".join(read(found) for found in _ANSI.finditer(text)).decode("utf-8", "surrogateescape")
