"""The URLs of the lab, in the order a newcomer walks them, each with a line on what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.demo import names
from workbench.models import Field, Request, RequestBody, RequestTls
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A URL of the lab: the site that answers, the host it is reached by, and the request saved for it."""

    name: str
    site: str
    host: str
    title: str
    shows: str
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()
    certificate: str | None = None
    json: str | None = None

    def url(self, ports: Mapping[str, int]) -> str:
        """Return the URL, given the port of each site; without the parameters that the saved request adds."""
        scheme = "http" if self.site == "http" else "https"
        return f"{scheme}://{self.host}:{ports[self.site]}{self.path}"

    def request(self, url: str) -> Request:
        """Return the request that is saved for this endpoint."""
        return Request(
            name=self.title,
            description=self.shows,
            method="POST" if self.json else "GET",
            url=url,
            params=tuple(Field(name=name, value=value) for name, value in self.query),
            body=RequestBody(type="json", text=self.json) if self.json else None,
            tls=RequestTls(certificate=self.certificate),
        )


def _same(name: str, host: str, title: str, shows: str, certificate: str | None = None) -> Endpoint:
    return Endpoint(name=name, site=name, host=host, title=title, shows=shows, certificate=certificate)


ALL: tuple[Endpoint, ...] = (
    _same(
        "mtls",
        names.API,
        "mTLS: the right certificate",
        "The server requires a certificate (TLS 1.3). Alice's is chosen by rule, sent and accepted; "
        "the answer says what the server saw.",
    ),
    _same(
        "mtls12",
        names.API,
        "mTLS over TLS 1.2",
        "The same at a server that speaks TLS 1.2 only: it judges the certificate before the handshake ends.",
    ),
    _same(
        "optional",
        names.OPTIONAL,
        "Asked for, not required",
        "The server asks for a certificate and would go on without one. "
        "Enter on the certificate line, then none, and send again.",
    ),
    _same(
        "tls",
        names.OPEN,
        "TLS that asks for nothing",
        "Alice's certificate fits the rules here too, but the server never asks, so it is never sent.",
    ),
    _same(
        "http",
        names.PLAIN,
        "Plain http",
        "Without TLS there is no certificate, whatever the rules say.",
    ),
    _same(
        "other",
        names.OTHER,
        "Another host, another identity",
        "This exact host and port belong to Bob, whose PKCS#12 file has a passphrase: his entry beats Alice's pattern.",
    ),
    Endpoint(
        name="redirect",
        site="mtls",
        host=names.API,
        path="/redirect",
        title="Redirect to another host",
        shows="The certificate is chosen again at each hop: Alice's for one host, Bob's for the other.",
    ),
    Endpoint(
        name="redirect_http",
        site="mtls",
        host=names.API,
        path="/redirect_http",
        title="Redirect to plain http",
        shows="The second hop has no TLS: no certificate goes there, and no secret header either.",
    ),
    _same(
        "picky",
        names.PICKY,
        "Refused: another CA",
        "This server trusts another CA and refuses Alice with the alert unknown_ca. "
        "Choose stranger, whose certificate is of that CA, and it accepts.",
    ),
    _same(
        "polite",
        names.POLITE,
        "Refused politely, as nginx does",
        "The handshake passes and HTTP 400 follows: a certificate was required and none was sent. "
        "Choose Alice and it is accepted.",
        certificate="none",
    ),
    _same(
        "dropper",
        names.DROPPER,
        "Refused without a word",
        "A certificate of another CA is sent and the server closes, without any alert: a likely refusal.",
        certificate="stranger",
    ),
    _same(
        "expired",
        names.EXPIRED,
        "Server certificate: expired",
        "The server's certificate has run out, so nothing is sent. Send once unverified to see the rest.",
    ),
    _same(
        "not_yet_valid",
        names.NOT_YET_VALID,
        "Server certificate: not yet valid",
        "The server's certificate begins next month: a wrong clock, here or there, looks the same.",
    ),
    _same(
        "wrong_host",
        names.WRONG_HOST,
        "Server certificate: another host's",
        "The server shows a good certificate of another name.",
    ),
    _same(
        "self_signed",
        names.SELF_SIGNED,
        "Server certificate: self-signed",
        "Nobody but the server itself vouches for the server.",
    ),
    _same(
        "untrusted",
        names.UNTRUSTED,
        "Server certificate: unknown CA",
        "The server's certificate comes from a CA that is not trusted here.",
    ),
    _same(
        "missing_intermediate",
        names.MISSING_INTERMEDIATE,
        "Server certificate: intermediate missing",
        "The server forgot to send the CA between its certificate and the root: its fault, not yours.",
    ),
    _same(
        "expired_intermediate",
        names.EXPIRED_INTERMEDIATE,
        "Server certificate: its CA expired",
        "The server's own certificate is good; the CA between it and the root has run out.",
    ),
    _same(
        "client_only",
        names.CLIENT_ONLY,
        "Server certificate: for clients only",
        "The server shows a certificate that may only be used by clients.",
    ),
    _same(
        "several_faults",
        names.SEVERAL_FAULTS,
        "Server certificate: several faults",
        "Expired, of another name, for clients only, signed with SHA-1, under an expired CA: all are named, "
        "where OpenSSL names the first.",
    ),
    _same(
        "old_tls",
        names.OLD_TLS,
        "TLS 1.1 only",
        "The server speaks nothing newer. Lower the minimum version for this request, knowing what that means.",
    ),
    Endpoint(
        name="echo",
        site="optional",
        host=names.ECHO,
        path="/echo",
        title="Echo a JSON body",
        shows="A POST with a body; the answer repeats method, headers and body as they arrived.",
        json='{"hello": "workbench", "list": [1, 2, 3]}',
    ),
    Endpoint(
        name="slow",
        site="optional",
        host=names.SLOW,
        path="/slow",
        query=(("seconds", "5"),),
        title="A slow answer",
        shows="The answer comes after five seconds. Stop it while it runs: the socket closes at once.",
    ),
    Endpoint(
        name="big",
        site="optional",
        host=names.BIG,
        path="/big",
        query=(("megabytes", "20"), ("kind", "json")),
        title="A big answer",
        shows="20 MB of JSON; kind=lines gives lines of text. Bytes and rate show while it comes.",
    ),
    Endpoint(
        name="hostile",
        site="hostile",
        host=names.HOSTILE,
        path="/hostile",
        title="A hostile answer",
        shows="Terminal escapes and markup in status, headers, body and certificate names, "
        "all shown and none obeyed. The body lists more paths, such as /hostile/chunks.",
    ),
)
"""All endpoints, by the names that scripts rely on."""
