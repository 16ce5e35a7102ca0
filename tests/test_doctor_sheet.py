"""A report as people and scripts read it."""

from __future__ import annotations

from workbench.doctor import Finding, Remedy, Report, State, documents, sheet

HOSTILE = "\x1b]0;owned\x07\x9b\u202e"
LONG = "Ask the server's owner for a certificate of one of those issuers, and put that in the place of the old one."
CHANGE = Remedy(advice=LONG, command="workbench certs replace k3f9a2 --crt " + "x" * 60, key="c, then e on it")


def _report(*states: State, remedy: Remedy | None = None) -> Report:
    steps = (Finding(step="chain", state=state, headline=f"Said {n}.", remedy=remedy) for n, state in enumerate(states))
    return Report(url="https://a.test/", host="a.test", port=443, findings=tuple(steps))


def _lines(report: Report) -> list[str]:
    return list(sheet.lines(report))


def test_nothing_bad_is_good_and_a_warning_is_counted() -> None:
    assert _lines(_report("good"))[-1] == "GOOD: nothing stands in the way."
    assert _lines(_report("good", "warn", "skipped"))[-1].endswith("1 thing to look at.")
    assert _report("warn", "unknown", "skipped").verdict == "good"


def test_the_first_bad_step_is_the_cause_and_the_others_follow() -> None:
    report = _report("good", "bad", "bad")
    assert (report.verdict, report.cause) == ("not_good", "Said 1.")
    assert _lines(report)[-2:] == ["NOT GOOD: Said 1.", "and: Said 2."]


def test_a_remedy_of_another_step_serves_where_the_culprit_has_none() -> None:
    findings = (
        Finding(step="asked", state="warn", headline="x", remedy=CHANGE),
        Finding(step="accepted", state="bad", headline="y"),
    )
    report = Report(url="https://a.test/", host="a.test", port=443, findings=findings)
    assert report.remedy == CHANGE


def test_all_but_a_command_fits_80_columns_and_a_command_stays_whole() -> None:
    finding = Finding(step="asked", state="warn", headline=LONG * 2, evidence=(LONG, "x" * 200), remedy=CHANGE)
    lines = list(sheet.of_finding(finding))
    commands = [line for line in lines if line.startswith("    $ ")]
    assert commands == [f"    $ {CHANGE.command}"]
    assert max(len(line) for line in lines if line not in commands) <= 79
    assert lines[0].startswith("LOOK     Asked      Ask the server's owner")


def test_every_state_and_step_has_its_word() -> None:
    assert len(set(sheet.STATES.values())) == 5
    assert max(map(len, sheet.STATES.values())) <= 8
    assert max(map(len, sheet.STEPS.values())) <= 9


def test_nothing_of_a_peers_reaches_a_terminal_raw() -> None:
    remedy = Remedy(advice=HOSTILE, command=HOSTILE, key=HOSTILE)
    finding = Finding(step="chain", state="bad", headline=HOSTILE, evidence=(HOSTILE,), remedy=remedy)
    report = Report(url=HOSTILE, host="a", port=1, findings=(finding,))
    text = "".join(_lines(report))
    assert not any(sign in text for sign in "\x1b\x07\x9b\u202e")


def test_a_document_names_everything_and_keeps_the_order() -> None:
    finding = Finding(
        step="name", state="bad", headline="No.", evidence=("e",), remedy=CHANGE, facts={"addresses": ["127.0.0.1"]}
    )
    document = documents.report_document(Report(url="https://a.test/", host="a.test", port=443, findings=(finding,)))
    assert list(document) == ["url", "host", "port", "verdict", "cause", "remedy", "steps"]
    assert (document["verdict"], document["cause"]) == ("not_good", "No.")
    assert document["steps"] == [
        {
            "step": "name",
            "state": "bad",
            "headline": "No.",
            "evidence": ["e"],
            "remedy": {"advice": CHANGE.advice, "command": CHANGE.command, "key": CHANGE.key},
            "addresses": ["127.0.0.1"],
        }
    ]
    good = documents.report_document(_report("good"))
    assert (good["verdict"], good["cause"], good["remedy"]) == ("good", None, None)
