"""What one request says about time, redirects and the way, over the settings: the composer's Options tab."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from workbench import masking
from workbench.models import Request
from workbench.widgets.request_form import AS_SET, THREE_WAYS, VALUES, WORDS, RequestField, RequestForm


def _timeout(request: Request, text: str) -> Request:
    return replace(request, options=replace(request.options, timeout=float(text) if text else None))


def _follow(request: Request, text: str) -> Request:
    return replace(request, options=replace(request.options, follow_redirects=VALUES[text]))


def _resolve(request: Request, text: str) -> Request:
    return replace(request, options=replace(request.options, resolve=text or None))


def _http2(request: Request, text: str) -> Request:
    return replace(request, options=replace(request.options, http2=VALUES[text]))


def _proxy(request: Request, text: str) -> Request:
    proxy = masking.unmasked(text, request.options.proxy or "")
    return replace(request, options=replace(request.options, proxy=proxy or None))


def _proxy_certificate(request: Request, text: str) -> Request:
    return replace(request, options=replace(request.options, proxy_certificate=text or None))


def _number(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:g}"


class OptionsForm(RequestForm):
    """Time, redirects, the address to connect to, the HTTP version and the proxy."""

    FIELDS: ClassVar[tuple[RequestField, ...]] = (
        RequestField(
            id="timeout",
            label="Timeout",
            show=lambda request: _number(request.options.timeout),
            take=_timeout,
            placeholder=f"{AS_SET} (seconds)",
        ),
        RequestField(
            id="follow",
            label="Redirects",
            show=lambda request: WORDS[request.options.follow_redirects],
            take=_follow,
            options=(*THREE_WAYS[:1], ("on", "follow"), ("off", "do not follow")),
        ),
        RequestField(
            id="resolve",
            label="Connect to",
            show=lambda request: request.options.resolve or "",
            take=_resolve,
            placeholder="as the settings or DNS say; or an address",
        ),
        RequestField(
            id="http",
            label="HTTP version",
            show=lambda request: WORDS[request.options.http2],
            take=_http2,
            options=(*THREE_WAYS[:1], ("off", "HTTP/1.1"), ("on", "HTTP/2 where the server has it")),
        ),
        RequestField(
            id="proxy",
            label="Proxy",
            show=lambda request: masking.url(request.options.proxy or ""),
            take=_proxy,
            placeholder=f"{AS_SET} (a URL or none)",
            masked=True,
        ),
        RequestField(
            id="proxy-certificate",
            label="Proxy cert",
            show=lambda request: request.options.proxy_certificate or "",
            take=_proxy_certificate,
            placeholder=f"{AS_SET} (name, id:…, none)",
        ),
    )

    def crossed(self, request: Request) -> tuple[str, str] | None:
        """Refuse a password of stars: what a mask hides comes back only where all of the mask was left."""
        if masking.is_masked(request.options.proxy or ""):
            return "proxy", "Expected all the stars, which stand for user and password, or both written anew."
        return None

    def uncrossed(self, request: Request, before: Request) -> Request:
        """Leave the proxy as it was."""
        return replace(request, options=replace(request.options, proxy=before.options.proxy))
