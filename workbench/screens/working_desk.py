"""The desk itself: the settings, the session's identity, the log, the engine, and how each change is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, TypeVar

from textual.app import App
from textual.message import Message

from workbench.folders import Folders
from workbench.models import CertificateEntry, Choice, Exchange, Port, Seen
from workbench.screens import identity
from workbench.screens.acquaintances import Acquaintances
from workbench.screens.desk import ChoiceChanged, Desk, Level, Logged, SettingsChanged
from workbench.screens.log import Log
from workbench.screens.settings_watch import SettingsWatch
from workbench.settings import Settings, SettingsError, differences, rereading, update
from workbench.terminal import clipboard
from workbench.visible import visible
from workbench.widgets import aside, theme

if TYPE_CHECKING:  # heavy: loaded after the first paint
    from workbench.certificates.passphrases import Passphrases
    from workbench.certificates.sealing import Sealer
    from workbench.documents.stamps import Stamp
    from workbench.engine import Engine
    from workbench.settings.undo import Journal

Value = TypeVar("Value")
_ALL_TOLD: Final = 20


class WorkingDesk(Desk):
    """Serves the screens of one app; `say` is how that app shows a line to the person."""

    def __init__(self, app: App[None], folders: Folders, settings: Settings, say: Callable[[str, Level], None]) -> None:
        self._app = app
        self._folders = folders
        self._settings = settings
        self._say = say
        self._choice: Choice | None = None
        self._log = Log()
        self._servers = Acquaintances()
        self._engine: Engine | None = None
        self._warmed = False
        self._unwritten: tuple[Mapping[str, Seen], Stamp | None] | None = None
        self._watch = SettingsWatch(self)

    @property
    def folders(self) -> Folders:
        """Where things live."""
        return self._folders

    @property
    def settings(self) -> Settings:
        """The settings as they are on disk."""
        return self._settings

    @cached_property
    def sealer(self) -> Sealer:
        """What seals passphrases; the first use loads cryptography."""
        from workbench.settings import renewing

        return renewing.sealer(self._folders)

    @cached_property
    def passphrases(self) -> Passphrases:
        """The session's passphrases."""
        from workbench.certificates.passphrases import Passphrases

        return Passphrases(self.sealer)

    @cached_property
    def journal(self) -> Journal:
        """What can be undone, also after a restart."""
        from workbench.settings.undo import Journal

        return Journal(self._folders.undo)

    @property
    def engine(self) -> Engine:
        """The engine; the first use loads it."""
        if self._engine is None:
            from workbench.engine import Engine

            self._engine = Engine()
        return self._engine

    @property
    def choice(self) -> Choice | None:
        """The session's identity."""
        return self._choice

    @property
    def servers(self) -> Acquaintances:
        """What the servers of this session asked for."""
        return self._servers

    @property
    def log(self) -> Log:
        """Everything that happened."""
        return self._log

    def warm(self) -> None:
        """Load beside the UI's thread what the first send will need; doing so again does nothing."""
        if self._warmed:
            return
        self._warmed = True

        def load() -> type[Engine]:
            from workbench.certificates import checkup
            from workbench.engine import Engine

            _ = checkup
            return Engine

        def start(engine: type[Engine]) -> None:
            self._engine = self._engine or engine()
            self._engine.warm()
            self.background(_load_answers, lambda _: None)

        self.background(load, start)

    def close(self) -> None:
        """Let go of the engine at once."""
        if self._engine:
            self._engine.close()

    def change_settings(self, settings: Settings, *, undoable: bool = True) -> bool:
        """Save what differs from the present settings; other copies' changes come back with it."""
        from workbench.settings import renewing

        stale = not rereading.is_current(self._settings)
        before, settings = renewing.caught_up(self._settings, settings, self.sealer)
        try:
            after = update(before, settings, self.sealer)
        except SettingsError as fault:
            self.tell(f"Not saved: {fault}", "error")
            return False
        self._hold(after)
        if stale:
            self.tell_others(settings, after)
        for notice in after.notices:
            self.tell(notice)
        if undoable and (words := self.journal.note(before, settings, after)):
            self.tell(words, "warning")
        changes = differences.words(before, settings, told=_ALL_TOLD)
        self.note(f"Settings saved: {', '.join(changes)}." if changes else "Settings saved.")
        self._tell_screens(lambda: SettingsChanged(after))
        return True

    def catch_up(self, then: Callable[[str], None] = lambda _: None) -> None:
        """Take over what another program wrote to the settings."""
        self._watch.look(then)

    def take_over(self, settings: Settings) -> None:
        """Go on with settings that are on the disk already, and tell every screen where they differ."""
        before = self._settings
        self._hold(settings)
        if settings != before:
            self._tell_screens(lambda: SettingsChanged(settings))

    def tell_others(self, before: Settings, after: Settings) -> None:
        """Say what another program changed."""
        if changes := differences.words(before, after):
            self.tell(f"{after.path.name} was changed by another program: {', '.join(changes)}.", "warning")

    def change_choice(self, choice: Choice | None) -> None:
        """Switch the session's identity."""
        self._choice = choice
        self._show_identity()
        self._tell_screens(lambda: ChoiceChanged(choice))

    def wear(self, name: str) -> None:
        """Put a theme on; say so where there is none of that name."""
        if fault := theme.install(self._app, name):
            self.tell(fault, "warning")

    def tell(self, text: str, level: Level = "info") -> None:
        """Say it in the line that the app has for it, and log it."""
        self._say(visible(text), level)
        self._log_only(text, level)

    def note(self, text: str) -> None:
        """Log it."""
        self._log_only(text)

    def record(self, exchange: Exchange, choice: Choice | None = None) -> None:
        """Log a finished send."""
        self._servers.meet(exchange)
        entry = self._log.sent(exchange, choice)
        self._tell_screens(lambda: Logged(entry))
        self.see([hop.selection.entry for hop in exchange.hops if hop.selection.usable and hop.selection.entry])

    def see(self, used: Sequence[CertificateEntry]) -> None:
        """Keep what was found in the files of entries, quietly."""
        if not any(entry.seen for entry in used):
            return
        from workbench.settings import sightings

        before = self._settings
        news = sightings.news(used, before)
        if not news or (news, before.stamp) == self._unwritten:
            return
        self._unwritten = news, before.stamp
        self.background(partial(sightings.remember, before, news), partial(self._remembered, before))

    def clear_log(self) -> None:
        """Empty the log."""
        self._log.clear()

    def copy(self, text: str, remark: str = "") -> None:
        """Put a text on the clipboard."""
        clipboard.put(self._app, _Remarking(self, remark) if remark else self, text, self._folders.copies)

    def background(
        self, work: Callable[[], Value], then: Callable[[Value], None], failed: Callable[[], None] | None = None
    ) -> None:
        """Run work beside the UI's thread."""
        aside.run(self._app, work, then, failed)

    def add_certificate(self, host: str = "", port: Port = None) -> None:
        """Open the form, filled in."""
        from workbench.screens.add_certificate import AddCertificateScreen
        from workbench.screens.typed_certificate import TypedCertificate

        typed = TypedCertificate(host=host, port="" if port in (None, 443) else str(port))
        self._app.push_screen(AddCertificateScreen(self, typed))

    def _hold(self, settings: Settings) -> None:
        """Have these settings from now on: no connection outlives an entry that was withdrawn."""
        before, self._settings = self._settings, settings
        self._show_identity()
        if self._engine:
            self._engine.heed(settings.certificates)
        if settings.theme != before.theme:
            self.wear(settings.theme)
        if (settings.keys, settings.terminal) != (before.keys, before.terminal):
            self._app.post_message(SettingsChanged(settings))

    def _show_identity(self) -> None:
        """Let the last line of every screen say whom the session is."""
        self._app.sub_title = identity.loud(self._settings.certificates, self._choice)

    def _remembered(self, before: Settings, remembered: Settings | None) -> None:
        """Go on with what was found, unless something else was saved or read meanwhile: that says it too, or later."""
        if remembered and self._settings is before:
            self.take_over(remembered)
            self.tell_others(before, remembered)

    def _log_only(self, text: str, level: Level = "info") -> None:
        entry = self._log.said(text, level)
        self._tell_screens(lambda: Logged(entry))

    def _tell_screens(self, message: Callable[[], Message]) -> None:
        for screen in self._app.screen_stack if self._app.is_running else ():
            screen.post_message(message())


def _load_answers() -> None:
    """Load what shows the first answer and what its keys do: a key would wait for it then."""
    from workbench.screens import answer_deeds, remedies
    from workbench.settings import renewing
    from workbench.widgets import answer_views

    _ = answer_deeds, answer_views, remedies, renewing


class _Remarking:
    """A desk that says one thing more with what it says."""

    def __init__(self, desk: WorkingDesk, remark: str) -> None:
        self._desk = desk
        self._remark = remark

    def background(self, work: Callable[[], Value], then: Callable[[Value], None]) -> None:
        """Run work beside the UI's thread."""
        self._desk.background(work, then)

    def tell(self, text: str) -> None:
        """Say it, and the remark behind it."""
        self._desk.tell(f"{text if text.endswith('.') else f'{text}.'} {self._remark}")
