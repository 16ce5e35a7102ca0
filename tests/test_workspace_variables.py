from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.models import Field, FormField, Request, RequestBody, RequestOptions, RequestTls
from workbench.workspace import variables
from workbench.workspace.faults import UnknownVariable

V = "{{v}}"
EVERYWHERE = Request(
    name=V,
    url=f"https://{V}.test/:id/{V}",
    params=(Field(name=V, value=V),),
    headers=(Field(name=f"X-{V}", value=f"{V} {V}"),),
    path_params={"id": V},
    body=RequestBody(type="multipart", text=V, fields=(FormField(name=V, value=V, file=V, content_type=V),), file=V),
    auth={"type": "bearer", "token": V},
    tls=RequestTls(server_name=V),
    options=RequestOptions(resolve=V),
)

PLACES = [
    (Request(url=V), "url"),
    (Request(params=(Field(name="q", value=V),)), "params.q"),
    (Request(headers=(Field(name="Accept", value=V),)), "headers.Accept"),
    (Request(path_params={"id": V}), "path_params.id"),
    (Request(body=RequestBody(type="json", text=V)), "body"),
    (Request(body=RequestBody(type="form", fields=(FormField(name="f", value=V),))), "body.fields.f"),
    (Request(body=RequestBody(type="file", file=V)), "body.file"),
    (Request(auth={"type": "bearer", "token": V}), "auth.token"),
    (Request(tls=RequestTls(server_name=V)), "tls.server_name"),
    (Request(options=RequestOptions(resolve=V)), "options.resolve"),
]


def test_a_name_is_replaced_wherever_it_may_stand() -> None:
    done = variables.substitute(EVERYWHERE, {"v": "x"})
    assert done == Request(
        name=V,
        url="https://x.test/x/x",
        params=(Field(name="x", value="x"),),
        headers=(Field(name="X-x", value="x x"),),
        path_params={"id": "x"},
        body=RequestBody(
            type="multipart", text="x", fields=(FormField(name="x", value="x", file="x", content_type="x"),), file="x"
        ),
        auth={"type": "bearer", "token": "x"},
        tls=RequestTls(server_name="x"),
        options=RequestOptions(resolve="x"),
    )


@pytest.mark.parametrize(("request_", "where"), PLACES)
def test_an_unknown_name_stops_the_request_and_is_named_with_its_place(request_: Request, where: str) -> None:
    with pytest.raises(UnknownVariable) as raised:
        variables.substitute(request_, {"w": "secret-value"})
    assert (raised.value.name, raised.value.where) == ("v", where)
    assert str(raised.value) == f"{where}: nothing is known as {{{{v}}}}"


def test_what_is_switched_off_may_hold_unknown_names() -> None:
    request = Request(
        params=(Field(name="a", value=V, enabled=False),),
        headers=(Field(name="a", value=V, enabled=False),),
        body=RequestBody(type="form", fields=(FormField(name="a", value=V, enabled=False),)),
    )
    assert variables.substitute(request, {}) == request


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("{{v}}{{v}}", "xx"),
        ("{{ v }}", "x"),
        ("{{a b}}", "ab"),
        ("{{{v}}}", "{x}"),
        ("{v}", "{v}"),
        ("{{}} {{ }}", "{{}} {{ }}"),
        ("{{v", "{{v"),
        ('{"a":{"b":{}}}', '{"a":{"b":{}}}'),
        ("{{nested}}", "{{v}}"),
        ("{{back}}", r"\1\g<0>"),
        ("{{empty}}", ""),
    ],
)
def test_only_names_in_double_braces_are_replaced_and_only_once(text: str, done: str) -> None:
    known = {"v": "x", "a b": "ab", "nested": "{{v}}", "back": r"\1\g<0>", "empty": ""}
    assert variables.substitute(Request(url=text), known).url == done


@pytest.mark.parametrize(
    ("url", "done"),
    [
        ("https://a.test/users/:id", "https://a.test/users/4%2F2"),
        ("https://a.test/:id/:name?q=:id#:id", "https://a.test/4%2F2/%C3%A9%20%3F?q=:id#:id"),
        ("a.test/:id", "a.test/4%2F2"),
        ("a.test:8443/:id", "a.test:8443/4%2F2"),
        ("https://a.test:id/", "https://a.test:id/"),
        ("https://u:id@a.test/:other", "https://u:id@a.test/:other"),
        ("https://a.test/:ident/x:id", "https://a.test/:ident/x:id"),
        ("https://a.test", "https://a.test"),
        ("", ""),
    ],
)
def test_path_parameters_fill_whole_segments_of_the_path_only(url: str, done: str) -> None:
    assert variables.filled_path(url, {"id": "4/2", "name": "é ?"}) == done


def test_a_path_parameter_is_encoded_after_its_variables_are_put_in() -> None:
    request = Request(url="https://a.test/:id", path_params={"id": "{{v}}/y"})
    done = variables.substitute(request, {"v": "a b"})
    assert done == replace(request, url="https://a.test/a%20b%2Fy", path_params={"id": "a b/y"})


def test_the_names_of_a_text_are_told() -> None:
    assert variables.names("https://{{host}}/{{ a b }}/{{}}") == ("host", "a b")
