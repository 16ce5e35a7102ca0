from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from time import perf_counter

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.hops import answered, asked_none_sent, exchange, failed, nobody, sent, told
from workbench.models import Departure, LogEntry
from workbench.widgets.console import Console

pytestmark = pytest.mark.slow


FEW = (sent(answered("/one")), told("Settings saved."), sent(failed()), sent(answered("/a", 302), answered("/b")))


class Host(App[None]):
    CSS = "Console { height: 1fr; }"

    def __init__(self, entries: Iterable[LogEntry]) -> None:
        super().__init__()
        self.animation_level = "none"
        self._entries = entries
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield Console(self._entries, id="console")

    @property
    def shown(self) -> Console:
        return self.query_one(Console)

    def on_console_wanted(self, event: Console.Wanted) -> None:
        self.heard.append(event.deed)


@asynccontextmanager
async def console(entries: Iterable[LogEntry] = FEW) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app = Host(entries)
    async with app.run_test(size=(80, 24)) as pilot:
        yield app, pilot


def lines(app: Host) -> list[str]:
    """Every line of the console, in view or not."""
    console = app.shown
    return [console.row_lines(row, 78)[0].plain.rstrip() for row in range(console.row_count())]


async def test_it_opens_at_the_newest_send() -> None:
    async with console((*FEW, told("Copied."), told("Settings saved."))) as (app, _):
        assert len(lines(app)) == 6
        assert app.shown.cursor == 3


@pytest.mark.parametrize(
    ("query", "count"), [("/ONE", 1), ("example.test err", 1), ("302", 1), ("alice", 3), ("saved", 1), ("alice zzz", 0)]
)
async def test_the_words_of_a_query_are_all_in_what_is_listed(query: str, count: int) -> None:
    async with console() as (app, _):
        app.shown.query_text = query
        assert len(lines(app)) == count


async def test_an_entry_opens_and_closes_in_place() -> None:
    async with console() as (app, pilot):
        await pilot.press("up", "enter")
        opened = lines(app)
        assert opened[2].startswith("v") and "Error" in opened[3]
        assert opened[-1].startswith(">")
        await pilot.press("space")
        assert len(lines(app)) == 4


async def test_a_section_opens_under_its_line_and_left_goes_up_again() -> None:
    async with console() as (app, pilot):
        await pilot.press("home", "right", "down", "right")
        assert any("Authorization: Bearer" in line for line in lines(app))
        await pilot.press("down", "left")
        assert app.shown.cursor == 1
        await pilot.press("left", "left")
        assert app.shown.cursor == 0
        await pilot.press("left")
        assert len(lines(app)) == 4


async def test_hops_of_a_redirect_open_one_level_further_in() -> None:
    async with console() as (app, pilot):
        await pilot.press("enter")
        assert [line.split()[1:3] for line in lines(app) if "Hop" in line] == [["Hop", "1"], ["Hop", "2"]]
        await pilot.press("down", "enter")
        assert any(line.strip().startswith("> Request") for line in lines(app))


async def test_two_open_entries_keep_their_lines_apart() -> None:
    async with console() as (app, pilot):
        await pilot.press("home", "enter", "end", "enter")
        shown = lines(app)
        heads = [number for number, line in enumerate(shown) if line[:1] in "v>" and ":" in line]
        assert [shown[number][:1] for number in heads] == ["v", ">", "v"]
        assert app.shown.row_count() == len(shown)


async def test_errors_alone_can_be_listed() -> None:
    async with console() as (app, pilot):
        await pilot.press("f")
        assert len(lines(app)) == 1 and "ERR" in lines(app)[0]
        app.shown.add(sent(answered("/fine")))
        app.shown.add(sent(answered("/broken", 500)))
        assert [" 500 " in line for line in lines(app)] == [False, True]
        await pilot.press("f")
        assert len(lines(app)) == 6 and app.shown.query_text == ""


async def test_one_key_lists_the_host_or_the_certificate_under_the_cursor() -> None:
    elsewhere = replace(answered("/x"), selection=nobody(host="other.test", port=443), tls=asked_none_sent())
    async with console((*FEW, sent(elsewhere))) as (app, pilot):
        for key, term, count in (("h", "host:other.test:443", 1), ("i", "cert:none", 1)):
            await pilot.press(key)
            assert (app.shown.query_text, len(lines(app))) == (term, count)
            await pilot.press(key)
            assert app.shown.query_text == ""
        await pilot.press("home", "i")
        assert (app.shown.query_text, len(lines(app))) == ("cert:alice", 3)


