"""What the canary compares: versions with a lock, and what failed in a report of pytest."""

from __future__ import annotations

from pathlib import Path

from supply_chain.canary import CHECKS, NOT_LOCKED, QUICK, REPOSITORY, Difference, broken_tests, differences

REPORT = """<testsuites><testsuite>
<testcase classname="tests.ingest.test_reading" name="test_fine"/>
<testcase classname="tests.ingest.test_reading" name="test_bad[x]">
  <failure message="AssertionError: 1 is not 2&#10;more">trace</failure></testcase>
<testcase classname="tests.targets.test_check" name="test_set_up">
  <error message="ImportError: gone">trace</error></testcase>
<testcase classname="tests.targets.test_check" name="test_left_out"><skipped message="no Java"/></testcase>
</testsuite></testsuites>"""


def test_newer_new_and_gone_packages_are_told() -> None:
    locked = {"typer": "0.29.2", "Great_Expectations": "1.24.1", "rich": "15.0.0", "left.pad": "1.0"}
    installed = {"Typer": "0.30.0", "great-expectations": "1.24.1", "rich": "15.0.0", "newcomer": "2.0"}
    assert differences(locked, installed) == [
        Difference("left-pad", "1.0", None),
        Difference("newcomer", None, "2.0"),
        Difference("typer", "0.29.2", "0.30.0"),
    ]


def test_a_difference_is_a_line() -> None:
    assert str(Difference("typer", "0.29.2", "0.30.0")) == "typer: 0.29.2 -> 0.30.0"
    assert str(Difference("newcomer", None, "2.0")) == "newcomer: not locked -> 2.0"


def test_the_project_itself_is_not_compared() -> None:
    assert differences({}, dict.fromkeys(NOT_LOCKED, "1.0")) == []


def test_what_failed_is_told_with_the_first_line_of_its_cause(tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    file.write_text(REPORT, encoding="utf-8")
    assert broken_tests(file) == [
        "tests.ingest.test_reading::test_bad[x]: AssertionError: 1 is not 2",
        "tests.targets.test_check::test_set_up: ImportError: gone",
    ]


def test_what_it_runs_is_there() -> None:
    assert all((REPOSITORY / folder).is_dir() for folder in QUICK)
    assert {"ruff", "mypy", "yamllint"} == set(CHECKS)
