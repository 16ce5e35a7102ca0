import pytest

from workbench.widgets.url_field import completed


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("example.com/x", "https://example.com/x"),
        (" example.com ", "https://example.com"),
        ("http://a", "http://a"),
        ("HTTPS://A", "HTTPS://A"),
        ("localhost:8080", "https://localhost:8080"),
        ("{{host}}/x", "{{host}}/x"),
        ("", ""),
    ],
)
def test_a_url_without_a_scheme_is_https(url: str, whole: str) -> None:
    assert completed(url) == whole
