"""Where things live: three folders of the platform's own, or all of it in one home (contract §1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """The three roots, absolute; nothing here exists before somebody makes it."""

    config: Path
    data: Path
    state: Path

    @property
    def settings_file(self) -> Path:
        """The file that people edit by hand."""
        return self.config / "settings.toml"

    @property
    def requests(self) -> Path:
        """Saved requests, one TOML file each, in folders of any depth."""
        return self.data / "requests"

    @property
    def environments(self) -> Path:
        """One TOML file for each environment."""
        return self.data / "environments"

    @property
    def cookies(self) -> Path:
        """Cookies that servers set."""
        return self.data / "cookies"

    @property
    def history(self) -> Path:
        """What was sent, and when."""
        return self.data / "history"

    @property
    def drafts(self) -> Path:
        """What each running copy is composing."""
        return self.state / "drafts"

    @property
    def sealing(self) -> Path:
        """The key that seals passphrases."""
        return self.state / "sealing"

    @property
    def undo(self) -> Path:
        """What was removed, replaced or edited last, so that it can be brought back."""
        return self.state / "undo.json"

    @property
    def reports(self) -> Path:
        """Reports of faults of our own."""
        return self.state / "reports"

    @property
    def copies(self) -> Path:
        """What was copied and is too long for a terminal's clipboard."""
        return self.state / "copies"

    @property
    def logs(self) -> Path:
        """What the app did."""
        return self.state / "logs"


def locate(home: Path | None, environ: Mapping[str, str]) -> Folders:
    """Return the folders: `home`, else WORKBENCH_HOME, holds all of them, else the platform says where."""
    chosen = home or environ.get("WORKBENCH_HOME")
    if chosen:
        root = Path(chosen).expanduser().absolute()
        return Folders(config=root, data=root, state=root)
    import platformdirs  # not paid for by those who say where

    places = platformdirs.PlatformDirs("workbench", appauthor=False)
    return Folders(config=places.user_config_path, data=places.user_data_path, state=places.user_state_path)


def make(path: Path) -> Path:
    """Make a folder and those above it that are missing, each 0700; one that is there stays as it is."""
    if not path.is_dir():
        make(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
    return path
