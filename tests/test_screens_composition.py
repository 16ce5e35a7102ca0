from pathlib import Path

from workbench.models import Request
from workbench.screens import composition
from workbench.screens.composition import Composition

ONE, TWO = Request(name="one", url="https://one.test"), Request(url="https://two.test")
PATH = Path("requests/two.toml")


def test_an_opened_request_is_not_edited_until_it_differs() -> None:
    here = composition.opened(ONE, PATH, Composition())
    assert not here.is_edited
    assert composition.edited(here, TWO).is_edited
    assert not composition.edited(here, ONE).is_edited


def test_only_what_was_edited_is_put_aside_and_comes_back() -> None:
    here = composition.edited(composition.opened(ONE, PATH, Composition()), TWO)
    there = composition.opened(ONE, None, here)
    back = composition.undone(there)
    assert back is not None and back.request == TWO
    assert composition.undone(composition.opened(TWO, None, composition.opened(ONE, None, Composition()))) is None


def test_what_is_undone_can_be_undone() -> None:
    here = composition.edited(Composition(), TWO)
    there = composition.opened(ONE, None, here)
    back = composition.undone(there)
    assert back is not None
    again = composition.undone(back)
    assert again is not None and again.request == ONE


def test_saving_makes_it_the_original() -> None:
    here = composition.saved(composition.edited(Composition(), TWO), TWO, PATH)
    assert (here.is_edited, here.path, here.label) == (False, PATH, "two")
    assert composition.opened(ONE, PATH, here).label == "one"
