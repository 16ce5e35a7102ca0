from __future__ import annotations

import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.documents import parse
from workbench.models import Field, FormField, Request, RequestBody, RequestOptions, RequestTls
from workbench.workspace import requests
from workbench.workspace.faults import RequestFileError

CONTRACT = """
name = "Create user"
description = "a user is made"
method = "POST"
url = "https://{{host}}/users/:id"
params  = [{ name = "expand", value = "teams", enabled = true }]
headers = [{ name = "Accept", value = "application/json" }]
path_params = { id = "42" }

[body]
type = "json"
text = '{"name": "x"}'

[auth]
type = "bearer"
token = "{{token}}"

[tls]
verify = false
certificate = "alice"
server_name = "api.internal"

[options]
timeout = 10.0
follow_redirects = false
resolve = "10.0.0.5"
"""

REQUEST = Request(
    name="Create user",
    description="a user is made",
    method="POST",
    url="https://{{host}}/users/:id",
    params=(Field(name="expand", value="teams"),),
    headers=(Field(name="Accept", value="application/json"),),
    path_params={"id": "42"},
    body=RequestBody(type="json", text='{"name": "x"}'),
    auth={"type": "bearer", "token": "{{token}}"},
    tls=RequestTls(verify=False, certificate="alice", server_name="api.internal"),
    options=RequestOptions(timeout=10.0, follow_redirects=False, resolve="10.0.0.5"),
)

URL = 'url = "https://a.test"\n'
SECRET = "hunter2"

MISTAKES = [
    ("url = https://a.test", "line 1, column 7", "a text in quotes"),
    ("", "url", "the key is missing"),
    ("url = 5", "url", "found the integer 5"),
    (URL + "method = 5", "method", "expected a text in quotes"),
    (URL + "method = 'GET IT'", "method", 'a method such as "GET"'),
    (URL + "method = ''", "method", 'a method such as "GET"'),
    (URL + "params = { a = 'b' }", "params", "a list of tables"),
    (URL + "headers = ['Accept: x']", "headers[0]", "expected a table"),
    (URL + "headers = [{ name = 'A' }, { value = 'b' }]", "headers[1].name", "expected a name"),
    (URL + f"headers = [{{ name = 'A', value = ['{SECRET}'] }}]", "headers[0].value", "found a list"),
    (URL + "headers = [{ name = 'A', enabled = 'no' }]", "headers[0].enabled", "true or false"),
    (URL + "path_params = { id = 42 }", "path_params.id", "found the integer 42"),
    (URL + "[body]\ntext = 'x'", "body.type", "the key is missing"),
    (URL + "[body]\ntype = 'yaml'", "body.type", "one of text, json"),
    (URL + "[body]\ntype = 'file'", "body.file", "the path of the file"),
    (URL + "[body]\ntype = 'form'\nfields = [{ value = 'x' }]", "body.fields[0].name", "expected a name"),
    (URL + "[auth]\ntoken = 'x'", "auth.type", "one of none, basic"),
    (URL + "[auth]\ntype = 'magic'", "auth.type", "one of none, basic"),
    (URL + "[auth]\ntype = 'basic'\npassword = 1234567", "auth.password", "found the integer"),
    (URL + "[tls]\nverify = 'off'", "tls.verify", "true or false"),
    (URL + "[tls]\ncertificate = ''", "tls.certificate", "found an empty one"),
    (URL + "[options]\ntimeout = 0", "options.timeout", "more than 0"),
    (URL + "[options]\ntimeout = '5'", "options.timeout", "expected a number"),
]


def written(folder: Path, text: str, name: str = "r.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_of_the_contract_is_read(tmp_path: Path) -> None:
    assert requests.load(written(tmp_path, CONTRACT)) == REQUEST


def test_what_is_not_said_is_none_and_comes_from_elsewhere(tmp_path: Path) -> None:
    assert requests.load(written(tmp_path, URL)) == Request(url="https://a.test")


@pytest.mark.parametrize(("text", "where", "message"), MISTAKES)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, where: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(RequestFileError) as raised:
        requests.load(path)
    assert (raised.value.path, raised.value.where) == (path, where)
    assert message in raised.value.message
    assert SECRET not in str(raised.value) and "1234567" not in str(raised.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RequestFileError, match="cannot be read: No such file"):
        requests.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "request_",
    [
        REQUEST,
        Request(url="https://a.test"),
        Request(url="", method="PROPFIND", auth={"type": "none"}),
        Request(url="x", body=RequestBody(type="text", text='line\n"""two\\\n\ttab\r\n')),
        Request(url="x", body=RequestBody(type="file", file="~/x")),
        Request(
            url="x",
            params=(Field(name="a", value="", enabled=False), Field(name="a", value="2")),
            body=RequestBody(
                type="multipart",
                fields=(
                    FormField(name="f", file="p", content_type="text/plain", enabled=False),
                    FormField(name="g"),
                    FormField(name="h", value="v"),
                ),
            ),
        ),
    ],
)
def test_what_is_saved_is_loaded_again(tmp_path: Path, request_: Request) -> None:
    path = tmp_path / "folder" / "r.toml"
    assert requests.save(path, request_) is None
    assert requests.load(path) == request_


