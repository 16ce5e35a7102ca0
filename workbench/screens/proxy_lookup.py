"""Which proxy a request would go through, and who says so: asked of the engine, beside the UI's thread."""

from __future__ import annotations

import os
import sys
from dataclasses import field
from typing import Final

from workbench.models import Origin, ProxyUsed
from workbench.nouns import dataclass

_SYSTEM_PROXIES: Final = ("darwin", "win32")
_VARIABLES: Final = ("http_proxy", "https_proxy", "all_proxy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that the choice of a proxy hangs on, but for the environment, which stays as it is."""

    origin: Origin
    said: str | None = field(default=None, repr=False)
    configured: str = field(default="", repr=False)
    no_proxy: str = ""


def is_worth_asking(said: str | None, configured: str) -> bool:
    """Tell whether there can be a proxy at all; where there cannot, the engine need not be loaded to say so."""
    names = {name.lower() for name, value in os.environ.items() if value}
    return bool(said or configured) or sys.platform in _SYSTEM_PROXIES or not names.isdisjoint(_VARIABLES)


def found(asked: Question) -> ProxyUsed | None:
    """Ask the engine, which takes its time to load; a proxy that cannot be used is the send's to tell."""
    from workbench.engine import proxies
    from workbench.engine.outgoing import NotPrepared

    try:
        # The password may stay sealed: no credentials are in what is shown.
        proxy = proxies.proxy_for(asked.origin, None, asked.configured, asked.no_proxy, asked=asked.said)
    except NotPrepared:
        return None
    return proxy.used() if proxy else None
