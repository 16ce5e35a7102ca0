import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import marks
from workbench.certificates import hosts, rivalry, selection
from workbench.models import CertificateEntry, Origin, Port


def one(name: str, host: str, port: Port = None, *, enabled: bool = True) -> CertificateEntry:
    return CertificateEntry(id=name, name=name, host=host, port=port, pfx_file=f"{name}.p12", enabled=enabled)


@pytest.mark.parametrize(
    ("entry", "others", "says"),
    [
        (one("a", "x.test"), [one("b", "y.test")], []),
        (one("a", "x.test"), [one("b", "x.test", 8443)], []),
        (one("a", "x.test"), [one("b", "x.test", enabled=False)], []),
        (one("a", "x.test", enabled=False), [one("b", "x.test")], []),
        (
            one("a", "x.test"),
            [one("b", "x.test", 443)],
            ["b is for the same host and port: this one, added last, wins."],
        ),
        (
            one("a", "api.x.test"),
            [one("b", "*.x.test")],
            ["b (*.x.test:443) matches api.x.test too: this one wins there, an exact host beats a pattern."],
        ),
        (
            one("a", "x.test", "*"),
            [one("b", "x.test")],
            ["b (x.test:443) matches x.test too: b wins there, one port beats any port."],
        ),
        (
            one("a", "*.x.test"),
            [one("b", "*.test")],
            ["b (*.test:443) matches www.x.test too: this one wins there, added later."],
        ),
        (
            one("a", "*.x.test"),
            [one("b", "api.x.test"), one("c", "x.test")],
            ["b is for api.x.test, which this pattern covers: there it wins, as an exact host."],
        ),
    ],
)
def test_who_matches_too_is_told_with_the_one_that_wins(
    entry: CertificateEntry, others: list[CertificateEntry], says: list[str]
) -> None:
    assert list(rivalry.sentences(entry, selection.index(others), marks.label)) == says


def test_an_edited_entry_keeps_its_rank() -> None:
    ready = selection.index([one("a", "y.test"), one("b", "x.test")])
    assert rivalry.sentences(one("a", "x.test"), ready, marks.label) == (
        "b is for the same host and port: b, added later, wins.",
    )


def test_many_rivals_are_counted() -> None:
    ready = selection.index([one(f"n{number}", f"n{number}.x.test") for number in range(50)])
    said = rivalry.sentences(one("a", "*.x.test"), ready, marks.label)
    assert len(said) == 4 and said[-1] == "47 more entries match the same URLs."


@given(st.lists(st.sampled_from(["*", "?", "a", "b.", "{c,d}", "[e-g]", "api"]), min_size=1, max_size=4))
def test_a_sample_is_covered_by_its_pattern(parts: list[str]) -> None:
    host = "".join(parts) + ".test"
    try:
        pattern = hosts.compile_pattern(host)
        origin = hosts.origin(f"https://{rivalry.sample(host)}")
    except hosts.HostError:
        return
    assert pattern.matches(origin.host)
    found = selection.choose(selection.index([one("a", host)]), Origin(scheme="https", host=origin.host, port=443))
    assert found.winner == 0
