"""SSL contexts, built once per profile in a daemon thread and kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from workbench.certificates.material import Identity
from workbench.engine import withdrawal
from workbench.engine.threads import in_thread
from workbench.tls import context
from workbench.tls.context import Context, Profile

_KEPT: Final = 128


class Contexts:
    """A cache of contexts; a rotated certificate or CA file makes another profile, and so another context.

    `observing=False` builds them without the recorder, as on a Python that lacks the callback.
    """

    def __init__(self, *, observing: bool = True) -> None:
        self._observing = observing
        self._kept: dict[Profile, Context] = {}
        self._building = asyncio.Lock()

    async def get(self, profile: Profile, identity: Identity | None) -> Context:
        """Return the context of a profile; raises what `context.build` does."""
        found = self._kept.get(profile)
        if found is not None:
            return found
        key = replace(profile, server_name=None, resolve=(), proxy=None, proxy_tls=None)
        async with self._building:
            found = self._kept.get(key)
            if found is None:
                found = await in_thread(lambda: context.build(key, identity, observing=self._observing))
                self._keep(key, found)
            self._keep(profile, found)  # too: a second look needs no smaller one made
            return found

    def withdraw(self) -> None:
        """Let go of every context that holds a private key."""
        self._kept = {profile: kept for profile, kept in self._kept.items() if not withdrawal.concerns(profile)}

    def _keep(self, profile: Profile, made: Context) -> None:
        while len(self._kept) >= _KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[profile] = made
