"""The tables of the report on made-up marts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from reporting.report.report import Report, read_report
from reporting.report.table import Derived, Mark, Row, value_of


def lines(report: Report, indicator: str) -> list[Row]:
    return [row for row in report.section_results.rows if row["indicator_id"] == indicator]


def years(row: Row) -> list[Any]:
    return [value_of(row[f"fy{year}"]) for year in range(2023, 2027)]


def test_each_version_is_split_by_its_own_reading(report: Report) -> None:
    current, revised, supplement = lines(report, "wins")
    assert years(current) == [52, 113, 115, 62]
    assert years(revised) == [52, 114, 120, 64]
    assert years(supplement) == [Mark.NOTHING, 1, 5, 2]
    assert [row["target"] for row in (current, revised, supplement)] == [370, 376, 6]
    assert [value_of(row["attainment"]) for row in (current, revised, supplement)] == [92.4, 93.0, 133.3]


def test_companies_paid_for_twice_are_not_split_by_budget_source(report: Report) -> None:
    # The pillar mart knows the initial budget alone as their source.
    current, revised, supplement = lines(report, "firms")
    assert years(current) == [3644, 3863, 4095, 3038]
    assert years(revised) == [3644, 3923, 4155, 3076]
    assert value_of(supplement["actual"]) == 260


def test_every_cumulative_figure_with_a_formula_is_the_sum_of_its_years(report: Report) -> None:
    derived = [row for row in report.section_results.rows if isinstance(row["actual"], Derived)]
    assert len(derived) == 8
    for row in derived:
        assert sum(value for value in years(row) if not isinstance(value, Mark)) == value_of(row["actual"])


def test_a_suppressed_cell_hides_its_year_and_keeps_the_published_total(report: Report) -> None:
    (amount,) = lines(report, "amount")
    assert years(amount) == [Decimal("1500000.25"), Mark.SUPPRESSED, Decimal("2500000.50"), Mark.NOTHING]
    assert amount["actual"] == Decimal("12000000.75")


def test_a_suppressed_total_is_never_nought(report: Report) -> None:
    (jobs,) = lines(report, "jobs")
    assert [jobs[key] for key in ("actual", "actual_low", "actual_high")] == [Mark.SUPPRESSED] * 3
    answered, _, nobody_due, nought = report.response_rates.rows
    assert [row["total"] for row in (answered, nobody_due, nought)] == [Mark.SUPPRESSED, Mark.NOTHING, Decimal(0)]


def test_a_flag_of_suppression_tells_it_from_what_is_not_there(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("alter table marts.data_gaps add column is_suppressed boolean default true")
    marts.execute("alter table marts.monitored_figures add column is_suppressed boolean default true")
    marts.execute("alter table marts.survey_response_rates add column is_suppressed boolean default true")
    report = read_report(marts)
    assert report.gaps.rows[0]["effect_high"] is Mark.SUPPRESSED
    assert lines(report, "liaison")[0]["actual_high"] is Mark.SUPPRESSED
    assert report.response_rates.rows[2]["total"] is Mark.SUPPRESSED


def test_a_year_that_is_told_stands_although_its_months_are_not(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute(
        "create or replace table marts.kpi_fiscal_years as "
        "select indicator_id, fiscal_year, source as budget_source, sum(value) + 1 as value from marts.kpi_pillar_1, "
        "(values ('all'), ('unknown')) as sources (source) where indicator_id = 'amount' group by all "
        "union all values ('jobs', 2024, 'all', null)"
    )
    report = read_report(marts)
    (amount,), (jobs,) = lines(report, "amount"), lines(report, "jobs")
    assert years(amount) == [Decimal("1500001.25"), Decimal(7000001), Decimal("2500001.50"), Mark.NOTHING]
    assert years(jobs) == [Mark.NOTHING, Mark.SUPPRESSED, Mark.NOTHING, Mark.NOTHING]


def test_withheld_figures_of_a_target_are_told_from_those_that_do_not_exist(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.target_comparison set actual_supplementary = null, attainment_supplementary_pct = null")
    assert lines(read_report(marts), "wins")[2]["actual"] is Mark.NOTHING
    for table in ("target_comparison", "kpi_target_status"):
        marts.execute(f"alter table marts.{table} add column is_suppressed boolean default true")
    marts.execute("update marts.kpi_target_status set excluded = null, forecast = null")
    report = read_report(marts)
    _, revised, supplement = lines(report, "wins")
    assert [supplement[key] for key in ("actual", "actual_high", "attainment")] == [Mark.SUPPRESSED] * 3
    assert "別掲は秘匿" in str(revised["notes_ja"])
    assert report.overview.rows[0]["forecast"] is Mark.SUPPRESSED
    assert report.version_comparison.rows[0]["actual_supplementary"] is Mark.SUPPRESSED


def test_a_rate_of_nothing_is_none(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update marts.monitored_figures set actual = null, actual_low = null, actual_high = null")
    assert lines(read_report(marts), "rate")[0]["actual"] is Mark.NOTHING
    assert lines(read_report(marts), "liaison")[0]["actual"] is Mark.SUPPRESSED


def test_bounds_that_nothing_bounds_say_so(report: Report) -> None:
    assert lines(report, "wins")[0]["actual_high"] is Mark.UNBOUNDED
    assert report.gaps.rows[0]["effect_high"] is Mark.UNBOUNDED


def test_what_has_no_target_has_no_attainment(report: Report) -> None:
    for indicator in ("amount", "rate", "liaison", "farm"):
        (line,) = lines(report, indicator)
        assert (line["target"], line["attainment"], line["status_ja"]) == (Mark.NOTHING, Mark.NOTHING, "目標なし")


def test_notes_tell_rates_breaks_and_what_is_left_out(report: Report) -> None:
    assert "回答率：投資金額 50.0%（2/4）" in str(lines(report, "amount")[0]["notes_ja"])
    assert "R5年度の値は2024-04-01以降の値と比較できない" in str(lines(report, "liaison")[0]["notes_ja"])
    assert "Do not compare FY2023" in str(lines(report, "liaison")[0]["notes_en"])
    assert "対象外の事業 9件を別掲" in str(lines(report, "wins")[1]["notes_ja"])


def test_a_narrative_shows_its_text_and_no_figure(report: Report) -> None:
    (story,) = lines(report, "story")
    assert years(story) == [Mark.NOTHING] * 4
    assert "-試行\n・𠮷本の窓口" in str(story["notes_ja"])
    assert [row["dated_on"].isoformat() for row in report.narratives.rows] == [  # type: ignore[union-attr]
        "2026-09-30",
        "2026-03-31",
    ]


def test_the_overview_shows_every_version_beside_the_other(report: Report) -> None:
    wins, firms = report.overview.rows
    assert (value_of(wins["current__attainment"]), value_of(wins["revised__attainment"])) == (92.4, 93.0)
    assert firms["version_en"] == "revised"
    assert wins["forecast_low"] is Mark.NOTHING


def test_the_comparison_tells_uplift_and_both_budgets(report: Report) -> None:
    current, revised, *_ = report.version_comparison.rows
    assert current["uplift"] is Mark.NOTHING
    assert revised["uplift"] == Derived(6, "{target}-{previous_target}")
    assert value_of(revised["attainment_supplementary"]) == 133.3
    assert current["attainment_supplementary"] is Mark.NOTHING
    assert report.version_comparison.rows[2]["actual_both"] == 102


def test_the_year_that_runs_is_marked(report: Report) -> None:
    headings = [column.japanese for column in report.section_results.columns if column.key.startswith("fy")]
    assert headings == ["R5年度", "R6年度", "R7年度", "R8年度※"]


def test_open_gaps_come_before_those_that_are_gone(report: Report) -> None:
    assert [row["gap_id"] for row in report.gaps.rows] == ["gap-1", "gap-2", "gap-0"]
    assert report.gaps.rows[0]["indicators"] == "成功件数、unheard_of"


def test_a_section_that_no_row_names_is_not_left_out(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.dim_section where section = '2'")
    assert [section["section"] for section in read_report(marts).sections] == ["1-1", "1-3", "3", "2"]


def test_without_a_status_there_is_no_report(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.kpi_target_status")
    with pytest.raises(ValueError, match="Remedy: "):
        read_report(marts)