def test_a_saved_file_is_one_that_people_edit(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    requests.save(path, replace(REQUEST, auth=None, options=RequestOptions()))
    assert path.read_text() == (
        'name = "Create user"\n'
        'description = "a user is made"\n'
        'method = "POST"\n'
        'url = "https://{{host}}/users/:id"\n'
        'params = [\n    { name = "expand", value = "teams" },\n]\n'
        'headers = [\n    { name = "Accept", value = "application/json" },\n]\n'
        '\n[path_params]\nid = "42"\n'
        '\n[body]\ntype = "json"\ntext = "{\\"name\\": \\"x\\"}"\n'
        '\n[tls]\nverify = false\ncertificate = "alice"\nserver_name = "api.internal"\n'
    )


def test_keys_unknown_to_this_version_survive(tmp_path: Path) -> None:
    text = (
        'later = 1\nurl = "https://a.test"\nheaders = [{ name = "A", value = "1", note = "x" }, { name = "B" }]\n'
        '[body]\ntype = "text"\ntext = "x"\nshiny = true\n[tls]\nverify = false\npins = ["a"]\n'
        "[options]\ntimeout = 5.0\nretry = 3\n[later_table]\na = 1\n"
    )
    path = written(tmp_path, text)
    request = requests.load(path)
    changed = replace(
        request,
        url="https://b.test",
        headers=(Field(name="New", value=""), *request.headers),
        body=RequestBody(type="json", text="{}"),
        tls=RequestTls(),
        options=RequestOptions(),
    )
    requests.save(path, changed)
    assert requests.load(path) == changed
    assert parse(path.read_text()) == {
        "later": 1,
        "method": "GET",
        "url": "https://b.test",
        "headers": [
            {"name": "New", "value": ""},
            {"name": "A", "value": "1", "note": "x"},
            {"name": "B", "value": ""},
        ],
        "body": {"type": "json", "text": "{}", "shiny": True},
        "tls": {"pins": ["a"]},
        "options": {"retry": 3},
        "later_table": {"a": 1},
    }


def test_a_removed_body_takes_its_keys_along(tmp_path: Path) -> None:
    path = written(tmp_path, URL + '[body]\ntype = "text"\nshiny = true\n')
    requests.save(path, Request(url="https://a.test"))
    assert requests.load(path) == Request(url="https://a.test")


def test_a_save_without_a_change_leaves_the_file_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "# mine\n" + CONTRACT)
    assert requests.save(path, REQUEST) is None
    assert path.read_text() == "# mine\n" + CONTRACT


def test_a_file_with_comments_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path, "# mine\n" + CONTRACT)
    assert requests.save(path, replace(REQUEST, method="PUT")) == tmp_path / "r.toml.bak"
    assert (tmp_path / "r.toml.bak").read_text() == "# mine\n" + CONTRACT
    assert [each.path for each in requests.list_requests(tmp_path)] == [path]


@pytest.mark.parametrize("wrong", ["url = ", URL + "method = 5", "headers = 1"])
def test_a_wrong_file_is_never_written_over(tmp_path: Path, wrong: str) -> None:
    path = written(tmp_path, wrong)
    with pytest.raises(RequestFileError):
        requests.save(path, REQUEST)
    assert path.read_text() == wrong


@pytest.mark.parametrize(
    ("request_", "where"),
    [
        (replace(REQUEST, headers=(Field(name="", value="x"),)), "headers[0].name"),
        (replace(REQUEST, method="GET IT"), "method"),
        (replace(REQUEST, name="\udcff"), ""),
    ],
)
def test_what_cannot_be_loaded_again_is_not_saved(tmp_path: Path, request_: Request, where: str) -> None:
    with pytest.raises(RequestFileError) as raised:
        requests.save(tmp_path / "r.toml", request_)
    assert raised.value.where == where
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_what_is_made_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "r.toml"
    requests.save(path, REQUEST)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_list_is_by_path_with_the_errors_in_it(tmp_path: Path) -> None:
    for name in ("b.toml", "a/z.toml", "a.toml", "a/y.toml", "a/folder.toml", ".git/x.toml", "notes.txt"):
        written(tmp_path, URL, name)
    written(tmp_path, "url = 1", "a/broken.toml")
    found = requests.list_requests(tmp_path)
    assert [each.path.relative_to(tmp_path).as_posix() for each in found] == [
        "a/broken.toml",
        "a/y.toml",
        "a/z.toml",
        "a.toml",
        "b.toml",
    ]
    assert found[0].request is None and found[0].error and found[0].error.where == "url"
    assert found[1].request == Request(url="https://a.test") and found[1].error is None


def test_a_folder_that_is_not_there_lists_nothing(tmp_path: Path) -> None:
    assert requests.list_requests(tmp_path / "none") == ()
