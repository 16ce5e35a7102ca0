"""Lists of client certificates as other tools write them, made up; `LISTS` has one for each format."""

from __future__ import annotations

import json

NEWMAN = json.dumps(
    [
        {
            "name": "alice",
            "matches": ["https://api.example.test/*", "https://api.example.test:8443/*"],
            "key": {"src": "alice.key"},
            "cert": {"src": "alice.crt"},
        },
        {"matches": ["https://*.partner.test/*"], "pfx": {"src": "bob.p12"}, "passphrase": "correct horse"},
    ],
    indent=2,
)
BRUNO = json.dumps(
    {
        "version": "1",
        "name": "orders",
        "type": "collection",
        "ignore": ["node_modules", ".git"],
        "clientCertificates": {
            "enabled": True,
            "certs": [
                {
                    "domain": "api.example.test:8443",
                    "type": "cert",
                    "certFilePath": "certs/alice.crt",
                    "keyFilePath": "certs/alice.key",
                    "passphrase": "",
                },
                {"domain": "*.partner.test", "type": "pfx", "pfxFilePath": "bob.p12", "passphrase": "correct horse"},
            ],
        },
    },
    indent=2,
)
CERT_CONFIG = json.dumps(
    {
        "enabled": True,
        "certs": [{"domain": "api.example.test", "certFilePath": "alice.crt", "keyFilePath": "alice.key"}],
    }
)
OPENCOLLECTION = """\
opencollection: 1.0.0
info:
  name: Orders
config:
  clientCertificates:
    - domain: api.example.test
      type: pem
      certificateFilePath: certs/alice.crt
      privateKeyFilePath: certs/alice.key
    - domain: "*.partner.test"
      type: pkcs12
      pkcs12FilePath: bob.p12
      passphrase: 0123
      disabled: true
bundled: false
"""
INSOMNIA_4 = json.dumps(
    {
        "_type": "export",
        "__export_format": 4,
        "resources": [
            {"_id": "wrk_1", "_type": "workspace", "name": "Orders"},
            {
                "_id": "crt_1",
                "_type": "client_certificate",
                "parentId": "wrk_1",
                "host": "api.example.test:8443",
                "passphrase": None,
                "cert": "/pki/alice.crt",
                "key": "/pki/alice.key",
                "pfx": None,
                "disabled": False,
                "isPrivate": True,
            },
            {"_id": "crt_2", "_type": "client_certificate", "host": "old.test", "pfx": "/pki/b.p12", "disabled": True},
            {"_id": "crt_3", "_type": "ca_certificate", "path": "/pki/company-ca.pem", "disabled": False},
        ],
    }
)
INSOMNIA_5 = """\
type: collection.insomnia.rest/5.0
schema_version: "5.1"
name: Orders
meta:
  id: wrk_1
  created: 1731999999999
certificates:
  - path: /pki/company-ca.pem
    disabled: false
  - host: api.example.test
    cert: /pki/alice.crt
    key: /pki/alice.key
"""
PORTABLE = """\
[[certificates]]
name = "alice"
host = "api.example.test"
port = 8443
cert_file = "alice.crt"
key_file = "alice.key"

[[certificates]]
host = "*.{eu,us}.partner.test"
port = "*"
pfx_file = "~/pki/bob.p12"
passphrase = "ask"
enabled = false

[[ca]]
file = "company-ca.pem"
host = "*.example.test"
"""
LISTS = {
    "newman": NEWMAN,
    "bruno": BRUNO,
    "client-cert-config": CERT_CONFIG,
    "opencollection": OPENCOLLECTION,
    "insomnia": INSOMNIA_4,
    "toml": PORTABLE,
}
