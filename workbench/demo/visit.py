"""One request at one site: all that a route needs to answer it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from workbench.demo.inbound import Body, Head
from workbench.demo.outbound import Answer
from workbench.demo.sightings import Connection
from workbench.demo.sites import Site
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request and where it came in.

    `pause` waits some seconds, and raises ConnectionAbortedError when the client leaves or the lab ends meanwhile.
    """

    site: Site
    connection: Connection
    head: Head
    body: Body
    pause: Callable[[float], None]

    def number(self, name: str, default: float, most: float) -> float:
        """Read a query parameter as a number between 0 and `most`; what is none counts as the default."""
        try:
            wanted = float(self.head.query.get(name, default))
        except ValueError:
            return default
        return min(wanted, most) if wanted >= 0 else default


def told(visit: Visit, status: int = 200) -> Answer:
    """Answer with what the server saw, as JSON."""
    return Answer(
        status=status,
        headers=(("Content-Type", "application/json"), ("Server", "workbench-demo")),
        body=json.dumps(_seen(visit)).encode(),
    )


def _seen(visit: Visit) -> dict[str, object]:
    connection, client = visit.connection, visit.connection.client
    return {
        "server": visit.site.name,
        "client_certificate": {"subject": client.subject, "sha256": client.sha256} if client else None,
        "tls_version": connection.tls_version,
        "method": visit.head.method,
        "path": visit.head.target,
        "headers": [list(header) for header in visit.head.headers],
        "body": _content(visit.body),
        "server_name": connection.server_name,
    }


def _content(body: Body) -> dict[str, object] | None:
    if not body.size:
        return None
    truncated = body.size > len(body.kept)
    try:
        text = body.kept.decode()
    except UnicodeDecodeError:
        encoded = base64.b64encode(body.kept).decode()
        return {"bytes": body.size, "text": None, "base64": encoded, "truncated": truncated}
    return {"bytes": body.size, "text": text, "base64": None, "truncated": truncated}
