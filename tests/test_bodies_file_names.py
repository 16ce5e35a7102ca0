import pytest

from workbench.bodies import file_names

URL = "https://api.example.test/reports/2026?x=1"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="report.json"', "report.json"),
        ("attachment; filename=report.json", "report.json"),
        ('inline; FileName = "a b.txt" ; size=3', "a b.txt"),
        ("attachment; filename=\"x.txt\"; filename*=UTF-8''%e2%82%ac%20rates.txt", "€ rates.txt"),
        ("attachment; filename*=iso-8859-1'en'%A3.txt", "£.txt"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\temp\\\\x.exe"', "x.exe"),
        ('attachment; filename=".bashrc"', "bashrc"),
        ('attachment; filename="a\x1b[31m\u202eb\x00.txt"', "a_[31m_b_.txt"),
        ('attachment; filename="con.txt"', "_con.txt"),
        ('attachment; filename="~.bashrc"', "bashrc"),
        ('attachment; filename="-.profile"', "profile"),
        ('attachment; filename="~-.ssh"', "ssh"),
        ('attachment; filename="..~. .netrc"', "netrc"),
        ('attachment; filename="' + "x" * 500 + '.json"', "x" * 195 + ".json"),
        ("attachment; filename*=UTF-8''" + "%e6%bc%a2" * 130 + ".txt", "\u6f22" * 65 + ".txt"),
        ('attachment; filename=".."', "2026.json"),
        ('attachment; filename="~root"', "root"),
        ('attachment; filename="${HOME}.ssh"', "_{HOME}.ssh"),
        ('attachment; filename="%APPDATA%.exe"', "_APPDATA_.exe"),
        ('attachment; filename="-rf"', "rf"),
        ("attachment; filename=", "2026.json"),
        ("attachment", "2026.json"),
    ],
)
def test_the_name_of_the_server_is_made_harmless(disposition: str, name: str) -> None:
    headers = (("Content-Type", "application/json"), ("Content-Disposition", disposition))
    assert file_names.suggested(URL, headers) == name


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("https://a.test/data.csv", "text/plain", "data.csv"),
        ("https://a.test/", "text/html; charset=utf-8", "body.html"),
        ("https://a.test", "", "body"),
        ("https://a.test/users", "application/problem+json", "users.json"),
        ("https://a.test/a%2fb%2fc", "text/plain", "c.txt"),
        ("https://a.test/%2e%2e", "image/png", "body.png"),
        ("https://[bad/x", "text/plain", "body.txt"),
    ],
)
def test_else_the_url_names_the_file_and_the_type_its_ending(url: str, kind: str, name: str) -> None:
    assert file_names.suggested(url, (("Content-Type", kind),) if kind else ()) == name
