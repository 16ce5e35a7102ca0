"""A request → a curl command that does the same: its certificate, trust and way with it, its passphrase left out."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final
from urllib.parse import unquote, urlencode, urlsplit

from workbench import masking
from workbench.certificates.hosts import authority, default_port
from workbench.interchange import shell_words
from workbench.interchange.carried import Carried, CarriedIdentity, Copied, NotCopied
from workbench.interchange.curl_identity import escaped
from workbench.interchange.held_back import HeldBack
from workbench.models import Field, FormField, Origin, Request, RequestBody

_TYPES: Final = {
    "text": "text/plain; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html; charset=utf-8",
    "graphql": "application/json",
}
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LINE_END: Final = re.compile(r"[\r\n]")
_CURL_KEEPS_BACK: Final = ("authorization", "cookie")
_ASKED: Final = (
    "(trap 'stty echo' EXIT; stty -echo; printf 'Passphrase of %s: ' {name} >&2; IFS= read -r passphrase; "
    'echo >&2; {command} --pass "$passphrase")'
)
"""curl asks for the passphrase of a PEM key, but for a PKCS#12 file's it does not."""


def command(carried: Carried, *, show_secrets: bool = False) -> Copied:
    """Return the command. Raise NotCopied for a request that none can carry."""
    held = HeldBack(show=show_secrets)
    words = ["curl", *_words(carried, held)]
    identity = carried.identity
    text = shell_words.line(words)
    if identity is not None and identity.asks:
        name = shell_words.quoted(PurePath(identity.certificate).name)
        text = _ASKED.format(name=name, command=text)
    return Copied(text=text, notes=(*carried.notes, *_notes(carried)), held_back=shell_words.variables(words))


def _words(carried: Carried, held: HeldBack) -> Iterator[str]:
    request = carried.request
    yield from _target(carried, held)
    yield from _method(request)
    for header in request.headers:
        if header.enabled:
            yield from ("-H", _header(header, held))
    yield from _auth(carried, held)
    yield from _body(request, held)
    if carried.is_secure:
        yield from _tls(carried)
        yield from _identity(carried.identity)
        if carried.ca_files and carried.verify:
            yield from ("--cacert", carried.ca_files[0])
    yield from _way(carried, held)
    if carried.follow_redirects and not _stays(carried):
        yield "--location"
    if request.options.timeout is not None:
        yield from ("--max-time", f"{request.options.timeout:g}")
    yield "--http2" if carried.http2 else "--http1.1"
    yield "--compressed"


def _header(header: Field, held: HeldBack) -> str:
    if header.name.startswith("@") or _LINE_END.search(header.name + header.value):
        raise NotCopied("A header begins with @ or holds a line end: curl would make something else of it.")
    value = held.header(header)
    return f"{header.name}: {value}" if value else f"{header.name};"


def _target(carried: Carried, held: HeldBack) -> Iterator[str]:
    """Yield the URL; a server name stands in it as its host, and where it connects to in `--connect-to`."""
    url = _without_user(carried.url)
    here, name = carried.origin, carried.server_name
    if here is not None and name is not None:
        usual = here.port == default_port(here.scheme)
        url = urlsplit(url)._replace(netloc=_bracketed(name) if usual else authority(name, here.port)).geturl()
    url = held.url(url)
    yield from (url,) if _SCHEME.match(url) else ("--url", url)  # a variable's value could begin with a hyphen
    if any(sign in url for sign in "[]{}"):
        yield "--globoff"
    if here is None:
        return
    if name is not None:
        yield from (
            "--connect-to",
            f"{authority(name, here.port)}:{authority(carried.address or here.host, here.port)}",
        )
        if not any(header.enabled and header.name.lower() == "host" for header in carried.request.headers):
            yield from ("-H", f"Host: {_host_header(here)}")
    elif carried.address is not None:
        yield from _to_address(here, carried.address)


def _to_address(here: Origin, address: str) -> Iterator[str]:
    place = authority(here.host, here.port)
    if ":" in here.host or here.host.replace(".", "").isdigit():
        yield from ("--connect-to", f"{place}:{authority(address, here.port)}")  # an address is not resolved
    else:
        yield from ("--resolve", f"{place}:{_bracketed(address)}")


def _method(request: Request) -> Iterator[str]:
    usual = "POST" if request.body is not None else "GET"
    if request.method == "HEAD" and request.body is None:
        yield "--head"
    elif request.method != usual:
        yield from ("-X", request.method)


def _auth(carried: Carried, held: HeldBack) -> Iterator[str]:
    auth = carried.request.auth or {}
    user = urlsplit(carried.url).netloc.rpartition("@")[0]
    if auth.get("type") == "bearer":
        yield from ("--oauth2-bearer", held.secret("TOKEN", auth.get("token", "")))
    elif auth.get("type") == "basic":
        yield from ("--user", held.user(f"{auth.get('username', '')}:{auth.get('password', '')}", "PASSWORD"))
    elif user:
        name, _, password = user.partition(":")
        yield from ("--user", held.user(f"{unquote(name)}:{unquote(password)}", "PASSWORD"))


