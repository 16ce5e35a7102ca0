"""The settings: each saved at once, a value that cannot be taken is refused under its field."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import ClassVar, Final, get_args

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from workbench.nouns import dataclass
from workbench.screens import settings_fields, surroundings
from workbench.screens.confirm import Confirmed, ConfirmScreen, Question
from workbench.screens.desk import Desk, SettingsChanged
from workbench.screens.settings_fields import ChoiceName, SwitchName, TextName
from workbench.screens.typed_values import FieldFault
from workbench.settings import Settings
from workbench.visible import visible
from workbench.widgets import theme
from workbench.widgets.action_button import ActionButton
from workbench.widgets.alternatives import Alternatives
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.field_row import FieldRow
from workbench.widgets.finding import Finding, Note
from workbench.widgets.footer import Footer
from workbench.widgets.form import Buttons, Form
from workbench.widgets.switch_field import SwitchField
from workbench.widgets.text_field import TextField
from workbench.widgets.tls_form import SECURITY_LEVELS, VERSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A setting, the words before it and those beside it."""

    name: SwitchName | TextName | ChoiceName
    label: str
    hint: str


_LOOK: Final = "Look and keys"
_IN_EFFECT: Final = "In effect, with the environment"
_AT_FIRST: Final = 2
"""How many sections stand at the first paint."""
_SECTIONS: Final[tuple[tuple[str, tuple[_Row, ...]], ...]] = (
    (
        "Trust",
        (
            _Row(name="verify", label="Verify", hint="Servers prove who they are. Off is loud everywhere."),
            _Row(name="system_ca", label="System CAs", hint="Trust the store of this machine."),
            _Row(name="extra_ca", label="Extra CAs", hint="Trust the CA files listed with the certificates, F3."),
            _Row(name="expiry_warning_days", label="Warn before", hint="Days before a certificate expires."),
        ),
    ),
    (
        "TLS",
        (
            _Row(name="minimum_version", label="Oldest TLS", hint="Below 1.2: loud, security level 0."),
            _Row(name="maximum_version", label="Newest TLS", hint="For servers that fail at a newer one."),
            _Row(name="ciphers", label="Ciphers", hint="empty: OpenSSL's; not for TLS 1.3"),
            _Row(name="security_level", label="Security", hint="Keys and ciphers; below 2 is loud."),
            _Row(name="post_handshake_auth", label="Asked later", hint="Answer servers that ask after the handshake."),
        ),
    ),
    (
        "HTTP",
        (
            _Row(name="follow_redirects", label="Redirects", hint="Follow them, 20 at most; each by its own rules."),
            _Row(name="http2", label="HTTP/2", hint="Offer it; HTTP/1.1 is faster for large bodies."),
            _Row(name="connect_timeout", label="Connect", hint="Seconds for DNS, TCP and TLS together."),
            _Row(name="timeout", label="Timeout", hint="Seconds without a byte; a slow download goes on."),
            _Row(name="decoded_limit", label="Unpack", hint="MB at most of a body 100 times smaller; 0: no limit."),
            _Row(name="proxy", label="Proxy", hint="empty: environment; none; or a URL"),
            _Row(name="no_proxy", label="No proxy", hint="hosts, commas between"),
            _Row(name="proxy_certificate", label="Proxy cert", hint="empty: none; for https proxies only"),
        ),
    ),
    (_IN_EFFECT, ()),
    (
        _LOOK,
        (
            _Row(name="theme", label="Theme", hint="Left and Right choose."),
            _Row(name="glyphs", label="Glyphs", hint="Borders, arrows and other signs."),
            _Row(name="drawing", label="Drawing", hint="What is sent; from the next start."),
        ),
    ),
)
_OPTIONS: Final[dict[ChoiceName, tuple[tuple[str, str], ...]]] = {
    "theme": tuple((name, name) for name in theme.NAMES),
    "glyphs": (("auto", "by the locale"), ("unicode", "all there are"), ("ascii", "plain ASCII")),
    "drawing": (("cells", "changed cells"), ("lines", "whole lines")),
    "minimum_version": VERSIONS,
    "maximum_version": (("", "the newest there is"), *VERSIONS),
    "security_level": (("", "OpenSSL's own"), *SECURITY_LEVELS),
}
_UNVERIFIED: Final = Question(
    title="Stop verifying servers, for every send?",
    facts=(
        Fact(label="Then", value="Anybody on the way can pose as any server, read what is sent and change it."),
        Fact(label="Rather", value="Trust the CA of the server: F3, then ^O and a."),
        Fact(label="Or once", value="When a send fails because of the server's certificate, o sends that one again."),
    ),
    yes="Stop verifying",
    no="Keep verifying",
)
_WIDTHS: Final = {
    "proxy": 23,
    "no_proxy": 23,
    "proxy_certificate": 23,
    "theme": 23,
    "glyphs": 23,
    "drawing": 23,
    "minimum_version": 23,
    "maximum_version": 23,
    "ciphers": 23,
    "security_level": 23,
}


