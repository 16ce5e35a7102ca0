from textual.content import Content

from workbench.widgets.console_node import Node, flat, leaf, plain_lines

TREE = (
    leaf("Error", Content("it broke")),
    Node(label="Request", line=Content("GET /"), children=(leaf("", Content("Host: a.test")),)),
)


def test_what_is_closed_keeps_its_children_to_itself() -> None:
    assert [line.path for line in flat(TREE, (), 80)] == [(0,), (1,)]
    assert [line.path for line in flat(TREE, {(1,)}, 80)] == [(0,), (1,), (1, 0)]


def test_only_what_holds_something_can_be_opened() -> None:
    assert [line.foldable for line in flat(TREE, (), 80)] == [False, True]


def test_a_long_line_is_wrapped_beside_its_label_and_belongs_to_its_node() -> None:
    lines = list(flat((leaf("Error", Content("word " * 30)),), (), 40))
    assert len(lines) > 3
    assert {line.path for line in lines} == {(0,)}
    assert all(line.content.cell_length <= 40 for line in lines)
    assert lines[0].content.plain.startswith("    Error       word")
    assert lines[1].content.plain.startswith(" " * 16 + "word")


def test_as_text_everything_is_open() -> None:
    assert list(plain_lines(TREE, "")) == ["Error  it broke", "Request  GET /", "  Host: a.test"]
