"""Dataclasses whose methods are written late: the same as those of `dataclasses`, and few compiled at all."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from workbench import nouns


def _person(decorator: Callable[..., Any], **said: bool) -> Any:
    @decorator(frozen=True, slots=True, **said)
    class Person:
        """Somebody."""

        name: str
        age: int = 3
        nicknames: list[str] = field(default_factory=list)
        secret: str = field(default="s", repr=False, compare=False)
        marked: str = field(default="m", init=False)
        last: str | None = field(default=None, kw_only=True)

    return Person


OURS, STOCK = _person(nouns.dataclass), _person(dataclasses.dataclass)
NAMED = _person(nouns.dataclass, kw_only=True), _person(dataclasses.dataclass, kw_only=True)
GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 4, ["b"], "t"), {"last": "z"}),
    ((), {"name": "a", "nicknames": ["c"]}),
    ((), {}),
    (("a",), {"name": "b"}),
    (("a",), {"marked": "x"}),
    (("a", 4, ["b"], "t", "z"), {}),
]


def _outcome(cls: Any, args: tuple[Any, ...], named: dict[str, Any]) -> object:
    try:
        made = cls(*args, **named)
    except TypeError as error:
        return str(error)
    return repr(made), dataclasses.asdict(made)


@pytest.mark.parametrize(("args", "named"), GIVEN)
@pytest.mark.parametrize(("ours", "stock"), [(OURS, STOCK), NAMED], ids=["by place", "by name"])
def test_an_instance_is_made_as_dataclasses_makes_it(
    ours: Any, stock: Any, args: tuple[Any, ...], named: dict[str, Any]
) -> None:
    for _ in range(5):  # the first few are made in another way than those after them
        assert _outcome(ours, args, named) == _outcome(stock, args, named)


def test_equality_and_hash_go_by_the_compared_fields() -> None:
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"secret": "x"}, {}),
        ({"age": 4}, {}),
        ({"last": "q"}, {"last": "q"}),
    ]
    for cls in (OURS, STOCK):
        assert [cls("a", **one) == cls("a", **other) for one, other in pairs] == [True, False, True]
        assert cls("a") != "a"
    plain: Any = nouns.dataclass(frozen=True, slots=True)(type("Plain", (), {"__annotations__": {"only": "str"}}))
    assert hash(plain(only="x")) == hash(("x",))
    assert {plain(only="x"), plain(only="x")} == {plain(only="x")}


def test_by_identity_where_equality_is_not_wanted() -> None:
    named: Any = nouns.dataclass(frozen=True, slots=True, eq=False)(
        type("Named", (), {"__annotations__": {"a": "str"}})
    )
    one, other = named(a="x"), named(a="x")
    assert one != other
    assert len({one, other}) == 2


def test_a_frozen_one_refuses_and_another_does_not() -> None:
    for cls in (OURS, STOCK):
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'age'"):
            cls("a").age = 5
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'age'"):
            del cls("a").age
    made: Any = nouns.dataclass(slots=True)(type("Loose", (), {"__annotations__": {"a": "int"}}))
    loose = made(a=1)
    loose.a = 2
    assert loose.a == 2
    assert type(loose).__hash__ is None
    with pytest.raises(AttributeError):
        loose.b = 3


def test_dataclasses_knows_them() -> None:
    made = OURS("a", 4)
    assert [dataclasses.is_dataclass(each) for each in (OURS, made)] == [True, True]
    assert [item.name for item in dataclasses.fields(OURS)] == [item.name for item in dataclasses.fields(STOCK)]
    assert dataclasses.replace(OURS("a"), age=4) == made
    assert inspect.signature(OURS).parameters.keys() == inspect.signature(STOCK).parameters.keys()
    match made:
        case OURS("a", 4):
            pass
        case _:
            pytest.fail("a class pattern does not match by place")


@nouns.dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A class that is inherited from, written to files, and made before its heir."""

    one: int
    doubled: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "doubled", self.one * 2)


@nouns.dataclass(frozen=True, slots=True, kw_only=True)
class Heir(Base):
    """An heir."""

    two: str = "2"

    def __repr__(self) -> str:
        return f"<{self.two}>"


def test_fields_are_inherited_and_what_a_class_says_itself_stays() -> None:
    assert repr(Base(one=1)) == "Base(one=1, doubled=2)"
    assert (Heir(one=3).doubled, repr(Heir(one=3, two="x"))) == (6, "<x>")
    assert Heir(one=1) != Base(one=1)


@pytest.mark.parametrize("made", [Base(one=1), Heir(one=3, two="x")], ids=["base", "heir"])
def test_they_are_copied_and_pickled(made: Base) -> None:
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301  our own
    assert copy.copy(made) == made


def test_nothing_is_compiled_for_a_few_instances() -> None:
    code = (
        "import builtins, dataclasses\n"
        "compiled = []\n"
        "run = builtins.exec\n"
        "builtins.exec = lambda source, *rest: (compiled.append(source) if '_set_scheme' in str(source) else None,"
        " run(source, *rest))[1]\n"
        "from workbench import models\n"
        "before = []\n"
        "for port in range(10):\n"
        "    models.Origin(scheme='https', host='a', port=port)\n"
        "    before += [len(compiled)]\n"
        "print(before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([0, 0, 0, *[1] * 7])
