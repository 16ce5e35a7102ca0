"""The opening of a handshake in words: what we offer, and what the server chooses of it."""

from __future__ import annotations

from workbench.tls import hello, schemes
from workbench.tls.hello import ClientHello, ServerHello
from workbench.tls.moment import Fields, Moment, Told, counted, listed


def offer(moment: Moment) -> Told:
    """Tell of a ClientHello; a second one answers a HelloRetryRequest or renegotiates."""
    found = hello.parse_client_hello(moment.message.data)
    again = moment.chosen is not None and moment.chosen.retry
    moment.offered = found
    ciphers = sum(not schemes.is_signal(number) for number in found.ciphers)
    asked = f", and {_ask(moment)} for {found.server_name}" if found.server_name else ""
    said = f"{_versions(found)}, {counted(ciphers, 'cipher')}{asked}"
    if again:
        said += f"; this time with a key for {listed(_groups(found.key_shares), 'no group')}"
    verb = "offer" if moment.ours else "offers"
    start = "Once more, " + moment.who[:1].lower() + moment.who[1:] if again or moment.finished else moment.who
    return Told(f"{start} {verb} {said}", _offered(found))


def _ask(moment: Moment) -> str:
    return "ask" if moment.ours else "asks"


def _versions(found: ClientHello) -> str:
    known = sorted(number for number in found.versions if schemes.is_version(number))
    if not known:
        return "no version of TLS that is known"
    lowest, highest = schemes.version(known[0]), schemes.version(known[-1])
    if not found.versions_listed:
        return f"{highest} at most"
    return lowest if lowest == highest else f"{lowest} to {highest.removeprefix('TLS ')}"


def _offered(found: ClientHello) -> Fields:
    return (
        ("Versions", listed(tuple(map(schemes.version, found.versions)), "none")),
        ("Server name", found.server_name or "none is sent"),
        ("Protocols", listed(found.alpn, "none are offered (ALPN)")),
        ("Ciphers", listed(tuple(map(schemes.cipher, found.ciphers)), "none")),
        ("Groups", listed(_groups(found.groups), "none")),
        ("Keys sent for", listed(_groups(found.key_shares), "no group")),
        ("Signatures", listed(tuple(map(schemes.signature_scheme, found.signature_algorithms)), "not said")),
        ("Session", "offers to resume an earlier one" if found.resumes else "a new one"),
        ("Asked later", "may be, for a certificate" if found.post_handshake_auth else "not offered"),
    )


def choice(moment: Moment) -> Told:
    """Tell of a ServerHello or a HelloRetryRequest."""
    found = hello.parse_server_hello(moment.message.data)
    resumed = found.resumed or _same_session(moment, found)
    moment.chosen = found
    version, cipher = schemes.version(found.version), schemes.cipher(found.cipher)
    fields = (
        ("Version", version),
        ("Cipher", cipher),
        *((("Group", schemes.group(found.group)),) if found.group is not None else ()),
        *((("Protocol", found.alpn),) if found.alpn else ()),
        *((("Server name", "recognised"),) if found.knows_server_name else ()),
        *((("Session", "resumes an earlier one"),) if resumed else ()),
    )
    if found.retry:
        wanted = f"a key for {schemes.group(found.group)}" if found.group is not None else "a second hello"
        return Told(f"The server wants {wanted} before it goes on", fields, name="HelloRetryRequest")
    going_on = ", and goes on with an earlier session: no certificates" if resumed else ""
    return Told(f"The server chooses {version} and {cipher}{going_on}", fields)


def _same_session(moment: Moment, found: ServerHello) -> bool:
    """Tell whether a server of TLS 1.2 took up the session that we named (RFC 5246 §7.4.1.3)."""
    offered = moment.offered
    return (
        found.version < 0x0304 and offered is not None and offered.resumes and found.session == offered.session != b""
    )


def additions(moment: Moment) -> Told:
    """Tell of a TLS 1.3 server's EncryptedExtensions."""
    found = hello.parse_encrypted_extensions(moment.message.data)
    fields = (
        ("Protocol", found.alpn or "none chosen (ALPN)"),
        ("Server name", "recognised" if found.knows_server_name else "not mentioned"),
        *((("Groups", listed(_groups(found.groups), "none")),) if found.groups else ()),
    )
    return Told(f"The server will speak {found.alpn}" if found.alpn else "The server has nothing to add", fields)


def _groups(numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(map(schemes.group, numbers))
