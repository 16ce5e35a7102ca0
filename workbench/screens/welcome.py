"""What stands in the answer's place before there is an answer."""

from __future__ import annotations

from textual.content import Content

from workbench.visible import visible
from workbench.widgets.tone import words


def hints(banner: str | None) -> Content:
    """Return three lines for a first start, or what this start has to say and how to walk its list."""
    return Content("\n").join(_walk(banner) if banner else _first_steps())


def _first_steps() -> list[Content]:
    return [
        words("Type a URL above and press ", ("Enter", "accent"), "; without a scheme it is https."),
        words(("F3", "accent"), ", or ", ("c", "accent"), " outside a text field: your client certificates."),
        words(("workbench demo", "accent"), " in the shell: a lab of mutual-TLS servers to try things on."),
    ]


def _walk(banner: str) -> list[Content]:
    return [
        words((visible(banner), "strong")),
        Content(""),
        words("Walk down the list with ", ("↓", "accent"), ": each request shows another thing."),
        words(("s", "accent"), " loads and sends it, ", ("Enter", "accent"), " only loads it."),
        words(("c", "accent"), " shows the certificates, ", ("l", "accent"), " all that was sent so far."),
    ]
