from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import settings
from workbench.documents import parse

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")

KILLED_AT_RANDOM = """
import json, os, random, signal, sys, time
from dataclasses import replace
from pathlib import Path
from workbench import settings
from workbench.certificates.sealing import Sealer
from workbench.documents import parse
from workbench.models import CertificateEntry

path = Path(sys.argv[1])
sealer = Sealer(path.parent / "sealing")
entries = tuple(
    CertificateEntry(id=f"id{n}", host=f"h{n}.test", pfx_file="x" * 40, passphrase="ask") for n in range(40)
)
few = settings.update(settings.load(path), replace(settings.load(path), theme="few"), sealer)
many = replace(few, theme="many", certificates=entries)
random.seed(7)

def child():
    start = time.monotonic()
    settings.update(few, many, sealer)
    settings.update(many, few, sealer)
    os._exit(0)

seen, killed = set(), 0
for _ in range(120):
    pid = os.fork()
    if not pid:
        child()
    time.sleep(random.uniform(0, 0.03))
    os.kill(pid, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    found = replace(settings.load(path), notices=())
    assert found in (few, many), found
    seen.add(found.theme)
settings.update(settings.load(path), replace(few, theme="last"), sealer)
assert settings.load(path).theme == "last"
print(json.dumps([sorted(seen), killed]))
"""

TWO_COPIES = """
import sys
from dataclasses import replace
from pathlib import Path
from workbench import settings
from workbench.certificates.sealing import Sealer
from workbench.models import CertificateEntry

path, me = Path(sys.argv[1]), sys.argv[2]
now = settings.load(path)
print("ready", flush=True)
sys.stdin.readline()
for n in range(15):
    entry = CertificateEntry(id=f"{me}{n:02}", host=f"{me}{n}.test", pfx_file="x")
    after = replace(now, certificates=(*now.certificates, entry), resolve={**now.resolve, f"{me}.test": f"::{n}"})
    now = settings.update(now, after, Sealer(path.parent / "sealing"))
"""


@pytest.mark.slow
@posix
def test_a_save_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_RANDOM, str(tmp_path / "settings.toml")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    themes, killed = json.loads(done.stdout)
    assert themes == ["few", "many"]
    assert killed > 20


@pytest.mark.slow
def test_two_copies_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('later = 1\n[[certificates]]\nid = "first"\nhost = "a.test"\npfx_file = "x"\nnote = 1\n')
    copies = [
        subprocess.Popen(
            [sys.executable, "-c", TWO_COPIES, str(path), me],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for me in "ab"
    ]
    for copy in copies:
        assert copy.stdout and copy.stdout.readline() == "ready\n"
    for copy in copies:
        copy.communicate("go\n")
        assert copy.returncode == 0
    found = settings.load(path)
    wanted = [f"{me}{n:02}" for me in "ab" for n in range(15)]
    assert sorted(each.id for each in found.certificates) == [*wanted, "first"]
    for me in "ab":
        mine = [each.id for each in found.certificates if each.id.startswith(me)]
        assert mine == sorted(mine)
    assert found.resolve == {"a.test": "::14", "b.test": "::14"}
    assert parse(path.read_text())["later"] == 1
