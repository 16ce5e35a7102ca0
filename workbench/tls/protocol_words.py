"""OpenSSL's reasons for breaking off on our side, in words: what the server did, and what to set or to ask for."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Final

from workbench.tls import opening, version_words
from workbench.tls.circumstances import LOOK_BACK, Scene, Words
from workbench.visible import visible

_ALTERED: Final = (
    "Something between changes the data, or the server is at fault: try again, from another network, "
    "or without a proxy (--proxy none)."
)
_FAULT: Final = f"This is a fault of the server, or of something between; no setting helps. {LOOK_BACK}"
_LEVEL: Final = (
    "The server needs a stronger one. If it must be reached as it is, lower the level, which weakens every part of "
    "TLS: --security-level {level} or tls.security_level = {level}."
)

_WORDS: Final = {
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": Words(
        "The server lacks secure renegotiation (RFC 5746 of 2010): OpenSSL 3 refuses it, since a stranger could put "
        "words before yours.",
        "No setting allows it: the server, or what ends TLS before it, needs an update.",
    ),
    "DH_KEY_TOO_SMALL": Words(
        "The server's Diffie-Hellman group is too small for the security level here.",
        f"{_LEVEL.format(level=1)} Or leave that key exchange out: --ciphers 'DEFAULT:!DHE' or tls.ciphers.",
    ),
    "EE_KEY_TOO_SMALL": Words(
        "The key in the server's certificate is too small for the security level here.", _LEVEL.format(level=0)
    ),
    "CA_KEY_TOO_SMALL": Words(
        "A CA key in the server's chain is too small for the security level here.", _LEVEL.format(level=0)
    ),
    "CA_MD_TOO_WEAK": Words(
        "A signature in the server's chain is too weak (MD5 or SHA-1) for the security level here.",
        _LEVEL.format(level=0),
    ),
    "WRONG_SIGNATURE_TYPE": Words(
        "The server signed its key exchange by an algorithm that was not offered: often SHA-1, which is too weak for "
        "the security level here.",
        _LEVEL.format(level=0),
    ),
    "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED": Words(
        "The handshake needs SHA-1 or MD5, as TLS 1.0 and 1.1 always do, and the security level here forbids them.",
        "Old versions work at security level 0 only: --security-level 0 or tls.security_level = 0, which weakens TLS. "
        "Better: have the server updated.",
    ),
    "NO_CIPHERS_AVAILABLE": Words(
        "No cipher is left on our side for the TLS versions and the security level that are set.",
        "Old versions have ciphers at security level 0 only: --security-level 0 or tls.security_level = 0; look at "
        "--ciphers and tls.ciphers, too.",
    ),
    "NO_PROTOCOLS_AVAILABLE": Words(
        "No TLS version is left on our side: OpenSSL's own configuration leaves out those that are set.",
        "Look at --tls-min, --tls-max, tls.minimum_version and tls.maximum_version, and at OpenSSL's openssl.cnf.",
    ),
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": Words("What the server sent cannot be decrypted: we stopped.", _ALTERED),
    "PACKET_LENGTH_TOO_LONG": Words("The server sent a record that is longer than TLS allows: we stopped.", _ALTERED),
    "DATA_LENGTH_TOO_LONG": Words("The server sent a record that is longer than TLS allows: we stopped.", _ALTERED),
    "ENCRYPTED_LENGTH_TOO_LONG": Words(
        "The server sent a record that is longer than TLS allows: we stopped.", _ALTERED
    ),
    "EXCESSIVE_MESSAGE_SIZE": Words(
        "The server sent a message that is longer than OpenSSL takes, often a list of certificates of more than "
        "100 kB: we stopped.",
        "The server should send its own chain only.",
    ),
    "WRONG_CIPHER_RETURNED": Words("The server chose a cipher that was not offered: we stopped.", _FAULT),
    "UNKNOWN_CIPHER_RETURNED": Words("The server chose a cipher that nobody knows: we stopped.", _FAULT),
    "WRONG_CURVE": Words("The server chose a curve that was not offered: we stopped.", _FAULT),
    "BAD_SIGNATURE": Words(
        "The server's signature does not fit its certificate: it does not hold that key, or the handshake was changed "
        "on the way.",
        _FAULT,
    ),
    "UNEXPECTED_MESSAGE": Words("The server sent a message out of order: we stopped.", _FAULT),
    "LENGTH_MISMATCH": Words("A message of the server cannot be read: we stopped.", _FAULT),
    "NO_RENEGOTIATION": Words(
        "The server wanted to negotiate anew in the middle of the connection, and would not go on without.",
        "Servers do so to ask for a certificate late: let it ask from the start, or speak TLS 1.3 to it.",
    ),
    "INVALID_ALERT": Words("The server sent an alert that cannot be read: we stopped.", _FAULT),
}
_BY_SCENE: Final[dict[str, Callable[[Scene], Words]]] = {
    "UNSUPPORTED_PROTOCOL": version_words.outside,
    "WRONG_SSL_VERSION": version_words.outside,
    "VERSION_TOO_LOW": version_words.outside,
    "VERSION_TOO_HIGH": version_words.outside,
    "INAPPROPRIATE_FALLBACK": version_words.forced_down,
}


def explain(error: ssl.SSLError, scene: Scene) -> Words:
    """Explain why we broke off; what is no TLS at all is told by its first bytes."""
    found = opening.recognize(scene.opening)
    if found is not None and found.kind != "tls" and scene.chosen is None:
        return not_tls(scene, found)
    reason = error.reason or ""
    if reason in _BY_SCENE:
        return _BY_SCENE[reason](scene)
    if reason in _WORDS:
        return _WORDS[reason]
    if reason == "WRONG_VERSION_NUMBER":
        return Words(f"{scene.place} answered with a TLS record of an impossible version: we stopped.", _FAULT)
    return Words(f"TLS with {scene.place} broke off on our side: {_plain(error)}.", LOOK_BACK)


def _plain(error: ssl.SSLError) -> str:
    return (error.reason or "").replace("_", " ").lower() or visible(str(error)) or type(error).__name__


def not_tls(scene: Scene, found: opening.Opening) -> Words:
    """Explain that something else than TLS speaks at the port of an https URL."""
    said = f' It said: "{found.line}".' if found.line else ""
    match found.kind:
        case "http" | "http2":
            message = f"{scene.place} speaks {found.name}, not TLS.{said}"
            hint = f"Use http://{scene.place}, which is not encrypted and shows no certificate, or the port of its TLS."
        case "other":
            message = f"{scene.place} does not speak TLS: what came back is no TLS record.{said}"
            hint = "Check the port, and that what serves it has TLS switched on."
        case _:
            message = f"{scene.place} speaks {found.name}, not TLS.{said}"
            hint = "Check the port: this one serves something else."
    return Words(message, f"{hint} Nothing of your request was sent.")
