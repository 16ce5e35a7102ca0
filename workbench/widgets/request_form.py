"""A tab of labelled values over one part of a request; what cannot be taken is said under its field, and kept out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from workbench.models import Request
from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.field_row import FieldRow
from workbench.widgets.finding import Note
from workbench.widgets.request_part import PartEdited
from workbench.widgets.text_field import TextField

Check = Callable[[str, str], Note | None]
"""What is to be said of a text in the field of this id; what is said in the tone "bad" cannot be taken."""

Standing = Callable[[str], str]
"""What the settings say for the field of this id, "" where they say nothing of it."""

AS_SET: Final = "as the settings say"
"""Stands in words and placeholders where what the settings say is put behind it."""

THREE_WAYS: Final = (("", AS_SET), ("on", "on"), ("off", "off"))
WORDS: Final[Mapping[bool | None, str]] = {None: "", True: "on", False: "off"}
VALUES: Final[Mapping[str, bool | None]] = {"": None, "on": True, "off": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestField:
    """One value of a request: the text or choice it is shown as, and the request that one makes of it.

    With `options` it is a choice among those; `take` is given only what the check lets pass.
    """

    id: str
    label: str
    show: Callable[[Request], str]
    take: Callable[[Request, str], Request]
    placeholder: str = ""
    options: Sequence[tuple[str, str]] = ()
    masked: bool = False  # whether `show` hides a secret, which the field does too once it is left


class RequestForm(VerticalScroll, can_focus=False):
    """The fields of one tab; `faults` are the texts that stand there and are not in the request."""

    FIELDS: ClassVar[tuple[RequestField, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", "Previous field", show=False, id="request_form.previous"),
        Binding("down", "app.focus_next", "Next field", show=False, id="request_form.next"),
    ]
    DEFAULT_CSS = """
    RequestForm {
        scrollbar-size-vertical: 1;
        & FieldRow .field-label { width: 16; }
        & FieldRow > Finding { margin-left: 16; }
        & TextField { width: 1fr; max-width: 48; }
    }
    """

    def __init__(self, request: Request, check: Check, standing: Standing, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._request = request
        self._check = check
        self._standing = standing
        self.faults: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Make a row of each field; nothing stands under it until something is found."""
        for field in self.FIELDS:
            row = FieldRow(field.label, self._control(field), id=f"{field.id}-row")
            yield row.add_class("-beside")

    def put(self, request: Request) -> None:
        """Show another request, without telling of it."""
        self._request = request
        with self.prevent(Input.Changed, Alternatives.Changed):
            for field in self.FIELDS:
                self._put(field, request)
                self._row(field).show()
        self.faults = ()

    def restate(self) -> None:
        """Say again what the settings say: they have changed."""
        for field in self.FIELDS:
            control = self.query_one(f"#{field.id}")
            if isinstance(control, Alternatives):
                control.reword(self._options(field))
            elif isinstance(control, TextField):
                control.placeholder = self._stated(field, field.placeholder)

    def crossed(self, request: Request) -> tuple[str, str] | None:
        """Return the field and the fault where values that are good by themselves do not go together."""
        return None

    def uncrossed(self, request: Request, before: Request) -> Request:
        """Return `request` with those values of `before` that `crossed` is about."""
        return before

    @on(Input.Changed)
    @on(Alternatives.Changed)
    def _edited(self, event: Input.Changed | Alternatives.Changed) -> None:
        event.stop()
        self.post_message(PartEdited(self._read))

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        field = next(field for field in self.FIELDS if field.id == event.input.id)
        if field.masked and not self._row(field).notes:
            with self.prevent(Input.Changed):
                self._put(field, self._request)

    def _read(self, before: Request) -> Request:
        """Return the request with every field in it that can be taken; say under the others why not."""
        request, faults = before, list[str]()
        for field in self.FIELDS:
            text = self._text(field)
            note = self._check(field.id, text) if text and not field.options else None
            self._row(field).show(*((note,) if note else ()))
            if note and note.tone == "bad":
                faults.append(f"{field.label}: {note.text}")
            elif text != field.show(before):  # what is shown can say less than what is there
                request = field.take(request, text)
        if found := self.crossed(request):
            request = self.uncrossed(request, before)
            self.query_one(f"#{found[0]}-row", FieldRow).show(Note(text=found[1], tone="bad"))
            faults.append(found[1])
        self.faults, self._request = tuple(faults), request
        return request

    def _control(self, field: RequestField) -> Widget:
        shown = field.show(self._request)
        if field.options:
            return Alternatives(self._options(field), value=shown, folded=True, id=field.id)
        return TextField(shown, placeholder=self._stated(field, field.placeholder), id=field.id)

    def _options(self, field: RequestField) -> list[tuple[str, str]]:
        return [(value, self._stated(field, label)) for value, label in field.options]

    def _stated(self, field: RequestField, text: str) -> str:
        said = self._standing(field.id)
        return text.replace(AS_SET, f"{AS_SET}: {visible(dict(field.options).get(said, said))}") if said else text

    def _text(self, field: RequestField) -> str:
        control = self.query_one(f"#{field.id}")
        return control.value if isinstance(control, Alternatives) else self.query_one(f"#{field.id}", TextField).text

    def _put(self, field: RequestField, request: Request) -> None:
        control = self.query_one(f"#{field.id}")
        if isinstance(control, Alternatives | TextField):
            control.value = field.show(request)

    def _row(self, field: RequestField) -> FieldRow:
        return self.query_one(f"#{field.id}-row", FieldRow)
