"""`--as NAME`: the certificate a person names for one examination, also where no rule would choose it."""

from __future__ import annotations

from collections.abc import Sequence

from workbench import marks
from workbench.certificates import selection
from workbench.certificates.hosts import authority
from workbench.models import CertificateEntry, Choice, Origin
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The choice that a name comes to, and what is to be said of it."""

    choice: Choice
    aside: str = ""


def choice(name: str, entries: Sequence[CertificateEntry], origin: Origin) -> Named:
    """Return the choice: `none`, `id:ID`, or a name, whose only entry is tried even for a host outside its rule.

    To name it is to allow that it is shown; where several bear the name and none matches, an id has to say which.
    """
    said = Choice(by="command", value=name)
    bearers = [entry for entry in entries if entry.name == name and entry.enabled]
    if len(bearers) != 1 or selection.select(origin, entries, said, origin).entry is not None:
        return Named(choice=said)
    (only,) = bearers
    place = authority(only.host, only.port)
    aside = f"{marks.label(only)} is for {place}; it is shown to this server because --as names it"
    return Named(choice=Choice(by="command", value=f"id:{only.id}"), aside=aside)
