"""Where the rows send to: servers in a process of their own, and homes that the program is started on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.bench.figures import RowFailed
from workbench import settings
from workbench.certificates.passphrases import Passphrases
from workbench.certificates.sealing import Sealer
from workbench.engine import Ticket
from workbench.folders import Folders, locate
from workbench.models import Field, Request

ROOT: Final = Path(__file__).parents[2]
LAB: Final = ("workbench", "demo", "--headless")
NGINX: Final = ("tests.bench.nginx_server",)
_ENDS_WITHIN: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A server that requires a certificate over TLS 1.3, and a home whose settings send the right one there."""

    url: str
    home: Path
    ca_file: Path
    cert_file: Path
    key_file: Path

    @property
    def host(self) -> str:
        """The name the server is reached by."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port on loopback."""
        return urlsplit(self.url).port or 0

    @property
    def authority(self) -> str:
        """Host and port as a Host header has them."""
        return urlsplit(self.url).netloc

    def big(self, megabytes: int) -> str:
        """Return the URL of a body of so many MiB."""
        return f"{self.url}big?megabytes={megabytes}"

    def ticket(self, url: str, *, closing: bool = False, save_to: Path | None = None) -> Ticket:
        """Return the ticket of a GET under this home's settings; `closing` asks for a connection of its own."""
        headers = (Field(name="Connection", value="close"),) if closing else ()
        return ticket(locate(self.home, {}), Request(url=url, headers=headers), save_to)


def ticket(folders: Folders, request: Request, save_to: Path | None = None) -> Ticket:
    """Return the ticket of a request under the settings of a home."""
    return Ticket(
        request=request,
        settings=settings.load(folders.settings_file),
        passphrases=Passphrases(Sealer(folders.sealing)),
        save_to=save_to,
    )


def has_nginx() -> bool:
    """Tell whether nginx can serve; the lab stands in for it elsewhere."""
    return shutil.which("nginx") is not None


@contextmanager
def serving(module: Sequence[str]) -> Iterator[Place]:
    """Run a server as `python -m MODULE …`, which says where it is in the demo's JSON line, until the block ends."""
    command = [sys.executable, "-m", *module]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield _place(process)
        finally:
            process.terminate()
            try:
                process.wait(_ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()


def _place(process: subprocess.Popen[str]) -> Place:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise RowFailed(f"the server ended with status {process.wait()} before it served")
    said = json.loads(line)
    person = said["identities"]["alice"]
    return Place(
        url=said["endpoints"]["mtls"],
        home=Path(said["home"]),
        ca_file=Path(said["ca"]),
        cert_file=Path(person["cert_file"]),
        key_file=Path(person["key_file"]),
    )
