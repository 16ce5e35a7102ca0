"""The body as a person composes it: its type on one line, its text or fields below."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, get_args

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from workbench import marks
from workbench.models import BodyType, Request, RequestBody
from workbench.widgets import field_text
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.lines_editor import Lens, LinesEditor
from workbench.widgets.request_part import PartEdited

TYPES: Final[tuple[BodyType, ...]] = get_args(BodyType)
MAX_EDITED: Final = 256_000
_FIELDS: Final = ("form", "multipart")
_HINTS: Final[dict[str, str]] = {
    "": "no body; choose a type with ← and →, or just type",
    "form": "one field a line: name=value",
    "multipart": "one field a line: name=value, or name=@file",
    "file": "the path of the file whose bytes are sent",
}


class BodyKind(Alternatives):
    """The type; while `is_passed_by`, letters typed on it are not commands but the beginning of the body."""

    is_passed_by = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Claim what the body editor takes."""
        return self.is_passed_by and is_text(character)


class BodyEditor(Vertical):
    """A type and a text; typing where there is no body makes one, of a type that follows the text until chosen."""

    DEFAULT_CSS = """
    BodyEditor {
        & > Horizontal { height: 1; }
        & .form-label { width: 6; }
        & .hint { width: auto; color: $text-muted; margin-left: 2; }
        & Alternatives { width: auto; }
    }
    """

    def __init__(self, request: Request, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._request = request
        self._kept = request.body or RequestBody(type="text")
        self._chosen = request.body is not None

    def compose(self) -> ComposeResult:
        """Put the type over the text."""
        options = [("", "none"), *((name, name) for name in TYPES)]
        with Horizontal():
            yield Static(Content("Type"), classes="form-label")
            yield BodyKind(options, value=_kind(self._request), folded=True, id="body-type")
            yield Static(classes="hint")
        editor = LinesEditor(Lens(show=as_text, take=self._taken), self._request, fields=False, id="body-text")
        editor.limit = MAX_EDITED
        yield editor

    def on_mount(self) -> None:
        """Settle what may be edited."""
        self.applied(self._request)

    def put(self, request: Request) -> None:
        """Show another request, without telling of it."""
        if request.body is None or request.body != self._kept:
            self._chosen = request.body is not None
        self._kept = request.body or RequestBody(type="text")
        self.query_one(LinesEditor).put(request)
        self.applied(request)

    def applied(self, request: Request) -> None:
        """Follow the request as it is now: its type, and whether its text may be edited."""
        kind, body = _kind(request), request.body
        self._kept = body or self._kept
        size = len(body.text) if body else 0
        kinds, editor = self.query_one(BodyKind), self.query_one(LinesEditor)
        with self.prevent(Alternatives.Changed):
            kinds.value = kind
        kinds.is_passed_by = not kind
        editor.hides_secrets = kind in _FIELDS
        editor.read_only = size > MAX_EDITED
        hint = f"{marks.size(size)}: too long to edit here, sent as it is" if size > MAX_EDITED else ""
        self.query_one(".hint", Static).update(Content(hint or _HINTS.get(kind, "")))

    def on_key(self, event: events.Key) -> None:
        """Let the body begin with what is typed on the type while there is none."""
        if self._begins() and is_text(event.character):
            event.stop()
            event.prevent_default()
            self._begin(event.character or "")

    def on_paste(self, event: events.Paste) -> None:
        """Let the body begin with what is pasted there."""
        if self._begins() and event.text:
            event.stop()
            self._begin(event.text)

    def _begins(self) -> bool:
        kinds = self.query_one(BodyKind)
        return kinds.has_focus and kinds.is_passed_by

    def _begin(self, text: str) -> None:
        editor = self.query_one(LinesEditor)
        # At once: a focus that is only asked for comes after the next key.
        self.screen.set_focus(editor)
        if len(text) > MAX_EDITED:
            editor.take_whole(text)
        else:
            editor.insert(text)

    def _taken(self, request: Request, text: str) -> Request:
        """Take the text; its type follows it until one is chosen by hand, and without text there is no body."""
        if self._chosen:
            return from_text(request, text)
        return replace(request, body=RequestBody(type=guessed(text), text=text) if text else None)

    @on(Alternatives.Changed, "#body-type")
    def _type_chosen(self, event: Alternatives.Changed) -> None:
        event.stop()
        kind = next((kind for kind in TYPES if kind == event.value), None)
        body = replace(self._kept, type=kind) if kind else None
        self._chosen = body is not None
        self.query_one(LinesEditor).put(Request(body=body))
        self.post_message(PartEdited(lambda request: replace(request, body=body)))


def is_text(character: str | None) -> bool:
    """Tell whether a key types something; the space bar is for walking through the types."""
    return character is not None and character.isprintable() and character != " "


def guessed(text: str) -> BodyType:
    """Return the type that a text looks like; `{{` begins a variable, not an object."""
    start = text.lstrip()
    return "json" if start.startswith(("{", "[")) and not start.startswith("{{") else "text"


def as_text(request: Request) -> str:
    """Return what the editor shows of a request's body."""
    body = request.body
    if body is None:
        return ""
    if body.type in _FIELDS:
        return field_text.form_lines(body.fields)
    if body.type == "file":
        return body.file or ""
    return "" if len(body.text) > MAX_EDITED else body.text


def from_text(request: Request, text: str) -> Request:
    """Return the request with a text in place of the part of its body that the type shows."""
    body = request.body or RequestBody(type="text")
    if body.type in _FIELDS:
        fields = field_text.form_fields(text, files=body.type == "multipart")
        return replace(request, body=replace(body, fields=fields))
    if body.type == "file":
        return replace(request, body=replace(body, file=text.strip() or None))
    return replace(request, body=replace(body, text=text))


def _kind(request: Request) -> str:
    return request.body.type if request.body else ""
