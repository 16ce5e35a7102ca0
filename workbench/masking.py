"""Secrets out of sight (contract §7): what a mask hides, and what it still tells.

A mask keeps the scheme and the length, `Bearer ********(32)`, so that an empty or a doubled token shows.
Everything here is a pure function over text or bytes, linear in its length. What is in doubt is hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote_plus

from workbench.models import Content, HopRequest, Response

_EXACT = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_PARTS = ("token", "secret", "api-key", "apikey", "password", "session", "signature")
_URL_HEADERS = frozenset({"location", "content-location", "referer"})
_EMBEDDED_URL_HEADERS = {"link": re.compile(r"<([^>]*)>"), "refresh": re.compile(r"(?i)url\s*=\s*(.*)")}
_SCHEMES = frozenset(
    {"apikey", "aws4-ecdsa-p256-sha256", "aws4-hmac-sha256", "basic", "bearer", "digest", "dpop", "hawk"}
    | {"eg1-hmac-sha256", "jwt", "negotiate", "ntlm", "oauth", "sharedkey", "signature", "ssws", "token"}
)
_BEFORE_AUTHORITY = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?//")
_PATH_PARAMETER = re.compile(r";([^=;/]*)=([^;/]*)")
_PARAMETER_NAME = re.compile(r"(?:^|[;?])([^=;?]*)=")
_PART_NAME = re.compile(rb'(?i)[;\s]name\*?="?([^";\r\n]*)')
_NOT_OF_A_NAME = re.compile(r"[^!-~]")
_MASK = re.compile(r"\*{8}\(\d+\)")
_BOUNDARY = re.compile(r'(?i)boundary="?([^";]+)')


def is_secret_name(name: str) -> bool:
    """Tell whether a header, query parameter or form field of this name holds a secret; `_` counts as `-`."""
    plain = name.strip().lower().replace("_", "-")
    if not (plain.isascii() and plain.isprintable()):  # a peer that breaks a name does not lay its value open
        plain = _NOT_OF_A_NAME.sub("", plain)
    return plain in _EXACT or any(part in plain for part in _PARTS)


def mask(value: str) -> str:
    """Hide a secret, keeping a known authentication scheme before it and its length; empty stays empty."""
    scheme, space, rest = value.partition(" ")
    if scheme.lower() in _SCHEMES and (space or scheme == value):
        return f"{scheme}{space}{_stars(rest)}"
    return _stars(value)


def header(name: str, value: str) -> str:
    """Return a header's value as it may be shown: masked when its name says so, its URLs masked inside."""
    if is_secret_name(name):
        return mask(value)
    plain = name.strip().lower()
    if plain in _URL_HEADERS:
        return url(value)
    if pattern := _EMBEDDED_URL_HEADERS.get(plain):
        return pattern.sub(lambda found: found[0].replace(found[1], url(found[1])) if found[1] else found[0], value)
    return value


