"""What went wrong in TLS, in words: whose certificate, who refused whom, what to do."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Final

from workbench.models import Alert, Failure, Origin, Problem, Stage, Verdict
from workbench.visible import visible

_UNTRUSTED: Final = ("unknown_issuer", "self_signed", "missing_intermediate")
_PLAIN_HTTP: Final = (
    "WRONG_VERSION_NUMBER",
    "HTTP_REQUEST",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
)
_WORDS: Final = {
    "UNSUPPORTED_PROTOCOL": (
        "The server speaks only TLS versions older than the minimum in the settings.",
        "Lower tls.minimum_version for such a server, knowing that old versions are weak.",
    ),
    "WRONG_SSL_VERSION": (
        "The server chose a TLS version that was not offered.",
        "Compare tls.minimum_version with what the server speaks.",
    ),
    "DH_KEY_TOO_SMALL": (
        "The server's Diffie-Hellman key is too small for OpenSSL's security level.",
        "The server needs stronger parameters, or another key exchange.",
    ),
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": (
        "The server lacks secure renegotiation (RFC 5746), which OpenSSL 3 requires.",
        "The server needs an update.",
    ),
    "NO_CIPHERS_AVAILABLE": (
        "No cipher is left for the TLS versions that the settings allow.",
        "Check tls.minimum_version.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where an error happened: whom we spoke to, at which stage, and what TLS had shown by then.

    `alert` is the server's fatal one; `ours` names our certificate; `remark` adds what is known of its fit.
    """

    origin: Origin
    stage: Stage
    verdict: Verdict | None = None
    alert: Alert | None = None
    problems: tuple[Problem, ...] = ()
    ours: str | None = None
    remark: str = ""

    @property
    def place(self) -> str:
        """Host and port for people."""
        host = f"[{self.origin.host}]" if ":" in self.origin.host else self.origin.host
        return f"{host}:{self.origin.port}"


def explain(error: OSError | None, scene: Scene) -> Failure:
    """Explain a handshake or a connection that broke off; `error` is None when the peer just closed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _verification(error, scene)
    if scene.alert is not None:
        return _alert(scene, scene.alert)
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return _protocol(error, scene)
    return _closed(error, scene)


def _verification(error: ssl.SSLCertVerificationError, scene: Scene) -> Failure:
    found = " ".join(problem.message for problem in scene.problems)
    message = found or f"The server's certificate did not pass verification: {visible(error.verify_message)}."
    return Failure(
        stage="tls",
        kind="tls_verification",
        message=message,
        hint=f"Nothing was sent. {_what_next(scene.problems)}",
        certificate="theirs",
    )


def _what_next(problems: tuple[Problem, ...]) -> str:
    """Offer trust only where it helps: no CA makes an expired certificate good."""
    if problems and all(problem.code in _UNTRUSTED for problem in problems):
        return "Show the chain, trust its CA for this host, or send once unverified."
    return "Show the chain, tell the server's owner, or send once unverified."


def _alert(scene: Scene, alert: Alert) -> Failure:
    match scene.verdict:
        case "refused":
            message = f"The server refused your certificate ({scene.ours}): {alert.meaning}"
            hint = scene.remark or "Choose another certificate, or ask the server's owner which CA it trusts."
            return Failure(stage="tls", kind="certificate_refused", message=message, hint=hint, certificate="ours")
        case "none_to_send":
            message = "The server requires a client certificate, and none was sent"
            # The alert of this name, which TLS 1.3 has, says the same once more.
            message += "." if alert.name == "certificate_required" else f": {alert.meaning}"
            hint = f"Add a certificate for {scene.place}, or choose one."
            return Failure(stage="tls", kind="certificate_required", message=message, hint=hint, certificate="ours")
        case "withheld":
            message = (
                f"Your certificate ({scene.ours}) was not sent: "
                "its key fits none of the signature algorithms that the server accepts."
            )
            hint = f"Use a certificate with another type of key. The server then said {alert.name}."
            return Failure(stage="tls", kind="certificate_required", message=message, hint=hint, certificate="ours")
        case _:
            message = f"The server ended the handshake with the alert {alert.name}: {alert.meaning}"
            return Failure(
                stage=_tls_stage(scene),
                kind="tls_alert",
                message=message,
                hint="See the Network tab for what was said before.",
            )


def _tls_stage(scene: Scene) -> Stage:
    return "tls" if scene.stage in ("tls", "send") else scene.stage


def _protocol(error: ssl.SSLError, scene: Scene) -> Failure:
    if error.reason in _PLAIN_HTTP:
        message = f"{scene.place} does not speak TLS: what came back is not a TLS record."
        hint = f"If this port serves plain HTTP, use http://{scene.place}."
    elif error.reason in _WORDS:
        message, hint = _WORDS[error.reason]
    else:
        message = f"TLS with {scene.place} failed: {_reason(error)}."
        hint = "See the Network tab for what was said before."
    return Failure(stage=_tls_stage(scene), kind="tls_protocol", message=message, hint=hint)


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or "").replace("_", " ").lower() or visible(str(error)) or type(error).__name__


def _closed(error: OSError | None, scene: Scene) -> Failure:
    """Explain an end without an alert: a server that asked for a certificate often refuses in this way."""
    how = "reset the connection" if isinstance(error, ConnectionError) else "closed the connection"
    match scene.verdict:
        case "likely_refused":
            message = f"The server {how} right after your certificate ({scene.ours}): most likely it refused it."
            hint = scene.remark or "Choose another certificate, or ask the server's owner which CA it trusts."
            whose = True
        case "none_to_send" | "withheld":
            message = f"The server asked for a client certificate, got none, and {how}: most likely it requires one."
            hint = scene.remark or f"Add a certificate for {scene.place}, or choose one."
            whose = True
        case _:
            message = f"The server {scene.place} {how} {_WHEN[scene.stage]}."
            hint = "Try again; if it stays so, look at the server's log."
            whose = False
    return Failure(
        stage=scene.stage,
        kind="disconnected",
        message=message,
        hint=hint,
        certificate="ours" if whose else None,
    )


_WHEN: Final[dict[Stage, str]] = {
    "prepare": "before anything was sent",
    "certificate": "before anything was sent",
    "dns": "before anything was sent",
    "connect": "before TLS began",
    "tls": "during the TLS handshake",
    "send": "while the request was being sent",
    "receive": "before the answer was complete",
}
