"""A labelled field with its findings under it: what every form is made of."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from workbench.widgets.finding import Finding, Note


class FieldRow(Vertical):
    """A label, its controls on the same line, and what is found about them below.

    With `beside`, the hint stands to the right of controls that many cells wide, and nothing below until
    something is found.
    """

    DEFAULT_CSS = """
    FieldRow {
        height: auto;
        & > Horizontal { height: 1; }
        & .field-label { width: 13; }
        & .field-hint { color: $text-muted; margin-left: 2; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        & .field-label.-here { color: $text-accent; text-style: bold; }
        & > Finding { margin-left: 13; }
        &.-beside > Finding.-empty { display: none; }
    }
    """

    def __init__(
        self,
        label: str,
        *controls: Widget,
        hint: str = "",
        beside: int | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id, classes="" if beside is None else "-beside")
        self._label = label
        self._controls = controls
        self._beside = beside
        self._hint = hint
        self._finding = Finding("" if beside is not None else hint)

    def compose(self) -> ComposeResult:
        """Put the label and the controls on one line and the findings below."""
        with Horizontal():
            yield Static(Content(self._label), classes="field-label")
            for control in self._controls:
                if self._beside is not None:
                    control.styles.width = self._beside
                yield control
            if self._beside is not None:
                yield Static(Content(self._hint), classes="field-hint")
        yield self._finding

    def on_descendant_focus(self) -> None:
        """Make the label stand out."""
        # Textual restyles this row on `:focus-within`, but not the label inside it.
        self.query_one(".field-label").add_class("-here")

    def on_descendant_blur(self) -> None:
        """Make the label a label again."""
        self.query_one(".field-label").remove_class("-here")

    def show(self, *notes: Note) -> None:
        """Show these notes under the field, in sight while one is in it; none brings the hint back."""
        appears = bool(notes) and not self._finding.notes
        self._finding.notes = notes
        if appears and self.query("*:focus"):
            self.call_after_refresh(self.scroll_visible, animate=False)

    def hint(self, text: str) -> None:
        """Change what stands there while there is nothing else to say."""
        self._finding.hint = text

    @property
    def notes(self) -> Sequence[Note]:
        """What stands under the field now."""
        return self._finding.notes
