"""What to do about an alert of the server's: about our certificate, and about everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbench.certificates import hostnames
from workbench.models import Alert
from workbench.tls import version_words
from workbench.tls.circumstances import LOOK_BACK, Scene, Words
from workbench.visible import visible

ABOUT_CERTIFICATES: Final = frozenset(
    {
        "bad_certificate",
        "unsupported_certificate",
        "certificate_revoked",
        "certificate_expired",
        "certificate_unknown",
        "unknown_ca",
        "access_denied",
        "certificate_unobtainable_reserved",
        "bad_certificate_status_response",
        "bad_certificate_hash_value_reserved",
        "certificate_required",
    }
)
"""Alerts that a server sends about a client's certificate only."""

_ELSEWHERE: Final = frozenset(
    {
        "bad_record_mac",
        "decryption_failed_reserved",
        "record_overflow",
        "decompression_failure",
        "export_restriction_reserved",
        "protocol_version",
        "inappropriate_fallback",
        "user_canceled",
        "no_renegotiation",
        "missing_extension",
        "unsupported_extension",
        "unrecognized_name",
        "unknown_psk_identity",
        "no_application_protocol",
        "ech_required",
    }
)
_ANOTHER: Final = "choose another (--cert NAME)"
_REFUSED: Final = {
    "unknown_ca": "Ask the server's owner which CA it trusts, or choose another certificate (--cert NAME).",
    "certificate_expired": f"Renew it, or {_ANOTHER}; `workbench certs check` shows its dates.",
    "certificate_revoked": f"Ask its CA for a new one, or {_ANOTHER}.",
    "unsupported_certificate": f"Ask its CA for one with the purpose clientAuth, or {_ANOTHER}.",
    "access_denied": f"Ask the server's owner to admit this identity, or {_ANOTHER}.",
    "decrypt_error": f"Check that key and certificate belong together (`workbench certs check`), or {_ANOTHER}.",
    "insufficient_security": f"Ask its CA for one with a stronger key, or {_ANOTHER}.",
    "certificate_unknown": f"The server's log says why. Or {_ANOTHER}.",
    "internal_error": "The server's log says why: what checks certificates there seems to be at fault.",
}
_CHOOSE: Final = "Choose another certificate (--cert NAME), or ask the server's owner which CA it trusts."
_ON_THE_WAY: Final = (
    "Something between may change the data: try again, from another network, or without a proxy (--proxy none)."
)
_HINTS: Final = {
    "bad_record_mac": _ON_THE_WAY,
    "record_overflow": _ON_THE_WAY,
    "inappropriate_fallback": _ON_THE_WAY,
    "internal_error": "Look at the server's log, or tell its owner; nothing here can change it.",
    "insufficient_security": "Offer newer versions and stronger ciphers: take --tls-max, --ciphers and "
    "--security-level away, and tls.maximum_version, tls.ciphers and tls.security_level.",
    "illegal_parameter": "If the server is old, try without the newest version: --tls-max 1.2 or tls.maximum_version.",
    "decode_error": "If the server is old, try without the newest version: --tls-max 1.2 or tls.maximum_version.",
    "unexpected_message": "If the server is old, try without the newest version: --tls-max 1.2 or tls.maximum_version.",
    "ech_required": "Use another client for this server: there is no setting for it here.",
}


def concerns_certificates(alert: Alert) -> bool:
    """Tell whether an alert that followed our certificate may be about it: some never are."""
    return alert.name not in _ELSEWHERE


def for_refused(alert: Alert, remark: str) -> str:
    """Return what to do about a certificate that was refused."""
    return f"{remark} {_REFUSED.get(alert.name, _CHOOSE)}".strip()


def explain(alert: Alert, scene: Scene) -> Words:
    """Explain an alert that is not, as far as is known, about our certificate."""
    if alert.name in _BY_SCENE:
        return _BY_SCENE[alert.name](scene)
    what = "the connection" if scene.complete else "the handshake"
    return Words(f"The server ended {what} with the alert {alert.name}: {alert.meaning}", _hint(alert))


def _hint(alert: Alert) -> str:
    return _HINTS.get(alert.name, LOOK_BACK)


def _nothing_shared(scene: Scene) -> Words:
    if scene.complete or scene.chosen is not None:
        message = "The server ended the handshake with the alert handshake_failure after it had agreed to a cipher."
        return Words(message, f"Its log says why. {LOOK_BACK}")
    before = " It stopped before it asked for a certificate: yours is not the cause." if not scene.asked else ""
    message = (
        f"The server found no cipher, group or signature algorithm among those offered ({scene.offer}) that it "
        f"accepts: handshake_failure.{before}"
    )
    return Words(message, _offer_more(scene))


def _offer_more(scene: Scene) -> str:
    if scene.profile is not None and scene.profile.ciphers:
        said = visible(scene.profile.ciphers)
        return f"Only these ciphers were offered: {said}. Offer others by --ciphers or tls.ciphers."
    return (
        "For an old server, offer more, which weakens TLS: --ciphers ALL --security-level 0, or tls.ciphers and "
        "tls.security_level. Some servers say so, too, to a name that they do not serve: check the host."
    )


def _unknown_name(scene: Scene) -> Words:
    if hostnames.is_address(scene.name):
        message = (
            "The server ended the handshake with unrecognized_name: an address is never sent as server name (SNI)."
        )
        return Words(message, "Send a name: --sni NAME, or tls.server_name of the request.")
    message = (
        f"The server does not serve the name {scene.name}, which was sent as server name (SNI): unrecognized_name."
    )
    profile = scene.profile
    own = "; this one comes from there" if profile is not None and profile.server_name else ""
    way = " The address comes from --resolve or [resolve]." if profile is not None and profile.resolve else ""
    hint = "Check the host in the URL and where it resolves to. Another name is sent by --sni NAME or tls.server_name"
    return Words(message, f"{hint} of the request{own}.{way}")


def _no_protocol(scene: Scene) -> Words:
    if scene.profile is not None and scene.profile.http2:
        message = "The server speaks neither HTTP/2 nor HTTP/1.1 here: no_application_protocol (ALPN)."
        return Words(message, "Check the port: another protocol seems to be served there.")
    message = "The server does not speak HTTP/1.1 here, and nothing else was offered: no_application_protocol (ALPN)."
    return Words(message, "It may speak HTTP/2 only: offer it by --http2 or http.http2 = true.")


_BY_SCENE: Final[dict[str, Callable[[Scene], Words]]] = {
    "handshake_failure": _nothing_shared,
    "protocol_version": version_words.none_shared,
    "unrecognized_name": _unknown_name,
    "no_application_protocol": _no_protocol,
}
