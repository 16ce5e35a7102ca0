"""The commands that the doctor offers: they can be typed as they stand, whatever a server claims."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.hops import chosen, peer
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.doctor import addresses, remedies
from workbench.doctor.case import Case
from workbench.engine import Ticket
from workbench.engine.reach import Looked
from workbench.models import Hop, HopRequest, Origin, Request, RequestTls
from workbench.settings import Settings

URL = "https://api.example.test/"
CLAIMS = [
    ("--proxy=http://evil.test", None),
    ("-k", None),
    ("a'; touch x; '", None),
    ("a\nb", None),
    ("*.example.test", None),
    ("right.example.test", "right.example.test"),
]


def _case(tmp_path: Path, said: tuple[tuple[str, ...], ...] = (), *, verify: bool = True) -> Case:
    return Case(
        ticket=Ticket(
            request=Request(url=URL, tls=RequestTls(verify=verify)),
            settings=Settings(path=tmp_path / "settings.toml"),
            passphrases=Passphrases(Sealer(tmp_path)),
        ),
        origin=Origin(scheme="https", host="api.example.test", port=443),
        prepared=Hop(request=HopRequest(method="HEAD", url=URL), selection=chosen(url=URL)),
        target=URL,
        now=datetime(2026, 11, 20, tzinfo=UTC),
        said=said,
    )


@pytest.mark.parametrize(("claim", "offered"), CLAIMS, ids=[claim for claim, _ in CLAIMS])
def test_only_a_host_name_that_a_server_claims_gets_into_a_command(
    tmp_path: Path, claim: str, offered: str | None
) -> None:
    remedy = remedies.other_name(_case(tmp_path), peer("CN=api.example.test", san=(claim,)))
    end = ["--sni", offered] if offered else ["-k"]
    assert shlex.split(remedy.command or "") == ["workbench", "doctor", URL, *end]


def test_what_was_said_is_said_again_unless_it_is_said_anew(tmp_path: Path) -> None:
    case = _case(tmp_path, (("--env", "staging"), ("--as", "bob"), ("-k",)))
    assert remedies.again(case, "--as", "alice") == f"workbench doctor {URL} --env staging -k --as alice"


def test_to_go_on_unverified_is_not_offered_to_one_who_does(tmp_path: Path) -> None:
    on, off = (remedies.unverified(_case(tmp_path, verify=verify), "Tell them.") for verify in (True, False))
    assert on.command and "go on unverified" in on.advice
    assert (off.command, off.advice) == (None, "Tell them.")


def test_of_a_thousand_addresses_a_few_are_tried_and_that_is_said(tmp_path: Path) -> None:
    case, many = _case(tmp_path), tuple(f"10.0.{number // 250}.{number % 250}" for number in range(1000))
    looked = Looked(addresses=many, ms=1.0)
    assert addresses.connected(case, looked) == many[: addresses.MOST]
    assert "only the first 16 of its 1000 addresses are tried" in addresses.of_name(case, looked).evidence
