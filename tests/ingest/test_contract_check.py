"""`contract check`: everything wrong in a file, all at once, bounded, without personal data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.contract_check import SHOWN_ROWS, SHOWN_VALUES, check_file
from ingest.contracts import load_contracts
from ingest.file_problems import FileCheck, Problem
from ingest.typing_rules import TypingRules

from .conftest import ACTIVITY_HEADER

NAME = "activities_FY2024_20250410.csv"
GOOD = "AC-1,2024/4/1,1-1,政府連携,3,経済産業省"
CONTRACTS = load_contracts()
RULES = TypingRules()


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., FileCheck]:
    def run(content: str | bytes, name: str = NAME, source: str = "activities") -> FileCheck:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return check_file(path, CONTRACTS[source], RULES)

    return run


def kinds(outcome: FileCheck) -> dict[str, Problem]:
    return {problem.kind: problem for problem in outcome.problems}


def test_a_clean_file_has_no_problem(check: Callable[..., FileCheck]) -> None:
    outcome = check(f"{ACTIVITY_HEADER}\n{GOOD}\n合計,,,,3,\n")
    assert outcome.problems == ()
    assert (outcome.rows, outcome.encoding, outcome.has_errors) == (1, "utf-8", False)


def test_everything_is_said_in_one_run(check: Callable[..., FileCheck]) -> None:
    header = ACTIVITY_HEADER.replace("件数", "件数（延べ）") + ",活動日,備考"
    rows = [
        "AC-1,2024/13/45,1-1,懇談会,3,経済産業省,2024/4/1,x",
        "AC-1,2024/4/1,1-1,政府連携,3,経済産業省,2024/4/1,x",
        ",2023/3/31,1-9,政府連携,3,経済産業省,2024/4/1,x",
    ]
    found = kinds(check("\n".join([header, *rows]) + "\n"))
    assert set(found) == {
        "missing_header", "repeated_header", "unknown_header", "unreadable_value", "unknown_code", "repeated_key",
        "blank_key", "outside_fiscal_year",
    }  # fmt: skip
    assert found["missing_header"].column == "件数"
    assert found["repeated_header"].column == "活動日"
    unreadable = found["unreadable_value"]
    assert (unreadable.column, unreadable.rows, unreadable.values) == ("活動日", (2,), ("2024/13/45",))
    assert found["blank_key"].rows == (4,)
    assert found["repeated_key"].rows == (2, 3)
    assert found["outside_fiscal_year"].severity == "warning"
    assert all(problem.remedy for problem in found.values())


def test_the_nearest_header_is_suggested(check: Callable[..., FileCheck]) -> None:
    outcome = check(f"{ACTIVITY_HEADER.replace('相手機関', '相手先機関')}\n{GOOD}\n")
    (unknown,) = [problem for problem in outcome.problems if problem.kind == "unknown_header"]
    assert unknown.column == "相手先機関"
    assert "'相手機関'" in unknown.remedy


def test_mixed_encodings_are_named_and_the_rest_is_checked_too(check: Callable[..., FileCheck]) -> None:
    lines = [ACTIVITY_HEADER.encode(), GOOD.encode(), "AC-2,2024/4/2,1-1,懇談会,3,".encode("cp932")]
    found = kinds(check(b"\n".join(lines) + b"\n"))
    assert "2 rows in utf-8 (1, 2); 1 rows in cp932 (3)" in found["unreadable_file"].message
    assert found["unreadable_file"].rows == (3,)
    assert found["unknown_code"].values == ("懇談会",)


def test_rows_of_another_width_do_not_hide_the_rest(check: Callable[..., FileCheck]) -> None:
    found = kinds(check(f"{ACTIVITY_HEADER}\n{GOOD}\nAC-2,2024/4/2,1-1\nAC-3,春,1-1,政府連携,1,\n"))
    assert found["unreadable_file"].rows == (3,)
    assert found["unreadable_value"].values == ("春",)


@pytest.mark.parametrize("name", ["list.csv", "activities_FY2024_20250410.xls", "broken.xlsx"])
def test_a_file_that_cannot_be_read_is_an_outcome(check: Callable[..., FileCheck], name: str) -> None:
    outcome = check(b"\x00\xff" * 10, name=name)
    assert outcome.has_errors
    assert "file_name" in kinds(outcome)


def test_a_file_of_another_source_is_told_by_its_name(check: Callable[..., FileCheck]) -> None:
    found = kinds(check("年月,通貨,円\n2024/4,USD,150\n", source="fx_rates"))
    assert "the name says source 'activities'" in found["file_name"].message


def test_detail_is_bounded(check: Callable[..., FileCheck]) -> None:
    rows = [f"AC-{n},{n}{'春' * 500},1-1,政府連携,1," for n in range(1_000)]
    problem = kinds(check("\n".join([ACTIVITY_HEADER, *rows]) + "\n"))["unreadable_value"]
    assert problem.count == 1_000
    assert (len(problem.rows), len(problem.values)) == (SHOWN_ROWS, SHOWN_VALUES)
    assert max(map(len, problem.values)) < 50


def test_personal_values_are_never_shown(tmp_path: Path) -> None:
    contract = CONTRACTS["activities"]
    private = tuple(column.model_copy(update={"personal": True}) for column in contract.columns)
    path = tmp_path / NAME
    path.write_text(
        f"{ACTIVITY_HEADER}\n見本太郎,090-0000-0000,x,x,x,x\n見本太郎,090-0000-0000,x,x,x,x\n", encoding="utf-8"
    )
    outcome = check_file(path, contract.model_copy(update={"columns": private}), RULES)
    assert {"unreadable_value", "repeated_key"} <= set(kinds(outcome))
    assert "見本太郎" not in str(outcome.as_json())
    assert "090" not in str(outcome.as_json())


def test_a_survey_tool_is_named(check: Callable[..., FileCheck]) -> None:
    content = "submitdate,lastpage,SVNO\n2026-11-24 14:03:02,3,SV-1\n"
    outcome = check(content, name="outcome_survey_FY2026_20261130.csv", source="outcome_survey")
    assert outcome.layout == "limesurvey"
    assert "SUBJ" in {problem.column for problem in outcome.problems if problem.kind == "missing_header"}
