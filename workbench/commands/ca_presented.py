"""`workbench ca add --from HOST[:PORT] --sha256 HEX`: a CA out of a server's chain, by a fingerprint one knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack

from workbench.certificates import anchor_file
from workbench.certificates.hosts import HostError, authority, compile_pattern, typed_host
from workbench.commands import opening, sending, statuses
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError, UsageError
from workbench.engine import Ticket
from workbench.models import Choice, Exchange, PeerCertificate, Request, RequestTls
from workbench.settings import Settings
from workbench.visible import visible

_HEX = re.compile(r"[0-9a-f]{64}")
_NOBODY = Choice(by="command", value="none")


def place(text: str) -> tuple[str, int]:
    """Return the host and port that `--from` names; raises CommandError."""
    try:
        host, port = typed_host(text)
        if port == "*" or not compile_pattern(host).exact:
            raise HostError("a server is one host and perhaps a port, not a pattern.")
    except HostError as fault:
        raise CommandError("invalid_host", f"--from: {fault}", where="from") from fault
    return host, 443 if port is None else port


def keep(call: Call, settings: Settings, server: tuple[str, int], sha256: str | None) -> str:
    """Write the certificate of this SHA-256 into a CA file and return its path.

    The server is shown no certificate and gets no request; whatever it presents is trusted by its fingerprint only.
    Raises CommandError, also with what the server presents where no fingerprint, or another one, is given.
    """
    wanted = _normal(sha256) if sha256 is not None else None
    chain = _presented(call, settings, server)
    found = next((one for one in chain if one.sha256 == wanted), None)
    if found is None:
        raise _unconfirmed(chain, server, wanted)
    try:
        return str(anchor_file.write(call.folders, found))
    except OSError as fault:
        raise CommandError("file", f"The CA's file cannot be written: {fault.strerror or fault}.") from fault


def _normal(sha256: str) -> str:
    digits = re.sub(r"[:\s]", "", sha256).lower()
    if not _HEX.fullmatch(digits):
        raise UsageError("--sha256 takes the 64 hex digits of a SHA-256, with colons or without.", "workbench ca add")
    return digits


def _presented(call: Call, settings: Settings, server: tuple[str, int]) -> Sequence[PeerCertificate]:
    request = Request(method="HEAD", url=f"https://{authority(*server)}/", tls=RequestTls(verify=False))
    ticket = Ticket(request=request, settings=settings, passphrases=opening.passphrases(call), choice=_NOBODY)
    with ExitStack() as stack:
        exchange = sending.handshake(ticket, stack)
    tls = exchange.hops[-1].tls
    if tls is None or not tls.peer_chain:
        raise _unseen(exchange, server)
    return tls.peer_chain


def _unseen(exchange: Exchange, server: tuple[str, int]) -> CommandError:
    failure = exchange.failure
    message = failure.message if failure else f"{authority(*server)} presented no certificate."
    status = statuses.of_failure(failure.kind) if failure else statuses.TLS
    return CommandError(failure.kind if failure else "no_certificate", message, where=authority(*server), status=status)


def _unconfirmed(chain: Sequence[PeerCertificate], server: tuple[str, int], wanted: str | None) -> CommandError:
    asked = "Nothing is trusted yet" if wanted is None else f"No certificate of {authority(*server)} has this SHA-256"
    # Visible here already: a line feed in a name must not make a line that looks like another certificate.
    shown = "".join(f"\n  {one.sha256}  {visible(one.subject + _kind(one))}" for one in chain)
    hint = (
        "Ask the server's owner for the SHA-256 of the CA by another way, and name the one that is the same by --sha256"
    )
    message = f"{asked}. {hint}. {authority(*server)} presents:{shown}"
    return CommandError("sha256_unconfirmed", message, where=authority(*server))


def _kind(certificate: PeerCertificate) -> str:
    return " (a root)" if certificate.subject == certificate.issuer else f", issued by {certificate.issuer}"
