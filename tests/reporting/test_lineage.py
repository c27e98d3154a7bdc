"""What a figure is made up of and the story of one record, in two languages, from published marts only."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from reporting.internal_marts import internal_database
from reporting.language import Language
from reporting.lineage import UnknownCaseError, made_up_of, tell_of_case
from reporting.lineage_stories import tell_case, tell_made_up_of
from reporting.publication import publication_in_force
from reporting.published import NotPublishedError, read_names
from tests.reporting.conftest import FILE


def figure(published: Path, reading: str, language: Language, cases: int = 1) -> list[str]:
    told = made_up_of(published, "fdi_success", reading, cases)
    return [line.plain for line in tell_made_up_of(told, language, read_names(published))]


def case(published: Path, number: str, language: Language = Language.ENGLISH) -> list[str]:
    told = tell_of_case(published, "fdi_success", number)
    return [line.plain for line in tell_case(told, language, read_names(published))]


def test_counted_values_add_up_by_budget_source_and_year(published: Path) -> None:
    counted = made_up_of(published, "fdi_success", "all")["counted"]
    assert [(row["budget_source"], row["fiscal_year"], row["value"]) for row in counted] == [
        ("initial", 2024, Decimal(1)),
        ("supplementary_r5", 2024, Decimal(1)),
        (None, 2024, Decimal(1)),
    ]


@pytest.mark.parametrize(
    ("reading", "rows"),
    [
        (
            "all",
            {
                ("counted", None): 2,
                ("counted", "no_earlier_support"): 1,
                ("open", "certainty_unknown"): 1,
                ("not_counted", "status_not_success"): 1,
                ("merged", "same_unit"): 1,
            },
        ),
        # F-2 is of the supplement, F-5 of nobody knows which budget.
        (
            "initial",
            {
                ("counted", None): 1,
                ("open", "budget_unknown"): 1,
                ("open", "certainty_unknown"): 1,
                ("not_counted", "status_not_success"): 1,
                ("merged", "same_unit"): 1,
                ("not_counted", "other_budget"): 1,
            },
        ),
    ],
)
def test_every_row_has_one_reason_under_a_reading(
    reading: str, rows: dict[tuple[str, str | None], int], published: Path
) -> None:
    reasons = made_up_of(published, "fdi_success", reading)["reasons"]
    assert {(group["outcome"], group["reason"]): group["rows"] for group in reasons} == rows
    assert sum(rows.values()) == FILE.rows


def test_cases_are_bounded_per_reason(published: Path) -> None:
    for most in (0, 1, 5):
        reasons = made_up_of(published, "fdi_success", "all", most)["reasons"]
        assert [len(group["cases"]) for group in reasons] == [min(most, group["rows"]) for group in reasons]


def test_files_are_told_with_their_hash(published: Path) -> None:
    (file,) = made_up_of(published, "fdi_success", "all")["files"]
    assert file == {"file": FILE.file, "counted_rows": 3, "value": Decimal(3), "sha256": FILE.sha256}


@pytest.mark.parametrize(
    "line",
    [
        "  initial budget: FY2024 1 = 1",
        "  no budget source: FY2024 1 = 1",
        "Rows considered: 6",
        "  counted — 2 rows",
        "    fdi_cases/fdi_cases_FY2024_20250415.xlsx row 11 [F-1] 2024-05-02",
        "  counted: in doubt: no support came before the success — 1 row",
        "  open (in the high bound only): the certainty is unknown — 1 row",
        "    fdi_cases/fdi_cases_FY2024_20250415.xlsx row 15 [–] 2024-05-06 gap-1",
        "  not counted: the status is not success — 1 row",
        "  fdi_cases/fdi_cases_FY2024_20250415.xlsx — 3 rows, sha256 0123456789abcdef",
    ],
)
def test_the_rows_in_english(line: str, published: Path) -> None:
    assert line in figure(published, "all", Language.ENGLISH)


@pytest.mark.parametrize(
    "line",
    [
        "  当初予算: FY2024 1 = 1",
        "検討した行 6",
        "  非算入: 状態が成功ではない — 1行",
        "  非算入: 財源が別 — 1行",
        "    fdi_cases/fdi_cases_FY2024_20250415.xlsx 11行目 [F-1] 2024-05-02",
    ],
)
def test_the_rows_in_japanese(line: str, published: Path) -> None:
    assert line in figure(published, "initial", Language.JAPANESE)


def test_a_case_tells_each_condition(published: Path) -> None:
    assert case(published, "F-3") == [
        "F-3 [fdi_success]",
        "  fdi_cases/fdi_cases_FY2024_20250415.xlsx row 14, sha256 0123456789abcdef",
        "  deciding date 2024-05-05 · budget source initial budget · programme [red]事業 · company C1 · unit F-3",
        "  all in-scope cases, initial budget, supplementary budget: not counted — the status is not success",
        "    ✗ the status is not success",
        "    ✓ the certainty is confirmed",
        "    ✓ the category is one of 1 to 4",
        "    ✓ the deciding date is given",
    ]


def test_an_open_case_without_a_number_names_its_gap(published: Path) -> None:
    told = case(published, f"{FILE.file}#15")
    assert told[0] == "no number [fdi_success]"
    assert "  actual 0, low bound 0, high bound 1" in told
    assert "    ? the certainty is unknown" in told
    assert "    gap gap-1: [red]Detail of gap-1" in told
    assert told[-1] == "supplementary budget: another budget source"


def test_a_number_sent_twice_tells_which_row_speaks_for_it(published: Path) -> None:
    told = case(published, "F-1")
    assert [line for line in told if "F-1 [" in line] == ["F-1 [fdi_success]"] * 2
    assert told[-2] == (
        "    → the row that speaks for it: fdi_cases/fdi_cases_FY2024_20250415.xlsx row 11 [F-1] 2024-05-02"
    )


def test_a_case_may_stand_differently_under_each_reading(published: Path) -> None:
    told = case(published, "F-5", Language.JAPANESE)
    assert "  対象案件すべて: 算入" in told
    assert "  当初予算分、補正予算分: 未確定（上限にのみ含む） — 財源が不明" in told
    assert told.count("    ? 財源が不明") == 1


def test_a_doubted_case_says_why_it_is_not_in_the_low_bound(published: Path) -> None:
    told = case(published, "F-2")
    assert "  actual 1, low bound 0, high bound 1" in told
    assert "    ! no support came before the success" in told


def test_an_unknown_case_says_what_to_give(published: Path) -> None:
    with pytest.raises(UnknownCaseError, match=r"is 'F-9'\. Remedy: give its number"):
        tell_of_case(published, "fdi_success", "F-9")


def test_a_publication_of_an_older_version_is_no_crash(published: Path) -> None:
    publication = publication_in_force(published)
    assert publication is not None
    with duckdb.connect(str(internal_database(published, publication.id))) as connection:
        connection.execute("drop table marts.kpi_lineage")
    with pytest.raises(NotPublishedError, match=r"older version.*Remedy: `mokuhyo run --force`"):
        made_up_of(published, "fdi_success", "all")
