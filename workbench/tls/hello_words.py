"""The opening of a handshake in words: what we offer, and what the server chooses of it."""

from __future__ import annotations

from workbench.tls import hello, schemes
from workbench.tls.hello import ClientHello, ServerHello
from workbench.tls.scene import Fields, Scene, Told, counted, listed


def offer(scene: Scene) -> Told:
    """Tell of a ClientHello; a second one answers a HelloRetryRequest or renegotiates."""
    found = hello.parse_client_hello(scene.message.data)
    again = scene.chosen is not None and scene.chosen.retry
    scene.offered = found
    ciphers = sum(not schemes.is_signal(number) for number in found.ciphers)
    asked = f", and {_ask(scene)} for {found.server_name}" if found.server_name else ""
    said = f"{_versions(found)}, {counted(ciphers, 'cipher')}{asked}"
    if again:
        said += f"; this time with a key for {listed(_groups(found.key_shares), 'no group')}"
    verb = "offer" if scene.ours else "offers"
    start = "Once more, " + scene.who[:1].lower() + scene.who[1:] if again or scene.finished else scene.who
    return Told(f"{start} {verb} {said}", _offered(found))


def _ask(scene: Scene) -> str:
    return "ask" if scene.ours else "asks"


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


def choice(scene: Scene) -> Told:
    """Tell of a ServerHello or a HelloRetryRequest."""
    found = hello.parse_server_hello(scene.message.data)
    resumed = found.resumed or _same_session(scene, found)
    scene.chosen = found
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


def _same_session(scene: Scene, found: ServerHello) -> bool:
    """Tell whether a server of TLS 1.2 took up the session that we named (RFC 5246 §7.4.1.3)."""
    offered = scene.offered
    return (
        found.version < 0x0304 and offered is not None and offered.resumes and found.session == offered.session != b""
    )


def additions(scene: Scene) -> Told:
    """Tell of a TLS 1.3 server's EncryptedExtensions."""
    found = hello.parse_encrypted_extensions(scene.message.data)
    fields = (
        ("Protocol", found.alpn or "none chosen (ALPN)"),
        ("Server name", "recognised" if found.knows_server_name else "not mentioned"),
        *((("Groups", listed(_groups(found.groups), "none")),) if found.groups else ()),
    )
    return Told(f"The server will speak {found.alpn}" if found.alpn else "The server has nothing to add", fields)


def _groups(numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(map(schemes.group, numbers))
