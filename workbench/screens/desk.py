"""What a screen may ask of the app: one protocol, so that no screen imports the app.

A screen is given its desk when it is made (`CertificatesScreen(desk)`), reads from it, asks it to change things,
and hears of changes, its own included, as the messages below, which go to every open screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, runtime_checkable

from textual.message import Message

from workbench.folders import Folders
from workbench.models import CertificateEntry, Choice, Exchange, LogEntry, Port
from workbench.screens.acquaintances import Acquaintances

if TYPE_CHECKING:  # heavy: loaded after the first paint
    from workbench.certificates.passphrases import Passphrases
    from workbench.certificates.sealing import Sealer
    from workbench.engine import Engine
    from workbench.screens.log import Log
    from workbench.settings import Settings
    from workbench.settings.undo import Journal

Level = Literal["info", "warning", "error"]
Value = TypeVar("Value")


@dataclass
class SettingsChanged(Message, bubble=False):
    """The settings on disk and in the desk are now these."""

    settings: Settings


@dataclass
class ChoiceChanged(Message, bubble=False):
    """The session's identity was switched; None is back to the rules."""

    choice: Choice | None


@dataclass
class Logged(Message, bubble=False):
    """The log has one more entry, at its end."""

    entry: LogEntry


@runtime_checkable
class Listener(Protocol):
    """A screen with a place of its own for what is told in passing."""

    def hear(self, text: str) -> bool:
        """Show it there; False where it does not fit."""


class Desk(Protocol):
    """The app, as a screen sees it. Everything here is called on the UI's thread."""

    @property
    def folders(self) -> Folders:
        """Where settings, requests and drafts live."""

    @property
    def settings(self) -> Settings:
        """The settings as they are now; a new value after every change."""

    @property
    def sealer(self) -> Sealer:
        """What seals passphrases on this machine."""

    @property
    def passphrases(self) -> Passphrases:
        """The passphrases of this session: unsealed, or remembered until the end."""

    @property
    def journal(self) -> Journal:
        """What was removed, replaced or edited last, by any copy, and can be brought back."""

    @property
    def engine(self) -> Engine:
        """The one engine of the app; loading it the first time takes a tenth of a second."""

    @property
    def choice(self) -> Choice | None:
        """The session's identity, over the rules and under a request's pin; None = by the rules."""

    @property
    def servers(self) -> Acquaintances:
        """What the servers of this session asked for."""

    @property
    def log(self) -> Log:
        """Every send and every deed of the app, oldest first, the last ten thousand."""

    def change_settings(self, settings: Settings, *, undoable: bool = True) -> bool:
        """Save at once and tell every screen; where that fails, say why in words, keep the old and return False.

        What it takes from an entry is written to the journal, unless it is itself an undo.
        """

    def catch_up(self, then: Callable[[str], None] = lambda _: None) -> None:
        """Take over what another program wrote to settings.toml, then call `then` with why nothing may be sent, or "".

        Where nobody changed the file, which one look tells, `then` is called at once; else after it was read beside
        the UI's thread. Every send waits for it.
        """

    def change_choice(self, choice: Choice | None) -> None:
        """Switch the session's identity and tell every screen."""

    def tell(self, text: str, level: Level = "info") -> None:
        """Say `text` (made visible here) to the person in one line, and write it to the log."""

    def note(self, text: str) -> None:
        """Write what the app did to the log, without telling the person, who sees it anyway."""

    def record(self, exchange: Exchange, choice: Choice | None = None) -> None:
        """Write a finished send, and whom the session was when it began, to the log and tell every screen."""

    def see(self, used: Sequence[CertificateEntry]) -> None:
        """Keep in the settings what was found in the files of these entries (`seen`), without a word about it."""

    def clear_log(self) -> None:
        """Empty the log."""

    def copy(self, text: str, remark: str = "") -> None:
        """Put a text on the clipboard by the way there is, and say which; above 64 kB into a file that is told.

        A remark is said with it.
        """

    def background(
        self, work: Callable[[], Value], then: Callable[[Value], None], failed: Callable[[], None] | None = None
    ) -> None:
        """Run `work` in a daemon thread, and `then` with its value on the UI's thread; `failed` where a fault ends it.

        For what blocks: files, contexts, subprocesses. Quitting never waits for it; `then` is dropped where the
        app has ended meanwhile, and may find its screen gone.
        """

    def add_certificate(self, host: str = "", port: Port = None) -> None:
        """Open the form for a new certificate, filled in with this host and port; the app saves what it returns."""
