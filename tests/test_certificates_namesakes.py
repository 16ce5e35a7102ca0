"""A name that entries of two people bear: said where it is given, worn and used."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workbench import marks
from workbench.certificates import namesakes
from workbench.models import CertificateEntry, Seen

SEEN = Seen(subject="CN=alice", not_after=datetime(2030, 1, 1, tzinfo=UTC), sha256="aa")
ALICE = CertificateEntry(id="a", host="a.test", name="alice", pfx_file="a.p12", seen=SEEN)
AGAIN = replace(ALICE, id="b", host="b.test", seen=replace(SEEN, sha256="bb"))
OTHER = replace(ALICE, id="c", host="*.test", pfx_file="c.p12", seen=replace(SEEN, subject="CN=bob\x1b[2J"))


@pytest.mark.parametrize(
    ("what", "entry", "others"),
    [
        ("renewed, or for another host", ALICE, (AGAIN,)),
        ("the entry itself, as it was before", replace(ALICE, seen=OTHER.seen), (ALICE,)),
        ("another name", ALICE, (replace(OTHER, name="bob"),)),
        ("no name", replace(ALICE, name=None), (replace(OTHER, name=None),)),
        ("files that were never read", ALICE, (replace(OTHER, seen=None),)),
    ],
)
def test_a_name_of_one_person_is_not_remarked_upon(
    what: str, entry: CertificateEntry, others: tuple[CertificateEntry, ...]
) -> None:
    assert namesakes.sentence(entry, others, marks.label) == "", what


def test_another_subject_of_the_same_name_is_told_in_visible_text() -> None:
    said = namesakes.sentence(ALICE, (AGAIN, OTHER, replace(OTHER, id="d")), lambda entry: f"id:{entry.id}")
    assert said.startswith("alice is also the name of id:c (CN=bob") and "for *.test), and of 1 more" in said
    assert "\x1b" not in said
    assert namesakes.subjects((ALICE, AGAIN, OTHER, replace(OTHER, seen=None))) == ("CN=alice", "CN=bob\x1b[2J")
