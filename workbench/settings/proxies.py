"""The `proxy` of `[http]`: what it may be, and its password sealed where it stands in the URL."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from workbench.certificates.sealing import Sealer, is_sealed

BOUND_TO = "http.proxy"
SCHEMES = ("http", "https", "socks5", "socks5h")
_EXPECTED = (
    'expected "", "none" or a URL such as http://proxy.example.com:8080, which begins with http://, https://, '
    "socks5:// or socks5h://; the signs / ? # @ in a password are written %2F %3F %23 %40"
)


def fault(proxy: str) -> str | None:
    """Say what is wrong with a proxy, never showing it, or None when it can be used."""
    if proxy in ("", "none"):
        return None
    try:
        parts = urlsplit(proxy)
        whole = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        return _EXPECTED
    return None if whole and not (parts.path.strip("/") or parts.query or parts.fragment) else _EXPECTED


def is_clear(proxy: str) -> bool:
    """Tell whether the URL holds a password that is not sealed."""
    password = _password(proxy)
    return bool(password) and not is_sealed(unquote(password))


def sealed(proxy: str, sealer: Sealer) -> str:
    """Return the URL with its password sealed."""
    if not is_clear(proxy):
        return proxy
    return with_sealed(proxy, sealer.seal(unquote(_password(proxy)), BOUND_TO))


def sealed_text(proxy: str) -> str | None:
    """Return the sealed password as sealing made it, None where there is none."""
    password = unquote(_password(proxy))
    return password if is_sealed(password) else None


def with_sealed(proxy: str, text: str) -> str:
    """Return the URL with another sealed password."""
    return _with_password(proxy, quote(text, safe=":=+~"))


def unsealed(proxy: str, sealer: Sealer) -> str:
    """Return the URL as a proxy is given it; raises SealingError when the sealing key is lost."""
    password = _password(proxy)
    if not password or is_clear(proxy):
        return proxy
    return _with_password(proxy, quote(sealer.unseal(unquote(password), BOUND_TO), safe=""))


def _password(proxy: str) -> str:
    return urlsplit(proxy).password or ""


def _with_password(proxy: str, password: str) -> str:
    parts = urlsplit(proxy)
    user, _, _ = parts.netloc.partition(":")
    _, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{password}@{place}").geturl()
