import pytest
from textual.app import App, ComposeResult

from workbench.models import Problem
from workbench.widgets.finding import Finding, Note, note


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield Finding("a hint")


def lines(app: Host) -> list[str]:
    finding = app.query_one(Finding)
    return [finding.render_line(y).text.rstrip() for y in range(finding.size.height)]


async def test_a_hint_stands_there_until_something_is_found() -> None:
    app = Host()
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        assert lines(app) == ["a hint"]
        app.query_one(Finding).notes = (
            Note(text="fine", tone="good"),
            Note(text="this one is long enough to wrap", tone="warn"),
            Note(text="[/bad]\x07", tone="bad"),
        )
        await pilot.pause()
        assert lines(app) == ["ok fine", "! this one is long enough to", "  wrap", "x [/bad]^G"]
        app.query_one(Finding).notes = ()
        await pilot.pause()
        assert lines(app) == ["a hint"]


@pytest.mark.parametrize(
    ("code", "tone"),
    [
        ("expires_soon", "warn"),
        ("chain_gap", "warn"),
        ("key_readable_by_others", "warn"),
        ("expired", "bad"),
        ("key_mismatch", "bad"),
        ("file_missing", "bad"),
        ("weak_key", "bad"),
    ],
)
def test_what_keeps_files_from_serving_is_graver_than_what_does_not(code: str, tone: str) -> None:
    assert note(Problem(code=code, message="m")).tone == tone
