"""The CAs of the lab: the one its clients trust, and those that nobody does."""

from __future__ import annotations

from workbench.demo.authority import Authority
from workbench.nouns import dataclass

ESCAPES = "\x1b]0;pwned\x07\x1b[1337m"
MARKUP = "[/bad][@click=app.quit]x[/]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorities:
    """`another` shares nothing with `root`; `hostile` is issued by `root` and has an ugly name."""

    root: Authority
    intermediate: Authority
    another: Authority
    hostile: Authority


def found() -> Authorities:
    """Make all of them afresh."""
    root = Authority.root("Workbench Demo Root CA")
    return Authorities(
        root=root,
        intermediate=root.intermediate("Workbench Demo CA"),
        another=Authority.root("Another Root CA"),
        hostile=root.intermediate(f"Hostile {ESCAPES}{MARKUP} CA"),
    )
