from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.certificates import shelves
from workbench.certificates.hosts import HostError, Pattern, compile_pattern

LABELS = st.sampled_from(["a", "b", "api", "example", "com", "*", "?", "{a,b}", "[a-c]", "a*", "*i", "xn--bcher-kva"])
TEXTS = st.lists(LABELS, min_size=1, max_size=4).map(".".join) | st.sampled_from(["10.0.0.1", "::1", "*", "**", "a?*"])
HOSTS = st.lists(st.sampled_from(["a", "b", "api", "example", "com"]), min_size=1, max_size=4).map(".".join)
ALL_HOSTS = HOSTS | st.sampled_from(["10.0.0.1", "::1"])


def _laid_out(texts: list[str]) -> list[tuple[Pattern, int]]:
    found = []
    for at, text in enumerate(texts):
        try:
            found.append((compile_pattern(text), at))
        except HostError:
            continue
    return found


@examples(400)
@given(st.lists(TEXTS, max_size=12), ALL_HOSTS)
def test_the_shelves_hold_what_trying_every_pattern_finds(texts: list[str], host: str) -> None:
    patterns = _laid_out(texts)
    found = shelves.covering(shelves.shelve(patterns), host)
    assert sorted(found) == [at for pattern, at in patterns if pattern.matches(host)]


@examples(300)
@given(st.lists(TEXTS, max_size=12), ALL_HOSTS)
def test_relatives_are_the_domains_own_pattern_its_parents_and_the_names_under_it(texts: list[str], host: str) -> None:
    patterns = _laid_out(texts)
    found = shelves.Relatives(shelves.shelve(patterns)).of(host)
    related = [
        at
        for pattern, at in patterns
        if pattern.text == f"*.{host}"
        or (pattern.exact and (pattern.text.endswith(f".{host}") or host.endswith(f".{pattern.text}")))
    ]
    assert list(found) == related


def test_of_many_names_under_a_host_the_last_added_are_relatives() -> None:
    patterns = _laid_out([f"h{at}.example.com" for at in range(1000)])
    found = shelves.Relatives(shelves.shelve(patterns)).of("example.com")
    assert found == tuple(range(980, 1000))


def test_a_thousand_patterns_are_not_tried_one_by_one() -> None:
    texts = [f"*.site{at}.example.com" for at in range(500)] + [f"app{at}-*" for at in range(500)]
    laid_out = shelves.shelve(_laid_out(texts))
    tried = list(shelves._candidates(laid_out, "www.site77.example.com"))
    assert [each.pattern.text for each in tried] == ["*.site77.example.com"]
