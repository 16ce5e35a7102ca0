"""Which entry a proxy would have been shown: what the request says, else the settings, applied to the proxy's place."""

from __future__ import annotations

from workbench.certificates import hosts, selection
from workbench.certificates.hosts import HostError
from workbench.models import CertificateEntry, Choice, Hop, Request
from workbench.settings import Settings


def of(request: Request, hop: Hop, settings: Settings) -> CertificateEntry | None:
    """Return the entry as it is in the settings now, None where none is named or none has that name."""
    asked = request.options.proxy_certificate
    said = settings.http.proxy_certificate if asked is None else asked
    if hop.proxy is None or said in ("", "none"):
        return None
    try:
        place = hosts.origin(hop.proxy.url)
    except HostError:
        return None
    return selection.select(place, settings.certificates, Choice(by="pin", value=said), place).entry
