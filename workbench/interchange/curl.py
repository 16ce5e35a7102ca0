"""A curl command → a request, with a one-off identity where it names one. Nothing is run, and nothing goes unsaid.

words (curl_dialect) ─▶ options (curl_options) ─┬▶ where it goes  (curl_target)
                                                ├▶ its body       (curl_body)
                                                ├▶ identity, CA   (curl_identity)
                                                └▶ headers, TLS, limits, here; what is left of the options is told
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Final

from workbench.interchange import curl_body, curl_dialect, curl_headers, curl_identity, curl_options, curl_target
from workbench.interchange.curl_body import PastedBody
from workbench.interchange.curl_identity import NamedIdentity
from workbench.interchange.curl_options import Options
from workbench.interchange.curl_target import Target
from workbench.interchange.pasted_words import PasteError, Words
from workbench.models import (
    CertificateEntry,
    Origin,
    Request,
    RequestOptions,
    RequestTls,
    TlsVersion,
)
from workbench.models import Field as Header
from workbench.nouns import dataclass

ENTRY_ID: Final = "command"
"""The id of an identity for one request (engine.Ticket.one_off)."""

_LEVEL: Final = re.compile(r"[:,\s]*@SECLEVEL=([0-5])")
_VERSIONS: Final[dict[str, TlsVersion]] = {
    "1": "TLSv1",
    "1.0": "TLSv1",
    "1.1": "TLSv1.1",
    "1.2": "TLSv1.2",
    "1.3": "TLSv1.3",
}
_ASKED: Final = ("digest", "ntlm", "ntlm-wb", "negotiate", "anyauth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What a command comes to. `left_out` are the things that could not be taken over, `warnings` what is to be known.

    `entry` and `ca_files` are for `origin` alone, that of the command's URL; `resolve` has the hosts beside it.
    """

    request: Request
    origin: Origin | None = None
    entry: CertificateEntry | None = None
    passphrase: str | None = field(default=None, repr=False)
    ca_files: tuple[str, ...] = ()
    resolve: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def parse(text: str) -> Pasted:
    """Read a command. Raise PasteError where a part of it is missing."""
    words = curl_dialect.words(text)
    options = curl_options.read(words.words)
    headers, left_out = curl_headers.read(options)
    body = curl_body.read(options, curl_headers.value(headers, "content-type"))
    target = curl_target.read(options, body.query, words.variables, curl_headers.value(headers, "host"))
    if not target.url:
        raise PasteError("There is no URL in this curl command.")
    identity = _expanded(curl_identity.read(options), words.variables)
    request = _request(options, target, body, headers)
    entry = _entry(identity, target.origin)
    said = _said(options, target, identity, entry)
    pasted = Pasted(
        request=request,
        origin=target.origin,
        entry=entry,
        passphrase=identity.passphrase if entry else None,
        ca_files=identity.ca_files,
        resolve=target.resolve,
        notes=(*target.notes, *_notes(options, identity, words)),
        warnings=tuple(_warnings(options, identity, request, words)),
    )
    rest = tuple(f"-{name}" if name.startswith("-") else f"--{name}" for name in options.left)
    return replace(pasted, left_out=(*words.left_out, *left_out, *body.left_out, *target.left_out, *said, *rest))


def _request(options: Options, target: Target, body: PastedBody, headers: tuple[Header, ...]) -> Request:
    url = target.url
    if body.is_upload and url.endswith("/") and body.body and body.body.file:
        url += re.split(r"[\\/]", body.body.file)[-1]
    return Request(
        method=_method(options, body),
        url=url,
        headers=curl_headers.completed(headers, body, target),
        body=body.body,
        auth=_auth(options),
        tls=_tls(options, target),
        options=_limits(options, target),
    )


def _method(options: Options, body: PastedBody) -> str:
    said = options.last("request")
    if said:
        return said
    if options.has("head"):
        return "HEAD"
    if body.is_upload:
        return "PUT"
    return "POST" if body.body is not None else "GET"


def _auth(options: Options) -> Mapping[str, str] | None:
    user, bearer = options.last("user"), options.last("oauth2-bearer")
    if bearer:
        return {"type": "bearer", "token": bearer}
    if user is None:
        return None
    name, _, password = user.partition(":")
    return {"type": "basic", "username": name, "password": password}


