"""The app: owns the desk, switches screens, and ends well, whatever ends it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual._keyboard_protocol import MODIFIER_FUNCTIONAL_KEYS
from textual.binding import Binding, BindingType
from textual.events import Event, InputEvent, Key, Paste
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widget import Widget

from workbench import ending
from workbench.ending import EndingApp
from workbench.folders import Folders
from workbench.screens import welcome
from workbench.screens.composer import ComposerScreen
from workbench.screens.desk import Level, Listener, SettingsChanged
from workbench.screens.working_desk import WorkingDesk
from workbench.settings import Settings
from workbench.terminal import drawing, lifeline
from workbench.terminal.control_filter import ControlFilter
from workbench.terminal.key_queue import KeyHandled, KeyQueue, KeyTaker
from workbench.widgets import theme
from workbench.widgets.tone import Tone

if TYPE_CHECKING:
    from workbench.screens.palette import Deed

_OBJECTS: Final = 10_000
"""After how many new ones garbage is looked for: three milliseconds at a time."""
_TURN: Final = 0.01
"""Seconds that a thread keeps the interpreter from others: the UI's has most work, and lets go of it between keys."""
_TONES: Final[dict[Level, Tone]] = {"info": "accent", "warning": "warn", "error": "bad"}


def run(folders: Folders, settings: Settings, *, banner: str | None = None) -> int:
    """Run the app until the person leaves it; return the exit status."""
    sys.excepthook = partial(ending.last_words, folders)
    app = WorkbenchApp(folders, settings, banner=banner)
    app.run()
    return lifeline.left(app.return_code or 0)


def _settle() -> None:
    """Let a key wait for less: for garbage that is looked for in little of what there is, for threads that compute."""
    gc.freeze()
    gc.set_threshold(_OBJECTS, 20, 50)
    sys.setswitchinterval(_TURN)


