"""What a request must say before it can be kept in a file (contract §4)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.documents import DocumentError
from workbench.documents.tls_options import are_crossed
from workbench.models import Field, FormField, Request, RequestBody

AUTH_TYPES = (
    *("none", "basic", "bearer", "apikey", "digest", "oauth1", "oauth2", "hawk", "aws", "ntlm", "edgegrid"),
    *("asap", "jwt"),
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2


def check(request: Request) -> None:
    """Raise DocumentError for the first thing that is missing or cannot be meant."""
    if not _TOKEN.fullmatch(request.method):
        raise DocumentError("method", 'expected a method such as "GET"')
    _check_named("params", request.params)
    _check_named("headers", request.headers)
    if request.body:
        _check_body(request.body)
    if request.auth is not None and request.auth.get("type") not in AUTH_TYPES:
        raise DocumentError("auth.type", f"expected one of {', '.join(AUTH_TYPES)}")
    if request.options.timeout is not None and not 0 < request.options.timeout < float("inf"):
        raise DocumentError("options.timeout", "expected a number of seconds, more than 0")
    if are_crossed(request.tls.minimum_version, request.tls.maximum_version):
        raise DocumentError("tls.maximum_version", f'expected at least "{request.tls.minimum_version}", the minimum')
    for place, said in _optional(request).items():
        if said is not None and not said.strip():
            raise DocumentError(place, "expected a text that says something, found an empty one")


def _check_named(place: str, fields: Sequence[Field | FormField]) -> None:
    for index, each in enumerate(fields):
        if not each.name.strip():
            raise DocumentError(f"{place}[{index}].name", "expected a name, found none")


def _check_body(body: RequestBody) -> None:
    _check_named("body.fields", body.fields)
    if body.type == "file" and body.file is None:
        raise DocumentError("body.file", "expected the path of the file to send, found nothing")


def _optional(request: Request) -> dict[str, str | None]:
    tls, options, body = request.tls, request.options, request.body
    return {
        "tls.certificate": tls.certificate,
        "tls.server_name": tls.server_name,
        "tls.ciphers": tls.ciphers,
        "options.resolve": options.resolve,
        "options.proxy": options.proxy,
        "options.proxy_certificate": options.proxy_certificate,
        "body.file": body.file if body else None,
    }
