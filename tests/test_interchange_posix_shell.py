import os
import shutil
import subprocess
from time import process_time

import pytest

from workbench.interchange import posix_shell
from workbench.interchange.pasted_words import PasteError

COMMANDS = [
    r"""curl -H 'a: b' "c d"e'f' g\ h""",
    r"""curl $'\x41\u00e9\n\t\'\\ \101' 'it'\''s'""",
    'curl "a\\"b\\\\c\\d" \'"\' ""',
    "curl a \\\n  b \\\n  -d 'two\nlines'",
    "curl a#b  # a remark",
    "curl -s a > /dev/null b",
    "curl 'ä' $'\\xc3\\xa4' \\$HOME '$HOME'",
    'curl "{\\"a\\": [1, 2]}" --data-raw \'{"b": "\\n"}\'',
    'curl $\'{"a":"it\\\'s"}\' -o x a=b=c',
]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here to ask")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_words_are_those_that_bash_makes(command: str) -> None:
    printed = subprocess.run(
        ["bash", "-c", f"curl() {{ printf '%s\\0' curl \"$@\" >&2; }}; {command}"],
        check=True,
        capture_output=True,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
    )
    words = tuple(word.decode() for word in printed.stderr.split(b"\0")[:-1])
    assert posix_shell.split(command).words == words


@pytest.mark.parametrize("command", ["curl 'a", 'curl "a', "curl $'a\\'", "curl a -H 'b: c\n-d x"])
def test_a_quote_without_its_end_is_refused_in_words(command: str) -> None:
    with pytest.raises(PasteError, match="never closed"):
        posix_shell.split(command)


def test_nothing_is_run_or_filled_in_and_each_is_told() -> None:
    found = posix_shell.split('curl "$A" ${B:-x} $(touch /tmp/no) `id` <(cat y) | jq . ; rm x')
    assert found.words[:3] == ("curl", "{{A}}", "{{B}}")
    assert found.variables == {"A", "B"}
    assert any("would run" in said for said in found.left_out)
    assert any("another command" in said for said in found.left_out)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("curl a \\\n -H 'b: c'", "curl a  -H 'b: c'"),
        ("curl a -d 'x\ny'", "curl a -d 'x'$'\\n''y'"),
        ('curl a -d "x\ny"', 'curl a -d "x"$\'\\n\'"y"'),
        ("curl a -d $'x\ny'", "curl a -d $'x\\ny'"),
    ],
)
def test_a_command_of_several_lines_becomes_one_with_the_same_words(command: str, line: str) -> None:
    assert posix_shell.one_line(command) == line
    assert posix_shell.split(line).words == posix_shell.split(command).words


@pytest.mark.parametrize("lines", ["-H 'a: b' \\\n" * 2000, "-d '" + "x\n" * 4000 + "'"])
def test_a_command_of_thousands_of_lines_is_joined_at_once(lines: str) -> None:
    begun = process_time()
    joined = posix_shell.one_line(f"curl https://api.test {lines}")
    assert process_time() - begun < 2
    assert posix_shell.split(joined).words == posix_shell.split(f"curl https://api.test {lines}").words
