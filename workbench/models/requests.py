"""A request as a person composed it, before variables are put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A named value that can be switched off: a header, a query parameter."""

    name: str
    value: str
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form or of a multipart body; `file` is a path and replaces `value`."""

    name: str
    value: str = ""
    file: str | None = None
    content_type: str | None = None
    enabled: bool = True


BodyType = Literal["text", "json", "xml", "html", "form", "multipart", "file", "graphql"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """The body a person composed, before variables are put in."""

    type: BodyType
    text: str = ""
    fields: tuple[FormField, ...] = ()
    file: str | None = None


TlsVersion = Literal["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
TLS_VERSIONS: tuple[TlsVersion, ...] = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTls:
    """What one request says about TLS; None means: as the settings say.

    `ciphers` is a list in OpenSSL's notation, for TLS 1.2 and older; `security_level` is OpenSSL's, 0 to 5.
    """

    verify: bool | None = None
    certificate: str | None = None  # a name, "id:…" or "none"; None = by the rules
    server_name: str | None = None
    minimum_version: TlsVersion | None = None
    maximum_version: TlsVersion | None = None
    ciphers: str | None = None
    security_level: int | None = None
    post_handshake_auth: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions:
    """What one request says about time, redirects, addresses and proxies; None means: as the settings say.

    `proxy` is a URL or "none"; `proxy_certificate` names the entry, or "id:ID", that an HTTPS proxy may be shown.
    """

    timeout: float | None = None
    follow_redirects: bool | None = None
    resolve: str | None = None
    http2: bool | None = None
    proxy: str | None = field(default=None, repr=False)
    proxy_certificate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as composed or saved (contract §4); `{{name}}` is still in it."""

    name: str = ""
    description: str = ""
    method: str = "GET"
    url: str = ""
    params: tuple[Field, ...] = ()
    headers: tuple[Field, ...] = ()
    path_params: Mapping[str, str] = field(default_factory=dict)
    body: RequestBody | None = None
    auth: Mapping[str, str] | None = field(default=None, repr=False)  # type and its fields; None = inherit
    tls: RequestTls = RequestTls()
    options: RequestOptions = RequestOptions()
