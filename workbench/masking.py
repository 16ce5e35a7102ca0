"""Secrets out of sight (contract §7): what a mask hides, and what it still tells.

A mask keeps the scheme and the length, `Bearer ********(32)`, so that an empty or a doubled token shows.
Everything here is a pure function over text or bytes, linear in its length. What is in doubt is hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from urllib.parse import unquote_plus

from workbench.models import Content, HopRequest, Response

Hide = Callable[[str, str], str]
"""Returns what stands in the place of a secret: gets its name, and its value as it is written there."""

_EXACT = frozenset({"authorization", "proxy-authorization", "cookie", "cookie2", "set-cookie", "set-cookie2"})
_PARTS = ("token", "secret", "api-key", "apikey", "password", "session", "signature")
_URL_HEADERS = frozenset({"location", "content-location", "referer"})
_EMBEDDED_URL_HEADERS = {
    "link": re.compile(r"<([^>]*)"),
    "refresh": re.compile(r"(?i)^[^;,]*[;,]\s*(?:url\s*=\s*)?['\"]?(.*)"),
}
_USER = re.compile(r"(?<=//)[^\s/?#\"'<>]*@")
_FIELD = re.compile(r"([?&;#])([^\s?&;#=\"'<>]+)=([^\s?&;#\"'<>]+)")
_SCHEMES = frozenset(
    {"apikey", "aws4-ecdsa-p256-sha256", "aws4-hmac-sha256", "basic", "bearer", "digest", "dpop", "hawk"}
    | {"eg1-hmac-sha256", "jwt", "negotiate", "ntlm", "oauth", "sharedkey", "signature", "ssws", "token"}
)
_BEFORE_AUTHORITY = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?//")
_PATH_PARAMETER = re.compile(r"(;)([^=;/]*)=([^;/]*)")
_PARAMETER_NAME = re.compile(r"(?:^|[;?\r\n])([^=;?\r\n]*)=")
_BOUNDARY = re.compile(r'(?i);\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')
_PART_NAME = re.compile(rb'(?i)[;\s]name\*?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\r\n]*))')
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_WHOLE_LINE = re.compile(rb"(?:--)?[ \t]*(?:\r?\n|\Z)")
_NOT_OF_A_NAME = re.compile(r"[^!-~]")
_MASK = re.compile(r"\*{8}\(\d+\)")


def is_secret_name(name: str) -> bool:
    """Tell whether a header, query parameter or form field of this name holds a secret; `_` counts as `-`."""
    plain = name.strip().lower().replace("_", "-")
    if not (plain.isascii() and plain.isprintable()):  # a peer that breaks a name does not lay its value open
        plain = _NOT_OF_A_NAME.sub("", plain)
    return plain in _EXACT or any(part in plain for part in _PARTS)


def covered(_name: str, value: str) -> str:
    """Return the mask of a value in a URL or a form, with the length of what it means."""
    return _stars(unquote_plus(value))


def mask(value: str) -> str:
    """Hide a secret, keeping a known authentication scheme before it and its length; empty stays empty."""
    scheme, space, rest = value.partition(" ")
    if scheme.lower() in _SCHEMES and (space or scheme == value):
        return f"{scheme}{space}{_stars(rest)}"
    return _stars(value)


def header(name: str, value: str) -> str:
    """Return a header's value as it may be shown: masked when its name says so, its URLs masked inside."""
    return mask(value) if is_secret_name(name) else within_header(name, value)


def within_header(name: str, value: str, hide: Hide = covered) -> str:
    """Return the value of a header that is no secret by its name, the URLs in it masked."""
    plain = name.strip().lower()
    if plain in _URL_HEADERS:
        return url(value, hide)
    if pattern := _EMBEDDED_URL_HEADERS.get(plain):
        value = pattern.sub(partial(_embedded, hide), value)
    if "//" not in value:
        return value
    return _FIELD.sub(partial(_field, hide), _USER.sub(lambda found: _authority(found[0], hide), value))


