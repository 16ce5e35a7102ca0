"""settings.toml → Settings, with every mistake named by file, line or key (contract §2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from itertools import count
from pathlib import Path
from typing import TypeVar, get_args

from workbench.certificates.sealing import SealingError
from workbench.documents import Document, DocumentError, Table, read, tls_options
from workbench.models import CertificateEntry, TlsVersion
from workbench.settings import addresses, entries, proxies
from workbench.settings.schema import (
    ID_LENGTH,
    ID_LETTERS,
    Drawing,
    Glyphs,
    HttpSettings,
    Settings,
    SettingsError,
    TerminalSettings,
    TlsSettings,
    is_clear,
)

Known = Mapping[str, tuple[dict[str, object], CertificateEntry]]
"""Certificates that were read before, by id, with the tables they were read from."""

_Word = TypeVar("_Word", Glyphs, Drawing)
_SECTIONS = frozenset({"theme", "tls", "ca", "http", "terminal", "keys", "resolve", "certificates"})
_TLS_KEYS = frozenset(item.name for item in fields(TlsSettings))
_HTTP_KEYS = frozenset(item.name for item in fields(HttpSettings))
_TERMINAL_KEYS = frozenset(item.name for item in fields(TerminalSettings))


def load(path: Path) -> Settings:
    """Read the settings, the defaults where there is no file; raises SettingsError and changes nothing."""
    with faults(path, "read"):
        found = source(path)
        return replace(settings(path, found.values), stamp=found.stamp)


def source(path: Path) -> Document:
    """Read the file as it stands, empty where there is none; raises OSError or DocumentError."""
    try:
        return read(path)
    except FileNotFoundError:
        return Document()


def settings(path: Path, values: dict[str, object], known: Known | None = None) -> Settings:
    """Return what the tables of a settings file mean; raises DocumentError."""
    root = Table(values)
    tables = root.tables("certificates")
    certificates = _identified(tables, known or {})
    found = Settings(
        path=path,
        theme=root.filled("theme", Settings(path=path).theme),
        tls=_tls(root.table("tls")),
        http=_http(root.table("http")),
        terminal=_terminal(root.table("terminal")),
        keys=_keys(root),
        cas=tuple(entries.ca(table) for table in root.tables("ca")),
        resolve=addresses.read(root),
        certificates=certificates,
    )
    return replace(found, notices=tuple(_notices(root, tables, found)))


def known(values: dict[str, object], found: Settings) -> Known:
    """Return what was read from these tables, so that those which stay need not be read again."""
    tables = Table(values).tables("certificates")
    return {entry.id: (table.values, entry) for table, entry in zip(tables, found.certificates, strict=True)}


@contextmanager
def faults(path: Path, verb: str) -> Iterator[None]:
    """Raise as SettingsError what the file's contents or the system have against it being `verb`."""
    try:
        yield
    except DocumentError as fault:
        raise SettingsError(path, fault.where, fault.message) from None
    except SealingError as fault:
        raise SettingsError(path, "", str(fault)) from None
    except OSError as fault:
        about = f" ({fault.filename})" if fault.filename and str(fault.filename) != str(path) else ""
        raise SettingsError(path, "", f"cannot be {verb}: {fault.strerror or fault}{about}") from fault


def _tls(table: Table) -> TlsSettings:
    default = TlsSettings()
    lowest, highest = _versions(table, default)
    return TlsSettings(
        verify=table.flag("verify", default.verify),
        minimum_version=lowest,
        maximum_version=highest,
        ciphers=tls_options.ciphers(table) or default.ciphers,
        security_level=tls_options.security_level(table),
        post_handshake_auth=table.flag("post_handshake_auth", default.post_handshake_auth),
        system_ca=table.flag("system_ca", default.system_ca),
        extra_ca=table.flag("extra_ca", default.extra_ca),
        expiry_warning_days=table.whole("expiry_warning_days", default.expiry_warning_days),
    )


def _versions(table: Table, default: TlsSettings) -> tuple[TlsVersion, TlsVersion | None]:
    lowest = tls_options.version(table, "minimum_version") or default.minimum_version
    highest = tls_options.version(table, "maximum_version")
    if tls_options.are_crossed(lowest, highest):
        raise table.fault("maximum_version", f'expected at least the minimum version, which is "{lowest}"')
    return lowest, highest


