from textual.content import Content

from workbench.widgets.console_node import Node, Opened, flat, leaf, plain_lines

TREE = (
    leaf("Error", Content("it broke")),
    Node(label="Request", line=Content("GET /"), children=(leaf("", Content("Host: a.test")),)),
)


def test_what_is_closed_keeps_its_children_to_itself() -> None:
    assert [line.path for line in flat(TREE, Opened(), 80)] == [(0,), (1,)]
    assert [line.path for line in flat(TREE, Opened().toggled((1,)), 80)] == [(0,), (1,), (1, 0)]


def test_only_what_holds_something_can_be_opened() -> None:
    assert [line.foldable for line in flat(TREE, Opened(), 80)] == [False, True]


def test_a_long_line_is_wrapped_beside_its_label_and_belongs_to_its_node() -> None:
    lines = list(flat((leaf("Error", Content("word " * 30)),), Opened(), 40))
    assert len(lines) > 3
    assert {line.path for line in lines} == {(0,)}
    assert all(line.content.cell_length <= 40 for line in lines)
    assert lines[0].content.plain.startswith("    Error       word")
    assert lines[1].content.plain.startswith(" " * 16 + "word")


def test_as_text_everything_is_open() -> None:
    assert list(plain_lines(TREE, "")) == ["Error  it broke", "Request  GET /", "  Host: a.test"]


HIDDEN = leaf("", Content("Cookie: ********(5)"))
SECRET = (
    Node(
        label="Request",
        line=Content("GET /"),
        children=(Node(line=HIDDEN.line, bare=leaf("", Content("Cookie: a=b c"))),),
    ),
    leaf("Note", Content("nothing hidden")),
)


def test_a_secret_is_shown_where_it_is_asked_for_by_its_own_path_or_by_all() -> None:
    opened = Opened().toggled((0,))
    for bared, shown in (((0, 0), True), ((), True), ((1,), False)):
        said = "".join(line.content.plain for line in flat(SECRET, opened.baring(bared), 80))
        assert ("a=b c" in said) is shown
    assert "a=b c" not in "".join(line.content.plain for line in flat(SECRET, opened.baring(()).masked(), 80))


def test_a_line_knows_the_nearest_node_that_hides_something() -> None:
    assert [line.secret for line in flat(SECRET, Opened().toggled((0,)), 80)] == [None, (0, 0), None]


def test_as_text_secrets_are_masked_unless_asked_for() -> None:
    assert "a=b c" not in "".join(plain_lines(SECRET, ""))
    assert "a=b c" in "".join(plain_lines(SECRET, "", show_secrets=True))
