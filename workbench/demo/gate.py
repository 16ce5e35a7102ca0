"""What a site that lets every handshake pass thinks of the certificate afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from cryptography import x509

from workbench.demo.outbound import Answer
from workbench.demo.vouching import vouches

Standing = Literal["good", "missing", "wrong"]

_SAID: dict[Standing, str] = {
    "missing": "No required SSL certificate was sent",
    "wrong": "The SSL certificate error",
}
_PAGE = """<html>
<head><title>400 {said}</title></head>
<body>
<center><h1>400 Bad Request</h1></center>
<center>{said}</center>
<hr><center>nginx</center>
</body>
</html>
""".replace("\n", "\r\n")


def standing(offered: Sequence[bytes], root: x509.Certificate) -> Standing:
    """Judge the certificates a client offered, leaf first, in DER."""
    if not offered:
        return "missing"
    try:
        chain = [x509.load_der_x509_certificate(der) for der in offered]
        return "good" if vouches(root, chain, datetime.now(UTC)) else "wrong"
    except ValueError:
        return "wrong"


def nginx_page(fault: Standing) -> Answer:
    """Answer 400 in nginx's own words, which end the connection."""
    body = _PAGE.format(said=_SAID[fault]).encode()
    return Answer(status=400, headers=(("Server", "nginx"), ("Content-Type", "text/html")), body=body, close=True)
