"""Every TLS alert of IANA's registry in words, for someone who uses client certificates (RFC 8446 §6, RFC 5246 §7.2).

Those marked RESERVED there, and 111 to 114 of RFC 6066, come from old or unusual peers and have words too.
"""

from __future__ import annotations

from typing import Final

from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True)
class AlertWords:
    """An alert's name, what it means when the server sent it, and what it means when we did."""

    name: str
    from_server: str
    from_us: str


_BROKEN: Final = "This is a fault of the server, or of something between; your certificate is not the cause."

WORDS: Final = {
    0: AlertWords(
        "close_notify",
        "The server closes the connection in the orderly way.",
        "We close the connection in the orderly way.",
    ),
    10: AlertWords(
        "unexpected_message",
        "The server got a message it did not expect at this point. Some servers say so when no "
        "certificate came, or when something between changes the handshake.",
        f"The server sent a message out of order, so we stopped. {_BROKEN}",
    ),
    20: AlertWords(
        "bad_record_mac",
        "The server could not decrypt what it received: the data were changed on the way, or the two "
        "sides derived different keys. Your certificate is not the cause.",
        "What the server sent could not be decrypted, so we stopped: the data were changed on the way.",
    ),
    21: AlertWords(
        "decryption_failed_reserved",
        "The server could not decrypt what it received; an old name of bad_record_mac.",
        "What the server sent could not be decrypted, so we stopped.",
    ),
    22: AlertWords(
        "record_overflow",
        "The server got a record that was too long: the data were changed on the way, or it does not speak TLS here.",
        "The server sent a record that is too long, so we stopped. It may not speak TLS on this port.",
    ),
    30: AlertWords(
        "decompression_failure",
        "The server could not decompress what it received; compression is no longer used in TLS.",
        f"What the server sent could not be decompressed, so we stopped. {_BROKEN}",
    ),
    40: AlertWords(
        "handshake_failure",
        "The server found nothing that both sides accept. In TLS 1.2 this is also how it says that it "
        "wants a client certificate and got none, or none it can use; otherwise no cipher or curve is "
        "shared.",
        "We found nothing that both sides accept: no cipher, curve or signature algorithm is shared.",
    ),
    41: AlertWords(
        "no_certificate_reserved",
        "The server says that it has no certificate; only SSL 3 had this.",
        "We have no certificate to send; only SSL 3 had this.",
    ),
    42: AlertWords(
        "bad_certificate",
        "The server could not use your certificate: it is damaged, its signature does not verify, or an "
        "issuer of it is missing. Many servers also say so for any certificate they do not like, or for "
        "none.",
        "We refused the server's certificate: it is damaged, its signature does not verify, or it does "
        "not name this host.",
    ),
    43: AlertWords(
        "unsupported_certificate",
        "The server does not take a certificate of this kind: often it lacks the purpose client "
        "authentication (clientAuth), or its key type is not accepted.",
        "We refused the server's certificate because of its kind: often it is not meant for servers (serverAuth).",
    ),
    44: AlertWords(
        "certificate_revoked",
        "The server says that your certificate was revoked by its CA, or that it could not find out. Ask "
        "for a new one.",
        "We refused the server's certificate because its CA revoked it.",
    ),
    45: AlertWords(
        "certificate_expired",
        "The server says that your certificate, or one of its issuers, has expired or is not valid yet. "
        "Compare the dates, and the clocks on both sides.",
        "We refused the server's certificate: it, or one of its issuers, has expired or is not valid yet.",
    ),
    46: AlertWords(
        "certificate_unknown",
        "The server did not accept your certificate and does not say why; often its issuer is not trusted"
        " there, or the name in it is not on the server's list.",
        "We did not accept the server's certificate.",
    ),
    47: AlertWords(
        "illegal_parameter",
        "The server found a value in the handshake that cannot be. An old server, or something between, "
        "may not understand what was offered; a lower TLS version may help.",
        f"The server sent a value that cannot be, so we stopped. {_BROKEN}",
    ),
    48: AlertWords(
        "unknown_ca",
        "The server does not know the CA that issued your certificate, or your intermediate certificates "
        "were not sent along. Compare your issuer with the issuers it accepts, and add the intermediates "
        "to your file.",
        "We do not know the CA that issued the server's certificate. Trust its CA if you know it.",
    ),
    49: AlertWords(
        "access_denied",
        "The server took the certificate for valid, but who it names may not come in. Ask who runs the "
        "server to admit this identity, or use another.",
        "We did not let the connection go on, though the server's certificate is valid.",
    ),
    50: AlertWords(
        "decode_error",
        "The server could not read a message. Some servers say so when no certificate came, others when a"
        " certificate list is too long for them.",
        f"A message of the server could not be read, so we stopped. {_BROKEN}",
    ),
    51: AlertWords(
        "decrypt_error",
        "A cryptographic check failed at the server: usually it could not verify the signature made with "
        "your key. Key and certificate may not belong together, or a hardware key is at fault.",
        "A cryptographic check failed, so we stopped: the server does not hold the key of its "
        "certificate, or the handshake was changed on the way.",
    ),
    52: AlertWords(
        "too_many_cids_requested",
        "The server was asked for too many connection identifiers; only DTLS, which is not spoken here, has this.",
        "We were asked for too many connection identifiers; only DTLS has this.",
    ),
    60: AlertWords(
        "export_restriction_reserved",
        "The server refuses because of old export rules; nothing today sends this.",
        "We refused because of old export rules.",
    ),
    70: AlertWords(
        "protocol_version",
        "The server does not speak any TLS version that was offered. It may be very old; see the minimum "
        "version in the settings.",
        "The server chose a TLS version that is not allowed here. See the minimum version in the settings.",
    ),
    71: AlertWords(
        "insufficient_security",
        "The server wants stronger ciphers or keys than were offered; your key or certificate may be too weak for it.",
        "What the server offers is too weak: its ciphers, its key exchange, or its key.",
    ),
    80: AlertWords(
        "internal_error",
        "Something failed inside the server. If it happens only with your certificate, what checks "
        "certificates there is at fault: see the server's log.",
        "Something failed on our side of the handshake.",
    ),
    86: AlertWords(
        "inappropriate_fallback",
        "The server noticed a retry with a lower TLS version than both sides could use; something between"
        " may be forcing old versions.",
        "We noticed a retry with a lower TLS version than both sides could use.",
    ),
    90: AlertWords(
        "user_canceled",
        "The server gave up the handshake for a reason of its own.",
        "The send was stopped during the handshake.",
    ),
    100: AlertWords(
        "no_renegotiation",
        "The server does not renegotiate. If it asks for certificates only on some paths, that cannot "
        "work on this connection.",
        "The server wanted to renegotiate, perhaps to ask for a certificate late, and we did not.",
    ),
    109: AlertWords(
        "missing_extension",
        "The server misses an extension that it needs; something between may be taking it out.",
        f"The server left out an extension that must be there, so we stopped. {_BROKEN}",
    ),
    110: AlertWords(
        "unsupported_extension",
        "The server got an extension that it had not allowed; something between may be changing the handshake.",
        f"The server answered with an extension that was not offered, so we stopped. {_BROKEN}",
    ),
    111: AlertWords(
        "certificate_unobtainable_reserved",
        "The server could not fetch a certificate from the URL it was given.",
        "We could not fetch a certificate from the URL that the server gave.",
    ),
    112: AlertWords(
        "unrecognized_name",
        "The server does not serve the host name that was asked for (SNI). Check the host, the server "
        "name in the request, and where the name resolves to.",
        "We do not know the name that was asked for.",
    ),
    113: AlertWords(
        "bad_certificate_status_response",
        "The server did not accept the revocation answer (OCSP) that went with your certificate.",
        "We did not accept the revocation answer (OCSP) that went with the server's certificate.",
    ),
    114: AlertWords(
        "bad_certificate_hash_value_reserved",
        "A certificate that the server fetched does not have the hash it was told.",
        "A certificate that was fetched does not have the hash the server told.",
    ),
    115: AlertWords(
        "unknown_psk_identity",
        "The server does not know the pre-shared key that was offered; certificates play no part in that.",
        "We do not know the pre-shared key that was offered.",
    ),
    116: AlertWords(
        "certificate_required",
        "The server requires a client certificate, and none was sent. Add one for this host, or choose "
        "one; if one is chosen, its key fits none of the signature algorithms that the server accepts.",
        "We required a certificate, and none came.",
    ),
    117: AlertWords(
        "general_error",
        "The server ended the handshake and gives no reason. If it happens only with your certificate, that is the "
        "likely cause: see the server's log.",
        "We ended the handshake for a reason that has no alert of its own.",
    ),
    120: AlertWords(
        "no_application_protocol",
        "The server speaks none of the protocols that were offered (ALPN). Switch HTTP/2 on or off in the settings.",
        "The server chose a protocol that was not offered (ALPN), so we stopped.",
    ),
    121: AlertWords(
        "ech_required",
        "The server requires Encrypted Client Hello, which is not offered here.",
        "We required Encrypted Client Hello, and the server did not use it.",
    ),
}
"""By number."""
