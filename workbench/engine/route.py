"""How a hop connects: all that a pool of connections is made for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from workbench.engine.proxies import Proxy
from workbench.nouns import dataclass
from workbench.tls.context import Context, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How a hop connects; two hops with equal profiles and the same contexts may share a connection."""

    profile: Profile
    context: Context | None  # None for plain http
    proxy: Proxy | None = None
    proxy_context: Context | None = None  # for TLS to the proxy itself
    overrides: Mapping[str, str] = field(default_factory=dict)
