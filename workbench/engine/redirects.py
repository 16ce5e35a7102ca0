"""Where a redirect leads, and what of a request may follow it there (contract §3.8, §7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import httpx

from workbench.engine import encoding
from workbench.engine.outgoing import NotPrepared, Outgoing
from workbench.engine.prepare import address
from workbench.masking import is_secret_name
from workbench.models import Failure, RequestBody, Response
from workbench.visible import visible

MOST_REDIRECTS: Final = 20
_STATUSES: Final = (301, 302, 303, 307, 308)
_BODY_HEADERS: Final = ("content-length", "content-type", "content-encoding", "transfer-encoding", "expect")


@dataclass(frozen=True, slots=True)
class Step:
    """The next hop's request, and what was left behind (sentences)."""

    outgoing: Outgoing
    notes: tuple[str, ...]


def is_redirect(response: Response) -> bool:
    """Tell whether a response sends the client elsewhere."""
    return response.status in _STATUSES and _location(response) is not None


def follow(outgoing: Outgoing, response: Response) -> Step | Failure:
    """Return the next hop's request, or why the redirect is not followed."""
    try:
        origin, url = address(_target(outgoing.url, _location(response) or ""))
    except (NotPrepared, httpx.InvalidURL) as error:
        shown = visible(_location(response) or "")
        return _refused(f"The redirect leads to {shown}, which is not a URL that can be followed: {error}")
    after = _with_method(replace(outgoing, origin=origin, url=url.copy_with(userinfo=b"")), response.status)
    if outgoing.origin.scheme == "https" and origin.scheme == "http" and after.payload is not None:
        return _refused(
            f"The server redirects this {outgoing.method} from https to http; its body is not repeated in the clear."
        )
    notes = ("The redirect leaves https: what follows is not encrypted.",) if _leaves_tls(outgoing, after) else ()
    if origin == outgoing.origin:
        return Step(after, notes)
    return _across(after, notes)


def too_many() -> Failure:
    """Return the failure of a redirect that is one too many."""
    message = f"More than {MOST_REDIRECTS} redirects: the servers send each other the request."
    return Failure(stage="receive", kind="too_many_redirects", message=message, hint="Look at the hops in the console.")


def _location(response: Response) -> str | None:
    return next((value for name, value in response.headers if name.lower() == "location"), None)


def _target(base: httpx.URL, location: str) -> str:
    """Resolve a Location (RFC 9110 §10.2.2); its fragment is never sent."""
    target = base.join(location.strip())
    return str(target.copy_with(fragment=None))


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
    headers = tuple((name, value) for name, value in outgoing.headers if name.lower() not in _BODY_HEADERS)
    return replace(outgoing, method="GET", headers=headers, payload=None)


def _across(outgoing: Outgoing, notes: tuple[str, ...]) -> Step | Failure:
    """Leave everything secret behind, and the Host written for another server."""
    kept = tuple(
        (name, value) for name, value in outgoing.headers if not is_secret_name(name) and name.lower() != "host"
    )
    dropped = sorted({name for name, _ in outgoing.headers if is_secret_name(name)})
    host = ("Host", outgoing.url.netloc.decode("ascii"))
    outgoing = replace(outgoing, headers=(host, *kept), server_name=None, address=None)
    if dropped:
        notes += (f"Not sent to {outgoing.origin.host}: {', '.join(dropped)}.",)
    source = outgoing.payload.source if outgoing.payload is not None else None
    if source is None or not any(is_secret_name(field.name) for field in source.fields):
        return Step(outgoing, notes)
    return _without_secret_fields(outgoing, source, notes)


def _without_secret_fields(outgoing: Outgoing, source: RequestBody, notes: tuple[str, ...]) -> Step | Failure:
    fields = tuple(field for field in source.fields if not is_secret_name(field.name))
    dropped = ", ".join(field.name for field in source.fields if is_secret_name(field.name))
    try:
        payload = encoding.payload(replace(source, fields=fields))
    except NotPrepared as error:
        return _refused(error.message)
    headers = tuple((name, value) for name, value in outgoing.headers if name.lower() not in _BODY_HEADERS)
    if payload is not None:
        headers += (("Content-Type", payload.content_type or ""), ("Content-Length", str(payload.size)))
    notes += (f"Form fields not sent to {outgoing.origin.host}: {dropped}.",)
    return Step(replace(outgoing, headers=headers, payload=payload), notes)
