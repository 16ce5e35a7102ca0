"""A lab's home whose alice has files of her own, to be rotated on disk by a test."""

from __future__ import annotations

import shutil
from pathlib import Path

from workbench import settings
from workbench.demo.authority import Order
from workbench.demo.issued import Issued
from workbench.demo.lab import Lab
from workbench.models import CertificateEntry
from workbench.settings import Settings, sightings


class Rotating:
    """A copy of the lab's home whose alice has files of her own, which a test rotates."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab = lab
        self.home = Path(shutil.copytree(lab.home, folder / "home"))
        self.folder = folder / "own"
        self.folder.mkdir()
        self.first = self.rotate()
        self.path = self.home / "settings.toml"
        text = self.path.read_text()
        alice = lab.identities["alice"]
        for old, new in ((alice.cert_file, self.folder / "a.crt"), (alice.key_file, self.folder / "a.key")):
            text = text.replace(str(old), str(new))
        self.path.write_text(text)

    def rotate(self) -> Issued:
        """Put a new certificate and key in the place of the old ones."""
        issued = self.lab.authorities.intermediate.issue(Order(common_name="alice"))
        issued.write(self.folder, "new")
        for ending in ("key", "crt"):
            (self.folder / f"new.{ending}").replace(self.folder / f"a.{ending}")
        return issued

    @property
    def settings(self) -> Settings:
        return settings.load(self.path)

    @property
    def alice(self) -> CertificateEntry:
        return next(entry for entry in self.settings.certificates if entry.name == "alice")

    def remember(self, used: CertificateEntry) -> bool:
        news = sightings.news([used], self.settings)
        return bool(news) and sightings.remember(self.settings, news) is not None