class SettingsScreen(Screen[None]):
    """Every field is saved by Enter, by leaving it, or by switching it."""

    HELP_TOPIC: ClassVar[str] = "Forms"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2", "close", "Back", id="settings.close"),
        Binding("q,comma", "close", "Back", show=False, id="settings.close_letter"),
    ]

    DEFAULT_CSS = """
    SettingsScreen .section { text-style: bold; color: $text-muted; margin-top: 1; }
    SettingsScreen .section:first-child { margin-top: 0; }
    SettingsScreen FieldRow > Horizontal { height: auto; }
    SettingsScreen FieldRow .field-hint { height: auto; text-wrap: wrap; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """Lay out the first fields; the others follow after the first paint."""
        with Form() as form:
            form.border_title = "Settings"
            form.border_subtitle = Content(f"saved at once in {visible(str(self._desk.settings.path))}")
            for number in range(_AT_FIRST):
                yield from self._section(number)
        yield Footer()

    def on_mount(self) -> None:
        """Go on with the fields that do not stand yet."""
        self.call_after_refresh(self._go_on, _AT_FIRST)

    async def _go_on(self, number: int) -> None:
        """Add a section, and the next after that: all at once would leave a key unanswered for a third of a second."""
        forms = self.query(Form)
        if not forms:  # left already
            return
        form = forms.first()
        if number < len(_SECTIONS):
            await form.mount(*self._section(number))
            self.call_after_refresh(self._go_on, number + 1)
            return
        buttons = (ActionButton("Keys", id="keys"), ActionButton("Test my keys", id="test-keys"))
        await form.mount(Buttons(*buttons))
        self._look_around(self._desk.settings)

    def _section(self, number: int) -> Iterator[Widget]:
        title, rows = _SECTIONS[number]
        yield Static(Content(title), classes="section")
        yield from map(self._row_of, rows)
        if title == _IN_EFFECT:
            yield Finding("looking …", id="in-effect")

    @on(SwitchField.Changed)
    def save_switch(self, event: SwitchField.Changed) -> None:
        """Save a switch; where that fails it goes back. Verification goes off only once that is confirmed."""
        name = _switch_name(event.switch.id)
        if event.value == settings_fields.is_on(self._desk.settings, name):
            return
        if name == "verify" and not event.value:
            event.switch.value = True
            self.app.push_screen(ConfirmScreen(_UNVERIFIED), self._stop_verifying)
            return
        if not self._desk.change_settings(settings_fields.switched(self._desk.settings, name, on=event.value)):
            self.show_settings(self._desk.settings)

    def _stop_verifying(self, answer: Confirmed | None) -> None:
        if answer:
            self._desk.change_settings(settings_fields.switched(self._desk.settings, "verify", on=False))

    @on(Alternatives.Changed)
    def save_choice(self, event: Alternatives.Changed) -> None:
        """Save one of several; the app puts a theme on."""
        row = self._row(event.alternatives)
        try:
            after = settings_fields.chosen(self._desk.settings, _choice_name(event.alternatives.id), event.value)
        except FieldFault as fault:
            row.show(Note(text=str(fault), tone="bad"))
            return
        row.show()
        if not self._desk.change_settings(after):
            self.show_settings(self._desk.settings)

    @on(Input.Changed)
    def check_text(self, event: Input.Changed) -> None:
        """Say under a field what is wrong with it while it is typed."""
        self._read(event.input)

    @on(Input.Submitted)
    @on(Input.Blurred)
    def save_text(self, event: Input.Submitted | Input.Blurred) -> None:
        """Save a field that can be taken and was changed."""
        after = self._read(event.input)
        if after is not None and after != self._desk.settings and self._desk.change_settings(after):
            self._row(event.input).show(Note(text="saved", tone="good"))

    @on(ActionButton.Pressed, "#keys")
    async def open_keys(self) -> None:
        """List every deed with its keys."""
        await self.run_action("app.keys")

    @on(ActionButton.Pressed, "#test-keys")
    async def test_keys(self) -> None:
        """Show what arrives for each key."""
        await self.run_action("app.test_keys")

    def on_settings_changed(self, event: SettingsChanged) -> None:
        """Show what another screen, or another copy, has changed."""
        self.show_settings(event.settings)
        self._look_around(event.settings)

    def show_settings(self, settings: Settings) -> None:
        """Bring every field that is not being typed into up to date."""
        for switch in self.query(SwitchField):
            switch.value = settings_fields.is_on(settings, _switch_name(switch.id))
        for field in self.query(TextField):
            if not field.has_focus:
                field.value = settings_fields.shown(settings, _text_name(field.id))
        for choice in self.query(Alternatives):
            choice.value = settings_fields.choice(settings, _choice_name(choice.id))

    def action_close(self) -> None:
        """Save the field the cursor is in, and go back."""
        if isinstance(self.focused, TextField):
            after = self._read(self.focused)
            if after is not None and after != self._desk.settings:
                self._desk.change_settings(after)
        self.dismiss(None)

    def _look_around(self, settings: Settings) -> None:
        def show(found: surroundings.Proxies) -> None:
            for finding in self.query("#in-effect").results(Finding):
                finding.notes = surroundings.notes(settings, found, os.environ)

        self._desk.background(partial(surroundings.proxies, settings), show)

    def _row_of(self, row: _Row) -> FieldRow:
        return FieldRow(row.label, self._control(row.name), hint=row.hint, beside=_WIDTHS.get(row.name, 7))

    def _control(self, name: str) -> Widget:
        settings = self._desk.settings
        if name in get_args(SwitchName):
            on = settings_fields.is_on(settings, _switch_name(name))
            return SwitchField(value=on, loud_off=name == "verify", id=name)
        if name in get_args(ChoiceName):
            options = _OPTIONS[_choice_name(name)]
            value = settings_fields.choice(settings, _choice_name(name))
            return Alternatives(options, value=value, folded=True, id=name)
        return TextField(settings_fields.shown(settings, _text_name(name)), id=name)

    def _read(self, field: Input) -> Settings | None:
        """Return the settings with this field in them, None with a message under it where it is wrong."""
        try:
            after = settings_fields.taken(self._desk.settings, _text_name(field.id), field.value.strip())
        except FieldFault as fault:
            self._row(field).show(Note(text=str(fault), tone="bad"))
            return None
        self._row(field).show()
        return after

    def _row(self, field: Widget) -> FieldRow:
        return next(node for node in field.ancestors if isinstance(node, FieldRow))


def _switch_name(text: str | None) -> SwitchName:
    return next(name for name in get_args(SwitchName) if name == text)


def _text_name(text: str | None) -> TextName:
    return next(name for name in get_args(TextName) if name == text)


def _choice_name(text: str | None) -> ChoiceName:
    return next(name for name in get_args(ChoiceName) if name == text)
