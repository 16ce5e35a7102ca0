from textual.app import App, ComposeResult

from workbench.widgets.fact_sheet import Fact, FactSheet

FACTS = (
    Fact(label="Keys", value=""),
    Fact(label="Subject", value="CN=" + "alice " * 20),
    Fact(label="Foreign", value="[/bad]\x1b[2J"),
    Fact(label="SHA-256", value="0f" * 16 + "a1" * 16),
)


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield FactSheet(FACTS)


def lines(app: Host) -> list[str]:
    sheet = app.query_one(FactSheet)
    return [sheet.render_line(y).text.rstrip() for y in range(sheet.size.height)]


async def test_values_wrap_beside_their_label() -> None:
    app = Host()
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.pause()
        shown = lines(app)
    assert shown[0] == "Keys"
    assert shown[1].startswith("Subject      CN=alice alice")
    assert shown[2].startswith(" " * 13 + "alice")
    assert "Foreign      [/bad]^[[2J" in shown
    assert "SHA-256      " + "0f" * 16 in shown and " " * 13 + "a1" * 16 in shown


async def test_other_facts_take_their_place_and_can_be_copied_as_text() -> None:
    app = Host()
    async with app.run_test(size=(50, 12)) as pilot:
        sheet = app.query_one(FactSheet)
        sheet.facts = [Fact(label="A", value="\x1b1"), Fact(label="", value="more")]
        await pilot.pause()
        assert lines(app)[:3] == ["A            ^[1", "             more", ""]
        assert sheet.text == "A: ^[1\nmore"
