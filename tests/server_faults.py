"""The badssl family: what a server can have wrong with its certificate, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workbench.demo import names
from workbench.demo.sites import ServerCertificate, Site

Faults = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A server's certificate, the host it is reached by, and all that is wrong: (code, subject) of each fault.

    `says` are words that the messages hold; `{past}`, `{ended}` and `{soon}` stand for days as they are written.
    `alert` is what we tell the server when we verify.
    """

    certificate: ServerCertificate
    host: str
    covers: str = ""  # where that is another host than the one it is reached by
    faults: Faults = ()
    says: tuple[str, ...] = ()
    alert: str = ""

    @property
    def site(self) -> Site:
        """The site of the lab that shows it."""
        return Site(name=self.certificate, hosts=(self.covers or self.host,), certificate=self.certificate)


def _of(host: str, *codes: str) -> Faults:
    return tuple((code, f"CN={host}") for code in codes)


_SHOWN = "family.demo.test"
_EXPIRED_CA = "CN=Expired Demo CA"

FAULTS: Final[Mapping[str, Fault]] = {
    "expired": Fault(
        certificate="expired",
        host=_SHOWN,
        faults=_of(_SHOWN, "expired"),
        says=("The server's certificate expired on {ended} (35 days ago)",),
        alert="certificate_expired",
    ),
    "not yet valid": Fault(
        certificate="not_yet_valid",
        host=_SHOWN,
        faults=_of(_SHOWN, "not_yet_valid"),
        says=("is not valid before {soon} (in ",),
        alert="bad_certificate",
    ),
    "wrong host": Fault(
        certificate="wrong_host",
        host=_SHOWN,
        faults=_of(names.ELSEWHERE, "hostname_mismatch"),
        says=(f"not valid for {_SHOWN}: it is valid for {names.ELSEWHERE}",),
        alert="bad_certificate",
    ),
    "self-signed": Fault(
        certificate="self_signed",
        host=_SHOWN,
        faults=_of(_SHOWN, "self_signed"),
        says=("is self-signed: no CA vouches for it",),
        alert="unknown_ca",
    ),
    "untrusted root": Fault(
        certificate="untrusted",
        host=_SHOWN,
        faults=_of("Another Root CA", "unknown_issuer"),
        says=("The root CN=Another Root CA, which issued the chain, is not trusted",),
        alert="unknown_ca",
    ),
    "missing intermediate": Fault(
        certificate="missing_intermediate",
        host=_SHOWN,
        faults=_of(_SHOWN, "missing_intermediate"),
        says=("sent only its own certificate", "CN=Workbench Demo CA", f"where it is found: {names.ISSUER_URL}"),
        alert="unknown_ca",
    ),
    "expired intermediate": Fault(
        certificate="expired_intermediate",
        host=_SHOWN,
        faults=(("ca_expired", _EXPIRED_CA),),
        says=("The intermediate CN=Expired Demo CA expired on {ended} (35 days ago)",),
        alert="certificate_expired",
    ),
    "no common name": Fault(certificate="no_common_name", host=_SHOWN),
    "no alternative name": Fault(
        certificate="no_alternative_name",
        host=_SHOWN,
        faults=_of(_SHOWN, "hostname_mismatch"),
        says=(f"names a host only in its common name ({_SHOWN}), which no longer counts",),
        alert="bad_certificate",
    ),
    "SHA-1": Fault(
        certificate="sha1",
        host=_SHOWN,
        faults=_of(_SHOWN, "weak_signature"),
        says=("is signed with SHA1, which can be forged",),
        alert="bad_certificate",
    ),
    "1024-bit RSA": Fault(
        certificate="rsa_1024",
        host=_SHOWN,
        faults=_of(_SHOWN, "weak_key"),
        says=("an RSA key of 1024 bits; safe keys have 2048",),
        alert="bad_certificate",
    ),
    "for clients only": Fault(
        certificate="client_only",
        host=_SHOWN,
        faults=_of(_SHOWN, "no_server_auth"),
        says=("may not be used by a server: its extended key usage allows only client authentication",),
        alert="unsupported_certificate",
    ),
    "name constraints": Fault(
        certificate="name_constraints",
        host=_SHOWN,
        faults=_of(_SHOWN, "name_constraint"),
        says=(f"CN=Constrained Demo CA may not certify {_SHOWN}",),
        alert="certificate_unknown",
    ),
    "path length": Fault(
        certificate="path_length",
        host=_SHOWN,
        faults=_of("Short Demo CA", "path_too_long"),
        says=("CN=Short Demo CA allows no CAs below it, the chain has 1",),
        alert="unknown_ca",
    ),
    "address": Fault(certificate="address", host="127.0.0.1"),
    "address that is not named": Fault(
        certificate="good",
        host="127.0.0.1",
        covers=_SHOWN,
        faults=_of(_SHOWN, "hostname_mismatch"),
        says=(f"not valid for 127.0.0.1: it is valid for {_SHOWN}",),
        alert="bad_certificate",
    ),
    "wildcard one level too deep": Fault(
        certificate="deep_wildcard",
        host="a.b.family.demo.test",
        faults=_of("a.b.family.demo.test", "hostname_mismatch"),
        says=("not valid for a.b.family.demo.test: it is valid for *.family.demo.test",),
        alert="bad_certificate",
    ),
    "trailing dot": Fault(certificate="good", host=_SHOWN + ".", covers=_SHOWN),
    "no key identifier": Fault(certificate="no_key_identifier", host=_SHOWN),
    "several faults": Fault(
        certificate="several_faults",
        host=_SHOWN,
        faults=(
            *_of(names.ELSEWHERE, "no_server_auth", "weak_signature", "hostname_mismatch", "expired"),
            ("ca_expired", _EXPIRED_CA),
        ),
        says=("client authentication", "SHA1", names.ELSEWHERE, "certificate expired on {ended}", "Expired Demo CA"),
        alert="unsupported_certificate",
    ),
}
