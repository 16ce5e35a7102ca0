"""What is secret in the variables of a request is in no word of an examination, and commands say it by its name."""

from __future__ import annotations

import pytest

from tests.doctors import examined, step
from tests.peers import free_port
from tests.sending import hurried
from workbench.demo.lab import Lab
from workbench.doctor import documents, sheet
from workbench.doctor.examination import NotExaminable
from workbench.models import Request, RequestTls

pytestmark = pytest.mark.slow

SECRET = "s3cr3tvalue"
URLS = ["https://{{token}}.invalid/x", "http://127.0.0.1:{port}/{{token}}/x", "https://127.0.0.1:{port}/{{token}}"]


@pytest.mark.parametrize("url", URLS)
async def test_a_secret_variable_is_in_no_word(lab: Lab, url: str) -> None:
    report = await examined(
        lab,
        url.replace("{port}", str(free_port())),
        request=Request(tls=RequestTls(server_name="{{token}}.test")),
        variables={"token": SECRET},
        secrets=(SECRET,),
        settings=hurried(lab, connect_timeout=1.0),
    )
    assert SECRET not in repr(report)
    assert SECRET not in "\n".join(sheet.lines(report)) + repr(documents.report_document(report))
    assert "********(11)" in report.url


async def test_a_command_names_the_variable_and_not_its_value(lab: Lab) -> None:
    report = await examined(lab, "https://{{token}}.invalid/x?y=1", variables={"token": SECRET}, secrets=(SECRET,))
    remedy = step(report, "name").remedy
    assert remedy and (remedy.command or "").startswith("workbench doctor 'https://{{token}}.invalid/x' ")


async def test_what_cannot_be_examined_is_said_without_it(lab: Lab) -> None:
    with pytest.raises(NotExaminable) as refused:
        await examined(lab, "{{token}}://a.test/", variables={"token": SECRET}, secrets=(SECRET,))
    assert SECRET not in refused.value.message
