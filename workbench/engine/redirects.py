"""Where a redirect leads, and the request that follows it there (contract §3.8)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from workbench import masking
from workbench.engine import crossing
from workbench.engine.outgoing import BODY_HEADERS, NotPrepared, Outgoing
from workbench.engine.prepare import address
from workbench.engine.url import Url, UrlError
from workbench.models import Failure, Response
from workbench.nouns import dataclass
from workbench.visible import visible

MOST_REDIRECTS: Final = 20
_STATUSES: Final = (301, 302, 303, 307, 308)
_SHOWN: Final = 200  # characters of what a sentence quotes; the record keeps the whole
_AUTHORITY: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2}")  # browsers take \ for / here


@dataclass(frozen=True, slots=True)
class Step:
    """The next hop's request, and what was left behind (sentences)."""

    outgoing: Outgoing
    notes: tuple[str, ...]


def is_redirect(response: Response) -> bool:
    """Tell whether a response sends the client elsewhere."""
    return response.status in _STATUSES and _location(response) is not None


def follow(outgoing: Outgoing, response: Response, secrets: Collection[str] = ()) -> Step | Failure:
    """Return the next hop's request, or why the redirect is not followed; `secrets` are values of secret variables."""
    location = _location(response) or ""
    if len(places := _locations(response)) > 1:
        shown = " and ".join(_cut(visible(masking.url(place))) for place in places[:2])
        return _refused(f"The redirect leads to {len(places)} places at once, {shown}, and is followed to none.")
    try:
        origin, url = address(_target(outgoing.url, location))
    except (NotPrepared, UrlError) as error:
        # What is said of a URL can repeat a part of the password in it.
        why = f": {_cut(str(error))}" if isinstance(error, NotPrepared) else "."
        shown = _cut(visible(masking.url(location)))
        return _refused(f"The redirect leads to {shown}, which is not a URL that can be followed{why}")
    after = _with_method(replace(outgoing, origin=origin, url=url.without_user()), response.status)
    if outgoing.origin.scheme == "https" and origin.scheme == "http" and after.payload is not None:
        return _refused(
            f"The server redirects this {outgoing.method} from https to http; its body is not repeated in the clear."
        )
    notes = ("The redirect leaves https: what follows is not encrypted.",) if _leaves_tls(outgoing, after) else ()
    if origin == outgoing.origin:
        return Step(after, notes)
    try:
        stripped, left_behind = crossing.stripped(after, secrets)
    except NotPrepared as error:
        return _refused(error.message)
    return Step(stripped, notes + left_behind)


def too_many() -> Failure:
    """Return the failure of a redirect that is one too many."""
    message = f"More than {MOST_REDIRECTS} redirects: the servers send each other the request."
    return Failure(stage="receive", kind="too_many_redirects", message=message, hint="Look at the hops in the console.")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _location(response: Response) -> str | None:
    found = next(iter(_locations(response)), None)
    try:
        # Headers are read as Latin-1; a Location that is not all ASCII is UTF-8 in practice.
        return found.encode("latin-1").decode("utf-8") if found is not None else None
    except UnicodeError:
        return found


def _locations(response: Response) -> list[str]:
    return list(dict.fromkeys(value for name, value in response.headers if name.lower() == "location"))


def _target(base: Url, location: str) -> str:
    """Resolve a Location (RFC 9110 §10.2.2); its fragment is never sent. Raise NotPrepared for a doubtful host."""
    written = location.strip(" \t")  # and no control characters: one who reads them otherwise goes elsewhere
    if _AUTHORITY.match(written):
        # As it came: joined, a backslash or a blank before the host would already be written %5C or %20.
        address(f"{base.scheme}:{written}" if written[0] in "/\\" else written)
    return base.resolved(written)


def _refused(message: str) -> Failure:
    return Failure(
        stage="receive",
        kind="bad_response",
        message=message,
        hint="Send to that address yourself if it is right.",
    )


def _leaves_tls(before: Outgoing, after: Outgoing) -> bool:
    return before.origin.scheme == "https" and after.origin.scheme == "http"


def _with_method(outgoing: Outgoing, status: int) -> Outgoing:
    """Change the method as RFC 9110 §15.4 allows and browsers do: 303, and 301 or 302 after POST, become GET."""
    becomes_get = (status == 303 and outgoing.method != "HEAD") or (status in (301, 302) and outgoing.method == "POST")
    if not becomes_get:
        return outgoing
    headers = tuple((name, value) for name, value in outgoing.headers if name.lower() not in BODY_HEADERS)
    return replace(outgoing, method="GET", headers=headers, payload=None)
