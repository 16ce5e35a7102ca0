from __future__ import annotations

from pathlib import Path

import pytest

from workbench.certificates.sealing import Sealer, SealingError
from workbench.settings import proxies


@pytest.mark.parametrize(
    "proxy",
    [
        "",
        "none",
        "http://p.test:8080",
        "http://p.test",
        "https://u@p.test:1/",
        "socks5://u:p@[::1]:1080",
        "socks5h://p.test:1",
    ],
)
def test_a_usable_proxy_has_no_fault(proxy: str) -> None:
    assert proxies.fault(proxy) is None


@pytest.mark.parametrize(
    "proxy", ["p.test:8080", "http://", "http://p.test:x", "http://p.test:99999", "http://p/x", "None", " "]
)
def test_another_proxy_has_a_fault(proxy: str) -> None:
    assert proxies.fault(proxy)


@pytest.mark.parametrize(
    "proxy",
    [
        "http://u:clear@p.test:8080",
        "http://u:c%3Ale%40ar%2F@p.test:8080/",
        "socks5://:only@[::1]:1080",
        "http://u%40corp:p:p@p.test",
    ],
)
def test_a_password_is_sealed_in_place_and_comes_back(tmp_path: Path, proxy: str) -> None:
    sealer = Sealer(tmp_path)
    assert proxies.is_clear(proxy)
    sealed = proxies.sealed(proxy, sealer)
    assert not proxies.is_clear(sealed)
    assert proxies.fault(sealed) is None
    assert "sealed:v1:" in sealed
    assert proxies.sealed(sealed, sealer) == sealed
    assert proxies.unsealed(sealed, sealer).replace("p%3Ap", "p:p") == proxy


@pytest.mark.parametrize("proxy", ["", "none", "http://p.test:1", "http://user@p.test"])
def test_a_proxy_without_a_password_stays(tmp_path: Path, proxy: str) -> None:
    assert proxies.sealed(proxy, Sealer(tmp_path)) == proxy
    assert proxies.unsealed(proxy, Sealer(tmp_path)) == proxy


def test_a_lost_key_is_an_error_of_the_sealing(tmp_path: Path) -> None:
    sealed = proxies.sealed("http://u:clear@p.test", Sealer(tmp_path / "here"))
    with pytest.raises(SealingError):
        proxies.unsealed(sealed, Sealer(tmp_path / "there"))
