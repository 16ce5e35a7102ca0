"""Name and addresses looked at on their own, before anything is said: what a diagnosis begins with.

No override counts here, and no proxy: this is what the network itself says.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence

from workbench.engine import dialing, resolver
from workbench.engine.errors import ConnectFailed, ResolveFailed
from workbench.nouns import dataclass
from workbench.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a name server said: addresses, best first, how long it took (ms), or in words why there are none."""

    addresses: tuple[str, ...] = ()
    ms: float | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One address: how long TCP took (ms), or in words why it could not be connected."""

    address: str
    ms: float | None = None
    error: str | None = None


async def lookup(host: str, time_limit: float) -> Looked:
    """Return the addresses of a name; an address is its own, and takes no time."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(time_limit):
            found = await resolver.resolve(host, 0, {})
    except TimeoutError:
        return Looked(error=f"no name server answered within {time_limit:g} s")
    except ResolveFailed as error:
        return Looked(error=visible(error.reason))
    addresses = tuple(address.sockaddr[0] for address in found.addresses)
    return Looked(addresses=addresses, ms=_since(started) if found.looked_up else None)


async def reach(addresses: Sequence[str], port: int, time_limit: float) -> tuple[Reached, ...]:
    """Connect to every address by TCP, all at once, and close again; the answers are in the order given."""
    return tuple(await asyncio.gather(*(_one(address, port, time_limit) for address in addresses)))


async def _one(address: str, port: int, time_limit: float) -> Reached:
    try:
        (place,) = (await resolver.resolve(address, port, {})).addresses[:1]
        started = time.perf_counter()
        async with asyncio.timeout(time_limit):
            sock, _ = await dialing.dial((place,))
    except TimeoutError:
        return Reached(address=address, error=f"no answer within {time_limit:g} s")
    except ResolveFailed as error:
        return Reached(address=address, error=visible(error.reason))
    except ConnectFailed as error:
        return Reached(address=address, error=_words(error.attempts[0][1]))
    sock.close()
    return Reached(address=address, ms=_since(started))


def _words(error: OSError) -> str:
    # asyncio puts a text of its own in place of the system's word.
    word = os.strerror(error.errno) if error.errno is not None and error.errno > 0 else error.strerror
    return (word or str(error) or type(error).__name__).lower()


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
