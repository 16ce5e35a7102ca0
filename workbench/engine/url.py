"""A URL as it is sent: in the spelling that httpx gives it.

Most URLs are plain: nothing in them is written any other way than they stand. Those are taken apart here, and a test
holds that httpx finds the same in them. httpx itself, which takes as long to load as everything else a send needs,
is asked about the others: those with blanks, other scripts, dot segments, IPv6 addresses, fragments.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import Final

from workbench.nouns import dataclass

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LONGEST_PLAIN: Final = 8192
_PIECE: Final = r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})"
_PATH: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"  # RFC 3986 §3.3
_QUERY: Final = _PATH.replace("@/", "@/?")
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_HOST: Final = rf"{_OCTET}(?:\.{_OCTET}){{3}}|(?:[a-z0-9_-]+\.)*[a-z_-][a-z0-9_-]*"
_PLAIN: Final = re.compile(
    rf"(https?|socks5h?)://(?:({_PIECE}+(?::{_PIECE}*)?)@)?({_HOST})(?::([1-9][0-9]{{0,4}}))?(|/{_PATH})(?:\?({_QUERY}))?"
)
_PLAIN_PATH: Final = re.compile(rf"(/{_PATH.replace(';', '')})(?:\?{_QUERY[:-1]}+)?")  # urljoin mends an empty ; or ?
_DOT_SEGMENT: Final = re.compile(r"/\.\.?(?:/|$)")


class UrlError(ValueError):
    """What is no URL; the text can repeat a part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """A URL in normal form, percent-encoded; `host` is in A-labels and without brackets, a default port is None."""

    scheme: str
    userinfo: str = field(default="", repr=False)
    host: str
    port: int | None = None
    path: str = ""
    query: str | None = field(default=None, repr=False)
    fragment: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        fragment = f"#{self.fragment}" if self.fragment is not None else ""
        return f"{self.scheme}://{self._authority}{self.path}{self._asked}{fragment}"

    @property
    def netloc(self) -> str:
        """Host and port as a Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """Path and query as a request line has them (RFC 9112 §3.2.1)."""
        return (self.path or "/") + self._asked

    @property
    def _authority(self) -> str:
        return f"{self.userinfo}@{self.netloc}" if self.userinfo else self.netloc

    @property
    def _asked(self) -> str:
        return "" if self.query is None else f"?{self.query}"

    def without_user(self) -> Url:
        """Return it without name and password."""
        return replace(self, userinfo="") if self.userinfo else self

    def resolved(self, reference: str) -> str:
        """Return where a reference leads from here (RFC 3986 §5), without its fragment. Raise UrlError."""
        found = _PLAIN_PATH.fullmatch(reference)
        if found is not None and _is_straight(found[1]):
            return f"{self.scheme}://{self._authority}{reference}"
        import httpx  # here, as it loads its own command line, and with that rich, click and pygments

        try:
            return str(httpx.URL(str(self)).join(reference).copy_with(fragment=None))
        except (httpx.InvalidURL, ValueError) as error:  # urljoin, which httpx calls, refuses a lone bracket so
            raise UrlError(str(error)) from error


def read(text: str) -> Url:
    """Read an absolute URL. Raise UrlError."""
    found = _PLAIN.fullmatch(text) if len(text) <= _LONGEST_PLAIN else None
    if found is None or _DOT_SEGMENT.search(found[5]):
        return _as_httpx_reads(text)
    scheme, userinfo, host, port, path, query = found.groups()
    number = int(port) if port else None
    written = None if number == _DEFAULT_PORTS.get(scheme) else number
    return Url(scheme=scheme, userinfo=userinfo or "", host=host, port=written, path=path, query=query)


def _is_straight(path: str) -> bool:
    return "//" not in path and not _DOT_SEGMENT.search(path)


def _as_httpx_reads(text: str) -> Url:
    import httpx  # here for the same reason

    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise UrlError(str(error)) from error
    if not url.is_absolute_url:
        raise UrlError("It names no host.")
    before, _, fragment = str(url).partition("#")
    left, _, query = before.partition("?")
    here = Url(
        scheme=url.scheme,
        userinfo=url.userinfo.decode("ascii"),
        host=url.raw_host.decode("ascii"),
        port=url.port,
        query=query if "?" in before else None,
        fragment=fragment if "#" in str(url) else None,
    )
    return replace(here, path=left.removeprefix(f"{here.scheme}://{here._authority}"))
