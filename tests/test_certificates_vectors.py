"""Every file of the public vectors that a person might choose, through the form's own examination."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from tests.certificate_files import NOW
from tests.vectors import FOLDER, NOT_FOR_PEOPLE, VERSION, Vector, each
from tests.vectors_certificates import CERTIFICATES
from tests.vectors_keys import KEYS
from tests.vectors_other_keys import OTHER_KEYS
from workbench.certificates.checkup import Inspection
from workbench.screens import certificate_findings
from workbench.screens.typed_certificate import Files, TypedCertificate

VECTORS = (*each(KEYS), *each(OTHER_KEYS), *each(CERTIFICATES))
ENCRYPTED = tuple(vector for vector in VECTORS if vector.passphrase)
PKITS = FOLDER / "x509/PKITS_data"
ABOUT_OTHERS = {"key_readable_by_others"}
"""Depends on how the package was installed, not on what is in the file."""


def looked_into(file: Path, passphrase: str | None = None, files: Files | None = None) -> Inspection:
    kind: Files = files or ("pfx" if file.suffix == ".p12" else "pair")
    path = str(file)
    typed = TypedCertificate(files=kind, pfx=path if kind == "pfx" else "", cert="" if kind == "pfx" else path)
    return certificate_findings.examine(typed, passphrase, NOW, 30)


def outcome(found: Inspection) -> str:
    codes = [problem.code for problem in found.problems if problem.code not in ABOUT_OTHERS]
    holds = "key" if found.has_key else "no-key"
    return " ".join((found.status, found.format or "-", found.key_type or "-", holds, ",".join(codes) or "-"))


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_a_vector_is_told_as_the_manifest_says(vector: Vector) -> None:
    if not vector.file.exists() and version("cryptography-vectors") != VERSION:
        pytest.skip("another version of the package is without it")
    found = looked_into(vector.file, vector.passphrase)
    assert outcome(found) == vector.outcome
    assert vector.says in " ".join(problem.message for problem in found.problems)


@pytest.mark.parametrize("vector", ENCRYPTED, ids=str)
def test_an_encrypted_vector_asks_for_its_passphrase_and_takes_no_other(vector: Vector) -> None:
    assert looked_into(vector.file).status == "needs_passphrase"
    if vector.status != "rejected" or vector.path.endswith(".p12"):
        assert looked_into(vector.file, "not this one").status == "wrong_passphrase"


def test_the_name_of_a_vector_and_the_field_it_stands_in_change_nothing() -> None:
    for vector in VECTORS[::7]:
        other: Files = "pair" if vector.path.endswith(".p12") else "pfx"
        assert outcome(looked_into(vector.file, vector.passphrase, other)) == vector.outcome


def test_a_vector_that_can_serve_with_its_key_says_no_word_of_what_would_keep_it_from_that() -> None:
    whole = [vector for vector in VECTORS if vector.outcome.startswith("ok pkcs12") and vector.outcome.endswith("-")]
    assert len(whole) > 15
    typed = TypedCertificate(files="pfx")
    assert not any(certificate_findings.useless(looked_into(v.file, v.passphrase), typed) for v in whole)


@pytest.mark.skipif(version("cryptography-vectors") != VERSION, reason="the manifest is of another version's files")
def test_every_vector_is_in_the_manifest_or_is_said_to_be_none_for_people() -> None:
    listed = [vector.path for vector in VECTORS]
    assert len(listed) == len(set(listed)) >= 150
    others = _found(*NOT_FOR_PEOPLE)
    assert others.isdisjoint(listed)
    suite = _found("x509/PKITS_data/pkcs12/*", "x509/PKITS_data/certs/*", "x509/PKITS_data/crls/*")
    assert _found("asymmetric/**/*", "pkcs12/**/*", "pkcs7/**/*", "x509/**/*") - others - suite == set(listed)


def _found(*patterns: str) -> set[str]:
    found = (path for pattern in patterns for path in FOLDER.glob(pattern) if path.is_file())
    return {path.relative_to(FOLDER).as_posix() for path in found if "__pycache__" not in path.parts}


_HALVES = {"DSAParametersInheritedCACert", "ValidDSAParameterInheritanceTest5EE"}
"""Certificates whose key takes half of itself from their issuer's, which nothing here reads."""
_DATES = {
    "BadnotAfterDateCACert": "expired",
    "BadnotBeforeDateCACert": "not_yet_valid",
    "InvalidEEnotAfterDateTest6EE": "expired",
    "InvalidEEnotBeforeDateTest2EE": "not_yet_valid",
    "Invalidpre2000UTCEEnotAfterDateTest7EE": "expired",
}


@pytest.mark.slow
def test_the_stores_of_the_suite_for_paths_are_opened() -> None:
    # To open one takes 60 ms, and they differ in their certificates, which the next test reads: a quarter will do.
    every = sorted(PKITS.glob("pkcs12/*.p12"))
    odd = [file for file in every if "DSA" in file.name or file.stem in _DATES]
    for file in (*odd, *every[::4]):
        found = looked_into(file, "password")
        if "DSA" in file.name:
            assert outcome(found).startswith("rejected pkcs12 "), file
            assert "unsupported" in _codes(found), file
        else:
            assert (found.status, found.key_type, found.has_key) == ("ok", "RSA-2048", True), file
            assert _codes(found) - {"no_client_auth"} == ({_DATES[file.stem]} if file.stem in _DATES else set()), file


@pytest.mark.slow
def test_every_certificate_and_list_of_the_suite_for_paths_is_told_for_what_it_is() -> None:
    for file in sorted(PKITS.glob("certs/*.crt")):
        found = looked_into(file)
        if file.stem in _HALVES:
            assert outcome(found) == "rejected der - no-key unsupported", file
        else:
            assert (found.status, found.format, found.has_key) == ("ok", "der", False), file
            dates = {_DATES[file.stem]} if file.stem in _DATES else set()
            assert _codes(found) & {"expired", "not_yet_valid"} == dates, file
    for file in sorted(PKITS.glob("crls/*.crl")):
        assert outcome(looked_into(file)) == "rejected crl - no-key unsupported", file


def _codes(found: Inspection) -> set[str]:
    return {problem.code for problem in found.problems}
