"""What each metric must equal: the same figure in SQL over the marts, written without the semantic models.

Belongs here: pairs of a metric query and its SQL, whose columns are the group-by values and then the metrics. Does not
belong here: running them (`test_metrics_equal_the_marts.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.semantic.declarations import counted_indicators


@dataclass(frozen=True)
class Comparison:
    """A metric query and the SQL that must return the same rows."""

    metrics: tuple[str, ...]
    group_by: tuple[str, ...]
    sql: str
    where: str | None = None

    def __str__(self) -> str:
        return f"{'+'.join(self.metrics)} by {','.join(self.group_by) or 'nothing'}"


def of_an_indicator(indicator: str, pillar: str) -> list[Comparison]:
    rows = f"from kpi_pillar_{pillar} where indicator_id = '{indicator}'"
    # A sum with a withheld value is none.
    whole = "case when bool_or(is_suppressed) then 'nan'::double else sum(value) end"
    return [
        Comparison(
            (indicator,),
            ("metric_time__month", "budget_source", "programme"),
            f"select month, budget_source, programme, {whole} {rows} group by all",
        ),
        Comparison((indicator,), ("fiscal_year",), f"select fiscal_year, {whole} {rows} group by all"),
        Comparison((indicator,), (), f"select {whole} {rows}"),
    ]


INDICATORS = [
    comparison for row in counted_indicators() for comparison in of_an_indicator(row["indicator_id"], row["pillar"])
]

FIGURES = (
    "target",
    "target_base",
    "target_supplement",
    "actual",
    "actual_low",
    "actual_high",
    "attainment_pct",
    "pace",
    "forecast",
    "forecast_low",
    "forecast_high",
    "probability_met",
    "excluded",
    "supplement_actual",
    "supplement_attainment_pct",
)

TARGETS = [
    *(
        Comparison(
            (figure,),
            ("indicator", "target_version"),
            f"select indicator_id, target_version, {figure} from kpi_target_status",
        )
        for figure in FIGURES
    ),
    Comparison(
        ("verdict_gaps",),
        ("indicator", "target_version"),
        "select indicator_id, target_version, len(gap_ids) from kpi_target_status",
    ),
    Comparison(
        ("attainment",),
        ("indicator", "target_version"),
        "select indicator_id, target_version, actual / target from kpi_target_status",
    ),
    Comparison(
        ("target", "actual"),
        ("indicator__name_ja",),
        "select dim_indicator.name_ja, target, actual from kpi_target_status join dim_indicator using (indicator_id) "
        "where is_in_force",
        where="{{ Dimension('verdict__is_in_force') }}",
    ),
    Comparison(
        ("verdicts",),
        ("verdict__status", "target_version"),
        "select status, target_version, count(*) from kpi_target_status group by all",
    ),
    *(
        Comparison(
            (f"reported_{figure}",),
            ("indicator", "target_version", "metric_time__day"),
            f"select indicator_id, target_version, as_of_date, {figure} from target_status_history",
        )
        for figure in ("target", "actual", "actual_low", "actual_high", "attainment_pct", "forecast")
    ),
    Comparison(
        ("reported_verdicts",),
        ("target_version",),
        "select target_version, count(*) from target_status_history "
        "where as_of_date = (select max(as_of_date) from target_status_history) group by all",
    ),
]

GAPS = [
    Comparison(
        ("gaps",),
        ("gap__severity", "gap__status", "source", "fiscal_year"),
        "select severity, status, source, fiscal_year, count(*) from data_gaps group by all",
    ),
    Comparison(
        ("open_gaps", "open_gap_records"),
        ("gap__owner",),
        "select owner, count(*), sum(records) from data_gaps where status <> 'resolved' group by all",
    ),
    Comparison(
        ("blocking_gaps",),
        ("gap__expectation_id",),
        "select expectation_id, count(*) from data_gaps where status <> 'resolved' and blocking group by all",
    ),
    Comparison(
        ("open_gaps",),
        ("metric_time__month",),
        "select date_trunc('month', first_seen), count(*) from data_gaps where status <> 'resolved' group by all",
    ),
]

CASES = [
    Comparison(
        ("cases_on_record", "case_amount_jpy"),
        ("source", "case__certainty", "budget_source", "programme"),
        "select source, certainty, budget_source, programme, count(*), sum(amount_jpy) from fct_cases group by all",
    ),
    Comparison(
        ("cases_on_record",),
        ("metric_time__month",),
        "select date_trunc('month', coalesce(success_date, support_date)), count(*) from fct_cases group by all",
    ),
    Comparison(
        ("cases_on_record",),
        ("case__success_date__year",),
        "select date_trunc('year', success_date), count(*) from fct_cases group by all",
    ),
    Comparison(
        ("companies_on_record",),
        ("company__prefecture",),
        "select prefecture, count(distinct company_key) from fct_cases left join dim_company using (company_key) "
        "group by all",
    ),
    Comparison(
        ("companies_on_record", "company_years_on_record"),
        ("source",),
        "select source, count(distinct company_key), count(distinct (company_key, fiscal_year)) "
        "filter (where company_key is not null) from fct_cases group by all",
    ),
]

SURVEYS = [
    Comparison(
        ("surveys_on_record",),
        ("subject", "survey__response_status", "fiscal_year", "programme"),
        "select subject, response_status, fiscal_year, programme, count(*) from fct_survey_responses group by all",
    ),
    Comparison(
        ("surveys_answered",),
        ("metric_time__month",),
        "select date_trunc('month', deciding_date), count(*) from fct_survey_responses "
        "where response_status = 'answered' group by all",
    ),
    Comparison(
        ("answers_due", "answers_sent_for", "answers_valid", "answers_declined", "response_rate", "answered_total"),
        ("subject", "item", "fiscal_year"),
        "select subject, item, fiscal_year, due, sent, valid, declined, response_rate, "
        "case when is_suppressed then 'nan'::double else total end "
        "from survey_response_rates",
    ),
    Comparison(
        ("response_rate",),
        ("metric_time__month",),
        "select make_date(fiscal_year, 4, 1), sum(valid) / sum(due) from survey_response_rates group by all",
    ),
    Comparison(
        ("response_rate_money_jobs",),
        ("fiscal_year",),
        "select fiscal_year, sum(valid) / sum(due) from survey_response_rates "
        "where item in ('investment_amount', 'equity_amount', 'new_jobs') group by all",
    ),
]

COMPARISONS = [*INDICATORS, *TARGETS, *GAPS, *CASES, *SURVEYS]
