"""A request → `openssl s_client` with its certificate, trust and way: the handshake alone, for looking at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from workbench.certificates.hosts import authority
from workbench.interchange import shell_words
from workbench.interchange.carried import Carried, CarriedIdentity, Copied, NotCopied
from workbench.models import TLS_VERSIONS, Origin, TlsVersion

_SWITCHES: Final[dict[TlsVersion, str]] = {
    "TLSv1": "tls1",
    "TLSv1.1": "tls1_1",
    "TLSv1.2": "tls1_2",
    "TLSv1.3": "tls1_3",
}


def command(carried: Carried) -> Copied:
    """Return the command, for OpenSSL 3. Raise NotCopied where there is no TLS to look at, or no host."""
    here = carried.origin
    if here is None:
        raise NotCopied("The URL's host is not known yet: openssl needs one.")
    if not carried.is_secure:
        raise NotCopied("An http URL has no TLS that openssl could show.")
    words = ["openssl", "s_client", *_words(carried, here)]
    return Copied(text=shell_words.line(words), notes=(*carried.notes, *_notes(carried)))


def _words(carried: Carried, here: Origin) -> Iterator[str]:
    yield from ("-connect", authority(carried.address or here.host, here.port))
    yield from _names(carried, here)
    if carried.ca_files:
        yield from ("-CAfile", carried.ca_files[0])
    if carried.identity is not None:
        yield from _identity(carried.identity)
    yield from _terms(carried)
    proxy = urlsplit(carried.proxy or "")
    if proxy.scheme == "http" and proxy.hostname:
        yield from ("-proxy", authority(proxy.hostname, proxy.port or 80))


def _names(carried: Carried, here: Origin) -> Iterator[str]:
    name = carried.server_name or here.host
    is_address = ":" in name or name.replace(".", "").isdigit()
    yield from ("-noservername",) if is_address else ("-servername", name)
    if carried.verify:
        yield from ("-verify_ip" if is_address else "-verify_hostname", name, "-verify_return_error")


def _identity(identity: CarriedIdentity) -> Iterator[str]:
    yield from ("-cert", identity.certificate)
    # OpenSSL 3 knows a file's encoding by its content, and has no name for PKCS#12 here.
    yield from ("-key", identity.key or identity.certificate)
    if identity.has_chain or identity.encoding == "P12":
        yield from ("-cert_chain", identity.certificate)


def _terms(carried: Carried) -> Iterator[str]:
    lowest, highest = carried.minimum_version, carried.maximum_version
    if lowest == highest:
        yield f"-{_SWITCHES[lowest]}"
    else:
        left_out = TLS_VERSIONS[: TLS_VERSIONS.index(lowest)]
        left_out += TLS_VERSIONS[TLS_VERSIONS.index(highest) + 1 :] if highest else ()
        yield from (f"-no_{_SWITCHES[version]}" for version in left_out)
    level = "" if carried.security_level is None else f":@SECLEVEL={carried.security_level}"
    if carried.ciphers or level:
        yield from ("-cipher", f"{carried.ciphers or 'DEFAULT'}{level}")
    yield from ("-alpn", "h2,http/1.1" if carried.http2 else "http/1.1")


def _notes(carried: Carried) -> Iterator[str]:
    yield "It shows the handshake and sends no request; type one, or ^C."
    if carried.identity is not None and carried.identity.encoding == "P12":
        yield "openssl may ask for the passphrase three times: for certificate, key and chain."
    if carried.ca_files[1:]:
        yield f"-CAfile takes one file: {len(carried.ca_files) - 1} more are left out."
    if carried.proxy is not None and not carried.proxy.startswith("http:"):
        yield "openssl goes through http proxies only: the proxy is left out."
    elif carried.proxy is not None and "@" in carried.proxy:
        yield "The proxy's user is left out: -proxy_user and -proxy_pass name one."
