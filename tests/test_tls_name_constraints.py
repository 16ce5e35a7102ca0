"""For which names a constrained CA may issue, compared with OpenSSL."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier

from tests.chains import NOW, ask_openssl, intermediate, leaf, name, root
from workbench.tls import verdict

ROOT = root()


def base(text: str) -> x509.GeneralName:
    """Read a constraint: "dns:…", "ip:…", "email:…", "uri:…", "dir:…" (an organization), "id:…"."""
    kind, _, value = text.partition(":")
    match kind:
        case "ip":
            return x509.IPAddress(ip_network(value))
        case "email":
            return x509.RFC822Name(value)
        case "uri":
            return x509.UniformResourceIdentifier(value)
        case "dir":
            return x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, value)]))
        case "id":
            return x509.RegisteredID(ObjectIdentifier(value))
        case _:
            return x509.DNSName(value)


# permitted, excluded, names of the leaf, whether they are all allowed
TABLE: list[tuple[Sequence[str], Sequence[str], Sequence[str], bool]] = [
    (["dns:api.test"], [], ["api.test"], True),
    (["dns:test"], [], ["api.test"], True),
    (["dns:TEST"], [], ["api.test"], True),
    (["dns:.test"], [], ["api.test"], True),
    (["dns:.api.test"], [], ["api.test"], False),
    (["dns:pi.test"], [], ["api.test"], False),
    (["dns:api.test"], [], ["a.api.test", "api.test"], True),
    (["dns:api.test"], [], ["api.test", "evil.test"], False),
    (["dns:a.test", "dns:api.test"], [], ["api.test"], True),
    (["dns:"], [], ["api.test"], True),
    ([], ["dns:"], ["api.test"], False),
    ([], ["dns:evil.test"], ["api.test"], True),
    ([], ["dns:api.test"], ["api.test"], False),
    ([], ["dns:test"], ["api.test"], False),
    (["dns:test"], ["dns:api.test"], ["api.test"], False),
    (["dns:api.test"], [], ["*.api.test", "api.test"], True),
    (["dns:api.test"], [], ["127.0.0.1", "api.test"], True),
    (["ip:127.0.0.0/8"], [], ["127.0.0.1", "api.test"], True),
    (["ip:10.0.0.0/8"], [], ["127.0.0.1", "api.test"], False),
    (["ip:10.0.0.0/8"], [], ["::1", "api.test"], False),
    (["ip:2001:db8::/32"], [], ["2001:db8::7", "api.test"], True),
    ([], ["ip:0.0.0.0/0"], ["127.0.0.1", "api.test"], False),
    ([], ["ip:0.0.0.0/0"], ["::1", "api.test"], True),
    (["email:test"], [], ["a@test", "api.test"], True),
    (["email:test"], [], ["a@b.test", "api.test"], False),
    (["email:.test"], [], ["a@b.test", "api.test"], True),
    (["email:a@b.test"], [], ["a@B.test", "api.test"], True),
    (["email:a@b.test"], [], ["A@b.test", "api.test"], False),
    (["uri:api.test"], [], ["https://api.test:8443/x", "api.test"], True),
    (["uri:.test"], [], ["https://api.test/x", "api.test"], True),
    (["uri:.api.test"], [], ["https://api.test/x", "api.test"], False),
    (["uri:api.test"], [], ["https://evil.test/x", "api.test"], False),
    (["dir:Example"], [], ["api.test"], True),
    (["dir:EXAMPLE "], [], ["api.test"], True),
    (["dir:Other"], [], ["api.test"], False),
    ([], ["dir:Example"], ["api.test"], False),
    ([], ["dir:Other"], ["api.test"], True),
    (["id:1.2.3"], [], ["api.test"], True),
]


@pytest.mark.parametrize(("permitted", "excluded", "names", "allowed"), TABLE)
def test_names_are_allowed_or_not_as_openssl_says(
    permitted: Sequence[str], excluded: Sequence[str], names: Sequence[str], allowed: bool, tmp_path: Path
) -> None:
    limits = x509.NameConstraints([base(text) for text in permitted] or None, [base(text) for text in excluded] or None)
    middle = intermediate(ROOT, limits=limits)
    made = leaf(middle, names=names)
    chain = [made.certificate, middle.certificate]
    found = verdict.judge(chain, hostname="api.test", now=NOW, anchors=[ROOT.certificate])
    assert [problem.code for problem in found] == ([] if allowed else ["name_constraint"])
    said = ask_openssl(chain, made.key, [ROOT.certificate], "api.test", tmp_path)
    assert said.code in ((0,) if allowed else (47, 48))


def test_an_address_in_the_subject_is_constrained_too() -> None:
    limits = x509.NameConstraints([x509.RFC822Name("good.test")], None)
    middle = intermediate(ROOT, limits=limits)
    mailbox = x509.NameAttribute(NameOID.EMAIL_ADDRESS, "eve@evil.test")
    made = leaf(middle, subject=x509.Name([*name("api.test"), mailbox]))
    (found,) = verdict.judge(
        [made.certificate, middle.certificate], hostname="api.test", now=NOW, anchors=[ROOT.certificate]
    )
    assert "may not certify eve@evil.test" in found.message


def test_constraints_of_the_root_bind_everything_below_it() -> None:
    top = root(limits=x509.NameConstraints([x509.DNSName("good.test")], None))
    middle = intermediate(top)
    chain = [leaf(middle).certificate, middle.certificate]
    found = verdict.judge(chain, hostname="api.test", now=NOW, anchors=[top.certificate])
    assert [problem.code for problem in found] == ["name_constraint"]


@pytest.mark.parametrize(
    ("limit", "named", "why"),
    [
        (base("id:1.2.3"), base("id:1.2.3.4"), "they limit names of the kind RegisteredID"),
        (base("uri:api.test"), base("uri:https://[half/"), "has no readable host"),
    ],
)
def test_a_constraint_that_cannot_be_compared_is_a_finding(
    limit: x509.GeneralName, named: x509.GeneralName, why: str
) -> None:
    middle = intermediate(ROOT, limits=x509.NameConstraints([limit], None))
    names = x509.SubjectAlternativeName([x509.DNSName("api.test"), named])
    made = leaf(middle, names=(), more=[(names, False)])
    chain = [made.certificate, middle.certificate]
    (found,) = verdict.judge(chain, hostname="api.test", now=NOW, anchors=[ROOT.certificate])
    assert found.code == "other"
    assert why in found.message


def test_millions_of_comparisons_are_not_made() -> None:
    limits = x509.NameConstraints([x509.DNSName(f"a{count}.test") for count in range(1000)], None)
    middle = intermediate(ROOT, limits=limits)
    made = leaf(middle, names=["api.test", *(f"b{count}.test" for count in range(1000))])
    chain = [made.certificate, middle.certificate]
    (found,) = verdict.judge(chain, hostname="api.test", now=NOW, anchors=[ROOT.certificate])
    assert (found.code, "too many names" in found.message) == ("other", True)
