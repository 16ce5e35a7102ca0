"""The console's filter: a line of terms, what it means in words, and whether an entry is meant by it.

error                    what failed, and HTTP errors; `is:error`, `is:warning`, `is:sent` and `is:app` alike
host:api.*  method:POST  a part of the host, with its port, or a pattern; the method
status:404  status:4xx   also 400-499, >=500, and `none` where no answer came
cert:alice  cert:none    a part of the name, id, file, subject or of what happened to it: cert:refused
a,b  -term  "two words"  either of these; none of that; blanks and colons as they stand
anything else            is a text to be found, and all terms have to hold
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from workbench import marks
from workbench.models import Exchange, Gist
from workbench.nouns import dataclass

Test = Callable[[Gist], bool]

ERRORS: Final = "error"
"""The term that lists what went wrong."""

_PIECES: Final = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_NAMED: Final = re.compile(r"(?P<not>-?)(?P<name>[A-Za-z]+):(?P<value>(?!//).*)", re.DOTALL)  # no URL
_RANGE: Final = re.compile(r"(\d{1,3})-(\d{1,3})")
_BOUND: Final = re.compile(r"([<>]=?)(\d{1,3})")
_STATUS_WANTED: Final = "404, 4xx, 400-499, >=500 or none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition: what it says in words, and the test of it."""

    words: str
    test: Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a line asks for: its terms, all of which have to hold, and what in it is wrong, in words."""

    terms: tuple[Term, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is understood, "" where everything is listed."""
        return ", ".join(term.words for term in self.terms)

    def holds(self, gist: Gist) -> bool:
        """Tell whether an entry is meant."""
        return all(term.test(gist) for term in self.terms)


class _Wrong(Exception):
    """A term says nothing that can be asked for; the text says what it could say."""


@lru_cache(maxsize=16)
def parse(line: str) -> Query:
    """Read a line; what is wrong in it counts for nothing, and is told."""
    terms, wrong = [], []
    for piece in pieces(line):
        try:
            terms.append(_term(piece))
        except _Wrong as fault:
            wrong.append(str(fault))
    return Query(terms=tuple(terms), wrong=tuple(wrong))


def pieces(line: str) -> list[str]:
    """Return the terms of a line as they are typed."""
    return _PIECES.findall(line)


def toggled(line: str, term: str) -> str:
    """Return a line without a term, or with it where it was not there; another value for the same name goes."""
    name = term.partition(":")[0] if ":" in term else ""
    known = pieces(line)
    kept = [piece for piece in known if piece != term and not (name and piece.startswith(f"{name}:"))]
    return " ".join(kept if term in known else [*kept, term])


def walked(line: str) -> str:
    """Return a line that lists sends only; after that, what the app did only; after that, both again."""
    known = pieces(line)
    steps = {"is:sent": "is:app", "is:app": ""}
    found = next((piece for piece in known if piece in steps), "")
    after = steps.get(found, "is:sent")
    return " ".join([*(piece for piece in known if piece != found), *([after] if after else [])])


def term_of(exchange: Exchange | None, what: str) -> str:
    """Return the term for the host ("host") or the certificate ("cert") of a send's last hop, "" for no send."""
    if exchange is None or not exchange.hops:
        return ""
    chosen = exchange.hops[-1].selection
    if what == "host":
        return f"host:{quoted(f'{chosen.host}:{chosen.port}')}"
    return f"cert:{quoted(marks.label(chosen.entry)) if chosen.entry else 'none'}"


def quoted(value: str) -> str:
    """Return a value as it stands in a term: in quotes where it holds what would end it, or a comma.

    No term holds a quote: a value with one stands as its pattern.
    """
    if '"' in value:
        return re.sub(r'[\s,"]', "?", value)
    return f'"{value}"' if re.search(r"[\s,*?]", value) else value


def _term(piece: str) -> Term:
    found = _NAMED.fullmatch(piece)
    read = _READERS.get(found["name"].casefold()) if found else None
    if found and read:
        term = read(found["value"])
        return _not(term) if found["not"] else term
    bare, negated = (piece[1:], True) if len(piece) > 1 and piece.startswith("-") else (piece, False)
    if bare.casefold() in (ERRORS, f"{ERRORS}s"):
        term = _is(ERRORS)
    else:
        term = _text(bare, "" if found is None else f" (there is no term {found['name']}:)")
    return _not(term) if negated else term


def _not(term: Term) -> Term:
    return Term(words=f"not {term.words}", test=lambda gist: not term.test(gist))


def _text(value: str, remark: str = "") -> Term:
    plain = value.replace('"', "")
    wanted = plain.casefold()
    return Term(words=f"text “{plain}”{remark}", test=lambda gist: wanted in gist.text)


