"""The command that runs the tests of TLS on every Python; the runs themselves are no part of the gate."""

from __future__ import annotations

import ssl
import sys

import pytest

from tests import pythons


@pytest.mark.slow
def test_the_python_that_runs_is_among_those_found() -> None:
    found = {one.version: one for one in pythons.interpreters()}
    version = tuple(sys.version_info[:3])
    assert version in found
    assert list(found) == sorted(found)
    assert all(minor in range(11, 15) for _, minor, _ in found)
    assert found[version].named.startswith(f"Python {'.'.join(map(str, version))} with OpenSSL")
    assert ssl.OPENSSL_VERSION.startswith("OpenSSL")


def test_rows_that_name_no_tests_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert pythons.main(["--rows", "nothing"]) == 2
    assert capsys.readouterr().out == "no such tests\n"
