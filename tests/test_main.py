import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import cli
from workbench import __main__, __version__
from workbench.commands import ca, certs


def test_help_loads_next_to_nothing(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom workbench.__main__ import main\nmain(['--help'])\n"
        "heavy = {'argparse', 'dataclasses', 'httpx', 'ssl', 'cryptography', 'textual', 'asyncio', 'tomllib'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=cli.ROOT, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "certs list|add|remove" in ended.stdout


def test_no_command_loads_textual(tmp_path: Path) -> None:
    calls = [
        ["which", "https://a.test/"],
        ["certs", "list"],
        ["ca", "list"],
        ["send", "--dry-run", "https://a.test/"],
        ["doctor", "http://127.0.0.1:1/"],
    ]
    code = (
        "import sys\nfrom workbench.__main__ import main\n"
        f"for call in {calls}:\n    main(call)\n    if 'textual' in sys.modules:\n        sys.exit(call[0])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=cli.environment(tmp_path), cwd=cli.ROOT, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_which_without_a_winner_loads_neither_ssl_nor_cryptography(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom workbench.__main__ import main\nmain(['which', 'https://a.test/'])\n"
        "heavy = {'httpx', 'ssl', 'cryptography', 'asyncio', 'idna', 'platformdirs'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        env={**cli.environment(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=cli.ROOT,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_send_loads_nothing_that_a_plain_one_does_not_need(tmp_path: Path) -> None:
    code = (
        "import sys, threading\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\n"
        "before = set(sys.modules)\n"
        "server = HTTPServer(('127.0.0.1', 0), BaseHTTPRequestHandler)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
        "from workbench.__main__ import main\n"
        "status = main(['send', f'http://127.0.0.1:{server.server_port}/x?y=1'])\n"
        "heavy = {'httpx', 'rich', 'click', 'pygments', 'textual', 'anyio._backends._asyncio', 'tomli_w', 'brotli'}\n"
        "sys.exit(', '.join(sorted((heavy & set(sys.modules)) - before)) or status)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=cli.environment(tmp_path),
        cwd=cli.ROOT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("arguments", [["--version"], ["-V"]])
def test_version_says_the_version(arguments: list[str], tmp_path: Path) -> None:
    assert cli.inside(*arguments, home=tmp_path).text == f"workbench {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--home", "x", "--help"]])
def test_help_says_everything_on_one_screen(arguments: list[str], tmp_path: Path) -> None:
    ended = cli.inside(*arguments, home=tmp_path)
    assert ended.status == 0
    assert max(map(len, ended.text.splitlines())) < 100
    for word in ("send", "which", "certs", "ca ", "demo", "--reset-terminal", "130", "--passphrase-stdin"):
        assert word in ended.text


@pytest.mark.parametrize(("command", "actions"), [("certs", certs.ACTIONS), ("ca", ca.ACTIONS)])
def test_help_names_every_action(command: str, actions: tuple[str, ...], tmp_path: Path) -> None:
    line = next(line for line in cli.inside("--help", home=tmp_path).text.splitlines() if f" {command} list|" in line)
    assert sorted(line.split()[1].split("|")) == sorted(actions)


def test_every_command_but_those_that_help_names_takes_json(tmp_path: Path) -> None:
    calls = ["send", "which", "doctor", "demo"]
    calls += [f"certs {action}" for action in certs.ACTIONS] + [f"ca {action}" for action in ca.ACTIONS]
    helps = {call: cli.inside(*call.split(), "--help", home=tmp_path).text for call in calls}
    without = [call for call, text in helps.items() if "--json" not in text]
    assert f"Every command but {' and '.join(without)} takes --json." in cli.inside("--help", home=tmp_path).text


@pytest.mark.parametrize(
    "command", ["send", "which", "doctor", "certs", "ca", "demo", "certs add", "ca add", "certs check"]
)
def test_every_command_has_help_with_examples(command: str, tmp_path: Path) -> None:
    ended = cli.inside(*command.split(), "--help", home=tmp_path)
    assert ended.status == 0
    assert "examples:" in ended.text
    assert f"workbench {command}" in ended.text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frobnicate"], "no command frobnicate"),
        (["--frobnicate"], "does not know --frobnicate"),
        (["--show-secrets", "which"], "put it after which"),
        (["--home"], "--home needs a folder"),
        (["which"], "required: URL|FILE"),
        (["which", "https://a.test", "--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["certs"], "certs needs an action"),
        (["certs", "frobnicate"], "no action frobnicate"),
        (["ca"], "ca needs an action"),
        (["send"], "the URL or the request file is missing"),
    ],
)
def test_wrong_usage_is_said_and_exits_2(arguments: list[str], said: str, tmp_path: Path) -> None:
    ended = cli.inside(*arguments, home=tmp_path)
    assert (ended.status, ended.out) == (2, b"")
    assert said in ended.err
    assert "--help" in ended.err


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["certs", "replace", "a"], "workbench certs replace"),
        (["certs", "add", "--host", "a", "--crt", "x", "--pfx", "y"], "workbench certs add"),
        (["send", "a.test", "--cert", "a:b"], "workbench send"),
        (["nothing"], "workbench"),
    ],
)
def test_wrong_usage_points_to_the_help_of_its_command(arguments: list[str], where: str, tmp_path: Path) -> None:
    assert cli.inside(*arguments, home=tmp_path).err.endswith(f"Try: {where} --help\n")