def _host(value: str) -> Term:
    wanted = "a part of a host, or a pattern: host:api, host:*.example.com"
    return _either("host", value, wanted, lambda gist: gist.hosts)


def _certificate(value: str) -> Term:
    wanted = "a name, or what happened to it: cert:alice, cert:none, cert:refused"
    return _either("certificate", value, wanted, lambda gist: gist.certificates)


def _method(value: str) -> Term:
    return _either("method", value, "one such as method:POST", lambda gist: gist.methods)


def _url(value: str) -> Term:
    return _either("URL", value, "a part of a URL: url:/users", lambda gist: gist.text)


def _either(what: str, value: str, wanted: str, field: Callable[[Gist], str]) -> Term:
    """Return a term that one of several values is enough for; a value with `*` or `?` is a whole one's pattern."""
    values = _values(value)
    if not values:
        raise _Wrong(f"{what}: {wanted}")
    tests = [_found(each.casefold(), is_quoted='"' in value) for each in values]
    said = " or ".join(f"“{each}”" for each in values)
    return Term(words=f"{what} {said}", test=lambda gist: any(test(field(gist)) for test in tests))


def _found(value: str, *, is_quoted: bool) -> Callable[[str], bool]:
    if is_quoted or not set(value) & set("*?"):
        return lambda text: value in text
    # Each line is a name of its own; a host also has its port, which a pattern need not name.
    first, *others = (re.escape(piece).replace(r"\?", ".") for piece in re.split(r"\*+", value))
    # Each star takes as little as it can and gives nothing back: others would be tried in all combinations.
    escaped = "".join([first, *(f"(?>.*?{piece})" for piece in others[:-1]), *(f".*{piece}" for piece in others[-1:])])
    pattern = re.compile(rf"(?m)^{escaped}(?::\d+)?$")
    return lambda text: pattern.search(text) is not None


def _values(value: str) -> list[str]:
    if '"' in value:
        return [plain] if (plain := value.replace('"', "")) else []
    return [each for each in value.split(",") if each]


def _status(value: str) -> Term:
    values = _values(value)
    tests = [_status_test(each) for each in values]
    if not tests:
        raise _Wrong(f"status: {_STATUS_WANTED}")
    said = " or ".join(each.casefold().ljust(3, "x") if each.isdigit() else each.casefold() for each in values)
    return Term(words=f"status {said}", test=lambda gist: any(test(one) for test in tests for one in gist.statuses))


def _status_test(value: str) -> Callable[[int | None], bool]:
    low, high = _bounds(value)
    if low is None:
        return lambda status: status is None
    return lambda status: status is not None and low <= status <= high


def _bounds(value: str) -> tuple[int | None, int]:
    """Return the first and the last status meant; None for no answer at all."""
    plain = value.casefold()
    if plain == "none":
        return None, 0
    if re.fullmatch(r"\d{3}|\d{1,2}x{0,2}", plain) and len(plain) <= 3:  # 4 is 4xx to come
        filled = plain.ljust(3, "x")
        return int(filled.replace("x", "0")), int(filled.replace("x", "9"))
    if found := _RANGE.fullmatch(plain):
        return int(found[1]), int(found[2])
    if found := _BOUND.fullmatch(plain):
        bound = int(found[2])
        return {">": (bound + 1, 999), ">=": (bound, 999), "<": (0, bound - 1), "<=": (0, bound)}[found[1]]
    raise _Wrong(f"“{value}” is no status: {_STATUS_WANTED}")


def _is(value: str) -> Term:
    tests = [_kind(each) for each in _values(value)]
    if not tests:
        raise _Wrong(f"is: {', '.join(_KINDS)}")
    return Term(words=" or ".join(words for words, _ in tests), test=lambda gist: any(test(gist) for _, test in tests))


def _kind(value: str) -> tuple[str, Test]:
    found = _KINDS.get(value.casefold())
    if found is None:
        raise _Wrong(f"“{value}” is none of is:{', is:'.join(_KINDS)}")
    return found


_KINDS: Final[Mapping[str, tuple[str, Test]]] = {
    ERRORS: ("errors only", lambda gist: gist.is_error),
    "warning": ("warnings only", lambda gist: gist.is_warning),
    "sent": ("sends only", lambda gist: gist.is_sent),
    "app": ("what the app did only", lambda gist: not gist.is_sent),
}

_READERS: Final[Mapping[str, Callable[[str], Term]]] = {
    "host": _host,
    "status": _status,
    "cert": _certificate,
    "certificate": _certificate,
    "method": _method,
    "url": _url,
    "is": _is,
}