async def test_a_key_walks_through_sends_and_what_the_app_did() -> None:
    async with console() as (app, pilot):
        counts = []
        for _ in range(3):
            await pilot.press("a")
            counts.append((app.shown.query_text, len(lines(app))))
        assert counts == [("is:sent", 3), ("is:app", 1), ("", 4)]


async def test_a_masked_value_is_shown_by_a_key_and_masked_again_on_leaving() -> None:
    async with console((sent(answered("/get?token=hunter2")), sent(answered("/x")))) as (app, pilot):
        await pilot.press("home", "enter", "down", "right", "down", "down")
        row = next(row for row, line in enumerate(lines(app)) if "Authorization" in line)
        await pilot.press(*["down"] * (row - app.shown.cursor))
        assert "Authorization: Bearer ********(16)" in lines(app)[app.shown.cursor]
        await pilot.press("u")
        assert "0123456789abcdef" in lines(app)[app.shown.cursor]
        assert "hunter2" not in "".join(lines(app)) and "SECRETS SHOWN" in str(app.shown.border_title)
        await pilot.press("up")
        assert "0123456789abcdef" in "".join(lines(app))
        await pilot.press("end")
        assert "0123456789abcdef" not in "".join(lines(app)) and "SECRETS" not in str(app.shown.border_title)


async def test_on_an_entry_s_line_all_of_its_secrets_are_shown_until_the_focus_goes() -> None:
    async with console((sent(answered("/get?token=hunter2")),)) as (app, pilot):
        await pilot.press("u", "down", "enter")
        shown = "".join(line.strip() for line in lines(app))
        assert "token=hunter2" in shown and "0123456789abcdef" in shown
        app.set_focus(None)
        await pilot.pause()
        shown = "".join(line.strip() for line in lines(app))
        assert "hunter2" not in shown and "0123456789abcdef" not in shown


async def test_the_same_key_masks_again() -> None:
    async with console((sent(answered("/get?token=hunter2")),)) as (app, pilot):
        await pilot.press("u", "u")
        assert "hunter2" not in "".join(line.strip() for line in lines(app))


async def test_the_entry_s_own_line_shows_its_secrets_with_the_rest_and_the_key_says_what_it_does() -> None:
    async with console((sent(answered("/?token=one")), sent(answered("/?token=two")))) as (app, pilot):
        assert app.screen.active_bindings["u"].binding.description == "Unmask"
        await pilot.press("u")
        first, second, *_ = lines(app)
        assert "token=one" not in first and "token=two" in second
        assert app.screen.active_bindings["u"].binding.description == "Mask"
        await pilot.press("u")
        assert "token=two" not in lines(app)[1]
        assert app.screen.active_bindings["u"].binding.description == "Unmask"


async def test_an_entry_that_is_closed_shows_no_secrets_any_more() -> None:
    async with console((sent(answered("/?token=one")),)) as (app, pilot):
        await pilot.press("u", "enter")
        assert "token=one" not in lines(app)[0] and "SECRETS" not in str(app.shown.border_title)


async def test_another_key_for_unmasking_masks_again_too() -> None:
    async with console((sent(answered("/?token=one")),)) as (app, pilot):
        app.set_keymap({"console.unmask": "z"})
        await pilot.press("z")
        assert "token=one" in lines(app)[0]
        await pilot.press("z")
        assert "token=one" not in lines(app)[0]


async def test_a_new_entry_is_followed_only_from_the_newest_send_or_the_last_line() -> None:
    async with console() as (app, pilot):
        app.shown.add(told("one more"))
        assert app.shown.cursor == 3
        app.shown.add(sent(answered("/five")))
        assert app.shown.cursor == 5
        await pilot.press("up")
        app.shown.add(sent(answered("/six")))
        assert app.shown.cursor == 4
        app.shown.add(told("seven"))
        await pilot.press("end")
        app.shown.add(told("eight"))
        assert app.shown.cursor == 8


