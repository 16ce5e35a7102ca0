import pytest
from textual.app import App

from workbench.screens.palette import Deed, fitting

APP: App[None] = App()
DEEDS = [Deed(words=words, keys="", action="x", node=APP) for words in ("Send the request", "Go to the URL", "Help")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["Send the request", "Go to the URL", "Help"]),
        ("THE", ["Send the request", "Go to the URL"]),
        ("url go", ["Go to the URL"]),
        ("he", ["Help", "Send the request", "Go to the URL"]),
        ("nothing", []),
    ],
)
def test_every_word_must_occur_and_what_begins_with_it_comes_first(wanted: str, found: list[str]) -> None:
    assert [deed.words for deed in fitting(DEEDS, wanted)] == found