class WorkbenchApp(EndingApp):
    """Shows the composer, and the other screens over it."""

    TITLE = "Workbench"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,f3", "certificates", "Certs", tooltip="Client certificates and CAs", id="certificates"),
        Binding("ctrl+alt+c,alt+ctrl+c", "certificates", "Certificates", show=False, id="certificates.more"),
        Binding("l,f9", "console", "Console", tooltip="Console: every send so far", id="console"),
        Binding("b", "be", "Be", tooltip="Be somebody for this session, or end that", show=False, id="be"),
        Binding("comma,f2", "settings", "Settings", id="settings"),
        Binding("ctrl+comma", "settings", "Settings", show=False, id="settings.more"),
        Binding("question_mark,f1", "help", "Help", id="help"),
        Binding("ctrl+p", "command_palette", "All", tooltip="Every command, by name", priority=True, id="palette"),
        Binding("colon", "command_palette", "Every command", show=False, id="palette.letter"),
        Binding("ctrl+r", "redraw", "Redraw the screen", show=False, id="redraw"),
        Binding("ctrl+q", "quit", "Quit", priority=True, id="quit"),
        Binding("ctrl+c", "stop_or_tell", "Stop the request that runs", show=False, id="stop.anywhere"),
        Binding("ctrl+z", "suspend_process", "Suspend to the shell (fg comes back)", show=False, id="suspend"),
    ]

    def __init__(self, folders: Folders, settings: Settings, *, banner: str | None = None) -> None:
        super().__init__(folders, drawing.driver_class(settings.terminal.drawing))
        self.animation_level = "none"
        self.desk = WorkingDesk(self, folders, settings, self._say)
        self._unknown_theme = theme.install(self, settings.theme)
        self._composer = ComposerScreen(self.desk, welcome.hints(banner))
        self._keys = KeyQueue(self, super().on_event)
        self._net = ControlFilter()
        self._glyphs: Sequence[LineFilter] = ()
        self._draw_as(settings.terminal.glyphs)

    def get_default_screen(self) -> Screen[None]:
        """Start with the composer, laid out for the terminal as it is."""
        self._composer.fit(self.size)
        return self._composer

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Draw every line through the net."""
        return (*super().get_line_filters(), self._net, *self._glyphs)

    @property
    def is_plain(self) -> bool:
        """Whether everything is drawn in ASCII."""
        return bool(self._glyphs)

    def _bind(self, *, tell: bool = False) -> None:
        from workbench.screens import key_map

        key_map.bind(self, self.desk, tell=tell)

    def _draw_as(self, glyphs: str) -> None:
        from workbench.terminal.glyphs import PlainGlyphs, are_plain

        encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
        self._glyphs = (PlainGlyphs(),) if are_plain(glyphs, os.environ, encoding) else ()

    def on_mount(self) -> None:
        """Listen for the end, and say what there is to say."""
        self.listen()
        if not self.is_headless:
            self.call_after_refresh(_settle)
        if self.desk.settings.keys:
            self.call_after_refresh(self._bind, tell=True)
        notices = [notice for notice in (*self.desk.settings.notices, self._unknown_theme) if notice]
        if notices:
            self._composer.call_after_refresh(self.desk.tell, " ".join(notices), "warning")

    def on_unmount(self) -> None:
        """Let go of what runs, however the app ends."""
        self.desk.close()

    @property
    def keys_changed(self) -> Mapping[str, str]:
        """The keys that the settings have for deeds, by the ids of their bindings."""
        return self.desk.settings.keys

    def on_settings_changed(self, event: SettingsChanged) -> None:
        """Take the keys and the glyphs that the settings have now."""
        self._bind()
        self._draw_as(event.settings.terminal.glyphs)
        self.action_redraw()

    def on_app_focus(self) -> None:
        """Take over what was changed elsewhere meanwhile."""
        self.desk.catch_up()

    async def on_event(self, event: Event) -> None:
        """Deal with keys one at a time; load what a send needs with the first, no sooner and no later."""
        if not isinstance(event, InputEvent | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(event, Key) and event.key in MODIFIER_FUNCTIONAL_KEYS:
            return  # terminals with the kitty keyboard protocol tell of Shift alone too: it answers no question
        if isinstance(event, Key) and isinstance(self.screen, KeyTaker) and self.screen.take_key(event):
            return
        self._composer.in_use = True
        self.desk.warm()
        if isinstance(event, Key | Paste):
            self._keys.take(event)
        else:
            await super().on_event(event)

    def on_key_came(self) -> None:
        """Deal with the key, and with what came with it."""
        self.call_later(self._keys.go_on)

    def on_paste(self, event: Paste) -> None:
        """Say where a paste could have gone: nothing here took it."""
        if not self._keys.takes_text:
            place = " ^L goes to the URL." if self.screen is self._composer else ""
            self.desk.tell(f"That was a paste: nothing here takes text.{place}", "warning")

    def on_key_handled(self, event: KeyHandled) -> None:
        """Go on with the next key, after all that this one has set going."""
        self.call_later(self._keys.handled, event)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what is selected in a field as everything is copied."""
        self.desk.copy(text)

    def action_stop_or_tell(self) -> None:
        """Stop what runs; else say how one leaves."""
        if not self._composer.action_stop():
            self.desk.tell("Nothing runs. ^Q quits.")

    def action_certificates(self) -> None:
        """Open the certificates."""
        from workbench.screens.certificates import CertificatesScreen

        self._open(CertificatesScreen, lambda: CertificatesScreen(self.desk))

    def action_settings(self) -> None:
        """Open the settings."""
        from workbench.screens.settings import SettingsScreen

        self._open(SettingsScreen, lambda: SettingsScreen(self.desk))

    def action_console(self) -> None:
        """Open the console; a request that is to be sent again is the composer's to send."""
        from workbench.screens.console import ConsoleScreen, SendAgain

        def send_again(answer: SendAgain | None) -> None:
            if answer:
                self._composer.outbox.send_again(answer.request)

        if not self._is_open(ConsoleScreen):
            self.push_screen(ConsoleScreen(self.desk), send_again)

    def action_help(self) -> None:
        """Open the help."""
        from workbench.screens.help import HelpScreen

        self._open(HelpScreen, HelpScreen)

    def action_command_palette(self) -> None:
        """List everything that can be done here, and do what is chosen; a second time closes the list."""
        from workbench.screens.palette import PaletteScreen, deeds_of

        if isinstance(self.screen, PaletteScreen):
            self.screen.action_close()
            return

        async def do(deed: Deed | None) -> None:
            if deed:
                await self.run_action(deed.action, default_namespace=deed.node)

        self.push_screen(PaletteScreen(deeds_of(self.screen)), do)

    def action_be(self) -> None:
        """End what the session was switched to; where it was not, ask whom to be."""
        from workbench.screens import identity
        from workbench.screens.be import Being, BeScreen

        def take(being: Being | None) -> None:
            if being:
                identity.be(self.desk, being.value)

        if self.desk.choice:
            identity.be(self.desk, None)
        else:
            self.push_screen(BeScreen(self.desk), take)

    def action_become(self, value: str) -> None:
        """Be the one of this name for the session, nobody for "none", whoever the rules choose for ""."""
        from workbench.screens import identity

        identity.be(self.desk, value or None)

    def action_compare(self) -> None:
        """Send what is composed as several identities."""
        self._composer.remedies.compare(self._composer.workpiece.request)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer on every screen to end what the session was switched to; to be somebody, where one composes."""
        return action != "be" or self.desk.choice is not None or self.screen is self._composer

    def action_keys(self) -> None:
        """Open the list of every deed with its keys."""
        from workbench.screens.keys import KeysScreen

        self._open(KeysScreen, lambda: KeysScreen(self.desk))

    def action_test_keys(self) -> None:
        """Open the test of the keys, which tells what each does in the composer."""
        from workbench.screens import key_map
        from workbench.screens.key_test import KeyTestScreen

        def test(deeds: Mapping[str, str]) -> None:
            self._open(KeyTestScreen, lambda: KeyTestScreen(deeds))

        self.desk.background(partial(key_map.deeds, self, self._composer, self.desk.settings.keys), test)

    def action_redraw(self) -> None:
        """Draw everything again, over what another program has left on the terminal."""
        drawing.forget(self)
        for widget in (self.screen, *self.screen.query("*")):
            widget.refresh()
        self.refresh(layout=True)

    def action_wear(self, name: str) -> None:
        """Put on a theme until the app ends; the settings keep theirs."""
        self.desk.wear(name)
        self.desk.note(f"Theme {name}, until the app ends.")

    def _open(self, kind: type[Screen[None]], make: Callable[[], Screen[None]]) -> None:
        """Put a screen on top, once; each closes itself by the key that opened it."""
        self.desk.catch_up()
        if not self._is_open(kind):
            self.push_screen(make())

    def _is_open(self, kind: type[Widget]) -> bool:
        return any(isinstance(screen, kind) for screen in self.screen_stack)

    def _say(self, text: str, level: Level) -> None:
        if self.is_running and self.screen is not self._composer:
            if level == "info" and isinstance(self.screen, Listener) and self.screen.hear(text):
                return
            severity = "information" if level == "info" else level
            self.notify(text, severity=severity, markup=False)
            return
        self._composer.tell(text, _TONES[level])
