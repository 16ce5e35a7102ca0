"""What went wrong in TLS, in words: whose certificate, who refused whom, what to do."""

from __future__ import annotations

import ssl
from typing import Final

from workbench.models import Alert, Failure, Problem, Stage
from workbench.tls import acceptable, alert_hints, opening, protocol_words
from workbench.tls.circumstances import LOOK_BACK, Scene, Words
from workbench.tls.judgement import ended
from workbench.visible import visible

__all__ = ["NOT_JUDGED", "Scene", "explain", "unanswered"]

NOT_JUDGED: Final = "Revocation is not judged: whether a CA took a certificate back is not known here."
"""Said wherever a chain is judged."""

_UNTRUSTED: Final = ("unknown_issuer", "self_signed", "missing_intermediate")


def explain(error: OSError | None, scene: Scene) -> Failure:
    """Explain a handshake or a connection that broke off; `error` is None when the peer just closed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _verification(error, scene)
    if scene.alert is not None:
        return _alert(scene, scene.alert)
    if isinstance(error, ssl.SSLError) and not ended(error):
        return _broken(scene, protocol_words.explain(error, scene))
    return _closed(error, scene)


def unanswered(scene: Scene, seconds: float) -> Words:
    """Explain a handshake that did not come to its end in time."""
    hint = "Raise http.connect_timeout if the server is slow."
    found = opening.recognize(scene.opening)
    if found is None:
        message = f"{scene.place} took the connection and did not answer the ClientHello within {seconds:g} s."
        return Words(message, f"Is it a TLS port? Something that waits for other words is as silent. {hint}")
    if found.kind != "tls":
        return protocol_words.not_tls(scene, found)
    message = f"{scene.place} began the TLS handshake and did not finish it within {seconds:g} s."
    return Words(message, f"{hint} A server that looks up certificates or names elsewhere may wait for these.")


def _verification(error: ssl.SSLCertVerificationError, scene: Scene) -> Failure:
    found = " ".join(problem.message for problem in scene.problems)
    message = found or f"The server's certificate did not pass verification: {visible(error.verify_message)}."
    return Failure(
        stage="tls",
        kind="tls_verification",
        message=message,
        hint=f"Nothing was sent. {_what_next(scene)} {NOT_JUDGED}",
        certificate="theirs",
    )


def _what_next(scene: Scene) -> str:
    """Offer trust only where it helps: no CA makes an expired certificate good."""
    problems = scene.problems
    if problems and all(problem.code in _UNTRUSTED for problem in problems):
        trusted = f"workbench ca add --from {scene.place} --sha256 HEX"
        return f"Show the chain (--json), trust its CA for this host ({trusted}), or send once unverified (-k)."
    asked = f" {_name_asked(scene)}" if _is_other_host(problems) else ""
    return f"Show the chain (--json), tell the server's owner, or send once unverified (-k).{asked}"


def _is_other_host(problems: tuple[Problem, ...]) -> bool:
    return any(problem.code == "hostname_mismatch" for problem in problems)


def _name_asked(scene: Scene) -> str:
    unknown = scene.observed is not None and any(alert.name == "unrecognized_name" for alert in scene.observed.alerts)
    said = "the server said that it does not know it" if unknown else "for one it does not know, a server shows another"
    return (
        f"The name asked for was {scene.name}: {said}. Check the host in the URL, or ask for another name by "
        "--sni NAME or tls.server_name of the request."
    )


def _alert(scene: Scene, alert: Alert) -> Failure:
    match scene.verdict:
        case "refused" if alert_hints.concerns_certificates(alert):
            return _refused(scene, alert)
        case "none_to_send":
            message = f"The server requires a client certificate, and none was sent{_meaning(alert)}"
            return _required(scene, Words(message, _add_one(scene)))
        case "withheld":
            return _required(scene, _withheld(scene, alert))
        case _:
            return _other_alert(scene, alert)


def _refused(scene: Scene, alert: Alert) -> Failure:
    message = f"The server refused your certificate ({scene.ours}){_meaning(alert)}"
    hint = alert_hints.for_refused(alert, scene.remark)
    return Failure(stage="tls", kind="certificate_refused", message=message, hint=hint, certificate="ours")


def _meaning(alert: Alert) -> str:
    """Return what an alert adds to its cause, which is known: nothing, where its name says only the same."""
    match alert.name:
        case "certificate_required":
            return "."
        case "handshake_failure":
            return ". It says so by handshake_failure, as servers of TLS 1.2 do, and tells no more."
        case _:
            return f": {alert.meaning}"


def _required(scene: Scene, words: Words) -> Failure:
    message, hint = words
    return Failure(stage="tls", kind="certificate_required", message=message, hint=hint, certificate="ours")


def _withheld(scene: Scene, alert: Alert) -> Words:
    accepted = acceptable.algorithms(scene.observed)
    key = acceptable.key(scene.identity)
    message = (
        f"Your certificate ({scene.ours}) was not sent: {key} fits none of the signature algorithms that the server "
        f"accepts{f' ({accepted})' if accepted else ''}."
    )
    hint = f"Use a certificate with another type of key (--cert NAME). The server then said {alert.name}."
    return Words(message, f"{hint} {scene.remark}".strip())


def _add_one(scene: Scene) -> str:
    accepted = acceptable.issuers(scene.observed)
    told = f" The server accepts {accepted}." if accepted else ""
    command = f"workbench certs add --host {scene.origin.host} …"
    return f"Add a certificate for {scene.place} ({command}), or choose one (--cert NAME).{told}"


def _other_alert(scene: Scene, alert: Alert) -> Failure:
    if _is_groundless(scene, alert):
        return _groundless(scene, alert)
    message, hint = alert_hints.explain(alert, scene)
    if scene.verdict == "refused":
        message += f" Your certificate ({scene.ours}) had been sent; this alert is not about certificates."
    return Failure(
        stage=scene.tls_stage,
        kind="tls_alert",
        message=message,
        hint=hint,
        certificate="ours" if alert.name in alert_hints.ABOUT_CERTIFICATES else None,
    )


def _is_groundless(scene: Scene, alert: Alert) -> bool:
    """Tell whether an alert about a client's certificate came though none of ours had gone out: nothing to blame."""
    nothing_sent = scene.observed is not None and scene.observed.answered is False
    return nothing_sent and alert.name in alert_hints.ABOUT_CERTIFICATES and alert.name != "certificate_required"


