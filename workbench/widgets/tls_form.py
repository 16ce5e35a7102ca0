"""What one request says about TLS and about sending: the two tabs that override the settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from workbench.models import Request, RequestOptions, RequestTls
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.request_part import PartEdited
from workbench.widgets.text_field import TextField

_SWITCH: Final = (("", "as the settings say"), ("on", "on"), ("off", "off"))
_WORDS: Final[dict[bool | None, str]] = {None: "", True: "on", False: "off"}
_VALUES: Final[dict[str, bool | None]] = {"": None, "on": True, "off": False}


class RequestForm(VerticalScroll, can_focus=False):
    """Rows of a label and a control over one part of a request."""

    DEFAULT_CSS = """
    RequestForm {
        scrollbar-size-vertical: 1;
        & > Horizontal { height: 1; }
        & .form-label { width: 14; color: $foreground; }
        & Horizontal:focus-within .form-label { color: $accent; text-style: bold; }
        & TextField { width: 1fr; max-width: 44; }
        & Alternatives { width: auto; }
    }
    """

    def __init__(self, request: Request, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._request = request

    def put(self, request: Request) -> None:
        """Show another request, without telling of it."""
        with self.prevent(Input.Changed, Alternatives.Changed):
            self.fill(request)

    def fill(self, request: Request) -> None:
        """Put a request's values into the controls."""
        raise NotImplementedError

    def changed(self, request: Request, control: Widget) -> Request:
        """Return the request with a control's value in it."""
        raise NotImplementedError

    @on(Input.Changed)
    @on(Alternatives.Changed)
    def _tell(self, event: Input.Changed | Alternatives.Changed) -> None:
        event.stop()
        control: Widget = event.input if isinstance(event, Input.Changed) else event.alternatives
        self.post_message(PartEdited(lambda request: self.changed(request, control)))


class TlsForm(RequestForm):
    """The certificate pin, verification and the server name."""

    def compose(self) -> ComposeResult:
        """Make the three rows."""
        tls = self._request.tls
        pin = TextField(tls.certificate or "", placeholder="by the rules; or a name, id:…, none", id="pin")
        yield from row("Certificate", pin)
        yield from row("Verification", Alternatives(_SWITCH, value=_WORDS[tls.verify], folded=True, id="verify"))
        name = TextField(
            tls.server_name or "", placeholder="the URL's host, for SNI and verification", id="server-name"
        )
        yield from row("Server name", name)

    def fill(self, request: Request) -> None:
        """Put a request's values into the controls."""
        self.query_one("#pin", TextField).value = request.tls.certificate or ""
        self.query_one("#verify", Alternatives).value = _WORDS[request.tls.verify]
        self.query_one("#server-name", TextField).value = request.tls.server_name or ""

    def changed(self, request: Request, control: Widget) -> Request:
        """Return the request with a control's value in it."""
        return replace(request, tls=_tls(request.tls, control))


class OptionsForm(RequestForm):
    """Time, redirects and the address to connect to."""

    def compose(self) -> ComposeResult:
        """Make the three rows."""
        options = self._request.options
        timeout = TextField(_number(options.timeout), placeholder="as the settings say; seconds", id="timeout")
        yield from row("Timeout", timeout)
        follow = Alternatives(_SWITCH, value=_WORDS[options.follow_redirects], folded=True, id="follow")
        yield from row("Redirects", follow)
        resolve = TextField(options.resolve or "", placeholder="as the name resolves; or an address", id="resolve")
        yield from row("Connect to", resolve)

    def fill(self, request: Request) -> None:
        """Put a request's values into the controls."""
        self.query_one("#timeout", TextField).value = _number(request.options.timeout)
        self.query_one("#follow", Alternatives).value = _WORDS[request.options.follow_redirects]
        self.query_one("#resolve", TextField).value = request.options.resolve or ""

    def changed(self, request: Request, control: Widget) -> Request:
        """Return the request with a control's value in it; a timeout that is no number counts as none."""
        return replace(request, options=_options(request.options, control))


def row(label: str, control: Widget) -> Iterator[Widget]:
    """Yield a row of a form: a label and a control."""
    yield Horizontal(Static(Content(label), classes="form-label"), control)


def _tls(tls: RequestTls, control: Widget) -> RequestTls:
    match control:
        case Alternatives():
            return replace(tls, verify=_VALUES[control.value])
        case TextField(id="pin"):
            return replace(tls, certificate=control.text or None)
        case TextField():
            return replace(tls, server_name=control.text or None)
        case _:
            return tls


def _options(options: RequestOptions, control: Widget) -> RequestOptions:
    match control:
        case Alternatives():
            return replace(options, follow_redirects=_VALUES[control.value])
        case TextField(id="timeout"):
            return replace(options, timeout=_seconds(control.text))
        case TextField():
            return replace(options, resolve=control.text or None)
        case _:
            return options


def _number(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:g}"


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 < seconds < float("inf") else None
