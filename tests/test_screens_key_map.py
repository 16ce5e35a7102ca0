from __future__ import annotations

from collections.abc import Mapping

import pytest

from workbench.app import WorkbenchApp
from workbench.screens import key_map

EVERY = key_map.every(WorkbenchApp)


def test_the_deeds_of_everywhere_come_first_and_then_the_composer_s() -> None:
    places = list(dict.fromkeys(bound.place for bound in EVERY))
    assert places[:2] == ["Everywhere", "Composer"] and places[2:] == sorted(places[2:])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"send": "ctrl+g"}, ()),
        ({"certificates.add": "e", "certificates.edit": "a"}, ()),
        ({"sned": "ctrl+g"}, ("keys.sned is not the id of anything here", "Was send meant?")),
        ({"xyzzy": "ctrl+g"}, ("keys.xyzzy is not", "The palette's Keys lists those there are.")),
        ({"help": "ctrl+m"}, ("keys.help: ^M: every terminal sends Enter for it.",)),
        ({"help": "ctrl+1"}, ("only a terminal with the kitty keyboard protocol",)),
        ({"send.letter": "x"}, ('keys."send.letter": x is the key of', "stop", "one gets nothing")),
        ({"palette": "z"}, ("keys.palette: z could be typed into no field any more.",)),
        ({"console": "s"}, ("keys.console: s is the key of", "send.letter")),
    ],
)
def test_what_cannot_work_is_said_by_its_place_in_the_file(changed: Mapping[str, str], said: tuple[str, ...]) -> None:
    found = " ".join(key_map.warnings(changed, EVERY))
    assert bool(found) == bool(said)
    for words in said:
        assert words in found


def test_a_changed_key_is_bound_in_every_spelling() -> None:
    assert key_map.keymap({"send": "ctrl+space,f6"}) == {"send": "ctrl+@,ctrl+space,f6"}
