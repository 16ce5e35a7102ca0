from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual.app import App, ComposeResult

from tests.hops import ALICE, chosen, nobody
from workbench.models import Problem, Seen, Selection
from workbench.widgets.certificate_line import CertificateLine, brief

SOON = datetime.now(UTC) + timedelta(days=11, hours=1)
ENDING = replace(ALICE, seen=Seen(subject="CN=alice", not_after=SOON, sha256="00"))
LONG = "/a/folder/with/a/very/long/name/and/another/one/client.key does not exist: choose where it is now."
RULE = "by rule *.a-rather-long-name.of-some-department.example.test:8443, 1 of 2"


class LineApp(App[None]):
    def compose(self) -> ComposeResult:
        yield CertificateLine()


async def line(selection: Selection, *problems: Problem, width: int = 80) -> str:
    app = LineApp()
    async with app.run_test(size=(width, 3)):
        found = app.query_one(CertificateLine)
        found.selection, found.problems = selection, problems
        return found.render().plain.removesuffix("Enter: why").rstrip()


@pytest.mark.parametrize(
    ("code", "field", "words"),
    [
        ("expires_soon", "cert_file", "11 days"),
        ("file_missing", "key_file", "key file missing"),
        ("file_unreadable", "pfx_file", "PFX file unreadable"),
        ("needs_passphrase", None, "passphrase needed"),
        ("wrong_passphrase", None, "wrong passphrase"),
    ],
)
def test_a_problem_has_a_short_form(code: str, field: str | None, words: str) -> None:
    assert brief(Problem(code=code, message="long", field=field), ENDING) == words


async def test_at_80_columns_both_the_choice_and_the_warning_are_to_be_read() -> None:
    missing = Problem(code="file_missing", message=LONG, field="key_file")
    said = await line(chosen(reason=RULE), missing)
    assert said.startswith("cert: alice  by rule") and said.endswith("…  ! key file missing")
    ending = Problem(code="expires_soon", message=f"Your certificate CN=alice expires on {SOON}, in 11 days: hurry.")
    assert await line(chosen(by="pin", entry=ENDING), ending) == ("cert: alice  chosen here  ! expires in 11 days")
    assert await line(chosen(by="pin", entry=ENDING), ending, width=42) == "cert: alice  chosen here  ! 11 days"


async def test_that_of_an_issuer_is_not_dated_like_ones_own() -> None:
    issuer = Problem(code="expires_soon", message=f"{LONG} {LONG}", subject="CN=Issuing CA", field="cert_file")
    assert await line(chosen(by="pin", entry=ENDING), issuer) == "cert: alice  chosen here  ! expires soon"


async def test_one_that_has_expired_says_when_before_its_files_are_looked_into() -> None:
    past = replace(ALICE, seen=Seen(subject="CN=alice", not_after=datetime(2026, 1, 2, tzinfo=UTC), sha256="00"))
    assert "! expired 2026-01-02" in await line(chosen(by="pin", entry=past))


async def test_with_room_the_warning_is_said_in_full() -> None:
    said = await line(chosen(), Problem(code="file_missing", message=LONG), width=200)
    assert said.endswith(f"by rule *.example.test:8443, 1 of 2  ! {LONG}")


async def test_none_by_choice_and_none_by_the_rules_are_told_apart() -> None:
    assert await line(nobody(by="pin", reason="the request asks for none")) == "cert: none, chosen here"
    assert await line(nobody()) == "cert: none  no entry is for it"
