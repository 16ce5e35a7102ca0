"""A request's word laid over the settings': on what terms it would be sent, the proxy left to whoever knows it."""

from __future__ import annotations

import os

from workbench.models import Request, Terms
from workbench.settings.schema import Settings

KEY_LOG = "SSLKEYLOGFILE"


def terms(request: Request, settings: Settings, *, secure: bool = True) -> Terms:
    """Return the terms of the request's own origin; SSLKEYLOGFILE is read from the environment."""
    said, standing, options = request.tls, settings.tls, request.options
    later, level = said.post_handshake_auth, said.security_level
    return Terms(
        secure=secure,
        verify=standing.verify if said.verify is None else said.verify,
        minimum_version=said.minimum_version or standing.minimum_version,
        maximum_version=said.maximum_version or standing.maximum_version,
        ciphers=standing.ciphers if said.ciphers is None else said.ciphers,
        security_level=standing.security_level if level is None else level,
        post_handshake_auth=standing.post_handshake_auth if later is None else later,
        server_name=said.server_name or None,
        address=options.resolve or None,
        http2=settings.http.http2 if options.http2 is None else options.http2,
        proxy_certificate=_named(options.proxy_certificate, settings.http.proxy_certificate),
        key_log=os.environ.get(KEY_LOG) or None,
    )


def _named(said: str | None, standing: str) -> str | None:
    name = standing if said is None else said
    return None if name in ("", "none") else name
