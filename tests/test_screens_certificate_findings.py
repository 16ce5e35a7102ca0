import pytest

from workbench.certificates.faults import MaterialField
from workbench.screens.certificate_findings import concerned, form_field
from workbench.screens.typed_certificate import Files, FormField, TypedCertificate


@pytest.mark.parametrize(
    ("problem", "files", "field", "shown"),
    [
        ("file_missing", "pair", "cert_file", "cert"),
        ("file_missing", "pfx", "cert_file", "pfx"),
        ("key_mismatch", "pair", "key_file", "key"),
        ("no_key", "pfx", "key_file", "pfx"),
        ("wrong_passphrase", "pfx", "passphrase", "passphrase"),
        ("not_a_ca", "pair", "ca_file", "ca"),
        (None, "pair", "cert_file", "cert"),
        ("of_a_later_version", "pair", "cert_file", "cert"),
    ],
)
def test_a_problem_is_put_right_in_a_field_that_the_form_has(
    problem: str | None, files: Files, field: MaterialField, shown: FormField
) -> None:
    assert concerned(problem) == field
    assert form_field(concerned(problem), TypedCertificate(files=files)) == shown
