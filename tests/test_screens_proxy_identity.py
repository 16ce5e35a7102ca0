"""A certificate for a proxy that cannot be used as it is: the ways out are those of any other one, about its entry."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.apps import composer, focused, go_to, sent, started, told
from tests.desks import shown, typed, until
from tests.secure_proxy import entry_for, secure_proxy
from workbench.app import WorkbenchApp
from workbench.demo.lab import Lab
from workbench.models import CertificateEntry, Request, RequestOptions
from workbench.screens.passphrase import PassphraseScreen

pytestmark = pytest.mark.slow


def at_proxy(lab: Lab, **changes: Any) -> CertificateEntry:
    bob = lab.identities["bob"]
    files: dict[str, Any] = {
        "cert_file": None,
        "key_file": None,
        "pfx_file": str(bob.pfx_file),
        "passphrase": "ask",
        **changes,
    }
    return replace(entry_for(lab, "bob", "127.0.0.1"), **files)


def compose(app: WorkbenchApp, entry: CertificateEntry, port: int) -> None:
    """Put a request through the proxy into the composer, with a certificate for it by name."""
    desk = composer(app).desk
    assert desk.change_settings(replace(desk.settings, certificates=(*desk.settings.certificates, entry)))
    options = RequestOptions(proxy=f"https://127.0.0.1:{port}", proxy_certificate=entry.name)
    request = composer(app).workpiece.request
    composer(app).workpiece.take(Request(method="GET", url=request.url, options=options))


async def test_the_passphrase_of_a_certificate_for_the_proxy_is_asked_for_and_taken(lab_home: Path, lab: Lab) -> None:
    with secure_proxy(lab) as proxied:
        async with started(lab_home) as (app, pilot):
            await go_to(app, pilot, "TLS that asks for nothing")
            await pilot.press("enter")
            compose(app, at_proxy(lab), proxied.port)
            await pilot.press("f5")
            await until(pilot, lambda: isinstance(app.screen, PassphraseScreen))
            await until(pilot, lambda: focused(app).id == "passphrase")
            assert "bob-at-proxy" in shown(app) and proxied.shown == []
            await typed(pilot, lab.identities["bob"].passphrase or "")
            exchange = await sent(app, pilot, "enter")
    assert exchange.failure is None or exchange.failure.kind != "certificate_unusable", exchange.failure
    assert proxied.shown == [lab.identities["bob"].sha256]


async def test_a_wrong_passphrase_for_the_proxy_offers_the_right_one_or_none(lab_home: Path, lab: Lab) -> None:
    with secure_proxy(lab) as proxied:
        async with started(lab_home) as (app, pilot):
            await go_to(app, pilot, "TLS that asks for nothing")
            await pilot.press("enter")
            compose(app, at_proxy(lab, passphrase="not this one"), proxied.port)
            exchange = await sent(app, pilot, "f5")
            assert exchange.failure is not None and exchange.failure.problem == "wrong_passphrase"
            assert "[p Enter the passphrase…]" in shown(app) and "[n Send once without]" in shown(app)
            await pilot.press("escape")
            exchange = await sent(app, pilot, "n")
            assert told(app) == "Sent once without a certificate for the proxy; nothing was saved."
            assert composer(app).workpiece.request.options.proxy_certificate == "bob-at-proxy"
    assert exchange.failure is None or exchange.failure.kind != "certificate_unusable", exchange.failure
    assert proxied.shown == [None]
