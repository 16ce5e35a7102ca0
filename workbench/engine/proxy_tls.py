"""TLS with an HTTPS proxy itself: whom it is trusted by, which certificate it may be shown, what was seen of it.

A proxy is shown a certificate only where `proxy_certificate` says so: a rule that happens to cover its host is not
asked. Verification is always on here: `tls.verify` is about servers, and our password for the proxy is at stake.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import httpcore

from workbench.engine import controls, errors
from workbench.engine import failure as failures
from workbench.engine.choosing import Chosen, Wallet, called
from workbench.engine.connection import Connection, TlsFacts
from workbench.engine.proxies import Proxy
from workbench.engine.threads import in_thread
from workbench.engine.ticket import Ticket
from workbench.models import Alert, Choice, Failure, Handshake, Origin, Problem, Response, Selection, Stage
from workbench.nouns import dataclass
from workbench.tls import client_certificate, handshake, judgement
from workbench.tls.client_certificate import Ending
from workbench.tls.context import Profile, key_of
from workbench.tls.failure import Scene
from workbench.tls.keylog import KeyLog
from workbench.tls.trust import trust_for

_NEVER = "none"
_PORT = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class ToProxy:
    """How TLS with a proxy is spoken; with a `failure` in `chosen` nothing may be sent."""

    place: Origin
    chosen: Chosen
    profile: Profile

    @property
    def notes(self) -> tuple[str, ...]:
        """What is told of it beside the handshake."""
        selection = self.chosen.selection
        unread = (*self.chosen.notes, *self.profile.trust.unread)
        if selection.entry is None or not selection.outside_rule:
            return unread
        named = selection.entry.name or selection.entry.id
        return (*unread, f"The proxy may be shown your certificate {named}, which is not for its host by any rule.")


async def planned(ticket: Ticket, proxy: Proxy, wallet: Wallet, key_log: KeyLog | None) -> ToProxy | None:
    """Choose and gather what TLS with this proxy needs; None for a proxy that does not speak it. Raise NotPrepared."""
    if proxy.url.scheme != "https":
        return None
    place = Origin(scheme="https", host=proxy.url.host, port=proxy.url.port or _PORT)
    chosen = await _choose(ticket, proxy, place, wallet)
    said = controls.of_settings(ticket.settings)
    profile = Profile(
        identity=key_of(chosen.identity) if chosen.identity is not None else None,
        trust=trust_for(place, ticket.settings, ticket.ca_files),
        minimum_version=said.minimum_version,
        maximum_version=said.maximum_version,
        ciphers=said.ciphers,
        security_level=said.security_level,
        post_handshake_auth=said.post_handshake_auth,
        key_log=key_log,
        to_proxy=True,
    )
    return ToProxy(place=place, chosen=chosen, profile=profile)


async def _choose(ticket: Ticket, proxy: Proxy, place: Origin, wallet: Wallet) -> Chosen:
    asked = ticket.request.options.proxy_certificate
    said = ticket.settings.http.proxy_certificate if asked is None else asked
    if said in ("", _NEVER):
        return Chosen(selection=_nobody(place))
    chosen = await wallet.pinned(ticket, place, Choice(by="pin", value=said))
    if chosen.failure is not None:
        return replace(chosen, failure=replace(_about(proxy, chosen.failure.message), problem=chosen.failure.problem))
    if chosen.selection.entry is None:
        message = f'"{said}" has no entry for {place.host}:{place.port}.'
        return replace(chosen, failure=_about(proxy, message))
    if chosen.selection.outside_rule and proxy.source not in _said_with(asked):
        message = (
            f'"{said}" is for other hosts by its rule, and this proxy was not named in the same place: '
            f"it comes from the {proxy.source}."
        )
        return replace(chosen, identity=None, failure=_about(proxy, message))
    return chosen


def _said_with(asked: str | None) -> tuple[str, ...]:
    """Return the sources of a proxy that the certificate's word was surely meant for, whatever its host."""
    return ("settings",) if asked is None else ("request", "command line")


def _nobody(place: Origin) -> Selection:
    url = f"https://{place.host}:{place.port}"
    reason = "No certificate is named for the proxy."
    return Selection(url=url, host=place.host, port=place.port, by="none", entry=None, reason=reason)


def _about(proxy: Proxy, why: str) -> Failure:
    used = proxy.used()
    return Failure(
        stage="certificate",
        kind="certificate_unusable",
        message=f"The certificate for the proxy {used.url} (from the {used.source}) cannot be used: {why}",
        hint='Nothing was sent. Change proxy_certificate, or say "none".',
        certificate="ours",
    )


