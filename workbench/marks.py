"""What happened to TLS and to the certificate, as marks and sentences; the app and the commands say the same.

A mark is a few words in brackets: `[TLS ok]`, `[cert SENT alice]`. Everything returned is safe to show.
"""

from __future__ import annotations

from pathlib import PurePath

from workbench.models import CertificateEntry, ClientCertificate, Content, Exchange, Handshake, Hop
from workbench.visible import visible

_FAULTS = {
    "expired": "EXPIRED",
    "not_yet_valid": "NOT YET VALID",
    "hostname_mismatch": "FOR ANOTHER HOST",
    "self_signed": "SELF-SIGNED",
    "unknown_issuer": "FROM AN UNKNOWN CA",
    "missing_intermediate": "WITHOUT ITS INTERMEDIATE",
    "no_server_auth": "NOT FOR SERVERS",
    "weak_key": "WITH A WEAK KEY",
    "weak_signature": "WITH A WEAK SIGNATURE",
    "bad_signature": "WITH A BAD SIGNATURE",
    "ca_expired": "FROM AN EXPIRED CA",
    "not_a_ca": "FROM NO REAL CA",
    "path_too_long": "CHAIN TOO LONG",
    "name_constraint": "OUTSIDE ITS CA'S NAMES",
}
_CERTIFICATE_MARKS = {
    "not_requested": "cert not asked",
    "none_to_send": "cert ASKED, NONE SENT",
    "withheld": "cert ASKED, WITHHELD",
    "refused": "cert REFUSED",
    "likely_refused": "cert LIKELY REFUSED",
    "accepted": "cert SENT",
}
_WORDS = {
    "not_requested": "not asked for, not sent",
    "none_to_send": "asked, NONE SENT",
    "withheld": "asked, WITHHELD: it fits none of the algorithms the server accepts",
    "refused": "asked, SENT, REFUSED",
    "likely_refused": "asked, SENT, likely refused",
    "accepted": "asked, SENT, accepted",
}


def tls(hop: Hop) -> str:
    """Return the mark on the server's side of TLS, "" when the hop ended before TLS began."""
    if hop.tls is None:
        return "[no TLS]" if hop.request.url.lower().startswith(("http:", "ws:")) else ""
    if hop.failure and hop.failure.kind == "tls_verification":
        return f"[server cert {_fault(hop.tls)}]"
    if hop.tls.verification == "off":
        return "[NOT VERIFIED]"
    if hop.tls.verified:
        return "[TLS ok]"
    return "[TLS FAILED]" if hop.failure else "[NOT VERIFIED]"


def certificate(hop: Hop) -> str:
    """Return the mark on what happened to the client certificate, "" where there was no occasion for one."""
    if hop.failure and hop.failure.kind == "certificate_unusable":
        return f"[cert UNUSABLE{_who(hop)}]"
    if hop.tls is None:
        return ""
    ours = hop.tls.client_certificate
    if ours.verdict == "unknown":
        return _unknown_mark(ours, hop)
    named = _who(hop) if ours.verdict in ("refused", "likely_refused", "accepted") else ""
    return f"[{_CERTIFICATE_MARKS[ours.verdict]}{named}]"


def words(hop: Hop) -> str:
    """Return what happened to the client certificate as a phrase: "asked, SENT, accepted"."""
    if hop.failure and hop.failure.kind == "certificate_unusable":
        return "NOT SENT: it could not be used, so nothing was sent"
    if hop.tls is None:
        return "not sent: there was no TLS handshake"
    ours = hop.tls.client_certificate
    phrase = _WORDS.get(ours.verdict) or _unknown_words(ours)
    return f"{phrase}, on the handshake of an earlier request" if hop.reused else phrase


def line(hop: Hop, *, body: Content | None = None, prepared: bool = False) -> str:
    """Return one line on one hop: status or failure, time, size of the body, TLS version, the two marks."""
    status = "PREPARED, nothing sent" if prepared else _status(hop)
    taken = "" if hop.timing.total is None else duration(hop.timing.total)
    version = hop.tls.version if hop.tls else None
    parts = (status, taken, size(body.size) if body else "", version or "", tls(hop), certificate(hop))
    return "  ".join(part for part in parts if part)


def summary(exchange: Exchange) -> str:
    """Return one line on the last hop, which is how the send ended."""
    if not exchange.hops:
        return "NOTHING SENT"
    return line(exchange.hops[-1], body=exchange.body, prepared=exchange.outcome == "prepared")


def duration(milliseconds: float) -> str:
    """Return a time as people read it: `143 ms`, `2.41 s`, `3 min 5 s`."""
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.2f} s"
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes} min {seconds} s"


def size(count: int) -> str:
    """Return a number of bytes as people read it, in powers of ten: `40 B`, `1.9 kB`, `73.0 MB`."""
    if count < 1000:
        return f"{count} B"
    scaled = float(count)
    for unit in ("kB", "MB"):
        scaled /= 1000
        if scaled < 999.95:
            return f"{scaled:.1f} {unit}"
    return f"{scaled / 1000:.2f} GB"


def label(entry: CertificateEntry) -> str:
    """Return what people call an entry: its name, else its file, else its id."""
    return visible(entry.name or "") or file(entry) or visible(entry.id)


def file(entry: CertificateEntry) -> str:
    """Return the name, without its folder, of the file that holds the entry's certificate, "" for none."""
    return visible(PurePath(entry.pfx_file or entry.cert_file or "").name)


def _fault(handshake: Handshake) -> str:
    return next((_FAULTS[found.code] for found in handshake.problems if found.code in _FAULTS), "NOT TRUSTED")


def _who(hop: Hop) -> str:
    return f" {label(hop.selection.entry)}" if hop.selection.entry else ""


def _unknown_mark(ours: ClientCertificate, hop: Hop) -> str:
    if ours.sent:
        return f"[cert SENT{_who(hop)}]"
    if ours.sent is False:
        return "[cert ASKED, NOT SENT]" if ours.requested else "[cert NOT SENT]"
    return "[cert not known]"


def _unknown_words(ours: ClientCertificate) -> str:
    asked = {True: "asked", False: "not asked", None: "not known whether asked"}[ours.requested]
    sent = {True: "SENT", False: "NOT SENT", None: "not known whether sent"}[ours.sent]
    return f"{asked}, {sent}"


def _status(hop: Hop) -> str:
    if hop.response is None or hop.failure:
        return "STOPPED" if hop.failure and hop.failure.kind == "cancelled" else "FAILED"
    return f"{hop.response.status} {visible(hop.response.reason)}".rstrip()
