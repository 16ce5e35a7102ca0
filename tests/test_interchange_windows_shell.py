import pytest

from workbench.interchange import curl_dialect
from workbench.interchange.pasted_words import PasteError


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            'curl ^"https://x.test/a?b=1^&c=^%^2F^" ^\r\n  -H ^"accept: */*^"',
            ("https://x.test/a?b=1&c=%2F", "-H", "accept: */*"),
        ),
        (
            'curl ^"https://x.test/^" ^\n  --data-raw ^"^{^\\^"a^\\^":1^}^"',
            ("https://x.test/", "--data-raw", '{"a":1}'),
        ),
        (
            'curl "https://x.test/" ^\n  -H "a: b" ^\n  -E "C:\\pki\\a.p12:pw"',
            ("https://x.test/", "-H", "a: b", "-E", "C:\\pki\\a.p12:pw"),
        ),
        ('curl ^"https://x.test/^" -d ^"%TOKEN%^" & del x', ("https://x.test/", "-d", "{{TOKEN}}")),
    ],
)
def test_cmd_takes_its_carets_off_and_the_quotes_follow_microsofts_rules(command: str, words: tuple[str, ...]) -> None:
    assert curl_dialect.words(command).words == words


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            "curl.exe 'https://x.test/' `\r\n  -H 'a: it''s' `\n  -d '{\\\"a\\\":1}'",
            ("https://x.test/", "-H", "a: it's", "-d", '{"a":1}'),
        ),
        ('curl.exe "https://x.test/" `\n -H "a: $env:TOKEN`n"', ("https://x.test/", "-H", "a: {{TOKEN}}\n")),
    ],
)
def test_powershell_has_backticks_and_doubled_quotes(command: str, words: tuple[str, ...]) -> None:
    assert curl_dialect.words(command).words == words


@pytest.mark.parametrize("command", ['curl ^"https://x.test/ ^\n -H', "curl.exe 'https://x.test/ `\n -H"])
def test_a_quote_without_its_end_is_refused(command: str) -> None:
    with pytest.raises(PasteError, match="never closed"):
        curl_dialect.words(command)