def headers(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return every header as it may be shown, in order."""
    return tuple((name, header(name, value)) for name, value in pairs)


def url(text: str) -> str:
    """Hide user, password and secret parameters of a URL, absolute or not, also where it does not parse."""
    found = _BEFORE_AUTHORITY.match(text)
    start = found.end() if found else 0
    end = _authority_end(text, start, absolute=found is not None)
    path_end = _first(text, "?#", end)
    path = _PATH_PARAMETER.sub(_path_parameter, text[end:path_end])
    return text[:start] + _authority(text[start:end]) + path + _parameters(text[path_end:])


def unmasked(text: str, before: str) -> str:
    """Return a URL as typed, with what the mask of `before` hides put back where that mask was left standing."""
    shown, kept = (each.partition("://")[2].rpartition("@")[0] for each in (url(before), before))
    return text.replace(f"{shown}@", f"{kept}@", 1) if shown else text


def is_masked(text: str) -> bool:
    """Tell whether a text holds a mask where a secret should be."""
    return _MASK.search(text) is not None


def form(text: str) -> str:
    """Hide the secret fields of an urlencoded form."""
    return "&".join(_parameter(piece) for piece in text.split("&"))


def content(body: Content, content_type: str) -> Content:
    """Return a body with the secret fields of a form or multipart type hidden; `size` stays the real one."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        masked = form(body.data.decode("latin-1")).encode("latin-1")
    elif kind == "multipart/form-data":
        masked = _multipart(body.data, content_type)
    else:
        return body
    # The file holds the clear text: whoever shows a masked body must not be led to it.
    return body if masked == body.data else replace(body, data=masked, path=None)


def request(sent: HopRequest, secrets: Collection[str] = ()) -> HopRequest:
    """Return a request as it may be shown; `secrets` are the values of secret variables."""
    kind = next((value for name, value in sent.headers if name.lower() == "content-type"), "")
    body = content(sent.body, kind) if sent.body else None
    return replace(
        sent,
        url=hidden(url(sent.url), secrets),
        headers=tuple((name, hidden(value, secrets)) for name, value in headers(sent.headers)),
        body=_hidden_in(body, secrets) if body else None,
    )


def response(received: Response, secrets: Collection[str] = ()) -> Response:
    """Return the head of an answer as it may be shown."""
    shown = tuple((name, hidden(value, secrets)) for name, value in headers(received.headers))
    return replace(received, headers=shown)


def hidden(text: str, secrets: Collection[str]) -> str:
    """Hide each of these values wherever it stands in a text: as it is, percent-encoded or escaped as in JSON."""
    wanted = _wanted(secrets)
    return _pattern(wanted).sub(lambda found: _stars(wanted[(found.lastindex or 1) - 1]), text) if wanted else text


def hidden_within(value: object, secrets: Collection[str]) -> object:
    """Hide each of these values in every text of a document: of its mappings, names apart, and of its lists."""
    if isinstance(value, str):
        return hidden(value, secrets)
    if isinstance(value, Mapping):
        return {name: hidden_within(item, secrets) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [hidden_within(item, secrets) for item in value]
    return value


def holds(text: str, secrets: Collection[str]) -> bool:
    """Tell whether one of these values stands in a text, in any of the spellings that `hidden` hides."""
    wanted = _wanted(secrets)
    return bool(wanted) and _pattern(wanted).search(text) is not None


def is_secret_content(body: Content, content_type: str, secrets: Collection[str] = ()) -> bool:
    """Tell whether a body has a field that is masked by its name, or holds one of these values."""
    return content(body, content_type) is not body or holds(body.data.decode("latin-1"), secrets)


def _wanted(secrets: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted({secret for secret in secrets if secret}, key=lambda secret: (-len(secret), secret)))


@lru_cache(maxsize=16)
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({''.join(map(_spellings, secret))})" for secret in secrets))


def _spellings(sign: str) -> str:
    """Return a pattern for the ways of writing one sign; its UTF-8 bytes stand for themselves in a body."""
    data = sign.encode("utf-8", errors="surrogateescape")
    percent = "".join(f"%{byte:02x}" for byte in data)
    plain = [re.escape(form) for form in (json.dumps(sign)[1:-1], sign, data.decode("latin-1"))]
    ways = dict.fromkeys([f"(?i:{percent})", *plain, *([r"\+"] if sign == " " else [])])
    return f"(?:{'|'.join(ways)})"


def _hidden_in(body: Content, secrets: Collection[str]) -> Content:
    masked = hidden(body.data.decode("latin-1"), secrets).encode("latin-1")
    return body if masked == body.data else replace(body, data=masked, path=None)


def _stars(secret: str) -> str:
    return f"********({len(secret)})" if secret else ""


def _first(text: str, signs: str, start: int) -> int:
    places = [place for sign in signs if (place := text.find(sign, start)) >= 0]
    return min(places, default=len(text))


def _authority_end(text: str, start: int, *, absolute: bool) -> int:
    end = _first(text, "/?#", start)
    if text.rfind("@", start, end) >= 0:
        return end
    if not absolute:
        return start
    # "https://user:pa/ss@host": no port is made of letters, so this slash stands in a password.
    _, _, port = text[start:end].partition(":")
    in_password = port and not port.isdigit() and not text.startswith("[", start) and "{{" not in port
    return _first(text, "/?#", max(end, text.rfind("@"))) if in_password else end


def _authority(text: str) -> str:
    credentials, at, host = text.rpartition("@")
    user, colon, password = credentials.partition(":")
    return f"{_stars(user)}{colon}{_stars(password)}{at}{host}"


def _path_parameter(found: re.Match[str]) -> str:
    secret = is_secret_name(unquote_plus(found[1]))
    return f";{found[1]}={_stars(unquote_plus(found[2]))}" if secret else found[0]


def _parameters(tail: str) -> str:
    query, hash_sign, fragment = tail.partition("#")
    return form(query) + hash_sign + form(fragment)


def _parameter(piece: str) -> str:
    for found in _PARAMETER_NAME.finditer(piece):
        if is_secret_name(unquote_plus(found[1])):
            return piece[: found.end()] + _stars(unquote_plus(piece[found.end() :]))
    return piece


def _multipart(data: bytes, content_type: str) -> bytes:
    found = _BOUNDARY.search(content_type)
    if not found:
        return _stars(data.decode("latin-1")).encode()
    delimiter = b"--" + found[1].strip().encode("latin-1", errors="replace")
    return delimiter.join(_part(part) for part in data.split(delimiter))


def _part(part: bytes) -> bytes:
    head, blank, value = part.partition(b"\r\n\r\n")
    name = _PART_NAME.search(head)
    if not name or not is_secret_name(unquote_plus(name[1].decode("latin-1"))):
        return part
    ending = b"\r\n" if value.endswith(b"\r\n") else b""
    return head + blank + _stars(value.removesuffix(ending).decode("latin-1")).encode() + ending
