"""What an HTTP answer says of the client certificate, or of TLS, in the words that servers have for it."""

from __future__ import annotations

from typing import Final

_NGINX_STATUSES: Final = (495, 496)  # nginx's own, sent to clients as 400 unless an error_page changes it
_NGINX_WORDS: Final = ("No required SSL certificate was sent", "The SSL certificate error")
_FORBIDDEN: Final = {
    "403.7 ": "IIS says 403.7: it requires a client certificate and got none, or none of a CA on its list.",
    "403.12 ": "IIS says 403.12: it maps this certificate to no account that may come in.",
    "403.13 ": "IIS says 403.13: the certificate was revoked, or its list of revoked ones could not be had.",
    "403.16 ": "IIS says 403.16: it does not trust the certificate, or cannot read it.",
    "403.17 ": "IIS says 403.17: the certificate has expired or is not valid yet.",
    "Cannot perform Post-Handshake Authentication": "Apache wanted to ask for a certificate after the handshake, and "
    "that was not offered: switch tls.post_handshake_auth on, take --no-post-handshake-auth away, and speak HTTP/1.1.",
    "RBAC: access denied": "Envoy's rules (RBAC) refuse; they may go by the client certificate, a token or an address.",
    '{"message":"Forbidden"}': "Amazon API Gateway answers so, among other reasons, where it does not trust the issuer "
    "of a client certificate.",
}
_REQUIRED: Final = {
    "No required TLS certificate was sent": "Kong says that it requires a client certificate and got none.",
    "TLS certificate failed verification": "Kong says that it does not trust the client certificate, or its dates.",
}
_PLAIN_TO_TLS: Final = (
    "The plain HTTP request was sent to HTTPS port",  # nginx
    "speaking plain HTTP to an SSL-enabled server port",  # Apache
    "Client sent an HTTP request to an HTTPS server",  # Go
    "This combination of host and port requires TLS",  # Tomcat
)


def is_about_certificate(status: int | None, head: str) -> bool:
    """Tell whether an answer is a refusal of the certificate in HTTP: 495, 496 or nginx's 400 (contract §6)."""
    if status in _NGINX_STATUSES:
        return True
    return status == 400 and any(words in head for words in _NGINX_WORDS)


def hint_at_certificate(status: int | None, head: str) -> str:
    """Return what a server's own words for a refusal mean; it changes no verdict, since others may use them, too."""
    known = _FORBIDDEN if status == 403 else _REQUIRED if status in (400, 401, 496) else {}
    return next((meaning for words, meaning in known.items() if words in head), "")


def wants_tls(status: int | None, head: str) -> bool:
    """Tell whether a TLS server says that it was spoken to in plain HTTP."""
    return status in (400, 497) and any(words in head for words in _PLAIN_TO_TLS)