def _tls(options: Options, target: Target) -> RequestTls:
    lowest = options.last_of(*(f"tlsv{number}" for number in _VERSIONS))
    ciphers, level = _ciphers(options.last("ciphers"))
    return RequestTls(
        verify=False if options.has("insecure") else None,
        server_name=target.server_name,
        minimum_version=_VERSIONS[lowest.removeprefix("tlsv")] if lowest else None,
        maximum_version=_VERSIONS.get(options.last("tls-max") or ""),
        ciphers=ciphers,
        security_level=level,
    )


def _ciphers(text: str | None) -> tuple[str | None, int | None]:
    found = _LEVEL.search(text or "")
    if text is None or found is None:
        return text, None
    bare = _LEVEL.sub("", text)
    return (None if bare in ("", "DEFAULT") else bare), int(found[1])


def _limits(options: Options, target: Target) -> RequestOptions:
    newest = options.last_of("http1.1", "http2")
    return RequestOptions(
        timeout=_seconds(options.last("max-time")),
        follow_redirects=options.has("location", "location-trusted"),
        resolve=target.address,
        http2=None if newest is None else newest == "http2",
        proxy=target.proxy,
    )


def _seconds(text: str | None) -> float | None:
    try:
        seconds = float(text or "")
    except ValueError:
        return None
    return seconds if 0 < seconds < float("inf") else None


def _entry(identity: NamedIdentity, origin: Origin | None) -> CertificateEntry | None:
    if origin is None or origin.scheme not in ("https", "wss") or not identity.has_files:
        return None
    return CertificateEntry(
        id=ENTRY_ID,
        host=origin.host,
        port=origin.port,
        cert_file=identity.cert_file,
        key_file=identity.key_file,
        pfx_file=identity.pfx_file,
    )


def _expanded(identity: NamedIdentity, variables: frozenset[str]) -> NamedIdentity:
    """Write a shell's variable in a path as `$NAME`, which is filled in when the path is used."""

    def path(text: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda found: f"${found[1]}" if found[1] in variables else found[0], text)

    return replace(
        identity,
        cert_file=path(identity.cert_file) if identity.cert_file else None,
        key_file=path(identity.key_file) if identity.key_file else None,
        pfx_file=path(identity.pfx_file) if identity.pfx_file else None,
        ca_files=tuple(path(file) for file in identity.ca_files),
    )


def _said(options: Options, target: Target, identity: NamedIdentity, entry: CertificateEntry | None) -> Iterator[str]:
    """Yield what is not taken over of options that were made use of."""
    yield from (*identity.left_out, *(("the requests after --next",) if options.has_more else ()))
    if identity.has_files and entry is None:
        plain = target.origin is not None
        yield f"the certificate: {'only https URLs get one' if plain else 'the host of the URL is not known'}"
    if "@" not in target.url and options.last("user") is not None and ":" not in (options.last("user") or ""):
        yield "the password of --user, for which curl would ask"
    yield from (f"--{name}: the user is sent as Basic" for name in _ASKED if options.has(name))
    if options.has("location-trusted"):
        yield "--location-trusted: user and password do not cross to another host here"
    if (highest := options.last("tls-max")) and highest not in (*_VERSIONS, "default"):
        yield "--tls-max: the version is not known"
    if options.has("connect-to") and target.origin is None:
        yield "--connect-to, as the host of the URL is not known"


def _notes(options: Options, identity: NamedIdentity, words: Words) -> Iterator[str]:
    if identity.ca_files:
        yield "--cacert: trusted beside the system's store here; curl trusts it instead of the store."
    if options.has("max-time"):
        yield "--max-time is the limit of the whole in curl; here it counts the seconds without a byte."
    if words.variables:
        names = ", ".join(f"{{{{{name}}}}}" for name in sorted(words.variables))
        yield f"The shell's variables are variables here, and need a value: {names}."


def _warnings(options: Options, identity: NamedIdentity, request: Request, words: Words) -> Iterator[str]:
    if identity.passphrase:
        yield (
            "The command holds a passphrase in clear, which may stand in a shell's history and in the clipboard too. "
            "It is kept in memory until you quit, and nowhere else."
        )
    if request.tls.verify is False:
        yield "-k: the server is not verified for this request."
    known = {f"{{{{{name}}}}}" for name in words.variables}
    braces = {found[0] for word in words.words for found in re.finditer(r"\{\{[^{}\n]+\}\}", word)} - known
    if braces:
        yield "The command holds {{…}}, which is a variable here and text for curl."
