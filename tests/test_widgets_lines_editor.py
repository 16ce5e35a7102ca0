import pytest

from workbench.widgets.lines_editor import starred


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Authorization: Bearer abc", "Authorization: **********"),
        ("# X-Api-Key: abc", "# X-Api-Key: ***"),
        ("access_token=abc", "access_token=***"),
        ("Accept: text/html", "Accept: text/html"),
        ("no field at all", "no field at all"),
    ],
)
def test_a_secret_in_an_editor_is_starred_at_its_length(line: str, shown: str) -> None:
    assert starred(line) == shown