def _body(request: Request, held: HeldBack) -> Iterator[str]:
    body = request.body
    said = any(header.enabled and header.name.lower() == "content-type" for header in request.headers)
    match body:
        case None:
            return
        case RequestBody(type="multipart"):
            for field in body.fields:
                if field.enabled:
                    yield from _part(field, held)
        case RequestBody(type="form"):
            pairs = [(field.name, field.value) for field in body.fields if field.enabled]
            yield from ("--data-raw", held.pairs(urlencode(pairs)))
        case RequestBody(type="file"):
            guessed = mimetypes.guess_type(PurePath(body.file or "").name)[0] or "application/octet-stream"
            yield from () if said else ("-H", f"Content-Type: {guessed}")
            yield from ("--data-binary", f"@{body.file}")
        case _:
            yield from () if said else ("-H", f"Content-Type: {_TYPES[body.type]}")
            yield from ("--data-raw", held.pairs(body.text) if _form(request) else body.text)


def _form(request: Request) -> str:
    """Return a text that is sent as an urlencoded form, "" for any other body."""
    kinds = [each.value for each in request.headers if each.enabled and each.name.lower() == "content-type"]
    is_form = request.body is not None and any(map(masking.is_form, kinds))
    return request.body.text if request.body is not None and is_form else ""


def _part(field: FormField, held: HeldBack) -> Iterator[str]:
    if "=" in field.name:
        raise NotCopied("The name of a form field holds an =, where curl ends the name.")
    kind = f";type={field.content_type}" if field.content_type else ""
    if field.file is not None:
        yield from ("--form", f"{field.name}=@{_in_quotes(field.file)}{kind}")
    elif kind:
        yield from ("--form", f"{field.name}={_in_quotes(held.field(field))}{kind}")
    else:
        yield from ("--form-string", f"{field.name}={held.field(field)}")


def _in_quotes(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _tls(carried: Carried) -> Iterator[str]:
    said = carried.request.tls
    if not carried.verify:
        yield "--insecure"
    if said.minimum_version is not None or carried.minimum_version != "TLSv1.2":
        number = carried.minimum_version.removeprefix("TLSv")
        yield f"--tlsv{'1.0' if number == '1' else number}"
    if carried.maximum_version is not None:
        number = carried.maximum_version.removeprefix("TLSv")
        yield from ("--tls-max", "1.0" if number == "1" else number)
    level = carried.security_level
    if carried.ciphers or level is not None:
        ending = "" if level is None else f":@SECLEVEL={level}"
        yield from ("--ciphers", f"{carried.ciphers or 'DEFAULT'}{ending}")


def _identity(identity: CarriedIdentity | None) -> Iterator[str]:
    if identity is None:
        return
    yield from ("--cert", escaped(identity.certificate))
    if identity.encoding != "PEM":
        yield from ("--cert-type", identity.encoding)
    if identity.key is not None:
        yield from ("--key", identity.key)
        if identity.key_encoding != "PEM":
            yield from ("--key-type", identity.key_encoding)


def _way(carried: Carried, held: HeldBack) -> Iterator[str]:
    if carried.proxy is not None:
        place = urlsplit(carried.proxy)
        user, _, _ = place.netloc.rpartition("@")
        yield from ("--proxy", _without_user(carried.proxy))
        if user:
            name, _, password = user.partition(":")
            yield from ("--proxy-user", held.user(f"{unquote(name)}:{unquote(password)}", "PROXY_PASSWORD"))
    elif carried.proxy_is_said:
        yield from ("--noproxy", "*")


def _notes(carried: Carried) -> Iterator[str]:
    if carried.follow_redirects and (what := _stays(carried)):
        yield f"Redirects are not followed: curl would show {what} to every host that one leads to."
    if not carried.verify and carried.is_secure:
        yield "--insecure: verification is off, as it is here."
    elif carried.ca_files:
        more = f", and takes one file: {len(carried.ca_files) - 1} more are left out" if carried.ca_files[1:] else ""
        store = "; here it counts beside the system's store" if carried.system_ca else ""
        yield f"--cacert: curl trusts it in place of the system's store{more}{store}."
    elif not carried.system_ca and carried.is_secure:
        yield "curl trusts the system's store, which is off here."
    if carried.request.body is not None and carried.request.body.type == "graphql":
        yield "A GraphQL query goes as it stands: put it into JSON for servers that want that."


def _stays(carried: Carried) -> str:
    """Return what must not cross to another host and would with curl, "" for nothing."""
    if carried.identity is not None:
        return "the certificate"
    request = carried.request
    said = [(each.name, each.value) for each in request.headers if each.enabled]
    said = [(name, value) for name, value in said if name.lower() not in _CURL_KEEPS_BACK]
    if request.body is not None:
        said += [(each.name, each.value) for each in request.body.fields if each.enabled]
    said.append(("", form := _form(request)))
    if masking.form(form) != form or any(masking.is_secret_name(name) or "{{" in value for name, value in said):
        return "a secret of the request"
    return ""


def _host_header(here: Origin) -> str:
    usual = here.port == default_port(here.scheme)
    return _bracketed(here.host) if usual else authority(here.host, here.port)


def _without_user(url: str) -> str:
    place = urlsplit(url)
    return place._replace(netloc=place.netloc.rpartition("@")[2]).geturl() if "@" in place.netloc else url


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
