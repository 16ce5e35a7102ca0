from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.desks import opened, shown, until
from workbench.certificates import material, names
from workbench.demo.authority import Authority, Order
from workbench.models import CaEntry, PeerCertificate
from workbench.screens.trust import Trusted, TrustScreen

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chain() -> tuple[PeerCertificate, ...]:
    """A server's leaf, its intermediate, and the root, as an engine hands them over."""
    root = Authority.root("Example Root")
    middle = root.intermediate("Example Issuing")
    leaf = middle.issue(Order(common_name="api.test", dns=("api.test",), use="server"))
    every = (leaf.certificate, middle.certificate, root.certificate)
    return tuple(replace(names.describe(one), der=one.public_bytes(Encoding.DER)) for one in every)


async def test_trust_takes_a_comparison_and_becomes_a_ca_for_that_host(
    tmp_path: Path, chain: tuple[PeerCertificate, ...]
) -> None:
    async with opened(tmp_path, lambda desk: TrustScreen(desk, chain, "api.test", 8443)) as (app, pilot):
        seen = shown(app)
        assert "Example Root" in seen and "itself (a root)" in seen
        digits = chain[-1].sha256
        assert " ".join(digits[at : at + 4] for at in range(0, 32, 4)) in seen
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert not app.results and "Compare the SHA-256 first" in shown(app)
        await pilot.press("space", "ctrl+s")
        await until(pilot, lambda: bool(app.results))
        assert isinstance(app.results[0], Trusted)
        (saved,) = app.saved.settings.cas
    assert (saved.host, saved.port, saved.enabled) == ("api.test", 8443, True)
    (written,) = material.load_certificates(Path(saved.file))
    assert names.sha256(written) == chain[-1].sha256


async def test_the_same_trust_twice_is_one_entry(tmp_path: Path, chain: tuple[PeerCertificate, ...]) -> None:
    for _ in range(2):
        other = (CaEntry(file="/other.pem"),)
        async with opened(tmp_path, lambda desk: TrustScreen(desk, chain, "api.test", 443), cas=other) as (
            app,
            pilot,
        ):
            await pilot.press("space", "ctrl+s")
            await until(pilot, lambda: bool(app.results))
            assert [ca.host for ca in app.saved.settings.cas] == [None, "api.test"]


@pytest.mark.parametrize(
    ("length", "says"),
    [(2, "It is not a root: CN=Example Root"), (1, "the server's own certificate")],
)
async def test_what_is_no_root_is_said(
    tmp_path: Path, chain: tuple[PeerCertificate, ...], length: int, says: str
) -> None:
    async with opened(tmp_path, lambda desk: TrustScreen(desk, chain[:length], "a.test", 443)) as (app, _pilot):
        assert says in shown(app)


async def test_an_expired_ca_is_said_to_be_no_help(tmp_path: Path, chain: tuple[PeerCertificate, ...]) -> None:
    old = replace(chain[-1], not_after=datetime.now(UTC) - timedelta(days=1))
    async with opened(tmp_path, lambda desk: TrustScreen(desk, [old], "a.test", 443)) as (app, _pilot):
        assert "It has expired" in shown(app)


async def test_one_leaves_without_trusting(tmp_path: Path, chain: tuple[PeerCertificate, ...]) -> None:
    async with opened(tmp_path, lambda desk: TrustScreen(desk, chain, "a.test", 443)) as (app, pilot):
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])
        assert not app.saved.settings.cas
        assert not (tmp_path / "ca").exists()