def test_wrong_usage_is_one_json_document_when_asked(tmp_path: Path) -> None:
    ended = cli.inside("certs", "frobnicate", "--json", home=tmp_path)
    assert ended.status == 2
    assert ended.error()["kind"] == "usage"
    assert ended.err == ""


@pytest.mark.parametrize("option", ["--passphrase", "--password=x", "--pass"])
@pytest.mark.parametrize("command", ["send https://a.test", "certs add", "certs inspect f", "which https://a.test"])
def test_a_passphrase_is_never_taken_from_the_command_line(command: str, option: str, tmp_path: Path) -> None:
    ended = cli.inside(*command.split(), option, "hunter2", home=tmp_path)
    assert ended.status == 2
    assert "--passphrase-stdin" in ended.err
    assert "hunter2" not in ended.err


@pytest.mark.parametrize(
    "arguments",
    [["--home", "{}", "certs", "list"], ["certs", "--home={}", "list"], ["certs", "list", "--home", "{}"]],
)
def test_home_counts_wherever_it_stands(arguments: list[str], tmp_path: Path) -> None:
    home = tmp_path / "chosen"
    home.mkdir()
    (home / "settings.toml").write_text("theme = 3\n")
    ended = cli.inside(*(argument.format(home) for argument in arguments), home=tmp_path / "other")
    assert ended.status == 2
    assert str(home / "settings.toml") in ended.err


def test_wrong_settings_are_told_with_file_place_and_expectation(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[tls]\nverify = 'yes'\n")
    ended = cli.inside("which", "https://a.test/", home=tmp_path)
    assert ended.status == 2
    assert ended.err == (
        f'workbench: {tmp_path / "settings.toml"}, tls.verify: expected true or false, found the text "yes"\n'
    )


def test_wrong_settings_are_a_document_when_asked(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("theme = \n")
    error = cli.inside("certs", "list", "--json", home=tmp_path).error()
    assert error["kind"] == "settings"
    assert "line 1" in str(error["where"])


def test_without_a_terminal_the_app_points_to_send(tmp_path: Path) -> None:
    for arguments in ([], ["demo"]):
        ended = cli.inside(*arguments, home=tmp_path)
        assert ended.status == 2
        assert "stdin and stderr are none" in ended.err
        assert "workbench send" in ended.err
        assert ended.apps == []


def test_the_app_is_started_on_the_folders_of_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.commands.app_start._is_terminal", lambda name: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    ended = cli.inside(home=tmp_path)
    assert ended.status == 0
    assert [start.folders.config for start in ended.apps] == [tmp_path]
    assert ended.apps[0].settings.path == tmp_path / "settings.toml"
    assert ended.apps[0].banner is None


def test_a_dumb_terminal_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.commands.app_start._is_terminal", lambda name: True)
    ended = cli.inside(home=tmp_path, environ={"TERM": "dumb"})
    assert ended.status == 2
    assert "TERM=dumb" in ended.err
    assert "workbench send" in ended.err


def test_the_app_is_not_started_on_wrong_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.commands.app_start._is_terminal", lambda name: True)
    monkeypatch.setenv("TERM", "xterm")
    (tmp_path / "settings.toml").write_text("[http]\ntimeout = 0\n")
    ended = cli.inside(home=tmp_path)
    assert ended.status == 2
    assert "http.timeout" in ended.err
    assert ended.apps == []


def test_a_fault_of_our_own_is_reported_without_its_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["workbench", "certs", "list", "--home", str(tmp_path)])
    __main__._tell_fault(ValueError, ValueError("hunter2\x1b[2J"), None)
    (report,) = (tmp_path / "reports").iterdir()
    said = capsys.readouterr().err
    assert said == (
        f"Workbench stopped by a fault of its own: ValueError. The report, without what you typed: {report}\n"
    )
    assert "ValueError" in report.read_text() and "hunter2" not in report.read_text()


def test_the_exit_status_of_a_process_is_the_commands(tmp_path: Path) -> None:
    assert cli.process("certs", "check", home=tmp_path).status == 6
    assert cli.process("frobnicate", home=tmp_path).status == 2


def test_ctrl_c_before_the_command_has_begun_is_no_fault_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(argv: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(__main__, "main", interrupted)
    monkeypatch.setattr("sys.excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as ended:
        __main__.console_script()
    assert ended.value.code == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["certs", "list"], ["certs", "list", "--json"], ["--help"]])
def test_a_full_disk_is_told_in_a_sentence(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[[certificates]]\nid = "x"\nhost = "a"\ncert_file = "x"\n')
    with Path("/dev/full").open("wb") as full:
        command = [*cli.COMMAND, "--home", str(tmp_path), *arguments]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=cli.ROOT, check=False)
    assert ended.returncode == 2
    assert b"stdout cannot be written" in ended.stderr
    assert b"Traceback" not in ended.stderr
