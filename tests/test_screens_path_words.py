from typing import cast

from workbench.screens.path_words import offered
from workbench.widgets.path_field import PathField

FIELD = cast("PathField", None)
WAYS = tuple(f"/pki/{letter}.crt" for letter in "abcdefghijkl")


def said(ways: tuple[str, ...], taken: str | None) -> str:
    return offered(PathField.Offered(FIELD, ways, taken)).text


def test_only_names_are_shown_and_the_one_taken_stands_between_brackets() -> None:
    assert said(("/pki/a.crt", "/pki/deeper/"), "/pki/deeper/") == "a.crt  [deeper]"


def test_of_many_ways_those_around_the_one_taken_are_shown() -> None:
    assert said(WAYS, None).endswith("h.crt  and 4 more")
    assert "[k.crt]" in said(WAYS, "/pki/k.crt")


def test_where_there_is_no_way_on_it_is_said() -> None:
    assert said((), None) == "nothing there begins like this"
