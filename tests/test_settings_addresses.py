from __future__ import annotations

import pytest

from workbench.certificates.hosts import HostError
from workbench.settings import resolve_key, resolved


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("API.test", "api.test"),
        ("API.test:8443", "api.test:8443"),
        ("https://api.test:8443/x", "api.test:8443"),
        ("::1", "[::1]"),
        ("[0:0::1]:443", "[::1]:443"),
    ],
)
def test_a_key_is_brought_to_normal_form(typed: str, key: str) -> None:
    assert resolve_key(typed) == key
    assert resolve_key(key) == key


@pytest.mark.parametrize("typed", ["*.test", "a.test:*", "", "a.test:0", "{a,b}.test"])
def test_a_key_is_one_host(typed: str) -> None:
    with pytest.raises(HostError):
        resolve_key(typed)


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("a.test", 443, "10.0.0.1"),
        ("a.test", 8443, "10.0.0.2"),
        ("b.test", 443, None),
        ("b.test", 8443, "10.0.0.3"),
        ("::1", 443, "10.0.0.4"),
        ("a.test.evil.test", 443, None),
    ],
)
def test_host_and_port_go_before_the_host_alone(host: str, port: int, address: str | None) -> None:
    addresses = {
        "a.test": "10.0.0.1",
        "a.test:8443": "10.0.0.2",
        "b.test:8443": "10.0.0.3",
        "[::1]:443": "10.0.0.4",
    }
    assert resolved(addresses, host, port) == address
