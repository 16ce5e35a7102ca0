from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench import settings
from workbench.certificates.sealing import Sealer
from workbench.settings import SettingsError, TerminalSettings, keys


def loaded(folder: Path, text: str) -> settings.Settings:
    path = folder / "settings.toml"
    path.write_text(text)
    return settings.load(path)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("f5", "f5"),
        ("F5", "f5"),
        ("^J", "ctrl+j"),
        ("ctrl+J", "ctrl+j"),
        ("Ctrl + Alt + c", "alt+ctrl+c"),
        ("G", "G"),
        ("shift+g", "G"),
        ("shift+F5", "shift+f5"),
        ("?", "question_mark"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("^[", "ctrl+left_square_bracket"),
        ("PgDn", "pagedown"),
        ("comma", "comma"),
        ("s, f5,s", "s,f5"),
    ],
)
def test_a_key_is_written_in_many_ways_and_is_one(typed: str, key: str) -> None:
    assert keys.normal(typed) == key


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ('[keys]\nsend = "bogus"', "keys.send", 'found the text "bogus"'),
        ('[keys]\nsend = "win+x"', "keys.send", "no modifier win"),
        ('[keys]\nsend = ""', "keys.send", "expected a text that says something"),
        ('[keys]\nsend = "a,,b"', "keys.send", 'such as "f6"'),
        ('[keys]\nsend = "ctrl+,"', "keys.send", 'a comma itself is written "comma"'),
        ("[keys]\nsend = 5", "keys.send", "a text in quotes"),
        ('[keys]\nsend.letter = "bogus"', "keys.send.letter", 'found the text "bogus"'),
        ("keys = 5", "keys", "a table"),
        ('[terminal]\nglyphs = "emoji"', "terminal.glyphs", '"auto", "unicode", "ascii"'),
        ('[terminal]\ndrawing = "pixels"', "terminal.drawing", '"cells", "lines"'),
    ],
)
def test_a_wrong_value_stops_with_its_place_and_what_was_expected(
    tmp_path: Path, text: str, where: str, expected: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        loaded(tmp_path, text)
    assert raised.value.where == where and expected in raised.value.message


def test_an_id_with_a_dot_needs_no_quotes_and_is_brought_under_one_name_by_a_save(tmp_path: Path) -> None:
    before = loaded(tmp_path, '[keys]\nsend.letter = "^g"\n')
    assert before.keys == {"send.letter": "ctrl+g"}
    after = settings.update(before, replace(before, keys={**before.keys, "help": "f6"}), Sealer(tmp_path / "sealing"))
    assert after.keys == {"send.letter": "ctrl+g", "help": "f6"}
    assert '"send.letter" = "^g"' in (tmp_path / "settings.toml").read_text()


def test_what_is_unknown_in_both_tables_survives(tmp_path: Path) -> None:
    before = loaded(tmp_path, '[terminal]\nfont = "x"\n[keys]\nfrom_the_future = "f6"\n')
    changed = replace(before, terminal=TerminalSettings(glyphs="ascii"), keys={**before.keys, "send": "f7"})
    after = settings.update(before, changed, Sealer(tmp_path / "sealing"))
    text = (tmp_path / "settings.toml").read_text()
    assert 'font = "x"' in text and 'from_the_future = "f6"' in text and 'send = "f7"' in text
    assert after.terminal == TerminalSettings(glyphs="ascii")
    assert any("terminal.font is not known" in notice for notice in before.notices)


def test_a_key_that_is_given_back_leaves_the_file(tmp_path: Path) -> None:
    before = loaded(tmp_path, '[keys]\nsend = "f6"\nhelp = "f7"\n')
    settings.update(before, replace(before, keys={"help": "f7"}), Sealer(tmp_path / "sealing"))
    assert "send" not in (tmp_path / "settings.toml").read_text()


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("ctrl+g", ""),
        ("f6", ""),
        ("z", ""),
        ("shift+tab", ""),
        ("ctrl+m", "Enter"),
        ("ctrl+h", "Backspace"),
        ("ctrl+enter", "kitty"),
        ("ctrl+1", "kitty"),
        ("alt+x", "kitty"),
        ("shift+f3", "not every terminal"),
        ("f13", "not every terminal"),
    ],
)
def test_a_key_that_does_not_arrive_everywhere_is_doubted(key: str, said: str) -> None:
    assert said in keys.doubt(key) and bool(keys.doubt(key)) == bool(said)


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("f6", ("f6",)),
        ("ctrl+space", ("ctrl+@", "ctrl+space")),
        ("alt+ctrl+c", ("alt+ctrl+c", "ctrl+alt+c")),
    ],
)
def test_a_key_may_arrive_under_two_names(key: str, names: tuple[str, ...]) -> None:
    assert keys.spellings(key) == names
