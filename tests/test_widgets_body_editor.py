import pytest

from workbench.widgets.body_editor import guessed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": 1}', "json"),
        ("  [1]", "json"),
        ("{", "json"),
        ("{{name}} and more", "text"),
        ("[{{name}}]", "json"),
        ("hello", "text"),
        ("", "text"),
    ],
)
def test_a_body_that_begins_like_json_is_json(text: str, kind: str) -> None:
    assert guessed(text) == kind
