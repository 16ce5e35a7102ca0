"""nginx on loopback, with certificates made for it: says where it is in one JSON line and ends with its parent.

GET /                    a short answer that says whose certificate came
GET /big?megabytes=N     so many MiB of zeros, N one of SIZES
"""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from workbench import settings
from workbench.certificates.sealing import Sealer
from workbench.demo.authority import Authority, Order
from workbench.demo.issued import pem, write_private
from workbench.demo.parent import Parent
from workbench.folders import Folders, locate
from workbench.models import CaEntry, CertificateEntry
from workbench.settings import HttpSettings, Settings

SIZES: Final = (16, 32, 256)
_HOST: Final = "bench.test"
_MEGABYTE: Final = 1024 * 1024
_LOOK_SECONDS: Final = 0.1
_STARTS_WITHIN: Final = 5.0
_CONFIG: Final = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000; keepalive_timeout 600s;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    default_type application/json;
    server {{
        listen 127.0.0.1:{port} ssl; server_name {host}; root {folder};
        ssl_protocols TLSv1.3; ssl_certificate {folder}/server.crt; ssl_certificate_key {folder}/server.key;
        ssl_verify_client on; ssl_client_certificate {folder}/ca.pem;
        location = / {{ return 200 '{{"client_certificate": {{"subject": "$ssl_client_s_dn"}}}}'; }}
        location = /big {{ try_files /big-$arg_megabytes =404; }}
    }}
}}
"""


def serve() -> int:
    """Serve until SIGTERM, SIGINT or the end of our parent."""
    parent = Parent()
    ending: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: ending.append(number))
    with TemporaryDirectory(prefix="workbench-bench-") as folder:
        port = _free_port()
        said = _prepared(Path(folder), port)
        with subprocess.Popen([_program(), "-p", folder, "-c", f"{folder}/nginx.conf"]) as nginx:
            try:
                _wait_for(port)
                print(json.dumps(said), flush=True)
                while not ending and not parent.is_gone() and nginx.poll() is None:
                    time.sleep(_LOOK_SECONDS)  # to see whether who asked for the server is gone
            finally:
                nginx.kill()
    return 0


def _prepared(folder: Path, port: int) -> dict[str, object]:
    (folder / "nginx.conf").write_text(_CONFIG.format(folder=folder, port=port, host=_HOST))
    for megabytes in SIZES:
        with (folder / f"big-{megabytes}").open("wb") as file:
            file.truncate(megabytes * _MEGABYTE)
    root = Authority.root("Workbench Bench Root CA")
    under = root.intermediate("Workbench Bench CA")
    write_private(folder / "ca.pem", pem(root.certificate))
    under.issue(Order(common_name=_HOST, dns=(_HOST,), use="server")).write(folder, "server")
    cert_file, key_file = under.issue(Order(common_name="alice")).write(folder, "alice")
    _write_home(locate(folder / "home", {}), folder)
    return {
        "home": str(folder / "home"),
        "endpoints": {"mtls": f"https://{_HOST}:{port}/"},
        "ca": str(folder / "ca.pem"),
        "identities": {"alice": {"cert_file": str(cert_file), "key_file": str(key_file)}},
    }


def _write_home(folders: Folders, folder: Path) -> None:
    before = settings.load(folders.settings_file)
    alice = CertificateEntry(
        id=settings.new_id(),
        name="alice",
        host=_HOST,
        port="*",
        cert_file=str(folder / "alice.crt"),
        key_file=str(folder / "alice.key"),
    )
    after = Settings(
        path=before.path,
        http=HttpSettings(proxy="none"),
        cas=(CaEntry(file=str(folder / "ca.pem")),),
        resolve={_HOST: "127.0.0.1"},
        certificates=(alice,),
    )
    settings.update(before, after, Sealer(folders.sealing))


def _program() -> str:
    program = shutil.which("nginx")
    if program is None:
        raise SystemExit("nginx is not here")
    return program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)  # nothing to wait on: nginx says nowhere that it listens
        else:
            return


if __name__ == "__main__":
    sys.exit(serve())
