"""The headers that a curl command sends: `-H`, and the options that stand for one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from workbench.interchange import curl_body
from workbench.interchange.curl_body import PastedBody
from workbench.interchange.curl_options import Options
from workbench.interchange.curl_target import Target
from workbench.models import Field, RequestBody

_FIELD: Final = re.compile(r"[^\s:;]+")


def read(options: Options) -> tuple[tuple[Field, ...], tuple[str, ...]]:
    """Return the headers, and in words those that could not be taken over."""
    found, left_out = list[Field](), list[str]()
    for given in options.all("header"):
        name, colon, value = given.value.partition(":")
        if given.value.startswith("@"):
            left_out.append("the headers in a file (-H @FILE)")
        elif colon and not value.strip():
            left_out.append(f"that {name.strip()} is left out (-H '{name.strip()}:'): what is sent anyway stays")
        elif not colon and given.value.endswith(";") and _FIELD.fullmatch(given.value[:-1]):
            found.append(Field(name=given.value[:-1], value=""))
        elif not colon or not _FIELD.fullmatch(name.strip()):
            left_out.append("a -H that is not written 'Name: value'")
        else:
            found.append(Field(name=name.strip(), value=value.strip()))
    return (*found, *_header_options(options, found, left_out)), tuple(left_out)


def value(headers: Sequence[Field], name: str) -> str | None:
    """Return the value of a header, by its name in lower case."""
    return next((header.value for header in headers if header.name.lower() == name), None)


def completed(headers: Sequence[Field], body: PastedBody, target: Target) -> tuple[Field, ...]:
    """Return the headers with those that curl adds, and without those that say what is sent anyway."""
    names = {header.name.lower() for header in headers}
    added = {"Content-Type": body.content_type, "Accept": body.accept, "Host": target.host_header}
    whole = (
        *(header for header in headers if not _is_implied(header, body.body)),
        *(Field(name=name, value=value) for name, value in added.items() if value and name.lower() not in names),
    )
    if target.server_name is None:
        return whole
    here = target.origin
    own = (here.host, f"{here.host}:{here.port}", f"[{here.host}]:{here.port}") if here else ()
    return tuple(header for header in whole if header.name.lower() != "host" or header.value not in own)


def _header_options(options: Options, given: list[Field], left_out: list[str]) -> Iterator[Field]:
    """Yield the headers that have options of their own, where no -H names them."""
    names = {header.name.lower() for header in given}
    cookies = [one.value for one in options.all("cookie")]
    if any("=" not in cookie for cookie in cookies):
        left_out.append("the cookies in a file (-b FILE)")
    wanted = {
        "User-Agent": options.last("user-agent"),
        "Referer": (options.last("referer") or "").removesuffix(";auto") or None,
        "Cookie": "; ".join(cookie for cookie in cookies if "=" in cookie) or None,
        "Range": f"bytes={options.last('range')}" if options.has("range") else None,
    }
    for name, value in wanted.items():
        if value and name.lower() not in names:
            yield Field(name=name, value=value)


def _is_implied(header: Field, body: RequestBody | None) -> bool:
    return header.name.lower() == "content-type" and curl_body.is_implied(body, header.value)