def refused_by_openssl(to_proxy: ToProxy, proxy: Proxy, error: Exception) -> Failure:
    """Return the failure of a certificate for the proxy that OpenSSL will not load."""
    entry = to_proxy.chosen.selection.entry
    named = f"{entry.name or entry.id}: " if entry is not None else ""
    return _about(proxy, f"{named}{error}")


def failed_here(connection: Connection | None, error: BaseException | None) -> bool:
    """Tell whether it is with the proxy that TLS broke off, in its handshake or right after it."""
    if connection is None or connection.proxy_tls is None or connection.tls is not None:
        return False
    return isinstance(error, errors.HandshakeFailed | errors.ReceiveFailed | errors.SendFailed | errors.PeerClosed)


async def told(
    to_proxy: ToProxy, connection: Connection, error: BaseException | None, response: Response | None
) -> Handshake | None:
    """Write the record of the handshake with the proxy, None where it was not begun."""
    facts = connection.proxy_tls
    if facts is None:
        return None
    ours = error if failed_here(connection, error) else None
    cause = getattr(ours, "cause", None)
    observed, rejected = facts.observed(), judgement.was_rejected(cause)
    ders = observed.peer_ders if observed is not None else facts.peer_ders
    verified = False if rejected else (True if facts.complete else None)
    trust = to_proxy.profile.trust
    ending = _ending(connection, ours, error, response)
    return Handshake(
        version=facts.version,
        cipher=facts.cipher,
        alpn=facts.alpn,
        server_name=facts.server_name,
        verified=verified,
        trusted_by=judgement.trusted_by(ders, trust) if verified else None,
        trust_source=judgement.trust_source(ders, trust) if verified else None,
        problems=await _problems(to_proxy, facts, ders, cause) if rejected else (),
        client_certificate=client_certificate.judge(observed, to_proxy.chosen.identity, ending),
        peer_chain=judgement.described(ders),
        alerts=_alerts(observed.alerts, ending) if observed is not None else handshake.alerts_told_by(cause),
        messages=observed.messages if observed is not None else (),
        began=observed.began if observed is not None else 0.0,
    )


def _alerts(seen: tuple[Alert, ...], ending: Ending) -> tuple[Alert, ...]:
    """Leave out what OpenSSL answers to a bare end of the stream: there was no message to decode."""
    return tuple(
        alert for alert in seen if not (ending.dropped and alert.sender == "client" and alert.name == "decode_error")
    )


def _ending(
    connection: Connection, ours: BaseException | None, error: BaseException | None, response: Response | None
) -> Ending:
    cause = getattr(ours, "cause", None)
    return Ending(
        stopped_by_us=judgement.was_rejected(cause),
        dropped=ours is not None and judgement.ended(cause),
        status=_status(connection, error, response),
    )


def _status(connection: Connection, error: BaseException | None, response: Response | None) -> int | None:
    """Return what the proxy answered, which it does only where it took our certificate: 200 where a tunnel opened."""
    if connection.tls is not None:
        return 200
    if isinstance(error, httpcore.ProxyError):
        number = str(error).partition(" ")[0]
        return int(number) if number.isdigit() else None
    return response.status if response is not None else None


async def _problems(
    to_proxy: ToProxy, facts: TlsFacts, ders: tuple[bytes, ...], cause: BaseException | None
) -> tuple[Problem, ...]:
    now = datetime.now(UTC)
    trust = to_proxy.profile.trust
    found = await in_thread(lambda: judgement.problems(ders, trust, facts.server_name, now))
    problems = found or (judgement.unexplained(cause),)
    return tuple(replace(each, message=failures.about_proxy(each.message)) for each in problems)


def scene(to_proxy: ToProxy, connection: Connection, seen: Handshake, stage: Stage) -> Scene:
    """Return where TLS with the proxy broke off, for the words about it."""
    entry, facts = to_proxy.chosen.selection.entry, connection.proxy_tls
    observed = facts.observed() if facts is not None else None
    return Scene(
        origin=to_proxy.place,
        stage=stage,
        verdict=seen.client_certificate.verdict,
        alert=client_certificate.fatal_from_server(seen.alerts),
        problems=seen.problems,
        ours=called(entry) if entry is not None else None,
        remark=client_certificate.foreign_issuer(observed, to_proxy.chosen.identity),
        profile=to_proxy.profile,
        observed=observed,
        identity=to_proxy.chosen.identity,
        server_name=facts.server_name if facts is not None else "",
        complete=facts.complete if facts is not None else False,
        opening=facts.opening if facts is not None and not facts.complete else connection.opening,
    )
