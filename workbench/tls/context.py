"""SSL contexts: one per TLS profile, with every flag set explicitly and alike on every Python."""

from __future__ import annotations

import ssl
from dataclasses import field
from typing import Final

from workbench.certificates.files import Stamp
from workbench.certificates.material import Identity
from workbench.certificates.quiet import quiet
from workbench.models import TlsVersion
from workbench.nouns import dataclass
from workbench.tls import ciphers, keylog, loading
from workbench.tls import trust as trusted
from workbench.tls.keylog import KeyLog
from workbench.tls.recorder import observe
from workbench.tls.trust import Trust

PARTIAL_CHAIN: Final = 0x80000  # X509_V_FLAG_PARTIAL_CHAIN; the ssl module names it only on some versions
_NO_COMPRESSED_CERTIFICATES: Final = ("OP_NO_TX_CERTIFICATE_COMPRESSION", "OP_NO_RX_CERTIFICATE_COMPRESSION")
_VERSIONS: Final[dict[TlsVersion, ssl.TLSVersion]] = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything that changes a handshake: two sends share a connection only if their profiles are equal.

    `identity` names the client certificate by hash and file stamps, so a rotated file makes another profile.
    `security_level` None is OpenSSL's own, but 0 where the minimum is an old version: those are not spoken above it.
    `to_proxy` says that the profile is for TLS with an HTTPS proxy; `proxy_tls` is that one, of a route through it.
    """

    identity: tuple[str, tuple[Stamp, ...]] | None = None
    trust: Trust
    verify: bool = True
    minimum_version: TlsVersion = "TLSv1.2"
    maximum_version: TlsVersion | None = None
    ciphers: str = ""
    security_level: int | None = None
    post_handshake_auth: bool = True
    key_log: KeyLog | None = None
    http2: bool = False
    server_name: str | None = None
    resolve: tuple[tuple[str, str], ...] = ()
    proxy: str | None = field(default=None, repr=False)
    to_proxy: bool = False
    proxy_tls: Profile | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A ready `SSLContext`, and whether its handshakes can be observed."""

    ssl: ssl.SSLContext
    observable: bool


class VersionRefused(Exception):
    """OpenSSL, as it was built here, does not speak a TLS version; the text is a sentence for people."""


def key_of(identity: Identity) -> tuple[str, tuple[Stamp, ...]]:
    """Return what a profile knows of an identity."""
    return identity.sha256, identity.stamps


def build(profile: Profile, identity: Identity | None, *, observing: bool = True) -> Context:
    """Build the context of a profile; takes 1 to 20 ms, so it runs off the UI thread.

    Raise IdentityRefused, CiphersRefused, VersionRefused, KeyLogRefused, MaterialError for trust that cannot be read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _set_versions(context, profile)
    level = loading.level(profile.security_level, profile.minimum_version)
    ciphers.choose(context, profile.ciphers, level, verify=profile.verify)
    _set_verification(context, verify=profile.verify)
    for name in _NO_COMPRESSED_CERTIFICATES:  # a compressed certificate could not be read by the recorder
        context.options |= getattr(ssl, name, 0)
    context.post_handshake_auth = profile.post_handshake_auth
    context.set_alpn_protocols(["h2", "http/1.1"] if profile.http2 else ["http/1.1"])
    trusted.load_into(context, profile.trust)
    if identity is not None:
        loading.load_into(context, identity)
    if profile.key_log is not None:
        keylog.attach(context, profile.key_log)
    return Context(context, observe(context) if observing else False)


def _set_versions(context: ssl.SSLContext, profile: Profile) -> None:
    highest = profile.maximum_version
    with quiet():  # naming TLS 1.0 is the person's decision
        try:
            context.minimum_version = _VERSIONS[profile.minimum_version]
            if highest is not None:
                context.maximum_version = _VERSIONS[highest]
        except ValueError as error:
            named = " to ".join(dict.fromkeys((profile.minimum_version, highest or profile.minimum_version)))
            raise VersionRefused(f"OpenSSL, as it was built here, does not speak {named}.") from error


def _set_verification(context: ssl.SSLContext, *, verify: bool) -> None:
    context.check_hostname = verify
    context.hostname_checks_common_name = False  # RFC 9525 §1.2: a name counts as a SAN only
    context.verify_mode = ssl.CERT_REQUIRED if verify else ssl.CERT_NONE
    flags = context.verify_flags | ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VerifyFlags(PARTIAL_CHAIN)
    context.verify_flags = flags & ~ssl.VERIFY_X509_STRICT
