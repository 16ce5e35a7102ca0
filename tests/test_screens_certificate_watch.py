"""What is said of dates under the URL before anything is sent, also of an entry that only memory knows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.apps import certificate_line, composer, started
from tests.desks import SECRET, pki, until
from workbench.models import CertificateEntry, Request, Seen

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("days", "words"), [(11, "! expires in 11 days"), (-9, "! expired "), (200, "! passphrase needed")]
)
async def test_one_whose_passphrase_is_asked_says_by_memory_when_it_expires(
    lab_home: Path, tmp_path: Path, days: int, words: str
) -> None:
    pki(tmp_path / "pki")
    ends = datetime.now(UTC) + timedelta(days=days, hours=1)
    seen = Seen(subject="CN=carol", not_after=ends, sha256="00")
    bob = str(tmp_path / "pki" / "bob.p12")
    entry = CertificateEntry(id="c", host="a.test", name="bob", pfx_file=bob, passphrase="ask", seen=seen)
    async with started(lab_home) as (app, pilot):
        desk = composer(app).desk
        assert desk.change_settings(replace(desk.settings, certificates=(entry,)))
        composer(app).workpiece.take(Request(method="GET", url="https://a.test/"))
        await until(pilot, lambda: words in certificate_line(app))
        desk.passphrases.remember("c", SECRET)
        desk.change_settings(replace(desk.settings, certificates=(replace(entry, name="robert"),)))
        await until(pilot, lambda: "robert" in certificate_line(app) and "passphrase" not in certificate_line(app))
