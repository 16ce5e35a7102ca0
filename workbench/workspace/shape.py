"""Request ↔ the tables of a request file (contract §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import get_args

from workbench.documents import Table, tls_options
from workbench.models import (
    BodyType,
    Field,
    FormField,
    Request,
    RequestBody,
    RequestOptions,
    RequestTls,
)

Values = dict[str, object]

BODY_TYPES: tuple[BodyType, ...] = get_args(BodyType)


def request_of(root: Table) -> Request:
    """Return the request that the tables mean; raises DocumentError for what has another type.

    A half-composed one passes, such as a draft: `checking.check` is for what is complete.
    """
    return Request(
        name=root.text("name", ""),
        description=root.text("description", ""),
        method=root.text("method", "GET"),
        url=_url(root),
        params=tuple(_field(table) for table in root.tables("params")),
        headers=tuple(_field(table) for table in root.tables("headers")),
        path_params=root.texts("path_params"),
        body=_body(root),
        auth=_auth(root),
        tls=_tls(root.table("tls")),
        options=_options(root.table("options")),
    )


def values_of(request: Request) -> Values:
    """Return the tables that say a request, without what is absent or as it is by default."""
    values: Values = {
        "name": request.name or None,
        "description": request.description or None,
        "method": request.method,
        "url": request.url,
        "params": _field_values(request.params) or None,
        "headers": _field_values(request.headers) or None,
        "path_params": dict(request.path_params) or None,
        "body": _body_values(request.body) if request.body else None,
        "auth": None if request.auth is None else dict(request.auth),
        "tls": _tls_values(request.tls) or None,
        "options": _options_values(request.options) or None,
    }
    return _said(values)


def _url(root: Table) -> str:
    if "url" not in root.values:
        raise root.fault("url", "expected a URL in quotes, found nothing: the key is missing")
    return root.text("url", "")


def _field(table: Table) -> Field:
    return Field(
        name=table.text("name", ""),
        value=table.text("value", "", secret=True),
        enabled=table.flag("enabled", True),
    )


def _body(root: Table) -> RequestBody | None:
    if "body" not in root.values:
        return None
    table = root.table("body")
    return RequestBody(
        type=_body_type(table),
        text=table.text("text", "", secret=True),
        fields=tuple(_form_field(field) for field in table.tables("fields")),
        file=table.text("file", None),
    )


def _body_type(table: Table) -> BodyType:
    found = table.required("type")
    for known in BODY_TYPES:
        if found == known:
            return known
    raise table.other("type", "one of " + ", ".join(BODY_TYPES))


def _form_field(table: Table) -> FormField:
    return FormField(
        name=table.text("name", ""),
        value=table.text("value", "", secret=True),
        file=table.text("file", None),
        content_type=table.text("content_type", None),
        enabled=table.flag("enabled", True),
    )


def _auth(root: Table) -> dict[str, str] | None:
    return root.texts("auth", secret=True) if "auth" in root.values else None


def _tls(table: Table) -> RequestTls:
    return RequestTls(
        verify=table.flag("verify", None),
        certificate=table.text("certificate", None),
        server_name=table.text("server_name", None),
        minimum_version=tls_options.version(table, "minimum_version"),
        maximum_version=tls_options.version(table, "maximum_version"),
        ciphers=tls_options.ciphers(table),
        security_level=tls_options.security_level(table),
        post_handshake_auth=table.flag("post_handshake_auth", None),
    )


def _options(table: Table) -> RequestOptions:
    return RequestOptions(
        timeout=table.number("timeout", None),
        follow_redirects=table.flag("follow_redirects", None),
        resolve=table.text("resolve", None),
        http2=table.flag("http2", None),
        proxy=table.text("proxy", None, secret=True),
        proxy_certificate=table.text("proxy_certificate", None),
    )


def _field_values(fields: Sequence[Field]) -> list[Values]:
    return [
        _said({"name": each.name, "value": each.value, "enabled": None if each.enabled else False}) for each in fields
    ]


def _body_values(body: RequestBody) -> Values:
    fields: list[Values] = [
        _said(
            {
                "name": each.name,
                "value": each.value if each.value or each.file is None else None,
                "file": each.file,
                "content_type": each.content_type,
                "enabled": None if each.enabled else False,
            }
        )
        for each in body.fields
    ]
    return _said({"type": body.type, "text": body.text or None, "fields": fields or None, "file": body.file})


def _tls_values(tls: RequestTls) -> Values:
    return _said(asdict(tls))


def _options_values(options: RequestOptions) -> Values:
    return _said(asdict(options))


def _said(values: Values) -> Values:
    return {key: value for key, value in values.items() if value is not None}
