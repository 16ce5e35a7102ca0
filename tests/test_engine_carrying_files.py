"""What is gathered for a copied command without running one: URLs that are half variables, files that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.engine import Ticket, carrying
from workbench.interchange.carried import NotCopied
from workbench.models import CertificateEntry, Request
from workbench.settings import Settings


def _ticket(folder: Path, url: str, *entries: CertificateEntry) -> Ticket:
    settings = Settings(path=folder / "settings.toml", certificates=entries)
    return Ticket(
        request=Request(method="GET", url=url), settings=settings, passphrases=Passphrases(Sealer(folder / "keys"))
    )


@pytest.mark.parametrize("url", ["https://[{{address}}]/", "https://[{{address}}]:8443/x"])
def test_a_variable_in_brackets_is_said_to_be_in_the_way(tmp_path: Path, url: str) -> None:
    with pytest.raises(NotCopied):
        carrying.carried(_ticket(tmp_path, url))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_place_of_a_certificate_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    entry = CertificateEntry(id="a", host="api.test", cert_file=str(tmp_path / "pipe"))
    found = carrying.carried(_ticket(tmp_path, "https://api.test/", entry)).identity
    assert found is not None and found.certificate == str(tmp_path / "pipe")
