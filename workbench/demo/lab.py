"""The lab: a home folder, certificates and running servers, from one call to the end of a `with`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from workbench import folders, settings
from workbench.demo import authorities, contexts, endpoints, home, identities, sites
from workbench.demo.endpoints import Endpoint
from workbench.demo.home import Inventory, LabError
from workbench.demo.identities import IdentityFiles
from workbench.demo.issued import pem, write_private
from workbench.demo.routes import Routes
from workbench.demo.servers import Servers
from workbench.demo.sightings import Log
from workbench.folders import Folders
from workbench.models import Request
from workbench.settings import Settings

__all__ = ["Lab", "LabError"]


class Lab:
    """A running lab; without a directory it lives in a temporary folder, removed when the lab is closed.

    `watch` makes `log` tell of failed handshakes what the client offered and which alerts went either way.
    Raises LabError when the directory is not empty and not an earlier lab's.
    """

    def __init__(self, directory: Path | None = None, *, watch: bool = False) -> None:
        self._closed = False
        self.home, self._throw_away = home.prepare(directory)
        self.log = Log()
        self.authorities = authorities.found()
        self._servers = Servers(self.log, self.authorities.root.certificate)
        try:
            self.ca_file, self.identities = self._write_certificates()
            self._urls = self._listen(watch=watch)
            self._write_home()
            self._servers.start(Routes(self._urls).answer)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the servers, and remove the folder if it was a temporary one; closing twice is no fault."""
        if self._closed:
            return
        self._closed = True
        self._servers.close()
        if self._throw_away:
            shutil.rmtree(self.home, ignore_errors=True)

    @property
    def folders(self) -> Folders:
        """Where a program started on this home finds its files."""
        return folders.locate(self.home, {})

    @property
    def settings(self) -> Settings:
        """The lab's settings, as they stand in its home now."""
        return settings.load(self.folders.settings_file)

    @property
    def endpoints(self) -> Mapping[str, str]:
        """The URL of each endpoint by its name, in the order of the tour."""
        return {endpoint.name: self._urls[endpoint.name] for endpoint in endpoints.ALL}

    def url(self, name: str, path: str = "") -> str:
        """Return the URL of an endpoint, or of its twin that speaks TLS 1.2 only (`picky12`).

        A path given replaces the endpoint's own: every site answers every path of `routes`.
        """
        url = self._urls[name]
        return "/".join(url.split("/")[:3]) + path if path else url

    def _write_certificates(self) -> tuple[Path, Mapping[str, IdentityFiles]]:
        pki, people = folders.make(self.home / "pki"), folders.make(self.home / "identities")
        write_private(pki / "demo-ca.pem", pem(self.authorities.root.certificate))
        write_private(pki / "another-ca.pem", pem(self.authorities.another.certificate))
        return pki / "demo-ca.pem", identities.write_all(people, self.authorities)

    def _listen(self, *, watch: bool) -> dict[str, str]:
        ports = {}
        for site in sites.ALL:
            context = contexts.make(site, self.authorities, watch=watch) if site.tls else None
            ports[site.name] = self._servers.listen(site, context)
        return {endpoint.name: endpoint.url(ports) for endpoint in _with_twins(ports)}

    def _write_home(self) -> None:
        bobs_port = int(self._urls["other"].split(":")[2].split("/")[0])
        inventory = Inventory(ca_file=self.ca_file, people=self.identities, bobs_port=bobs_port)
        home.write_settings(self.folders, inventory)
        home.write_requests(self.folders, self._saved_requests())

    def _saved_requests(self) -> Iterator[tuple[str, Request]]:
        for endpoint in endpoints.ALL:
            yield endpoint.name, endpoint.request(self._urls[endpoint.name])


def _with_twins(ports: Mapping[str, int]) -> Iterator[Endpoint]:
    for endpoint in endpoints.ALL:
        yield endpoint
        if endpoint.name == endpoint.site and (twin := endpoint.name + "12") in ports and endpoint.name != "mtls":
            yield replace(endpoint, name=twin, site=twin)
