"""The saved requests as the composer uses them: listed, opened, saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.models import Request
from workbench.screens.desk import Desk
from workbench.widgets.request_list import Listed, RequestList

if TYPE_CHECKING:  # loaded after the first paint
    from workbench.workspace.requests import SavedRequest


class Library:
    """Fills a `RequestList`, and knows what stands behind each of its rows."""

    def __init__(self, desk: Desk, rows: RequestList) -> None:
        self._desk = desk
        self._rows = rows
        self._saved: tuple[SavedRequest, ...] = ()

    def read(self, then: Callable[[], None]) -> None:
        """Read the files beside the UI's thread, list them, and go on with `then`."""
        folder = self._desk.folders.requests

        def look() -> tuple[tuple[SavedRequest, ...], list[Listed]]:
            from workbench.screens import shelf

            saved = shelf.read(folder)
            return saved, [shelf.row(one, folder) for one in saved]

        def show(found: tuple[tuple[SavedRequest, ...], list[Listed]]) -> None:
            self._saved, rows = found
            self._rows.show(rows)
            then()

        self._desk.background(look, show)

    def __len__(self) -> int:
        return len(self._saved)

    def at(self, row: int) -> tuple[Request, Path] | None:
        """Return the request of a row; None, and words to the person, where its file cannot be read."""
        if not 0 <= row < len(self._saved):
            return None
        saved = self._saved[row]
        if saved.request is None:
            self._desk.tell(str(saved.error), "warning")
            return None
        return saved.request, saved.path

    def saved_in(self, path: Path | None) -> Request | None:
        """Return the request that a listed file holds."""
        return next((saved.request for saved in self._saved if saved.path == path), None)

    def save(self, request: Request, path: Path) -> bool:
        """Write a request and say so; on failure say why."""
        from workbench.workspace import requests
        from workbench.workspace.faults import RequestFileError

        try:
            kept = requests.save(path, request)
        except RequestFileError as fault:
            self._desk.tell(f"Not saved: {fault}", "error")
            return False
        self._desk.tell(f"Saved in {path}." + (f" Its comments are kept in {kept}." if kept else ""))
        return True

    def new_path(self, name: str) -> Path:
        """Return the file for a new request of this name."""
        from workbench.screens import shelf

        return shelf.new_path(name, self._desk.folders.requests)
