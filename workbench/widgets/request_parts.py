"""What stands under the tabs of the request's pane. Loading this loads the editors, so it waits until one is seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from workbench.models import Request
from workbench.widgets import field_text
from workbench.widgets.body_editor import BodyEditor
from workbench.widgets.lines_editor import Lens, LinesEditor
from workbench.widgets.options_form import OptionsForm
from workbench.widgets.request_form import Check, RequestForm, Standing
from workbench.widgets.tls_form import TlsForm

Part = LinesEditor | BodyEditor | RequestForm

_PARAMS_HINT: Final = "page=2     a query parameter, one a line\n:id=42     a value for :id in the path"
_HEADERS_HINT: Final = "Accept: application/json     one a line\n# X-Off: 1     is switched off"


def make(name: str, request: Request, check: Check, standing: Standing) -> Part:
    """Return the editor of one tab; `check` judges what is typed into a form, `standing` holds without it."""
    match name:
        case "params":
            lens = Lens(show=_params_text, take=_with_params)
            return LinesEditor(lens, request, placeholder=_PARAMS_HINT, fields=True, id=name)
        case "headers":
            lens = Lens(show=_headers_text, take=_with_headers)
            return LinesEditor(lens, request, placeholder=_HEADERS_HINT, fields=True, id=name)
        case "body":
            return BodyEditor(request, id=name)
        case "tls":
            return TlsForm(request, check, standing, id=name)
        case _:
            return OptionsForm(request, check, standing, id=name)


def follow(part: Part, request: Request) -> None:
    """Let a part settle what depends on the request as it is now."""
    if isinstance(part, BodyEditor):
        part.applied(request)


def restate(part: Part) -> None:
    """Let a part show what the settings say now."""
    if isinstance(part, RequestForm):
        part.restate()


def faults(part: Part) -> tuple[str, ...]:
    """Return what stands in a part and is not in the request, in words."""
    return part.faults if isinstance(part, RequestForm) else ()


def _params_text(request: Request) -> str:
    return field_text.param_lines(request.params, request.path_params)


def _with_params(request: Request, text: str) -> Request:
    found = field_text.params(text)
    return replace(request, params=found.query, path_params=found.path)


def _headers_text(request: Request) -> str:
    return field_text.header_lines(request.headers)


def _with_headers(request: Request, text: str) -> Request:
    return replace(request, headers=field_text.headers(text))
