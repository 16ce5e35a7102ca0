"""What happened to TLS and to the certificate, as marks and sentences; the app and the commands say the same.

A mark is a few words in brackets: `[TLS ok]`, `[cert SENT alice]`. Everything returned is safe to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePath
from typing import Final

from workbench import masking
from workbench.models import (
    TLS_VERSIONS,
    CertificateEntry,
    ClientCertificate,
    Content,
    Departure,
    Exchange,
    Handshake,
    Hop,
    Terms,
    TlsVersion,
)
from workbench.visible import visible

UNVERIFIED: Final = "verification off, the host-name check with it"

_REASON_SHOWN: Final = 80  # characters in a line; the record keeps the whole
_SAFE_LEVEL: Final = 2  # what OpenSSL starts from since 3.2, and distributions' builds did before
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
        return "[proxy cert UNUSABLE]" if stopped_for_proxy(hop) else f"[cert UNUSABLE{_who(hop)}]"
    if hop.tls is None:
        return ""
    ours = hop.tls.client_certificate
    if ours.verdict == "unknown":
        return _unknown_mark(ours, hop)
    named = _who(hop) if ours.verdict in ("refused", "likely_refused", "accepted") else ""
    return f"[{_CERTIFICATE_MARKS[ours.verdict]}{named}]"


def weakened(hop: Hop) -> str:
    """Return the mark on what weakened this hop's TLS beside what `tls` marks, "" for nothing: `[OLD TLS ALLOWED]`."""
    said = [departure.mark for departure in hop.departures if departure.loud and departure.mark]
    return f"[{', '.join(said)}]" if said and hop.tls else ""


@lru_cache(maxsize=64)  # asked for every hop, and most hops are on the same terms
def departures(terms: Terms) -> tuple[Departure, ...]:
    """Return everything that is not standard about a connection on these terms, what weakens it first."""
    found = (*(_tls_departures(terms) if terms.secure else ()), *_way(terms))
    return tuple(sorted(found, key=lambda departure: not departure.loud))


def version(name: TlsVersion) -> str:
    """Return a TLS version as people call it: `TLS 1.2`."""
    return name.replace("TLSv", "TLS ") if "." in name else "TLS 1.0"


def words(hop: Hop) -> str:
    """Return what happened to the client certificate as a phrase: "asked, SENT, accepted"."""
    if hop.failure and hop.failure.kind == "certificate_unusable":
        which = "the one for the proxy" if stopped_for_proxy(hop) else "it"
        return f"NOT SENT: {which} could not be used, so nothing was sent"
    if hop.tls is None:
        return "not sent: there was no TLS handshake"
    ours = hop.tls.client_certificate
    phrase = _WORDS.get(ours.verdict) or _unknown_words(ours)
    return f"{phrase}, on the handshake of an earlier request" if hop.reused else phrase


def stopped_for_proxy(hop: Hop) -> bool:
    """Tell whether the certificate that could not be used was the proxy's to see; the server's is looked at first."""
    return hop.proxy is not None and hop.failure is not None and hop.failure.kind == "certificate_unusable"


def line(hop: Hop, *, body: Content | None = None, prepared: bool = False) -> str:
    """Return one line on one hop: status or failure, time, size of the body, TLS version, the two marks."""
    status = "PREPARED, nothing sent" if prepared else _status(hop)
    taken = "" if hop.timing.total is None else duration(hop.timing.total)
    spoken = hop.tls.version if hop.tls else None
    length = size(body.size) if body else ""
    parts = (status, taken, length, spoken or "", tls(hop), weakened(hop), certificate(hop))
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


def arrows(encoding: str) -> tuple[str, str]:
    """Return the signs for what goes to a server and what comes from it, as a terminal of this encoding shows them."""
    try:
        "→←".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return (">", "<")
    return ("→", "←")


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
    answered = f"{hop.response.status} {_reason(hop.response.reason)}".rstrip() if hop.response else ""
    if answered and hop.failure is None:
        return answered
    ended = "STOPPED" if hop.failure and hop.failure.kind == "cancelled" else "FAILED"
    return f"{ended} after {answered}" if answered else ended


def _reason(text: str) -> str:
    return visible(text if len(text) <= _REASON_SHOWN else f"{text[:_REASON_SHOWN]}…")


def _tls_departures(terms: Terms) -> Iterator[Departure]:
    if not terms.verify:
        yield Departure(text=UNVERIFIED, loud=True)
    yield from _strength(terms)
    if terms.key_log:
        text = f"TLS keys logged to {visible(terms.key_log)} (SSLKEYLOGFILE)"
        yield Departure(text=text, loud=True, mark="KEYS LOGGED")
    if terms.server_name:
        checked = ", which is also the one verified" if terms.verify else ""
        name = visible(terms.server_name)
        yield Departure(text=f"server name {name}{checked}", loud=True, mark="OTHER NAME")
    if terms.ciphers:
        yield Departure(text=f"ciphers {visible(terms.ciphers)}")
    if not terms.post_handshake_auth:
        yield Departure(text="no post-handshake authentication")
    if terms.http2:
        yield Departure(text="HTTP/2 offered")


def _strength(terms: Terms) -> Iterator[Departure]:
    """Say versions and security level in one: an old version brings level 0 with it, unless a level is said."""
    old = TLS_VERSIONS.index(terms.minimum_version) < TLS_VERSIONS.index("TLSv1.2")
    level = 0 if old and terms.security_level is None else terms.security_level
    versions, none_left = _versions(terms.minimum_version, terms.maximum_version)
    said = ", ".join(part for part in (versions, "" if level is None else f"security level {level}") if part)
    low = level is not None and level < _SAFE_LEVEL
    if said:
        mark = "OLD TLS ALLOWED" if old else f"SECURITY LEVEL {level}" if low else ""
        yield Departure(text=said, loud=old or low or none_left, mark=mark)


def _versions(lowest: TlsVersion, highest: TlsVersion | None) -> tuple[str, bool]:
    """Return the versions in words, "" for the standard ones, and whether none is left."""
    top = highest or TLS_VERSIONS[-1]
    if TLS_VERSIONS.index(lowest) > TLS_VERSIONS.index(top):
        return f"no TLS version left: {version(lowest)} at least, {version(top)} at most", True
    if lowest == top:
        return f"{version(lowest)} only", False
    if top != TLS_VERSIONS[-1]:
        return f"{version(lowest)} to {version(top).removeprefix('TLS ')}", False
    return ("" if lowest == "TLSv1.2" else f"{version(lowest)} and newer"), False


def _way(terms: Terms) -> Iterator[Departure]:
    if terms.address:
        unused = "address {} not used: the proxy looks the host up" if terms.proxy else "connects to {}"
        yield Departure(text=unused.format(visible(terms.address)))
    if terms.proxy:
        yield Departure(
            text=f"through proxy {visible(masking.url(terms.proxy.url))}, from {visible(terms.proxy.source)}"
        )
        if terms.proxy_certificate and terms.proxy.url.lower().startswith("https:"):
            yield Departure(text=f"the proxy may see the certificate {visible(terms.proxy_certificate)}")