def _http(table: Table) -> HttpSettings:
    default = HttpSettings()
    proxy = table.text("proxy", default.proxy, secret=True)
    if fault := proxies.fault(proxy):
        raise table.fault("proxy", fault)
    return HttpSettings(
        connect_timeout=table.seconds("connect_timeout", default.connect_timeout),
        timeout=table.seconds("timeout", default.timeout),
        follow_redirects=table.flag("follow_redirects", default.follow_redirects),
        http2=table.flag("http2", default.http2),
        proxy=proxy,
        no_proxy=table.text("no_proxy", default.no_proxy),
        proxy_certificate=table.text("proxy_certificate", default.proxy_certificate),
        decoded_limit=table.whole("decoded_limit", default.decoded_limit),
    )


def _terminal(table: Table) -> TerminalSettings:
    default = TerminalSettings()
    return TerminalSettings(
        glyphs=_one_of(table, "glyphs", get_args(Glyphs), default.glyphs),
        drawing=_one_of(table, "drawing", get_args(Drawing), default.drawing),
    )


def _one_of(table: Table, key: str, words: tuple[_Word, ...], default: _Word) -> _Word:
    found = table.text(key, default)
    for word in words:
        if found == word:
            return word
    raise table.other(key, "one of " + ", ".join(f'"{word}"' for word in words))


def _keys(root: Table) -> Mapping[str, str]:
    if "keys" not in root.values:
        return {}
    from workbench.settings import keys  # only where somebody has keys of their own

    return keys.read(root)


def _identified(tables: tuple[Table, ...], known: Known) -> tuple[CertificateEntry, ...]:
    found = [_certificate(table, known) for table in tables]
    places: dict[str, str] = {}
    for table, entry in zip(tables, found, strict=True):
        if entry.id and entry.id in places:
            raise table.fault("id", f"is the id of {places[entry.id]} too: take the line out to be given another")
        places[entry.id] = table.where
    taken = set(places)
    identified: list[CertificateEntry] = []
    for entry in found:
        named = entry if entry.id else replace(entry, id=_derived_id(entry, taken))
        taken.add(named.id)
        identified.append(named)
    return tuple(identified)


def _certificate(table: Table, known: Known) -> CertificateEntry:
    entry_id = table.values.get("id")
    before = known.get(entry_id) if isinstance(entry_id, str) else None
    same = before is not None and (before[0] is table.values or before[0] == table.values)
    return before[1] if before is not None and same else entries.certificate(table)


def _derived_id(entry: CertificateEntry, taken: Collection[str]) -> str:
    """Make an id of what the entry says: until a save writes it, every copy and command gives the same."""
    import hashlib  # only for entries written by hand

    # Without the passphrase, which an id made of it would help to guess.
    said = (entry.host, entry.port, entry.name, entry.cert_file, entry.key_file, entry.pfx_file)
    for number in count():
        digest = hashlib.sha256(repr((number, said)).encode(errors="surrogatepass")).digest()
        candidate = "".join(ID_LETTERS[byte % len(ID_LETTERS)] for byte in digest[:ID_LENGTH])
        if candidate not in taken:
            return candidate
    raise AssertionError  # count has no end


def _notices(root: Table, tables: tuple[Table, ...], found: Settings) -> Iterator[str]:
    for place in _unknown(root, tables):
        yield f"{found.path.name}: {place} is not known to this version; it is kept and has no effect."
    for table, entry in zip(tables, found.certificates, strict=True):
        if "id" not in table.values:
            yield f"{table.where} ({entry.host}) has no id: it is {entry.id}, written at the next save."
        if is_clear(entry.passphrase):
            yield f"{table.where} ({entry.host}): its passphrase stands in clear; the next save seals it."
    if proxies.is_clear(found.http.proxy):
        yield "http.proxy: its password stands in clear; the next save seals it."


def _unknown(root: Table, tables: tuple[Table, ...]) -> Iterator[str]:
    yield from root.unknown(_SECTIONS)
    yield from root.table("tls").unknown(_TLS_KEYS)
    yield from root.table("http").unknown(_HTTP_KEYS)
    yield from root.table("terminal").unknown(_TERMINAL_KEYS)
    for table in root.tables("ca"):
        yield from table.unknown(entries.CA_KEYS)
    for table in tables:
        yield from table.unknown(entries.CERTIFICATE_KEYS)
