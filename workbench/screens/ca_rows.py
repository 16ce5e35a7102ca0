"""The CA files as rows of their table, and one of them in full: words only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from workbench.models import CaEntry, PeerCertificate
from workbench.screens import ca_words, certificate_rows, host_words
from workbench.screens.ca_words import CaFile
from workbench.settings import Settings
from workbench.widgets.ca_table import CaRow
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.tone import Tone

_NO_CA: Final = {"not_a_ca": "no CA in it", "own_certificate": "no CA in it"}
_SWITCHES: Final = (
    "The store of CAs that this machine keeps. Off: only the extra CAs below are trusted.",
    "The switch over all CA files below, whatever each says for itself.",
)


def rows(settings: Settings, files: Mapping[str, CaFile], now: datetime) -> tuple[CaRow, ...]:
    """Return the switches and the CA files, those not looked into yet without a state."""
    days = settings.tls.expiry_warning_days
    return (
        CaRow(label="System store", on=settings.tls.system_ca, state="the CAs of this machine"),
        CaRow(label="Extra CAs", on=settings.tls.extra_ca, state="the switch over all files below"),
        *(_row(number, ca, files.get(ca.file), now, days) for number, ca in enumerate(settings.cas)),
    )


def scope(ca: CaEntry) -> str:
    """Say for which servers a CA file is trusted."""
    if ca.host is None:
        return "every host" if ca.port is None else f"every host, port {ca.port}"
    return host_words.short(ca.host, ca.port)


def worth(ca: CaEntry, found: CaFile | None) -> CaFile | None:
    """Return what a file is worth for its entry: for one host, a server's own certificate will do."""
    return ca_words.for_host(found) if found and ca.host else found


def switch_facts(row: CaRow, place: int) -> tuple[Fact, ...]:
    """Return what one of the two switches is for."""
    state = Fact(label="State", value="on") if row.on else Fact(label="State", value="OFF", tone="warn")
    return state, Fact(label="What it is", value=_SWITCHES[place])


def facts(ca: CaEntry, found: CaFile | None, now: datetime, warning_days: int) -> tuple[Fact, ...]:
    """Return everything known of a CA file: whom it is for, and each of its certificates."""
    state = Fact(label="State", value="on") if ca.enabled else Fact(label="State", value="OFF", tone="warn")
    entry = (Fact(label="File", value=ca.file, tone="strong"), Fact(label="For", value=scope(ca)), state)
    found = worth(ca, found)
    if found is None:
        return (*entry, Fact(label="", value="…", tone="dim"))
    fault = (Fact(label="x Fault", value=found.fault, tone="bad"),) if found.fault else ()
    certificates = (fact for one in found.certificates for fact in _certificate(one, now, warning_days))
    return (*fault, *entry, *certificates)


def _certificate(one: PeerCertificate, now: datetime, warning_days: int) -> Iterator[Fact]:
    days = (one.not_after - now).days
    tone: Tone = "bad" if days < 0 else "warn" if days < warning_days else "plain"
    left = "EXPIRED" if days < 0 else f"{certificate_rows.in_days(days)} left"
    yield Fact(label="", value="")
    yield Fact(label="Subject", value=one.subject or "no subject", tone="strong")
    yield Fact(label="Issuer", value="itself" if one.issuer == one.subject else one.issuer)
    yield Fact(label="Valid", value=f"{one.not_before:%Y-%m-%d} to {one.not_after:%Y-%m-%d}, {left}", tone=tone)
    yield Fact(label="Key", value=one.key_type)
    yield Fact(label="SHA-256", value=one.sha256)


def _row(number: int, ca: CaEntry, found: CaFile | None, now: datetime, warning_days: int) -> CaRow:
    state, how = _state(worth(ca, found), now, warning_days)
    return CaRow(label=ca.file, on=ca.enabled, scope=scope(ca), state=state, tone=how, number=number)


def _state(found: CaFile | None, now: datetime, warning_days: int) -> tuple[str, Tone]:
    if found is None:
        return "…", "dim"
    if found.fault:
        code = found.code or ""
        return f"x {_NO_CA.get(code) or certificate_rows.STATES.get(code, 'unusable')}", "bad"
    ends = sorted(one.not_after for one in found.certificates)
    past = sum(end < now for end in ends)
    if past == len(ends):
        return f"x expired {ends[-1]:%Y-%m-%d}", "bad"
    if past:
        return f"! {past} of {len(ends)} expired", "warn"
    days = (ends[0] - now).days
    if days < warning_days:
        return f"! {certificate_rows.in_days(days)} left", "warn"
    return f"ok {f'{len(ends)} certificates ' if len(ends) > 1 else ''}until {ends[0]:%Y-%m-%d}", "good"
