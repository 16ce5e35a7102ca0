"""What crosses an origin: no header, field or body with a secret in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.engine import crossing, encoding
from workbench.engine.outgoing import NotPrepared, Outgoing
from workbench.engine.prepare import address
from workbench.models import FormField, RequestBody

FORM = "application/x-www-form-urlencoded"
SECRET = "hush hush+\u00e9"


def leaving(body: RequestBody | None = None, kind: str | None = None, **headers: str) -> Outgoing:
    """Return a POST that has just been redirected to another origin."""
    origin, url = address("https://b.test:8443/")
    payload = encoding.payload(body)
    written = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    if payload is not None:
        written += (("Content-Type", kind or payload.content_type or ""), ("Content-Length", str(payload.size)))
    return Outgoing(method="POST", origin=origin, url=url, headers=(("Host", "a.test"), *written), payload=payload)


def data(outgoing: Outgoing) -> bytes:
    """Return the body, whose length the headers must say."""
    assert outgoing.payload is not None
    assert ("Content-Length", str(outgoing.payload.size)) in outgoing.headers
    return outgoing.payload.data


def test_a_header_with_the_value_of_a_secret_variable_stays_behind() -> None:
    asked = leaving(X_One=f"id {SECRET}", X_Two="hush%20hush%2B%C3%A9", X_Three="open", Authorization="Basic x")
    kept, notes = crossing.stripped(asked, (SECRET,))
    assert kept.headers == (("Host", "b.test:8443"), ("X-Three", "open"))
    assert notes == ("Not sent to b.test: Authorization, X-One, X-Two.",)


def test_form_fields_stay_behind_by_name_and_by_value() -> None:
    fields = (
        FormField(name="a", value=SECRET),
        FormField(name="b", value="2"),
        FormField(name="my_token", value="t"),
    )
    for kind in ("form", "multipart"):
        kept, notes = crossing.stripped(leaving(RequestBody(type=kind, fields=fields)), (SECRET,))
        assert b"hush" not in data(kept)
        assert b"my_token" not in data(kept)
        assert b"2" in data(kept)
        assert notes == ("Form fields not sent to b.test: a, my_token.",)


def test_a_form_typed_as_text_is_a_form_too() -> None:
    body = RequestBody(type="text", text="a=1&api_key=k&b=hush+hush%2b%C3%A9&c=3")
    kept, notes = crossing.stripped(leaving(body, FORM), (SECRET,))
    assert data(kept) == b"a=1&c=3"
    assert ("Content-Type", FORM) in kept.headers
    assert notes == ("Form fields not sent to b.test: api_key, b.",)


def test_a_multipart_body_is_announced_with_its_new_boundary() -> None:
    fields = (FormField(name="a", value="1"), FormField(name="password", value="p"))
    kept, _ = crossing.stripped(leaving(RequestBody(type="multipart", fields=fields)), ())
    kind = dict(kept.headers)["Content-Type"]
    assert kind.rpartition("=")[2].encode() in data(kept)


@pytest.mark.parametrize("text", [f'{{"a": "{SECRET}"}}', '{"a": "hush hush+\\u00e9"}'])
def test_a_body_from_which_a_secret_cannot_be_taken_stays_behind_whole(text: str) -> None:
    with pytest.raises(NotPrepared) as refused:
        crossing.stripped(leaving(RequestBody(type="json", text=text)), (SECRET,))
    assert "b.test" in refused.value.message
    assert "hush" not in refused.value.message


def test_a_body_without_secrets_goes_as_it_is() -> None:
    asked = leaving(RequestBody(type="json", text='{"a": 12}'))
    kept, notes = crossing.stripped(asked, (SECRET, "", "9"))
    assert kept.payload is asked.payload
    assert kept.headers == (("Host", "b.test:8443"), *asked.headers[1:])
    assert notes == ()


def test_what_was_said_for_the_own_origin_stays_behind() -> None:
    kept, _ = crossing.stripped(replace(leaving(), server_name="c.test", address="10.0.0.5"), ())
    assert (kept.server_name, kept.address) == (None, None)
