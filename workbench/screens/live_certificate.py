"""Which certificate the composed request will offer, while its URL is still being typed."""

from __future__ import annotations

from workbench.certificates import hosts, selection
from workbench.certificates.hosts import HostError
from workbench.certificates.selection import Index
from workbench.models import Choice, Request, Selection
from workbench.nouns import dataclass
from workbench.screens.one_off import CHOICE, OneOff, lent_to
from workbench.widgets.certificate_line import NO_URL
from workbench.widgets.url_field import completed
from workbench.workspace import variables
from workbench.workspace.faults import UnknownVariable


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The selection, or in words why there is none yet."""

    selection: Selection | None = None
    words: str = ""


def word(request: Request, session: Choice | None) -> Choice | None:
    """Return whose word on the certificate counts: the request's pin, then the session's switch (contract §3.7)."""
    pin = request.tls.certificate
    return session if pin is None else Choice(by="pin", value=pin)


def live(
    request: Request, entries: Index, session: Choice | None, *, everything: bool = False, one_off: OneOff | None = None
) -> Live:
    """Choose for the URL as it stands; `everything` explains every entry, for the chooser.

    What a pasted command lends goes before all, at the origin it is for.
    """
    url = completed(request.url)
    if not url or url in ("https://", "http://"):
        return Live(words=NO_URL)
    try:
        filled = variables.substitute(Request(url=url, path_params=request.path_params), {}).url
        origin = hosts.origin(filled)
    except UnknownVariable as fault:
        return Live(words=f"not known yet: {{{{{fault.name}}}}} has no value")
    except HostError as fault:
        return Live(words=str(fault))
    lent = lent_to(one_off, request)
    if lent is not None and lent.entry is not None:
        return Live(selection=selection.select(origin, (lent.entry,), CHOICE, origin, url=filled))
    choice = word(request, session)
    found = selection.select(origin, entries, choice, origin, url=filled, everything=everything)
    return Live(selection=found)
