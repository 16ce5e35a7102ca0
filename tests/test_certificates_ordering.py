from datetime import UTC, datetime

import pytest

from workbench.certificates.ordering import Order, ordered
from workbench.models import CertificateEntry

A = CertificateEntry(id="a", host="z.test", name="bob", port=8443)
B = CertificateEntry(id="b", host="*.a.test", name="Alice")
C = CertificateEntry(id="c", host="z.test")
D = CertificateEntry(id="d", host="*.a.test", name="alice")
ENDS = {
    "a": datetime(2028, 1, 1, tzinfo=UTC),
    "c": datetime(2026, 1, 1, tzinfo=UTC),
    "d": datetime(2027, 1, 1, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("order", "ids"),
    [("file", "abcd"), ("expires", "cdab"), ("host", "bdca"), ("name", "bdac")],
)
def test_a_list_can_be_read_in_four_orders(order: Order, ids: str) -> None:
    assert "".join(entry.id for entry in ordered((A, B, C, D), order, lambda entry: ENDS.get(entry.id))) == ids
