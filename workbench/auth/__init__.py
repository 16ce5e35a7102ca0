"""Authorization schemes: the fields a person filled in become the headers of a request."""

from __future__ import annotations

import base64
from collections.abc import Mapping

Headers = tuple[tuple[str, str], ...]


class AuthError(Exception):
    """An [auth] table that cannot be used; the text names the field and what is expected."""


def headers(auth: Mapping[str, str] | None) -> Headers:
    """Return the headers that an [auth] table adds (contract §4). Raise AuthError."""
    match (auth or {}).get("type", "none"):
        case "none":
            return ()
        case "basic":
            return basic(_field(auth, "username"), (auth or {}).get("password", ""))
        case "bearer":
            return (("Authorization", f"Bearer {_field(auth, 'token')}"),)
        case other:
            raise AuthError(f'auth.type "{other}" is not supported by this version; use none, basic or bearer')


def basic(username: str, password: str) -> Headers:
    """Return the header of RFC 7617, UTF-8."""
    pair = base64.b64encode(f"{username}:{password}".encode()).decode("ascii")
    return (("Authorization", f"Basic {pair}"),)


def _field(auth: Mapping[str, str] | None, name: str) -> str:
    value = (auth or {}).get(name)
    if not value:
        raise AuthError(f"auth.{name} is missing")
    return value
