from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from time import perf_counter

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tests.hops import answered, exchange, failed, sent, told
from workbench.models import Departure, LogEntry
from workbench.widgets import console as console_module
from workbench.widgets.console import Console

pytestmark = pytest.mark.slow


FEW = (sent(answered("/one")), told("Settings saved."), sent(failed()), sent(answered("/a", 302), answered("/b")))


class Host(App[None]):
    CSS = "Console { height: 1fr; }"

    def __init__(self, entries: Iterable[LogEntry]) -> None:
        super().__init__()
        self.animation_level = "none"
        self._entries = entries
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield Console(self._entries, id="console")

    @property
    def shown(self) -> Console:
        return self.query_one(Console)

    def on_console_resend_wanted(self, event: Console.ResendWanted) -> None:
        self.heard.append(event)

    def on_console_copy_wanted(self, event: Console.CopyWanted) -> None:
        self.heard.append(event)

    def on_console_clear_wanted(self, event: Console.ClearWanted) -> None:
        self.heard.append(event)


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
        assert len(lines(app)) == 6


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
        await pilot.press("home", "r", "y")
        await pilot.pause()
        resend, copy = app.heard
        assert isinstance(resend, Console.ResendWanted) and resend.exchange == exchange(answered("/one"), body=None)
        assert isinstance(copy, Console.CopyWanted) and "/one" in copy.text
        await pilot.press("down", "r", "C")
        await pilot.pause()
        assert [type(event) for event in app.heard[2:]] == [Console.ClearWanted]
        assert len(lines(app)) == 4


async def test_an_empty_console_takes_every_key() -> None:
    async with console(()) as (app, pilot):
        await pilot.press("enter", "space", "left", "right", "r", "y", "up", "down", "G", "pagedown")
        app.shown.add(told("first"))
        assert len(lines(app)) == 1


async def test_the_oldest_are_dropped_and_what_is_open_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_module, "LIMIT", 20)
    monkeypatch.setattr(console_module, "_SLACK", 5)
    async with console([sent(answered(f"/{number}")) for number in range(20)]) as (app, pilot):
        await pilot.press("enter")
        tall = app.shown.row_count()
        for number in range(20, 26):
            app.shown.add(told(f"told {number}"))
        assert len(app.shown.entries) == 20
        assert app.shown.row_count() == tall
        assert any(line.startswith("v") and "/19" in line for line in lines(app))


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
