from workbench.widgets.header_line import HeaderLine, Heading


def read(heading: Heading, width: int) -> str:
    return HeaderLine(heading).fitting(width).plain


def test_the_first_line_fits_eighty_columns_with_its_warnings() -> None:
    heading = Heading(cas=2, certificates=30, expiring=1, expired=1)
    said = read(heading, 78)
    assert said.startswith("Workbench") and said.endswith("[x 1 EXPIRED]  [! 1 expiring]")
    assert len(said) <= 78


def test_what_is_unsafe_is_in_capitals_and_first() -> None:
    heading = Heading(verify=False, minimum_version="TLSv1", identity="alice", expired=3, certificates=12, cas=2)
    said = read(heading, 78)
    assert "YOU ARE: alice" in said[:70] and "verify OFF" in said[:70] and "TLSv1 ALLOWED" in said[:70]


def test_where_not_all_of_it_fits_whole_parts_are_left_out_and_nothing_is_cut() -> None:
    heading = Heading(identity="stranger", expired=1, expiring=1, cas=1, certificates=4)
    assert read(heading, 78).endswith("[x 1 EXPIRED]  [! 1 expiring]")
    assert read(heading, 88).endswith("[! 1 expiring]  verify ON")
