from typing import get_args

import pytest

from workbench.commands import statuses
from workbench.models import FailureKind

EXPECTED = {
    "unknown_variable": 2,
    "invalid_request": 2,
    "certificate_unusable": 3,
    "dns_failed": 5,
    "connection_refused": 5,
    "unreachable": 5,
    "connect_timeout": 5,
    "proxy_failed": 5,
    "tls_verification": 4,
    "tls_alert": 4,
    "tls_protocol": 4,
    "tls_timeout": 4,
    "certificate_required": 4,
    "certificate_refused": 4,
    "read_timeout": 5,
    "write_timeout": 5,
    "disconnected": 5,
    "bad_response": 5,
    "too_many_redirects": 5,
    "cancelled": 130,
}


@pytest.mark.parametrize("kind", get_args(FailureKind))
def test_every_kind_of_failure_has_its_status(kind: FailureKind) -> None:
    assert statuses.of_failure(kind) == EXPECTED[kind]
