from dataclasses import replace
from pathlib import Path

from workbench.models import CaEntry, CertificateEntry
from workbench.screens import certificate_list
from workbench.settings import Settings

ONE, TWO, THREE = (CertificateEntry(id=each, host=f"{each}.test") for each in ("one", "two", "three"))
CA, OTHER = CaEntry(file="ca.pem"), CaEntry(file="ca.pem", host="a.test", port=8443)
SETTINGS = Settings(path=Path("settings.toml"), certificates=(ONE, TWO, THREE), cas=(CA, OTHER))


def test_an_edited_entry_keeps_its_place_and_a_new_one_comes_last() -> None:
    edited = replace(TWO, host="new.test")
    assert certificate_list.put(SETTINGS, edited).certificates == (ONE, edited, THREE)
    new = CertificateEntry(id="four", host="four.test")
    assert certificate_list.put(SETTINGS, new).certificates == (ONE, TWO, THREE, new)


def test_the_others_stay_in_their_order_when_one_goes() -> None:
    assert certificate_list.without(SETTINGS, TWO).certificates == (ONE, THREE)
    assert certificate_list.without(SETTINGS, CA).cas == (OTHER,)


def test_a_ca_is_known_by_file_host_and_port() -> None:
    assert certificate_list.with_ca(SETTINGS, replace(CA, enabled=False)).cas == (replace(CA, enabled=False), OTHER)
    moved = replace(OTHER, host="b.test")
    assert certificate_list.with_ca(SETTINGS, moved, OTHER).cas == (CA, moved)
    assert certificate_list.with_ca(SETTINGS, moved).cas == (CA, OTHER, moved)


def test_a_ca_edited_into_another_takes_that_ones_place() -> None:
    assert certificate_list.with_ca(SETTINGS, CA, OTHER).cas == (CA,)
