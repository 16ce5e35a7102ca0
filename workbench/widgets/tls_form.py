"""What one request says about TLS over the settings: the composer's TLS tab."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final

from workbench import marks
from workbench.models import TLS_VERSIONS, Request, TlsVersion
from workbench.widgets.request_form import AS_SET, THREE_WAYS, VALUES, WORDS, RequestField, RequestForm

SECURITY_LEVELS: Final = (
    ("0", "0: anything goes"),
    ("1", "1: 80 bits"),
    ("2", "2: 112 bits"),
    ("3", "3: 128 bits"),
    ("4", "4: 192 bits"),
    ("5", "5: 256 bits"),
)
"""OpenSSL's security levels, each with the strength that it asks for (SSL_CTX_set_security_level(3))."""

VERSIONS: Final = tuple((each, marks.version(each)) for each in TLS_VERSIONS)
_STANDING: Final = ("", AS_SET)


def version_named(text: str) -> TlsVersion | None:
    """Return the TLS version of this name, None for another text."""
    return next((version for version in TLS_VERSIONS if version == text), None)


def _pin(request: Request, text: str) -> Request:
    return replace(request, tls=replace(request.tls, certificate=text or None))


def _verify(request: Request, text: str) -> Request:
    return replace(request, tls=replace(request.tls, verify=VALUES[text]))


def _server_name(request: Request, text: str) -> Request:
    return replace(request, tls=replace(request.tls, server_name=text or None))


def _minimum(request: Request, text: str) -> Request:
    return replace(request, tls=replace(request.tls, minimum_version=version_named(text)))


def _maximum(request: Request, text: str) -> Request:
    return replace(request, tls=replace(request.tls, maximum_version=version_named(text)))


def _ciphers(request: Request, text: str) -> Request:
    return replace(request, tls=replace(request.tls, ciphers=text or None))


def _level(request: Request, text: str) -> Request:
    return replace(request, tls=replace(request.tls, security_level=int(text) if text else None))


def _later(request: Request, text: str) -> Request:
    return replace(request, tls=replace(request.tls, post_handshake_auth=VALUES[text]))


def _number(level: int | None) -> str:
    return "" if level is None else str(level)


class TlsForm(RequestForm):
    """The certificate pin, verification and server name; versions, ciphers and level for servers that need others."""

    FIELDS: ClassVar[tuple[RequestField, ...]] = (
        RequestField(
            id="pin",
            label="Certificate",
            show=lambda request: request.tls.certificate or "",
            take=_pin,
            placeholder="by the rules; or a name, id:…, none",
        ),
        RequestField(
            id="verify",
            label="Verification",
            show=lambda request: WORDS[request.tls.verify],
            take=_verify,
            options=(*THREE_WAYS[:2], ("off", "off: nor the host's name")),
        ),
        RequestField(
            id="server-name",
            label="Server name",
            show=lambda request: request.tls.server_name or "",
            take=_server_name,
            placeholder="the URL's host, for SNI and verification",
        ),
        RequestField(
            id="minimum",
            label="Oldest TLS",
            show=lambda request: request.tls.minimum_version or "",
            take=_minimum,
            options=(_STANDING, *VERSIONS),
        ),
        RequestField(
            id="maximum",
            label="Newest TLS",
            show=lambda request: request.tls.maximum_version or "",
            take=_maximum,
            options=(_STANDING, *VERSIONS),
        ),
        RequestField(
            id="ciphers",
            label="Ciphers",
            show=lambda request: request.tls.ciphers or "",
            take=_ciphers,
            placeholder=f"{AS_SET} (not TLS 1.3)",
        ),
        RequestField(
            id="level",
            label="Security level",
            show=lambda request: _number(request.tls.security_level),
            take=_level,
            options=(_STANDING, *SECURITY_LEVELS),
        ),
        RequestField(
            id="later",
            label="Asked later",
            show=lambda request: WORDS[request.tls.post_handshake_auth],
            take=_later,
            options=(*THREE_WAYS[:1], ("on", "answer (post-handshake auth)"), ("off", "do not answer")),
        ),
    )

    def crossed(self, request: Request) -> tuple[str, str] | None:
        """Refuse a newest version that is older than the oldest."""
        lowest, highest = request.tls.minimum_version, request.tls.maximum_version
        if not (lowest and highest) or TLS_VERSIONS.index(lowest) <= TLS_VERSIONS.index(highest):
            return None
        return "maximum", f"{marks.version(lowest)} at least and {marks.version(highest)} at most leave no version."

    def uncrossed(self, request: Request, before: Request) -> Request:
        """Leave the two versions as they were."""
        lowest, highest = before.tls.minimum_version, before.tls.maximum_version
        return replace(request, tls=replace(request.tls, minimum_version=lowest, maximum_version=highest))
