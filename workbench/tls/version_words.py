"""Two sides that share no TLS version: which side is too old or too new, and what would let them meet."""

from __future__ import annotations

from typing import Final

from workbench.models import TLS_VERSIONS
from workbench.tls import schemes
from workbench.tls.circumstances import Scene, Words, option, version

_TLS10: Final = 0x0301
_OLDEST: Final = TLS_VERSIONS[0]
_SAFE: Final = "TLSv1.2"
_BY_NUMBER: Final = {_TLS10 + place: name for place, name in enumerate(TLS_VERSIONS)}
_WEAK: Final = "old versions are weak, and security level 0 comes with naming one"


def none_shared(scene: Scene) -> Words:
    """Explain that a server speaks none of the versions that were offered, which it says without naming its own."""
    newer, older = scene.highest != TLS_VERSIONS[-1], scene.lowest != _OLDEST
    said = f"The server speaks none of the TLS versions that were offered ({scene.offer})"
    match newer, older:
        case True, False:
            return Words(f"{said}: it wants a newer one.", _raise(scene))
        case False, True:
            return Words(f"{said}: it knows only older ones.", _lower(scene))
        case True, True:
            return Words(f"{said}: it knows only newer or only older ones.", f"{_raise(scene)} Or: {_lower(scene)}")
        case _:
            return Words(f"{said}, and there is no other.", "The server, or something between, speaks SSL at best.")


def outside(scene: Scene) -> Words:
    """Explain that a server answered with a version that was not offered."""
    name = _BY_NUMBER.get(scene.chosen or 0)
    if scene.chosen is not None and scene.chosen < _TLS10:
        message = f"The server answered with {schemes.version(scene.chosen)}, which no program should speak any more."
        return Words(message, "No setting allows it: the server needs an update.")
    if name is None:
        message = f"The server answered with a TLS version that was not offered ({scene.offer})."
        return Words(message, _lower(scene))
    if TLS_VERSIONS.index(name) < _place(scene.lowest):
        message = f"The server speaks {version(name)}, which is older than the minimum here, {version(scene.lowest)}."
        return Words(message, _lower(scene, name))
    message = f"The server answered with {version(name)}, which was not offered ({scene.offer})."
    return Words(message, _raise(scene))


def forced_down(_: Scene) -> Words:
    """Explain the mark that RFC 8446 §4.1.3 lets a server set when it was made to speak an older version."""
    return Words(
        "The server marks its answer as forced to an older TLS version than both sides speak: we stopped.",
        "Something between changes the handshake, or the server is at fault. Try another network, or without a proxy.",
    )


def _place(name: str) -> int:
    return next((place for place, known in enumerate(TLS_VERSIONS) if known == name), 0)


def _raise(scene: Scene) -> str:
    wanted = TLS_VERSIONS[min(_place(scene.highest) + 1, len(TLS_VERSIONS) - 1)]
    return (
        f"The maximum is {version(scene.highest)}: raise it by --tls-max {option(TLS_VERSIONS[-1])} or "
        f"tls.maximum_version ({version(wanted)} at least)."
    )


def _lower(scene: Scene, name: str | None = None) -> str:
    wanted = name or (_SAFE if _place(scene.lowest) > _place(_SAFE) else _OLDEST)
    weak = f"; {_WEAK}" if _place(wanted) < _place(_SAFE) else ""
    return (
        f"The minimum is {version(scene.lowest)}: lower it by --tls-min {option(wanted)} or tls.minimum_version = "
        f'"{wanted}"{weak}. Better: have the server updated.'
    )
