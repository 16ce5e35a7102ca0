"""The path from a server's certificate to an anchor, as OpenSSL builds it: trusted first, partial allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from cryptography import x509

from workbench.nouns import dataclass
from workbench.tls import signatures
from workbench.tls.anchors import Anchors
from workbench.tls.facts import Facts, examine, subject_key

_LONGEST: Final = 16  # a server may send hundreds of certificates; an honest path has four
_MOST_CANDIDATES: Final = 8
_LONGEST_NAME: Final = 200  # characters, for people
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Certificates from the leaf upwards; `anchored` says that the last one is a trust anchor.

    With `pinned` the anchor is the leaf itself; OpenSSL goes through what was sent above it all the same.
    `sent` counts what the server sent, used or not; its own certificate counts once, however often it came.
    """

    steps: tuple[Facts, ...]
    anchored: bool
    sent: int
    pinned: bool = False

    @property
    def anchor(self) -> Facts | None:
        """What is trusted, None when nothing is."""
        return self.leaf if self.pinned else self.top if self.anchored else None

    @property
    def leaf(self) -> Facts:
        """The server's own certificate."""
        return self.steps[0]

    @property
    def top(self) -> Facts:
        """Where the path ends, trusted or not."""
        return self.steps[-1]

    def called(self, step: Facts) -> str:
        """Say for people whose certificate a step of this path is; not yet made visible."""
        if step is self.leaf:
            return "The server's certificate"
        name = step.subject if len(step.subject) <= _LONGEST_NAME else step.subject[:_LONGEST_NAME] + "…"
        if self_signed(step):
            return f"The root {name}"
        return f"The trusted CA {name}" if step is self.anchor else f"The intermediate {name}"


def build(chain: Sequence[x509.Certificate], anchors: Anchors, now: datetime | None = None) -> Path:
    """Build the path of a chain as received, leaf first and the rest in any order.

    Of several possible issuers: one whose key fits, of these one valid `now`, of these the one valid longest.
    """
    steps = [examine(chain[0])]
    count = 1 + sum(one != chain[0] for one in chain[1:])
    sent = [(subject_key(certificate), certificate) for certificate in chain[1:]]
    anchored = False
    while not anchored and len(steps) < _LONGEST:
        child = steps[-1]
        if self_signed(child):
            anchored = anchors.hold(child.certificate, child.names.subject_key)
            break
        wanted = child.names.issuer_key
        trusted = _best(child, anchors.named(wanted), now)
        unused = (one for key, one in sent if key == wanted and not any(one is step.certificate for step in steps))
        issuer = trusted or _best(child, unused, now)
        if issuer is None:
            break
        steps.append(issuer)
        anchored = trusted is not None
    pinned = not anchored and anchors.hold(chain[0], steps[0].names.subject_key)
    return Path(steps=tuple(steps), anchored=anchored, sent=count, pinned=pinned)


def self_signed(facts: Facts) -> bool:
    """Tell whether a certificate claims to be its own issuer."""
    return _issues(facts, facts)


def _best(child: Facts, candidates: Iterable[x509.Certificate], now: datetime | None) -> Facts | None:
    fitting = (candidate for candidate in map(examine, candidates) if _issues(candidate, child))
    issuers = list(islice(fitting, _MOST_CANDIDATES))
    if len(issuers) < 2:
        return issuers[0] if issuers else None
    return max(issuers, key=lambda issuer: _merit(issuer, child, now))


def _merit(issuer: Facts, child: Facts, now: datetime | None) -> tuple[bool, bool, datetime]:
    fits = signatures.verifies(child.certificate, issuer) is not False
    if issuer.period is None:
        return fits, False, _LONG_AGO
    start, end = issuer.period
    return fits, now is None or start <= now <= end, end


def _issues(issuer: Facts, child: Facts) -> bool:
    """Tell whether this looks like the issuer of `child`: by name, key identifier and kind of signature."""
    if issuer.names.subject_key != child.names.issuer_key or not signatures.may_fit(child.certificate, issuer):
        return False
    wanted = child.authority_key_id
    if wanted is None:
        return True
    if wanted.key_identifier and issuer.subject_key_id and wanted.key_identifier != issuer.subject_key_id:
        return False
    serial = wanted.authority_cert_serial_number
    return serial is None or serial == issuer.certificate.serial_number
