"""The TLS settings of each site of the lab."""

from __future__ import annotations

import ssl
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from workbench.certificates.quiet import quiet
from workbench.demo import server_certificates, witness
from workbench.demo.authorities import Authorities
from workbench.demo.authority import Authority
from workbench.demo.issued import Issued, write_private
from workbench.demo.sites import Site

_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME; ssl.py names only some of the flags


def make(site: Site, authorities: Authorities, *, watch: bool) -> ssl.SSLContext:
    """Make the context a site answers with; `watch` notes handshakes in the log, a little work per record."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    # A client that leaves without a close_notify is no reason for an alert of our own.
    context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", ssl.Options(0))
    witness.attach(context)
    if site.legacy:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # before the certificate, which is not loaded otherwise
    if site.version is not None:
        _speak(context, site.version)
    _show(context, server_certificates.issue(site, authorities))
    _ask(context, site, authorities)
    if watch and site.asks != "anything":
        witness.watch(context)
    return context


def _speak(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    with quiet():  # the old versions are shown for what they are
        context.minimum_version = context.maximum_version = version


def _show(context: ssl.SSLContext, issued: Issued) -> None:
    with tempfile.TemporaryDirectory(prefix="workbench-demo-") as folder:
        path = Path(folder) / "server.pem"
        write_private(path, issued.pem() + issued.key_pem())
        # Never without a password function: OpenSSL would prompt on the terminal.
        context.load_cert_chain(path, password="")


def _ask(context: ssl.SSLContext, site: Site, authorities: Authorities) -> None:
    match site.asks:
        case "no":
            return
        case "anything":
            _accept_anything(context)
        case "optional" | "required":
            _trust(context, authorities.root if site.trusts == "root" else authorities.another)
    context.verify_mode = ssl.CERT_REQUIRED if site.asks == "required" else ssl.CERT_OPTIONAL


def _accept_anything(context: ssl.SSLContext) -> None:
    witness.watch(context, accept_anything=True)
    context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME) | ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # weak client keys pass too


def _trust(context: ssl.SSLContext, authority: Authority) -> None:
    context.load_verify_locations(cadata=authority.certificate.public_bytes(Encoding.DER))
