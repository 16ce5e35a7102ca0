import pytest

from workbench.widgets.footer import is_typed, key_name


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
