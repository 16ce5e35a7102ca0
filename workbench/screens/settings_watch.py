"""Keeps a desk to what settings.toml says, whoever changed it: looked at when it matters, never in between.

look ─ one stat ─▶ as it was ──────────────▶ then("")
                 └ another ─ read aside ─▶ taken over, told ─▶ then("")
                                         └ wrong, or gone ───▶ then(why nothing may be sent)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from workbench.settings import rereading

if TYPE_CHECKING:
    from workbench.screens.working_desk import WorkingDesk
    from workbench.settings.rereading import Reread

Then = Callable[[str], None]
_SHOWN: Final = "What is shown is as it was before."


class SettingsWatch:
    """Compares the file with what the desk holds; everything here runs on the UI's thread but the reading."""

    def __init__(self, desk: WorkingDesk) -> None:
        self._desk = desk
        self._waiting: list[Then] = []
        self._fault = ""

    def look(self, then: Then) -> None:
        """Call `then` once the desk holds what the file says, with why nothing may be sent by it, else ""."""
        if self._waiting:
            self._waiting.append(then)
        elif self._is_known():
            then("")
        else:
            self._waiting.append(then)
            self._read()

    def _is_known(self) -> bool:
        known = rereading.is_current(self._desk.settings)
        if known:
            self._fault = ""
        return known

    def _read(self) -> None:
        self._desk.background(partial(rereading.reread, self._desk.settings), self._take)

    def _take(self, found: Reread) -> None:
        refusal = self._taken(found)
        if refusal is None:
            self._read()
            return
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then(refusal)

    def _taken(self, found: Reread) -> str | None:
        """Return why nothing may be sent, else ""; None where the file has to be read once more."""
        if self._desk.settings is not found.before:  # saved by ourselves meanwhile, which is newer
            return "" if self._is_known() else None
        if found.settings is None:
            self._tell_fault(found.fault)
            return f"The settings are wrong now: {found.fault}; mend the file, and send again."
        self._fault = ""
        self._desk.take_over(found.settings)
        name = found.settings.path.name
        if found.is_gone:
            gone = f"{name} is gone: every setting is the default now, and the list of certificates is empty."
            self._desk.tell(gone, "warning")
            return f"{gone} Send again to go by that, or put the file back first."
        self._desk.tell_others(found.before, found.settings)
        for notice in found.settings.notices:
            if notice not in found.before.notices:
                self._desk.tell(notice, "warning")
        # Whoever began to wait during the reading wants what was written since, too.
        return "" if rereading.is_same(self._desk.settings) else None

    def _tell_fault(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            self._desk.tell(f"Changed by another program, and wrong: {fault}. {_SHOWN}", "error")
