"""Frozen, slotted dataclasses whose methods are written when they are first used.

For a class `dataclasses` compiles six methods, which takes a millisecond, while its module is loaded. A start loads
some hundred classes and makes few instances, or none, of most. So here `__init__` is compiled for the fourth instance,
and all classes share what needs no compiling. The rest is `dataclasses`' own: `fields`, `replace` and `asdict` know no
difference, and a test compares the two.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

_T = TypeVar("_T")
_ABSENT: Final = object()  # what a parameter is where nothing was given, and a factory makes the value
_NO_VALUE: Final = dataclasses.MISSING
_FEW: Final = 3  # instances of a class that are made without compiling: as many cost a tenth of it


def _slotted(
    *, frozen: bool = False, slots: bool = True, kw_only: bool = False, eq: bool = True
) -> Callable[[type[_T]], type[_T]]:
    """Decorate as `dataclasses.dataclass` does; only classes with slots."""
    if not slots:
        raise TypeError("a dataclass without slots is for dataclasses itself")

    def decorated(cls: type[_T]) -> type[_T]:
        cls.__doc__ = cls.__doc__ or cls.__name__  # where there is none, a signature would be worked out to be one
        bare: type[_T] = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
        _equip(bare, frozen=frozen, eq=eq)
        return bare

    return decorated


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    dataclass = _slotted


def _equip(cls: type, *, frozen: bool, eq: bool) -> None:
    methods: dict[str, object] = {"__init__": _Unwritten(cls), "__repr__": _shown}
    if eq:
        methods |= _comparing(dataclasses.fields(cls), frozen=frozen)
    if frozen:
        methods |= {**_refusing(cls), "__getstate__": _state, "__setstate__": _set_state}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)


class _Unwritten:
    """Is a class's `__init__` until a few instances are made."""

    def __init__(self, cls: type) -> None:
        self._cls = cls
        self._made = 0

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        self._made += 1
        if instance is not None and self._made <= _FEW:
            return partial(self._fill, instance)
        written = self._write()
        return written if instance is None else written.__get__(instance, owner)

    def _write(self) -> Any:
        written = _init(self._cls)
        setattr(self._cls, "__init__", written)  # noqa: B010  mypy knows that a class has one
        return written

    def _fill(self, instance: Any, /, *args: object, **named: object) -> None:
        """Do by hand what is plain: all by name, nothing missing and nothing unknown."""
        fields = dataclasses.fields(self._cls)
        names = {field.name for field in fields if field.init}
        if args or not named.keys() <= names or any(field.init and not _has(field, named) for field in fields):
            self._write()(instance, *args, **named)  # which has the words for what is wrong
            return
        for field in fields:
            if field.name in named or _has_value(field):
                object.__setattr__(instance, field.name, named[field.name] if field.name in named else _made(field))
        if hasattr(instance, "__post_init__"):
            instance.__post_init__()


def _has(field: dataclasses.Field[Any], named: Mapping[str, object]) -> bool:
    return field.name in named or _has_value(field)


def _made(field: dataclasses.Field[Any]) -> object:
    if field.default is not _NO_VALUE:
        return field.default
    return field.default_factory() if callable(field.default_factory) else None


def _init(cls: type) -> Any:
    """Compile `__init__`: each value goes through its slot's own setter, which no `__setattr__` refuses."""
    fields = dataclasses.fields(cls)
    scope: dict[str, object] = {"_absent": _ABSENT}
    for field in fields:
        scope[f"_set_{field.name}"] = getattr(cls, field.name).__set__
        scope[f"_new_{field.name}"] = field.default if field.default is not _NO_VALUE else field.default_factory
    body = [f"_set_{field.name}(self, {_value(field)})" for field in fields if field.init or _has_value(field)]
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    lines = (f"def __init__(self{''.join(_parameters(fields))}):", *(body or ["pass"]))
    inner = "\n  ".join(lines)
    source = f"def written({', '.join(scope)}):\n {inner}\n return __init__"
    module = sys.modules.get(cls.__module__)
    made: dict[str, Any] = {}
    exec(source, module.__dict__ if module is not None else {}, made)  # noqa: S102  names of fields, nothing else
    init = made["written"](**scope)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {field.name: field.type for field in fields if field.init} | {"return": None}
    return init


def _parameters(fields: Iterable[dataclasses.Field[Any]]) -> Iterator[str]:
    taken = [field for field in fields if field.init]
    yield from (f", {_parameter(field)}" for field in taken if not field.kw_only)
    named = [f", {_parameter(field)}" for field in taken if field.kw_only]
    yield from (", *", *named) if named else ()


def _parameter(field: dataclasses.Field[Any]) -> str:
    if not _has_value(field):
        return field.name
    return f"{field.name}={'_absent' if field.default is _NO_VALUE else f'_new_{field.name}'}"


def _value(field: dataclasses.Field[Any]) -> str:
    name = field.name
    made = f"_new_{name}" if field.default is not _NO_VALUE else f"_new_{name}()"
    if not field.init:
        return made
    return f"{made} if {name} is _absent else {name}" if field.default_factory is not _NO_VALUE else name


def _has_value(field: dataclasses.Field[Any]) -> bool:
    return field.default is not _NO_VALUE or field.default_factory is not _NO_VALUE


def _comparing(fields: Iterable[dataclasses.Field[Any]], *, frozen: bool) -> dict[str, object]:
    compared = _getter([field.name for field in fields if field.compare])
    hashed = _getter([field.name for field in fields if (field.compare if field.hash is None else field.hash)])

    def __eq__(self: object, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compared(self) == compared(other)

    def __hash__(self: object) -> int:
        return hash(hashed(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}


def _getter(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _refusing(cls: type) -> dict[str, object]:
    names = frozenset(field.name for field in dataclasses.fields(cls))

    def __setattr__(self: object, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def __delattr__(self: object, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    return {"__setattr__": __setattr__, "__delattr__": __delattr__}


def _shown(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: Iterable[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
