"""The lab's folder: made afresh, and laid out as a home that the program can be started on."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from workbench import folders, settings
from workbench.certificates.sealing import Sealer
from workbench.demo import names
from workbench.demo.identities import IdentityFiles
from workbench.folders import Folders
from workbench.models import CaEntry, CertificateEntry, Port, Request, Seen
from workbench.nouns import dataclass
from workbench.settings import HttpSettings, Settings
from workbench.workspace import requests

_MARKER = ".workbench-demo"
_MARKER_TEXT = "A folder of `workbench demo`: everything in it is removed when the lab is made again.\n"


class LabError(Exception):
    """The lab cannot be made; says where and why, in a sentence for the person who asked."""


def prepare(directory: Path | None) -> tuple[Path, bool]:
    """Return an empty folder for a lab, and whether it is a throw-away one; an earlier lab's is emptied."""
    if directory is None:
        return Path(tempfile.mkdtemp(prefix="workbench-demo-")).resolve(), True
    try:
        home = directory.expanduser().resolve()
        folders.make(home)
        _empty(home)
        (home / _MARKER).touch(mode=0o600)
        (home / _MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
    except OSError as error:
        raise LabError(f"{directory}: the lab cannot be made here: {error.strerror or error}") from None
    return home, False


def _empty(home: Path) -> None:
    found = list(home.iterdir())
    if found and not (home / _MARKER).is_file():
        raise LabError(f"{home}: has files in it and is not an earlier lab's folder; choose an empty or a new one")
    for path in found:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What the lab's settings speak of. `bobs_port` is where Bob's certificate belongs."""

    ca_file: Path
    people: Mapping[str, IdentityFiles]
    bobs_port: int


def write_settings(places: Folders, inventory: Inventory) -> None:
    """Write settings.toml through the program's own writer, with Bob's passphrase sealed."""
    before = settings.load(places.settings_file)
    settings.update(before, _settings(before.path, inventory), Sealer(places.sealing))


def write_requests(places: Folders, saved: Iterable[tuple[str, Request]]) -> None:
    """Write one request file for each name, numbered so that a list of them keeps the order."""
    folders.make(places.requests)
    for number, (name, request) in enumerate(saved, start=1):
        requests.save(places.requests / f"{number:02d} {name}.toml", request)


def _settings(path: Path, inventory: Inventory) -> Settings:
    return Settings(
        path=path,
        http=HttpSettings(proxy="none"),
        cas=(CaEntry(file=str(inventory.ca_file)),),
        resolve=dict.fromkeys(names.ALL, "127.0.0.1"),
        certificates=tuple(_entries(inventory)),
    )


def _entries(inventory: Inventory) -> Iterable[CertificateEntry]:
    taken: list[str] = []
    for person in inventory.people.values():
        taken.append(settings.new_id(taken))
        if person.name == "bob":
            yield _entry(taken[-1], person, names.OTHER, inventory.bobs_port)
        else:
            yield _entry(taken[-1], person, "*.demo.test", "*")


def _entry(entry_id: str, person: IdentityFiles, host: str, port: Port) -> CertificateEntry:
    return CertificateEntry(
        id=entry_id,
        name=person.name,
        host=host,
        port=port,
        cert_file=_text(person.cert_file),
        key_file=_text(person.key_file),
        pfx_file=_text(person.pfx_file),
        passphrase=person.passphrase,
        added=datetime.now(UTC).replace(microsecond=0),
        seen=Seen(subject=person.subject, not_after=person.not_after, sha256=person.sha256),
    )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
