"""Exchanges as HTTP Archive 1.2, which browsers and other tools read (http://www.softwareishard.com/blog/har-12-spec/).

Each redirect hop is an entry. Beside what the format knows stand objects of our own, which it allows by a leading
underscore: `_tls` and `_clientCertificate` hold what the exchange record says of the handshake and of the choice.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import Final

import workbench
from workbench import masking, records
from workbench.interchange import har_messages
from workbench.interchange.har_messages import Shown
from workbench.models import Exchange, Hop, Timing
from workbench.records import Document

_UNKNOWN: Final = -1.0
_REQUIRED: Final = ("send", "wait", "receive")
_VOCABULARY: Final = records.VOCABULARY | {"_encoding", "encoding", "expires", "httpVersion", "startedDateTime"}


def document(exchanges: Iterable[Exchange], *, show_secrets: bool = False, secrets: Collection[str] = ()) -> Document:
    """Return a whole archive; `secrets` are the values of secret variables."""
    found = [entry for one in exchanges for entry in entries(one, show_secrets=show_secrets, secrets=secrets)]
    return {"log": {**_head(), "entries": found}}


def parts(exchanges: Iterable[Exchange]) -> Iterator[str]:
    """Yield the JSON of an archive an exchange at a time, secrets masked: of thousands, none is kept."""
    head = json.dumps({"log": _head()})
    yield f'{head.removesuffix("}}")}, "entries": ['
    comma = ""
    for exchange in exchanges:
        for entry in entries(exchange):
            yield f"{comma}\n{json.dumps(entry)}"
            comma = ","
    yield "\n]}}\n"


def entries(exchange: Exchange, *, show_secrets: bool = False, secrets: Collection[str] = ()) -> Iterator[Document]:
    """Yield an entry for each hop, in order, secrets masked unless asked otherwise."""
    started = exchange.started
    for number, hop in enumerate(exchange.hops, 1):
        shown = Shown(
            hop=hop if show_secrets else records.masked(hop, secrets),
            real=hop,
            body=exchange.body if number == len(exchange.hops) else None,
            is_last=number == len(exchange.hops),
            hide=None if show_secrets else secrets,
        )
        entry = {"startedDateTime": records.timestamp(started), **_entry(shown)}
        yield masking.hidden_document(entry, shown.hide or (), _VOCABULARY)
        started += timedelta(milliseconds=hop.timing.total or 0.0)


def _head() -> Document:
    return {"version": "1.2", "creator": {"name": "Workbench", "version": workbench.__version__}}


def _entry(shown: Shown) -> Document:
    hop = shown.hop
    timings = _timings(hop.timing)
    # The setup of TLS is within `connect`; what is unknown counts for nothing.
    spent = sum(each for name, each in timings.items() if name != "ssl" and each > 0)
    not_run = [name for name in _REQUIRED if getattr(hop.timing, _OURS[name]) is None]
    comment = {"comment": f"not run: {', '.join(not_run)}"} if not_run else {}
    return {
        "time": round(spent, 3),
        "request": har_messages.request(shown),
        "response": har_messages.response(shown),
        "cache": {},
        "timings": {**timings, **comment},
        **_place(hop),
        **_own(hop),
    }


_OURS: Final = {"send": "send", "wait": "wait", "receive": "download"}


def _timings(timing: Timing) -> dict[str, float]:
    """Return the phases: -1 for those that may be left out and did not run, 0 for the others."""
    known = [spent for spent in (timing.tcp, timing.tls) if spent is not None]
    phases = {
        "dns": _UNKNOWN if timing.dns is None else timing.dns,
        "connect": sum(known) if known else _UNKNOWN,
        "ssl": _UNKNOWN if timing.tls is None else timing.tls,
        **{name: getattr(timing, ours) or 0.0 for name, ours in _OURS.items()},
    }
    beside = sum(each for name, each in phases.items() if name != "ssl" and each > 0)
    blocked = _UNKNOWN if timing.total is None else max(0.0, timing.total - beside)
    return {name: round(each, 3) for name, each in {"blocked": blocked, **phases}.items()}


def _place(hop: Hop) -> Document:
    if hop.remote is None or hop.proxy is not None:  # the proxy's address is not the server's
        return {}
    return {"serverIPAddress": hop.remote.rpartition(":")[0].strip("[]")}


def _own(hop: Hop) -> Document:
    """Return what the exchange record has and the format does not know."""
    tls = records.handshake_document(hop.tls) if hop.tls else None
    ours = tls.pop("client_certificate") if tls else {}
    selection = records.selection_document(hop.selection, show_secrets=True)  # masked by now
    choice = {name: selection[name] for name in ("certificate", "by", "reason", "usable", "outside_rule")}
    return {
        "_tls": tls,
        "_clientCertificate": {**choice, **(ours if isinstance(ours, dict) else {})},
        "_reused": hop.reused,
        **({"_proxy": records.proxy_document(hop.proxy)} if hop.proxy else {}),
        **({"_failure": records.failure_document(hop.failure)} if hop.failure else {}),
        **({"_notes": list(hop.notes)} if hop.notes else {}),
    }
