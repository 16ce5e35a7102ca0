"""A body whose coding could not be undone is seen in bytes as it was transferred."""

import gzip

from workbench.bodies import document
from workbench.models import Content


def test_bytes_are_those_that_were_transferred_where_they_did_not_unpack_to_their_end() -> None:
    packed = gzip.compress(b"some text")[:-4]
    content = Content(size=9, data=b"some text", complete=False, raw=Content(size=len(packed), data=packed))
    one = document.body(content, "text/plain")
    assert one.source.read(0, 20) == b"some text"
    shown = document.in_bytes(one)
    assert "1f8b 08" in shown.lines[0]
    assert shown.notes[0] == f"! as it was transferred, still packed: {len(packed)} B"


def test_bytes_of_a_whole_body_are_its_own() -> None:
    shown = document.in_bytes(document.body(Content(size=3, data=b"abc"), "text/plain"))
    assert "6162 63" in shown.lines[0] and shown.notes == ()
