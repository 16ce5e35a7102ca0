import pytest
from textual.app import App
from textual.theme import Theme

from workbench.models import Progress
from workbench.widgets import theme
from workbench.widgets.footer import is_typed, key_name
from workbench.widgets.header_line import HeaderLine, Heading
from workbench.widgets.lines_editor import starred
from workbench.widgets.progress_line import Running, sentence
from workbench.widgets.url_field import completed


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ctrl+j", "^J"),
        ("f5", "F5"),
        ("question_mark", "?"),
        ("s", "s"),
        ("ctrl+enter", "^Enter"),
        ("escape", "Esc"),
        ("shift+tab", "Shift+Tab"),
        ("exclamation_mark", "!"),
        ("C", "C"),
        ("f", "f"),
    ],
)
def test_keys_are_written_as_people_write_them(key: str, name: str) -> None:
    assert key_name(key) == name


@pytest.mark.parametrize(("key", "typed"), [("s", True), ("question_mark", True), ("f5", False), ("left", False)])
def test_a_key_that_types_a_character_is_known(key: str, typed: bool) -> None:
    assert is_typed(key) is typed


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("example.com/x", "https://example.com/x"),
        (" example.com ", "https://example.com"),
        ("http://a", "http://a"),
        ("HTTPS://A", "HTTPS://A"),
        ("localhost:8080", "https://localhost:8080"),
        ("{{host}}/x", "{{host}}/x"),
        ("", ""),
    ],
)
def test_a_url_without_a_scheme_is_https(url: str, whole: str) -> None:
    assert completed(url) == whole


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Authorization: Bearer abc", "Authorization: **********"),
        ("# X-Api-Key: abc", "# X-Api-Key: ***"),
        ("access_token=abc", "access_token=***"),
        ("Accept: text/html", "Accept: text/html"),
        ("no field at all", "no field at all"),
    ],
)
def test_a_secret_in_an_editor_is_starred_at_its_length(line: str, shown: str) -> None:
    assert starred(line) == shown


def test_a_running_send_is_told_in_words_with_bytes_and_rate() -> None:
    progress = Progress(hop=1, phase="receive", received=12_400_000)
    running = Running(method="GET", seconds=3.2, progress=progress, rate=4_100_000.0)
    assert sentence(running) == "GET  3 s  receiving  12.4 MB  4.1 MB/s  (redirect 1)"
    assert sentence(Running(method="POST", seconds=0.1)) == "POST  0 s  starting"


def read(heading: Heading, width: int) -> str:
    return HeaderLine(heading).fitting(width).plain


def test_the_first_line_fits_eighty_columns_with_its_warnings() -> None:
    heading = Heading(cas=2, certificates=30, expiring=1, expired=1)
    said = read(heading, 78)
    assert said.startswith("Workbench") and said.endswith("[x 1 EXPIRED]  [! 1 expiring]")
    assert len(said) <= 78


def test_what_is_unsafe_is_in_capitals_and_first() -> None:
    heading = Heading(verify=False, minimum_version="TLSv1", identity="alice", expired=3, certificates=12, cas=2)
    said = read(heading, 78)
    assert "YOU ARE: alice" in said[:70] and "verify OFF" in said[:70] and "TLSv1 ALLOWED" in said[:70]


def test_every_theme_shows_its_blurred_borders() -> None:
    def border(one: Theme) -> str:
        return one.variables["border-blurred"]

    assert all(border(one) not in (one.background, one.surface, "ansi_black") for one in theme.THEMES)


def test_an_unknown_theme_is_refused_in_words_and_ours_is_used() -> None:
    app: App[None] = App()
    said = theme.install(app, "solarised")
    assert 'no theme "solarised"' in said and "workbench-contrast" in said
    assert app.theme == theme.DEFAULT
    assert theme.install(app, "ansi-light") == ""
