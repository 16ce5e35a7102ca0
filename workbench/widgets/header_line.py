"""The first line: where one stands. Environment, verification, trust, certificates, and what is out of the ordinary."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets.tone import words

_STANDARD_VERSIONS = ("TLSv1.2", "TLSv1.3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the first line says; `identity` is the one the session was switched to."""

    environment: str | None = None
    verify: bool = True
    minimum_version: str = "TLSv1.2"
    cas: int = 0
    certificates: int = 0
    expiring: int = 0
    expired: int = 0
    identity: str | None = None


class HeaderLine(Widget):
    """One line; what is unsafe or unusual stands out by words in capitals and by colour."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    heading = reactive(Heading(), init=False)

    def __init__(self, heading: Heading) -> None:
        super().__init__()
        self.set_reactive(HeaderLine.heading, heading)

    def render(self) -> Content:
        """Return the line."""
        return self.fitting(self.content_size.width)

    def fitting(self, width: int) -> Content:
        """Return the widest form that fits; where none does, what is out of the ordinary comes first."""
        said = self.heading
        whole = [words(("Workbench", "strong")), *_loud(said), *_quiet(said), *_dates(said)]
        brief = [words(("Workbench", "strong")), *_loud(said), *_dates(said), *_quiet(said)[1:]]
        least = len(brief) - len(_quiet(said)) + 1
        shorter = [Content("  ").join(brief[:count]) for count in range(len(brief), least - 1, -1)]
        forms = [Content("   ").join(whole), Content("  ").join(whole), *shorter]
        return next((form for form in forms if form.cell_length <= width), forms[-1])


def _loud(heading: Heading) -> list[Content]:
    loud = []
    if heading.identity is not None:
        loud.append(Content.styled(f" YOU ARE: {visible(heading.identity)} (b ends it) ", "$warning reverse"))
    if not heading.verify:
        loud.append(Content.styled(" verify OFF ", "$error bold reverse"))
    if heading.minimum_version not in _STANDARD_VERSIONS:
        loud.append(Content.styled(f" {heading.minimum_version} ALLOWED ", "$error bold reverse"))
    return loud


def _quiet(heading: Heading) -> list[Content]:
    quiet = [Content(f"env: {visible(heading.environment or 'none')}")]
    if heading.verify:
        quiet.append(words("verify ", ("ON", "good")))
    return [*quiet, Content(f"CA {heading.cas}"), Content(f"certs {heading.certificates}")]


def _dates(heading: Heading) -> list[Content]:
    found = []
    if heading.expired:
        found.append(words((f"[x {heading.expired} EXPIRED]", "bad")))
    if heading.expiring:
        found.append(words((f"[! {heading.expiring} expiring]", "warn")))
    return found
