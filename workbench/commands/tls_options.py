"""Verification, names, versions, ciphers, HTTP version: how a request's connection is made, laid over the request."""

from __future__ import annotations

import argparse
from dataclasses import replace

from workbench import marks
from workbench.commands.faults import UsageError
from workbench.documents.tls_options import HIGHEST_SECURITY_LEVEL, are_crossed, ciphers_fault
from workbench.models import TLS_VERSIONS, Request, RequestTls, TlsVersion
from workbench.settings import TlsSettings


class TlsOptions(argparse.Namespace):
    """The options as parsed; None means: not said."""

    insecure: bool
    sni: str | None
    tls_min: TlsVersion | None
    tls_max: TlsVersion | None
    ciphers: str | None
    security_level: int | None
    post_handshake_auth: bool | None
    http2: bool | None
    proxy_cert: str | None


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options; any command that makes a connection for a request may take them."""
    group = parser.add_argument_group("TLS")
    group.add_argument("-k", "--insecure", action="store_true", help="verify neither the server's certificate nor name")
    group.add_argument("--sni", metavar="NAME", help="the name in SNI, which is also the one that is verified")
    group.add_argument(
        "--tls-min", type=version, metavar="V", help="oldest TLS: 1.0, 1.1, 1.2, 1.3; before 1.2 at security level 0"
    )
    group.add_argument("--tls-max", type=version, metavar="V", help="newest TLS")
    group.add_argument("--ciphers", type=ciphers, metavar="LIST", help="as OpenSSL has them, for TLS 1.2 and older")
    group.add_argument("--security-level", type=security_level, metavar="N", help="OpenSSL's, 0 to 5")
    group.add_argument(
        "--no-post-handshake-auth",
        dest="post_handshake_auth",
        action="store_false",
        default=None,
        help="offer no certificate to a server that asks after the handshake",
    )
    group.add_argument("--proxy-cert", metavar="NAME|id:ID|none", help="the certificate an https proxy may be shown")
    http = group.add_mutually_exclusive_group()
    http.add_argument("--http2", action="store_true", default=None, help="offer HTTP/2")
    http.add_argument("--http1.1", dest="http2", action="store_false", help="HTTP/1.1 only")


def apply(options: TlsOptions, request: Request) -> Request:
    """Return `request` with what the options say instead; raises UsageError where they leave no TLS version."""
    tls, said = _tls(options, request.tls), request.options
    if are_crossed(tls.minimum_version, tls.maximum_version):
        raise UsageError(_crossed(options, tls))
    return replace(
        request,
        tls=tls,
        options=replace(
            said,
            http2=said.http2 if options.http2 is None else options.http2,
            proxy_certificate=options.proxy_cert or said.proxy_certificate,
        ),
    )


def check(options: TlsOptions, request: Request, standing: TlsSettings) -> None:
    """Raise UsageError where an option and the settings leave no TLS version for a request it was applied to."""
    lowest = request.tls.minimum_version or standing.minimum_version
    highest = request.tls.maximum_version or standing.maximum_version
    if not are_crossed(lowest, highest) or highest is None:
        return
    low, high = marks.version(lowest), marks.version(highest)
    if options.tls_min:
        said = f"--tls-min is {low} and the settings' maximum (tls.maximum_version) {high}"
        raise UsageError(f"{said}: that leaves no version. Say --tls-max, too.")
    if options.tls_max:
        said = f"--tls-max is {high} and the settings' minimum (tls.minimum_version) {low}"
        raise UsageError(f"{said}: that leaves no version. Say --tls-min, too.")


def version(text: str) -> TlsVersion:
    """Read a TLS version, spelled `1.2` or `TLSv1.2`; raises ArgumentTypeError."""
    plain = text.strip().lower().removeprefix("tls").removeprefix("v")
    for known in TLS_VERSIONS:
        if plain in (known.removeprefix("TLSv"), marks.version(known).removeprefix("TLS ")):
            return known
    raise argparse.ArgumentTypeError(f"expected 1.0, 1.1, 1.2 or 1.3, found {text!r}")


def ciphers(text: str) -> str:
    """Take a list of ciphers whose form is right; raises ArgumentTypeError."""
    if fault := ciphers_fault(text) or ("" if text.strip() else "expected a list, found nothing"):
        raise argparse.ArgumentTypeError(fault.replace("its own key, security_level", "its own option"))
    return text


def security_level(text: str) -> int:
    """Read OpenSSL's security level; raises ArgumentTypeError."""
    if len(text) == 1 and "0" <= text <= str(HIGHEST_SECURITY_LEVEL):
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a whole number from 0 to {HIGHEST_SECURITY_LEVEL}, found {text!r}")


def _tls(options: TlsOptions, tls: RequestTls) -> RequestTls:
    later, level = options.post_handshake_auth, options.security_level
    return replace(
        tls,
        verify=False if options.insecure else tls.verify,
        server_name=options.sni or tls.server_name,
        minimum_version=options.tls_min or tls.minimum_version,
        maximum_version=options.tls_max or tls.maximum_version,
        ciphers=options.ciphers or tls.ciphers,
        security_level=tls.security_level if level is None else level,
        post_handshake_auth=tls.post_handshake_auth if later is None else later,
    )


def _crossed(options: TlsOptions, tls: RequestTls) -> str:
    lowest, highest = (marks.version(each) for each in (tls.minimum_version, tls.maximum_version) if each)
    below = "--tls-max" if options.tls_max else "the request's maximum"
    above = "--tls-min" if options.tls_min else "the request's minimum"
    return f"{above} is {lowest} and {below} {highest}: that leaves no version."
