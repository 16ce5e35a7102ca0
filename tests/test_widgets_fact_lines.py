from textual.content import Content

from workbench.widgets.fact_lines import LONG, FactLines
from workbench.widgets.fact_sheet import Fact

FACTS = (
    Fact(label="Server", value="nginx"),
    Fact(label="", value=""),
    Fact(label="Words", value="more of them than fit into a line of the width that there is"),
    Fact(label="Width", value="なのはな" * 9),
    Fact(label="Short", value="short", aside="but with more beside it than fits into one line"),
    Fact(label="Break", value="one\ntwo"),
)


def wrapped(fact: Fact, width: int) -> list[Content]:
    return Content(f"{fact.value} {fact.aside}".strip()).wrap(width) or [Content("")]


def headed(_fact: Fact, _number: int, line: Content) -> Content:
    return line


def plain(lines: FactLines) -> list[str]:
    return [line.plain for line in lines]


def test_the_lines_are_those_of_the_facts_one_after_the_other() -> None:
    lines = FactLines(FACTS, 20, wrapped=wrapped, headed=headed)
    assert plain(lines) == [line.plain for fact in FACTS for line in wrapped(fact, 20)]
    assert lines.span(1, 3) == (1, 2 + len(wrapped(FACTS[2], 20)))


def test_of_very_many_facts_only_those_looked_at_are_wrapped() -> None:
    looked_at = []

    def noted(fact: Fact, width: int) -> list[Content]:
        looked_at.append(fact.value)
        return wrapped(fact, width)

    facts = [Fact(label="X", value=f"value {number}") for number in range(10_000)]
    lines = FactLines(facts, 20, wrapped=noted, headed=headed)
    assert len(lines) == 10_000
    assert lines[9_999].plain == "value 9999"
    assert looked_at == ["value 9999"]


def test_a_very_long_value_is_cut_where_a_line_is_full_and_nothing_of_it_is_lost() -> None:
    value = "0123456789" * LONG
    for text, step in ((value, 20), (f"ä{value}", 10)):
        lines = FactLines((Fact(label="X", value=text),), 20, wrapped=wrapped, headed=headed)
        assert {len(line) for line in plain(lines)[:-1]} == {step}
        assert "".join(plain(lines)) == text
