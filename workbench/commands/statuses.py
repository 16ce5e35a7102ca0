"""Exit statuses (contract §5)."""

from __future__ import annotations

from workbench.models import Exchange, FailureKind

DONE = 0
USAGE = 2
CERTIFICATE = 3
TLS = 4
NETWORK = 5
CHECK = 6
INTERRUPTED = 130

_OWN: dict[FailureKind, int] = {
    "certificate_unusable": CERTIFICATE,
    "unknown_variable": USAGE,
    "invalid_request": USAGE,
    "cancelled": INTERRUPTED,
}


def of_failure(kind: FailureKind) -> int:
    """Return the status of a send that failed in this way."""
    if kind in _OWN:
        return _OWN[kind]
    return TLS if kind.startswith(("tls_", "certificate_")) else NETWORK


def of_exchange(exchange: Exchange, *, fail_on_error: bool = False) -> int:
    """Return the status of a finished send; an HTTP error counts only when it was asked to."""
    if exchange.failure:
        return of_failure(exchange.failure.kind)
    refused = exchange.response is not None and exchange.response.status >= 400
    return CHECK if fail_on_error and refused else DONE
