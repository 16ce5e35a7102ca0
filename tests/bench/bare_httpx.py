"""The script somebody would write for one mTLS GET: `bare_httpx.py HOST:PORT CA CERT KEY`."""

from __future__ import annotations

import ssl
import sys

import httpx

authority, ca_file, cert_file, key_file = sys.argv[1:]
host, _, port = authority.partition(":")
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts one CA: none of the system's has to be parsed
context.load_verify_locations(ca_file)
context.load_cert_chain(cert_file, key_file)
with httpx.Client(verify=context, trust_env=False, headers={"Host": authority}) as client:
    response = client.get(f"https://127.0.0.1:{port}/", extensions={"sni_hostname": host})
    response.raise_for_status()
    sys.stdout.write(response.text)
