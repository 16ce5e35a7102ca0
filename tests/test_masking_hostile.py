"""Headers made to be slow to mask: very much of each nasty sign, which would take hours in quadratic time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workbench import masking

SECONDS = 120.0
MASK_ALL = """
import sys
from workbench import masking
for sign in (*"<>;=@:/?#%'\\" ,a", "//", "url", "url=", "<a", "<a>", ";a="):
    text = sign * (300_000 // len(sign))
    for start in ("", "<", "0;url=", "https://"):
        masking.header(sys.argv[1], start + text)
print("done")
"""


@pytest.mark.parametrize("name", ["Link", "Refresh", "Location", "X-Odd", "Set-Cookie"])
def test_a_header_is_masked_in_time_that_grows_with_it(name: str) -> None:
    call = [sys.executable, "-c", MASK_ALL, name]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.stdout == "done\n", done.stderr


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<https://a.test/?token=abc>; rel=next", "<https://a.test/?token=********(3)>; rel=next"),
        ("<https://a.test/?token=a<b>", "<https://a.test/?token=********(3)>"),
        ("<https://a.test/?token=abc", "<https://a.test/?token=********(3)"),
        ("</a>, </?token=abc>", "</a>, </?token=********(3)>"),
        ("<<<", "<<<"),
    ],
)
def test_a_link_is_masked_also_where_it_does_not_end(value: str, shown: str) -> None:
    assert masking.header("Link", value) == shown
