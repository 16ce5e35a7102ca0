"""Errors of the network → words: the one place that knows foreign exceptions (the tree is drawn in errors.py)."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from typing import Final

import httpcore
import socksio

from workbench.engine import errors, remarks
from workbench.engine import url as urls
from workbench.engine.decoding import Undecodable
from workbench.engine.outgoing import NotPrepared
from workbench.engine.writer import NotKept
from workbench.models import Failure, FailureKind, Origin, Phase, ProxyUsed, Stage
from workbench.nouns import dataclass
from workbench.tls import failure as tls_failure
from workbench.tls import opening
from workbench.tls.failure import Scene
from workbench.visible import visible

STAGES: Final[dict[Phase, Stage]] = {
    "prepare": "prepare",
    "dns": "dns",
    "connect": "connect",
    "tls": "tls",
    "send": "send",
    "wait": "receive",
    "receive": "receive",
}
FORESEEN: Final = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    socksio.ProtocolError,
    Undecodable,
    OSError,
)
"""Everything that a peer, the network or the disk can make a hop raise."""
_PROXY_HINTS: Final[dict[FailureKind, str]] = {
    "tls_verification": "Trust its CA with a CA file for its host",
    "certificate_required": "Name a certificate for it with proxy_certificate",
    "certificate_refused": "Name another certificate for it with proxy_certificate",
}
_PROXY_PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_HTTP2_END: Final = "Server disconnected"  # httpcore's word
_UNREACHABLE: Final = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The time limits in force, in seconds, and the proxy in the way; `at_proxy`: TLS was with the proxy itself."""

    connect: float
    idle: float
    proxy: ProxyUsed | None = None
    at_proxy: bool = False


def explain(error: BaseException, scene: Scene, limits: Limits) -> Failure:
    """Put an error into words: what happened, whose certificate it was about, what to do."""
    failure = _explained(error, _of_plain_proxy(error, scene, limits), limits)
    return failure if limits.proxy is None else _through(limits.proxy, failure, at_proxy=limits.at_proxy)


def _of_plain_proxy(error: BaseException, scene: Scene, limits: Limits) -> Scene:
    """Put a plain proxy in the server's place where it is the proxy that fell silent or spoke something else."""
    about_way = (httpcore.ProxyError, socksio.ProtocolError, errors.ResolveFailed, errors.ConnectFailed)
    if limits.proxy is None or not limits.at_proxy or isinstance(error, about_way):
        return scene
    place = urls.read(limits.proxy.url)
    port = place.port or _PROXY_PORTS[place.scheme]
    return replace(scene, origin=Origin(scheme="http", host=place.host, port=port))


def _explained(error: BaseException, scene: Scene, limits: Limits) -> Failure:
    match error:
        case errors.ResolveFailed() | errors.ConnectFailed() | errors.ConnectTimedOut():
            return _no_connection(error, scene, limits)
        case errors.HandshakeFailed() | errors.ReceiveFailed() | errors.SendFailed():
            return tls_failure.explain(error.cause, scene)
        case errors.PeerClosed():
            return tls_failure.explain(None, scene)
        case errors.ReceiveTimedOut():
            return _silent(scene, limits)
        case errors.SendTimedOut():
            message = f"{scene.place} took no byte of the request for {limits.idle:g} s."
            return _failed(scene, "write_timeout", message, "Raise the time limit, or look at the server.")
        case httpcore.ProxyError() | socksio.ProtocolError():
            return _proxy_refused(error, scene, limits)
        case _:
            return _misspoken(error, scene)


def not_prepared(error: NotPrepared) -> Failure:
    """Return the failure of a request that cannot be sent as it stands."""
    return Failure(stage="prepare", kind=error.kind, message=error.message, hint=error.hint)


def _failed(scene: Scene, kind: FailureKind, message: str, hint: str) -> Failure:
    return Failure(stage=scene.stage, kind=kind, message=message, hint=hint)


def _no_connection(
    error: errors.ResolveFailed | errors.ConnectFailed | errors.ConnectTimedOut, scene: Scene, limits: Limits
) -> Failure:
    match error:
        case errors.ResolveFailed():
            message = f"The name {error.host} has no address: {visible(error.reason)}."
            hint = f"Check the spelling, or name its address in the request, or by --resolve {scene.place}=ADDRESS."
            return _failed(replace(scene, stage="dns"), "dns_failed", message, hint)
        case errors.ConnectTimedOut():
            return _too_slow(error, scene, limits)
        case errors.ConnectFailed():
            return _not_connected(error, scene, limits.proxy.url if limits.proxy is not None else scene.place)


def _too_slow(error: errors.ConnectTimedOut, scene: Scene, limits: Limits) -> Failure:
    hint = "Raise http.connect_timeout, or check address, port and firewall."
    match error.phase:
        case "tls":
            return _failed(scene, "tls_timeout", *tls_failure.unanswered(scene, limits.connect))
        case "dns":
            message = f"No name server gave an address for {scene.origin.host} within {limits.connect:g} s."
            return _failed(replace(scene, stage="dns"), "connect_timeout", message, hint)
        case _:
            message = f"No answer from {', '.join(error.tried) or scene.place} within {limits.connect:g} s."
            return _failed(replace(scene, stage="connect"), "connect_timeout", message, hint)


