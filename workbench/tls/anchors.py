"""Trust anchors, indexed by name: a store of 150 roots is looked up, not searched."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from cryptography import x509

from workbench.nouns import dataclass
from workbench.tls import facts


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is trusted: roots, and by partial-chain rules also intermediates and single server certificates.

    Making one costs about 0.1 ms a certificate; keep it as long as the trust stays the same.
    """

    by_subject: Mapping[Hashable, tuple[x509.Certificate, ...]]

    @classmethod
    def of(cls, certificates: Iterable[x509.Certificate]) -> Anchors:
        """Index certificates; one that is odd is kept, under a name that only it bears."""
        found: dict[Hashable, tuple[x509.Certificate, ...]] = {}
        for certificate in certificates:
            key = facts.subject_key(certificate)
            found[key] = (*found.get(key, ()), certificate)
        return cls(found)

    def named(self, subject: Hashable) -> tuple[x509.Certificate, ...]:
        """Return the anchors that bear a name, given as its key."""
        return self.by_subject.get(subject, ())

    def hold(self, certificate: x509.Certificate, subject: Hashable) -> bool:
        """Tell whether exactly this certificate is an anchor."""
        return certificate in self.named(subject)