def _groundless(scene: Scene, alert: Alert) -> Failure:
    message = (
        f"The server ended the connection with the alert {alert.name}, which is about a client's certificate, and none "
        "had gone out: yours is not the cause."
    )
    hint = f"Its log may say what it means. {LOOK_BACK}"
    return Failure(stage=scene.tls_stage, kind="tls_alert", message=message, hint=hint)


def _broken(scene: Scene, words: Words) -> Failure:
    message, hint = words
    return Failure(stage=scene.tls_stage, kind="tls_protocol", message=message, hint=hint)


def _closed(error: OSError | None, scene: Scene) -> Failure:
    """Explain an end without an alert: a server that asked for a certificate often refuses in this way."""
    how = "reset the connection" if isinstance(error, ConnectionError) else "closed the connection"
    match scene.verdict:
        case "likely_refused":
            message = f"The server {how} right after your certificate ({scene.ours}): most likely it refused it."
            hint = f"{scene.remark} Choose another certificate, or ask the server's owner which CA it trusts.".strip()
            whose = True
        case "none_to_send":
            message = f"The server asked for a client certificate, got none, and {how}: most likely it requires one."
            hint, whose = _add_one(scene), True
        case "withheld":
            message = f"The server asked for a client certificate, got none, and {how}: most likely it requires one."
            hint, whose = _withheld_in_silence(scene), True
        case _:
            message, hint = _plain_end(scene, how)
            whose = False
    return Failure(
        stage=scene.stage,
        kind="disconnected",
        message=message,
        hint=hint,
        certificate="ours" if whose else None,
    )


def _withheld_in_silence(scene: Scene) -> str:
    accepted = acceptable.algorithms(scene.observed)
    key = acceptable.key(scene.identity)
    fits = f"Yours ({scene.ours}) was not sent: {key} fits none of the algorithms that it accepts"
    return f"{fits}{f' ({accepted})' if accepted else ''}. Use a certificate with another type of key (--cert NAME)."


def _plain_end(scene: Scene, how: str) -> Words:
    found = opening.recognize(scene.opening)
    if scene.origin.scheme == "http" and found is None and scene.first:
        message = f"The server {scene.place} {how} without a word to a request in plain HTTP."
        hint = f"If it speaks TLS, which ends so there, use https://{scene.place}. If not, look at the server's log."
        return Words(message, hint)
    if scene.stage == "tls" and found is None:
        message = f"The server {scene.place} {how} during the TLS handshake, right after our ClientHello."
        hint = (
            f"It may speak no TLS on this port (http://{scene.place}), know no {scene.name} (--sni NAME), or want "
            f"other versions than {scene.offer} (--tls-min, --tls-max). Its log may say."
        )
        return Words(message, hint)
    if found is not None and found.kind != "tls" and scene.stage == "tls":
        return protocol_words.not_tls(scene, found)
    message = f"The server {scene.place} {how} {_WHEN[scene.stage]}."
    return Words(message, f"{_no_late_answer(scene)}Try again; if it stays so, look at the server's log.")


def _no_late_answer(scene: Scene) -> str:
    """Remind of the switch that leaves a TLS 1.3 server no way to ask late: it ends the connection without a word."""
    if scene.complete and scene.asked is False and scene.profile and not scene.profile.post_handshake_auth:
        return (
            "Post-handshake authentication is off here, and a server that wants to ask for a certificate only now ends "
            "so: take --no-post-handshake-auth away, or switch tls.post_handshake_auth on. If not: "
        )
    return ""


_WHEN: Final[dict[Stage, str]] = {
    "prepare": "before anything was sent",
    "certificate": "before anything was sent",
    "dns": "before anything was sent",
    "connect": "before TLS began",
    "tls": "during the TLS handshake",
    "send": "while the request was being sent",
    "receive": "before the answer was complete",
}
