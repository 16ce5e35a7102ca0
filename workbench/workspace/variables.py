"""`{{name}}` and `:name` replaced, wherever a request may hold them (contract §4).

A value that is put in is not searched again, so a value can hold braces and nothing runs in circles. What is
switched off keeps its braces: it is not sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from urllib.parse import quote

from workbench.models import Field, FormField, Request, RequestBody
from workbench.nouns import dataclass
from workbench.workspace.faults import UnknownVariable

_NAME = re.compile(r"\{\{\s*([^{}\s](?:[^{}\n]*[^{}\s])?)\s*\}\}")
_BEFORE_PATH = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*")


def substitute(request: Request, variables: Mapping[str, str]) -> Request:
    """Return the request as it is to be sent; raises UnknownVariable for a name that nothing stands for."""
    if not request.path_params and not any("{{" in text for text in _texts(request)):
        return request
    put = _Replacement(variables)
    path_params = {name: put.text(value, f"path_params.{name}") for name, value in request.path_params.items()}
    return replace(
        request,
        url=filled_path(put.text(request.url, "url"), path_params),
        params=tuple(put.field(each, "params") for each in request.params),
        headers=tuple(put.field(each, "headers") for each in request.headers),
        path_params=path_params,
        body=put.body(request.body) if request.body else None,
        auth=put.auth(request.auth),
        tls=replace(request.tls, server_name=put.maybe(request.tls.server_name, "tls.server_name")),
        options=replace(
            request.options,
            resolve=put.maybe(request.options.resolve, "options.resolve"),
            proxy=put.maybe(request.options.proxy, "options.proxy"),
        ),
    )


def _texts(request: Request) -> Iterator[str]:
    yield request.url
    for each in (*request.params, *request.headers):
        yield each.name
        yield each.value
    if request.body is not None:
        yield request.body.text
        yield request.body.file or ""
        for field_ in request.body.fields:
            yield from (field_.name, field_.value, field_.file or "", field_.content_type or "")
    yield from (request.auth or {}).values()
    yield request.tls.server_name or ""
    yield request.options.resolve or ""
    yield request.options.proxy or ""


def names(text: str) -> tuple[str, ...]:
    """Return the variables that a text asks for, in order."""
    return tuple(found[1] for found in _NAME.finditer(text))


def filled_path(url: str, path_params: Mapping[str, str]) -> str:
    """Return the URL with `:name` segments of its path replaced, percent-encoded; unknown ones stay."""
    start = _BEFORE_PATH.match(url)
    place = start.end() if start else 0
    path, *rest = re.split(r"([?#])", url[place:], maxsplit=1)
    segments = (_filled_segment(segment, path_params) for segment in path.split("/"))
    return url[:place] + "/".join(segments) + "".join(rest)


def _filled_segment(segment: str, path_params: Mapping[str, str]) -> str:
    name = segment.removeprefix(":")
    if name == segment or name not in path_params:
        return segment
    return quote(path_params[name], safe="")


@dataclass(frozen=True, slots=True)
class _Replacement:
    variables: Mapping[str, str] = field(repr=False)

    def text(self, text: str, where: str) -> str:
        def value(found: re.Match[str]) -> str:
            if found[1] not in self.variables:
                raise UnknownVariable(found[1], where)
            return self.variables[found[1]]

        return _NAME.sub(value, text) if "{{" in text else text

    def maybe(self, text: str | None, where: str) -> str | None:
        return None if text is None else self.text(text, where)

    def field(self, each: Field, where: str) -> Field:
        if not each.enabled:
            return each
        place = f"{where}.{each.name}"
        return replace(each, name=self.text(each.name, place), value=self.text(each.value, place))

    def form_field(self, each: FormField) -> FormField:
        if not each.enabled:
            return each
        place = f"body.fields.{each.name}"
        return replace(
            each,
            name=self.text(each.name, place),
            value=self.text(each.value, place),
            file=self.maybe(each.file, place),
            content_type=self.maybe(each.content_type, place),
        )

    def body(self, body: RequestBody) -> RequestBody:
        return replace(
            body,
            text=self.text(body.text, "body"),
            fields=tuple(self.form_field(each) for each in body.fields),
            file=self.maybe(body.file, "body.file"),
        )

    def auth(self, auth: Mapping[str, str] | None) -> Mapping[str, str] | None:
        if auth is None:
            return None
        return {name: self.text(value, f"auth.{name}") for name, value in auth.items()}
