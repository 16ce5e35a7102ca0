"""What comes out of the chooser: what the request is pinned to, or what else the person wants."""

from __future__ import annotations

from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UseEntry:
    """Use the entry of this id for this request, also outside its own rule."""

    id: str

    @property
    def pin(self) -> str:
        """What a request file says for it."""
        return f"id:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseName:
    """Use whichever entry of this name the rules choose, on every hop."""

    name: str

    @property
    def pin(self) -> str:
        """What a request file says for it."""
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class UseNone:
    """Send no certificate with this request."""

    @property
    def pin(self) -> str:
        """What a request file says for it."""
        return "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRules:
    """Take back what was chosen for this request: the rules choose again."""

    @property
    def pin(self) -> None:
        """A request file says nothing then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFor:
    """Add a certificate for this host and port: the form is to be opened, filled in."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeSomebody:
    """Be this name, or "none", for the session; where it is somebody already, end that."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Send the request as several identities."""


Chosen = UseEntry | UseName | UseNone | FollowRules | AddFor | BeSomebody | Compare