def _not_connected(error: errors.ConnectFailed, scene: Scene, place: str) -> Failure:
    scene = replace(scene, stage="connect")
    tried = "; ".join(f"{address}: {_os_words(cause)}" for address, cause in error.attempts)
    causes = [cause for _, cause in error.attempts]
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        message = f"Nothing listens at {place} ({tried})."
        return _failed(scene, "connection_refused", message, "Check the port, and that the server runs.")
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return _failed(
            scene,
            "connect_timeout",
            f"No answer from {place} ({tried}).",
            "Check address and firewall.",
        )
    return _failed(
        scene,
        "unreachable",
        f"{place} cannot be reached ({tried}).",
        "Check the network and the address.",
    )


def _os_words(error: OSError) -> str:
    # asyncio puts a text of its own in place of the system's word.
    word = os.strerror(error.errno) if error.errno is not None and error.errno > 0 else error.strerror
    return (word or str(error) or type(error).__name__).lower()


def _through(proxy: ProxyUsed, failure: Failure, *, at_proxy: bool) -> Failure:
    """Say whether it was the proxy that failed, or that the server was spoken to through it."""
    name = f"{proxy.url} (from the {proxy.source})"
    if failure.kind == "proxy_failed":
        return failure
    if at_proxy or failure.stage in ("dns", "connect"):
        message = f"The proxy {name} could not be used. {about_proxy(failure.message)}"
        hint = f'{_PROXY_HINTS.get(failure.kind, "Check it")}, or go without: proxy "none".'
        return replace(failure, kind="proxy_failed", stage="connect", message=message, hint=hint, certificate=None)
    return replace(failure, hint=f"{failure.hint} The connection goes through the proxy {name}.".strip())


def about_proxy(sentence: str) -> str:
    """Say of the proxy what was said of the server."""
    return sentence.replace("The server", "The proxy").replace("the server", "the proxy")


def _proxy_refused(error: BaseException, scene: Scene, limits: Limits) -> Failure:
    where = f"{limits.proxy.url} (from the {limits.proxy.source})" if limits.proxy else "the proxy"
    message = f"The proxy {where} did not open a way to {scene.place}: {visible(str(error))}."
    return _failed(
        replace(scene, stage="connect"),
        "proxy_failed",
        message,
        'Check its rules and credentials, or go without: proxy "none".',
    )


def _silent(scene: Scene, limits: Limits) -> Failure:
    other = opening.not_http(scene.opening, scene.place, secure=scene.origin.scheme == "https")
    if other is not None:
        return _failed(scene, "read_timeout", *other)
    what = "did not answer" if scene.stage == "receive" else "sent nothing"
    message = f"{scene.place} {what} for {limits.idle:g} s."
    return _failed(scene, "read_timeout", message, "Raise the time limit, or look at the server.")


def _misspoken(error: BaseException, scene: Scene) -> Failure:
    said = visible(str(error)).rstrip(".") or type(error).__name__
    match error:
        case httpcore.RemoteProtocolError():
            return _bad_answer(error, said, scene)
        case httpcore.LocalProtocolError() if scene.stage == "receive":  # so httpcore calls what h2 finds in an answer
            return _bad_answer(error, said, scene)
        case httpcore.LocalProtocolError() | httpcore.UnsupportedProtocol():
            return _failed(
                scene,
                "invalid_request",
                f"The request cannot be written as HTTP: {said}.",
                "Check method and headers.",
            )
        case Undecodable():
            return _failed(scene, "bad_response", str(error), error.hint)
        case NotKept():
            return _failed(scene, "invalid_request", *_not_kept(error))
        case OSError() if error.filename is not None:
            return _failed(
                scene,
                "invalid_request",
                f"The file {error.filename} cannot be used: {_os_words(error)}.",
                "Choose another file.",
            )
        case _:
            return _failed(scene, "disconnected", f"The connection to {scene.place} broke: {said}.", "Try again.")


def _bad_answer(error: httpcore.ProtocolError, said: str, scene: Scene) -> Failure:
    kept = "What came until then is kept."
    if ended := _ended_over_http2(error):
        return _failed(scene, "disconnected", f"{scene.place} {ended}.", kept)
    if isinstance(error, errors.CutOff):
        message = f"{scene.place} closed the connection {error.words}."
        return _failed(scene, "disconnected", message, kept)
    other = opening.not_http(scene.opening, scene.place, secure=scene.origin.scheme == "https")
    if other is not None:
        return _failed(scene, "bad_response", *other)
    words = error.words if isinstance(error, errors.Misspoken) else said
    return _failed(scene, "bad_response", f"{scene.place} did not answer in valid HTTP: {words}.", kept)


def _ended_over_http2(error: httpcore.ProtocolError) -> str:
    """Return how a server ended a stream or all of them (RFC 9113 §6.4, §6.8), "" for another error."""
    event = error.args[0] if error.args else None
    if event == _HTTP2_END:
        return "closed the connection before its answer was complete"
    code = getattr(event, "error_code", None)  # of an event of h2, which is loaded only where it is spoken
    if code is None or isinstance(event, Exception):
        return ""
    name = getattr(code, "name", f"{code:#x}")
    if not hasattr(event, "last_stream_id"):
        return f"reset the stream of its answer with the code {name}"
    words = getattr(event, "additional_data", None)
    more = f", and said: {remarks.quoted(words)}" if words else ""
    return f"ended the connection (GOAWAY) with the code {name}{more}"


def _not_kept(error: NotKept) -> tuple[str, str]:
    message = f"The body could not be written any further to {visible(str(error.filename))}: {_os_words(error)}."
    room = "Make room there, or name another folder by TMPDIR." if error.spilled else "Choose another file."
    return message, f"What came until then is kept. {room}"
