"""Metric queries against SQL over the same marts, on the publication of a small sample."""

from __future__ import annotations

import pytest

from tests.semantic.comparisons import COMPARISONS, Comparison
from tests.semantic.conftest import WITHHELD, Metrics
from tests.semantic.declarations import INPUT_SUFFIX, counted_indicators, measures

pytest.importorskip("dbt_metricflow", reason="MetricFlow is not installed (make setup-semantic)")

FDI_SUCCESS = "{{ Entity('indicator') }} = 'fdi_success'"


@pytest.mark.parametrize("comparison", COMPARISONS, ids=str)
def test_a_metric_equals_the_marts(metrics: Metrics, comparison: Comparison) -> None:
    expected = metrics.sql(comparison.sql)
    assert expected, "nothing to compare"
    found = metrics.query(comparison.metrics, comparison.group_by, comparison.where)
    assert len(found) == len(expected)
    for row, expected_row in zip(found, expected, strict=True):
        # Sums of floating-point figures depend on their order in the last digits.
        assert row == tuple(
            pytest.approx(value, rel=1e-12) if isinstance(value, float) else value for value in expected_row
        )


def test_every_metric_is_compared(metrics: Metrics) -> None:
    inputs = {name for name, measure in measures().items() if measure.get("create_metric")}
    compared = {metric for comparison in COMPARISONS for metric in comparison.metrics}
    assert {name for name in inputs if name.endswith(INPUT_SUFFIX)} < inputs < metrics.names
    assert compared == metrics.names - inputs


def test_all_indicators_can_be_queried_together(metrics: Metrics) -> None:
    names = [row["indicator_id"] for row in counted_indicators()]
    pivot = " union all ".join(f"from kpi_pillar_{pillar}" for pillar in (1, 2, 3, 4))
    sums = ", ".join(
        "sum(case when is_suppressed then 'nan'::double else value end) " + f"filter (where indicator_id = '{name}')"
        for name in names
    )
    expected = metrics.sql(f"select fiscal_year, budget_source, {sums} from ({pivot}) group by all")
    assert metrics.query(names, ["fiscal_year", "budget_source"]) == expected


def test_the_response_rate_of_money_and_jobs_is_the_one_that_is_reported(metrics: Metrics) -> None:
    ((rate,),) = metrics.query(["response_rate_money_jobs"])
    reported = metrics.sql(
        "select distinct actual from kpi_target_status where indicator_id = 'response_rate_money_jobs'"
    )
    assert [(round(100 * rate),)] == reported


def test_figures_of_several_versions_are_never_added(metrics: Metrics) -> None:
    assert metrics.query(["target", "actual", "attainment"], ["target_version"], FDI_SUCCESS) != []
    assert metrics.query(["target", "actual", "attainment"], ["indicator"], FDI_SUCCESS) == [
        ("fdi_success", None, None, None)
    ]
    assert metrics.query(["verdicts"], ["indicator"], FDI_SUCCESS) == [("fdi_success", 2.0)]


def test_figures_of_several_as_of_dates_are_never_added(metrics: Metrics) -> None:
    last = metrics.sql("select target_version, actual from kpi_target_status where indicator_id = 'fdi_success'")
    assert metrics.query(["reported_actual"], ["target_version"], FDI_SUCCESS) == last
    by_year = metrics.query(["reported_actual"], ["metric_time__year", "target_version"], FDI_SUCCESS)
    assert [row[1:] for row in by_year] == last


def test_an_open_end_is_no_figure(metrics: Metrics) -> None:
    where = "{{ Entity('indicator') }} = 'web_views' and {{ Dimension('verdict__is_in_force') }}"
    ((low, high),) = metrics.query(["actual_low", "actual_high"], where=where)
    assert low > 0
    assert high is None


def test_totals_of_different_items_are_never_added(metrics: Metrics) -> None:
    assert dict(metrics.query(["answered_total"], ["subject"]))["overseas"] is None
    totals = dict(metrics.query(["answered_total"], ["item"]))
    ((total,),) = metrics.sql("select sum(total) from survey_response_rates where item = 'behaviour_change'")
    assert totals["behaviour_change"] == total > 0


def test_a_sum_with_a_withheld_part_is_no_number(metrics: Metrics) -> None:
    assert metrics.query(["equity_amount"]) == [(WITHHELD,)]
    assert dict(metrics.query(["answered_total"], ["item"]))["enterprise_value"] == WITHHELD
    assert metrics.query(["case_amount_jpy"]) == [(None,)]
