"""Contexts are kept between sends, but never without end."""

from __future__ import annotations

import gc

from workbench.engine.contexts import Contexts
from workbench.tls.context import Profile
from workbench.tls.trust import Trust


async def test_one_context_serves_every_name_and_not_every_name_is_remembered() -> None:
    contexts, trust = Contexts(), Trust(system=None)
    made = [await contexts.get(Profile(trust=trust, server_name=f"{n}.example.com"), None) for n in range(250)]
    assert len({id(each) for each in made}) < 5
    gc.collect()
    assert sum(isinstance(each, Profile) for each in gc.get_objects()) < 200
