from tests.test_screens_certificate_rows import CODES
from workbench.certificates.gravity import gravest_first, rank
from workbench.models import Problem


def test_what_keeps_an_entry_from_serving_is_said_before_its_dates() -> None:
    found = [Problem(code=code, message=code) for code in ("expires_soon", "chain_gap", "expired", "key_mismatch")]
    assert [one.code for one in gravest_first(found)] == ["key_mismatch", "expired", "chain_gap", "expires_soon"]


def test_every_code_has_its_place_and_an_unknown_one_is_the_gravest() -> None:
    ranks = [rank(Problem(code=code, message="")) for code in CODES]
    assert len(set(ranks)) == len(CODES) and min(ranks) == 0
    assert rank(Problem(code="of_a_later_version", message="")) < 0