def headers(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return every header as it may be shown, in order."""
    return tuple((name, header(name, value)) for name, value in pairs)


def url(text: str, hide: Hide = covered) -> str:
    """Hide user, password and secret parameters of a URL, absolute or not, also where it does not parse."""
    found = _BEFORE_AUTHORITY.match(text)
    start = found.end() if found else 0
    end = _authority_end(text, start, absolute=found is not None)
    path_end = _first(text, "?#", end)
    path = _PATH_PARAMETER.sub(partial(_field, hide), text[end:path_end])
    return text[:start] + _authority(text[start:end], hide) + path + _parameters(text[path_end:], hide)


def unmasked(text: str, before: str) -> str:
    """Return a URL as typed, with what the mask of `before` hides put back where that mask was left standing."""
    shown, kept = (each.partition("://")[2].rpartition("@")[0] for each in (url(before), before))
    return text.replace(f"{shown}@", f"{kept}@", 1) if shown else text


def is_masked(text: str) -> bool:
    """Tell whether a text holds a mask where a secret should be."""
    return _MASK.search(text) is not None


def form(text: str, hide: Hide = covered) -> str:
    """Hide the secret fields of an urlencoded form, or of a query."""
    return "&".join(_parameter(piece, hide) for piece in text.split("&"))


def is_form(content_type: str) -> bool:
    """Tell whether a body of this type is an urlencoded form."""
    return content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


def content(body: Content, content_type: str) -> Content:
    """Return a body with the secret fields of a form or multipart type hidden; `size` stays the real one."""
    if is_form(content_type):
        masked = form(body.data.decode("latin-1")).encode("latin-1")
    elif content_type.strip().lower().startswith("multipart/"):
        masked = _multipart(body.data, content_type)
    else:
        return body
    # The file holds the clear text: whoever shows a masked body must not be led to it.
    return body if masked == body.data else replace(body, data=masked, path=None)


def body(whole: Content, content_type: str, secrets: Collection[str] = ()) -> Content:
    """Return a body as it may be shown: its secret fields hidden, and the values of secret variables."""
    shown = content(whole, content_type)
    masked = hidden(shown.data.decode("latin-1"), secrets).encode("latin-1")
    return shown if masked == shown.data else replace(shown, data=masked, path=None)


def request(sent: HopRequest, secrets: Collection[str] = ()) -> HopRequest:
    """Return a request as it may be shown; `secrets` are the values of secret variables."""
    kind = next((value for name, value in sent.headers if name.lower() == "content-type"), "")
    return replace(
        sent,
        url=hidden(url(sent.url), secrets),
        headers=tuple((name, hidden(value, secrets)) for name, value in headers(sent.headers)),
        body=body(sent.body, kind, secrets) if sent.body else None,
    )


def response(received: Response, secrets: Collection[str] = ()) -> Response:
    """Return the head of an answer as it may be shown."""
    shown = tuple((name, hidden(value, secrets)) for name, value in headers(received.headers))
    return replace(received, headers=shown)


def hidden(text: str, secrets: Collection[str]) -> str:
    """Hide each of these values wherever it stands in a text: as it is, percent-encoded or escaped as in JSON."""
    wanted = _wanted(secrets)
    return _pattern(wanted).sub(lambda found: _stars(wanted[(found.lastindex or 1) - 1]), text) if wanted else text


def hidden_within(value: object, secrets: Collection[str], apart: Collection[str] = ()) -> object:
    """Hide each of these values in every text of a document: of its mappings, names apart, and of its lists."""
    if isinstance(value, str):
        return hidden(value, secrets)
    if isinstance(value, Mapping):
        return hidden_document(value, secrets, apart)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [hidden_within(item, secrets, apart) for item in value]
    return value


def hidden_document(
    document: Mapping[str, object], secrets: Collection[str], apart: Collection[str] = ()
) -> dict[str, object]:
    """Do that with a mapping; a text whose name is `apart` stays as it is, here and further in."""
    if not secrets:
        return dict(document)
    return {
        name: item if name in apart and isinstance(item, str) else hidden_within(item, secrets, apart)
        for name, item in document.items()
    }


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


def _stars(secret: str) -> str:
    return f"********({len(secret)})" if secret and not _MASK.fullmatch(secret) else secret


def _embedded(hide: Hide, found: re.Match[str]) -> str:
    return found[0].replace(found[1], url(found[1], hide)) if found[1] else found[0]


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


def _authority(text: str, hide: Hide) -> str:
    credentials, at, host = text.rpartition("@")
    user, colon, password = credentials.partition(":")
    return f"{hide('user', user)}{colon}{hide('password', password)}{at}{host}"


def _field(hide: Hide, found: re.Match[str]) -> str:
    name = unquote_plus(found[2])
    return f"{found[1]}{found[2]}={hide(name, found[3])}" if is_secret_name(name) else found[0]


def _parameters(tail: str, hide: Hide) -> str:
    query, hash_sign, fragment = tail.partition("#")
    return form(query, hide) + hash_sign + form(fragment, hide)


def _parameter(piece: str, hide: Hide) -> str:
    for found in _PARAMETER_NAME.finditer(piece):
        name = unquote_plus(found[1])
        if is_secret_name(name):
            return piece[: found.end()] + hide(name, piece[found.end() :])
    return piece


def _multipart(data: bytes, content_type: str) -> bytes:
    found = _BOUNDARY.search(content_type)
    boundary = (found[1] or found[2] or "").strip().encode("latin-1", errors="replace") if found else b""
    preamble, *parts = re.split(rb"(?m)^--" + re.escape(boundary), data) if boundary else [data]
    return (b"--" + boundary).join([_part(preamble), *map(_part_line, parts)]) if parts else _starred(data)


def _part_line(part: bytes) -> bytes:
    """Mask what follows a delimiter; where more than that stands in its line, it may be none."""
    line = _WHOLE_LINE.match(part)
    return _part(part) if line and not (part.startswith(b"--") and part[line.end() :].strip()) else _starred(part)


def _part(part: bytes) -> bytes:
    names = [found[1] or found[2] for found in _PART_NAME.finditer(_END_OF_HEAD.split(part, 1)[0])]
    if not any(is_secret_name(unquote_plus(name.decode("latin-1"))) for name in names):
        return part
    blank = _BLANK_LINE.search(part)
    start = blank.end() if blank else 0
    return part[:start] + _starred(part[start:])


def _starred(value: bytes) -> bytes:
    bare = value.removesuffix(b"\n").removesuffix(b"\r") if value.endswith(b"\n") else value
    return _stars(bare.decode("latin-1")).encode() + value[len(bare) :]