async def test_deeds_are_told_of_the_entry_under_the_cursor() -> None:
    async with console() as (app, pilot):
        await pilot.press("home", "r", "y", "s")
        await pilot.pause()
        assert app.shown.exchange == exchange(answered("/one"), body=None)
        assert app.heard == ["resend", "copy", "share"]
        await pilot.press("down", "r", "s", "y", "C", "S", "slash")
        await pilot.pause()
        assert app.heard[3:] == ["clear", "save", "filter"]
        assert len(lines(app)) == 4


async def test_an_empty_console_takes_every_key() -> None:
    async with console(()) as (app, pilot):
        await pilot.press("enter", "space", "left", "right", "r", "y", "up", "down", "G", "pagedown")
        app.shown.add(told("first"))
        assert len(lines(app)) == 1


async def test_the_oldest_are_dropped_and_what_is_open_stays_open() -> None:
    async with console([sent(answered(f"/{number}")) for number in range(20)]) as (app, pilot):
        await pilot.press("enter")
        tall, held = app.shown.row_count(), app.shown.selected
        for number in range(20, 26):
            app.shown.add(told(f"told {number}"))
            app.shown.keep(20, number - 19)
        assert len(app.shown.entries) == 20
        assert app.shown.row_count() == tall
        assert any(line.startswith("v") and "/19" in line for line in lines(app))
        assert app.shown.selected is held and "6 older dropped" in str(app.shown.border_subtitle)


async def test_what_is_open_goes_with_its_entry() -> None:
    async with console([sent(answered(f"/{number}")) for number in range(4)]) as (app, pilot):
        await pilot.press("home", "enter", "u")
        app.shown.keep(2, 2)
        await pilot.pause()
        assert [line[:1] for line in lines(app)] == [">", ">"]
        assert "SECRETS SHOWN" not in str(app.shown.border_title)


async def test_what_is_dropped_is_no_longer_listed_by_the_filter() -> None:
    async with console([sent(answered(f"/{number}", 200 + 300 * (number % 2))) for number in range(10)]) as (
        app,
        pilot,
    ):
        await pilot.press("f")
        app.shown.keep(5, 5)
        assert [line.split()[3][-2:] for line in lines(app)] == ["/5", "/7", "/9"]
        app.shown.add(sent(answered("/11", 500)))
        assert app.shown.count == 4


async def test_ten_thousand_entries_cost_what_ten_do() -> None:
    many = [sent(answered(f"/{number}")) for number in range(10_000)]
    async with console(many) as (app, pilot):
        start = perf_counter()
        app.shown.add(sent(answered("/newest")))
        app.shown.action_first()
        app.shown.action_fold()
        app.shown.action_last()
        assert perf_counter() - start < 5  # seconds for a busy machine; the bench measures, this only sees a pile-up
        await pilot.pause()
        assert "/newest" in app.shown.row_lines(app.shown.cursor, 78)[0].plain


async def test_nothing_is_laid_out_wider_than_the_window() -> None:
    async with console() as (app, pilot):
        await pilot.press("home", "enter", "down", "enter")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        console_ = app.shown
        width = console_.scrollable_content_region.width
        shown = [console_.row_lines(row, width)[0].cell_length for row in range(console_.row_count())]
        assert max(shown) <= width


@pytest.mark.parametrize("width", range(50, 62))
async def test_no_line_of_what_is_opened_is_cut_where_the_scroll_bar_comes_with_it(width: int) -> None:
    hop = replace(answered("/one"), departures=(Departure(text="verification off, " + "word " * 40, loud=True),))
    app = Host((sent(hop),))
    async with app.run_test(size=(width, 8)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        room = app.shown.scrollable_content_region.width
        opened = [app.shown.row_lines(row, room)[0] for row in range(1, app.shown.row_count())]
        assert app.shown.show_vertical_scrollbar and max(line.cell_length for line in opened) <= room


async def test_a_notice_that_is_too_long_for_its_line_opens_and_a_short_one_does_not() -> None:
    async with console((told("word " * 40), told("short"))) as (app, pilot):
        assert [line[:2] for line in lines(app)] == ["> ", "  "]
        await pilot.press("end", "enter", "home", "enter")
        await pilot.pause()
        assert sum(line.count("word") for line in lines(app)[1:-1]) == 40 and lines(app)[-1].endswith("short")
