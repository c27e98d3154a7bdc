"""What is published tells of no amount and no jobs of one or two companies, and no personal data."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Hashable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from profiles import DEFAULT_PROFILE
from tests.disclosure.attack import Answer, told_pairs
from tests.disclosure.personal_scan import leaks
from tests.end_to_end.conftest import PersonalStory, PlantedStory, Sample
from tests.end_to_end.pipeline import REPOSITORY, Published, read_table
from tests.project_files import project_files

PROJECT = REPOSITORY / "dbt_project"
# Which figure of the ledger a published column is.
CELLS = {f"kpi_pillar_{pillar}" for pillar in (1, 2, 3, 4)}
HALF_A_YEN = Decimal("0.5")
TOTALS = {("monitored_figures", "actual"), ("kpi_target_status", "actual")}
ANSWERS = """
    select
        indicator_id, company_key, value, fiscal_year, coalesce(budget_source, 'unknown') as budget_source, month,
        coalesce(programme, '') as programme
    from {}.kpi_lineage
    where outcome = 'counted' and list_contains(budget_readings, 'all')
"""


@cache
def sensitive(kind: str) -> frozenset[str]:
    with (DEFAULT_PROFILE / "seeds" / "sensitive_figures.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["name"] for row in csv.DictReader(file) if row["kind"] == kind)


def sensitive_columns() -> Iterator[tuple[str, str]]:
    """Table and column of everything that is flagged as sensitive."""
    for path in project_files("models/marts", "*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            for column in model["columns"]:
                if column.get("config", {}).get("meta", {}).get("sensitive"):
                    yield model["name"], column["name"]


def figure_of(table: str, row: dict[str, Any]) -> Hashable:
    """Name of the figure that a row of a table tells."""
    if table in CELLS:
        return ("cell", row["fiscal_year"], row["budget_source"], row["month"], row["programme"])
    if table == "kpi_fiscal_years":
        whole = row["budget_source"] == "all"
        return ("year", row["fiscal_year"]) if whole else ("budget", row["fiscal_year"], row["budget_source"])
    return ("total",)


def answers_of(published: Published) -> dict[str, list[Answer]]:
    """Every counted answer of the sensitive indicators, from the whole marts."""
    answers = defaultdict(list)
    for row in read_table(published.whole, ANSWERS):
        if row["indicator_id"] in sensitive("indicator"):
            blocks = frozenset({
                ("total",),
                ("year", row["fiscal_year"]),
                ("budget", row["fiscal_year"], row["budget_source"]),
                ("cell", row["fiscal_year"], row["budget_source"], row["month"], row["programme"]),
            })  # fmt: skip
            answers[row["indicator_id"]].append(Answer(row["company_key"], row["value"], blocks))
    return answers


def published_figures(published: Published) -> dict[str, dict[Hashable, set[Decimal]]]:
    """Every figure of the sensitive indicators that the published tables tell: its values, exact and in whole yen."""
    figures: dict[str, dict[Hashable, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    for table, column in [*((table, "value") for table in {*CELLS, "kpi_fiscal_years"}), *TOTALS]:
        for row in read_table(published.directory, f"select * from {{}}.{table} where {column} is not null"):
            if row["indicator_id"] in sensitive("indicator"):
                figures[row["indicator_id"]][figure_of(table, row)].add(Decimal(row[column]))
    return figures


def assert_nobody_is_told(published: Published) -> None:
    answers, figures = answers_of(published), published_figures(published)
    assert set(answers) == sensitive("indicator")
    for indicator, told in figures.items():
        for figure, values in told.items():
            added = sum(answer.value for answer in answers[indicator] if figure in answer.blocks)
            assert all(abs(value - added) <= HALF_A_YEN for value in values), (indicator, figure)
        assert told_pairs(answers[indicator], told) == [], indicator


def test_no_sum_of_published_figures_tells_of_one_or_two_companies_of_a_small_sample(planted: PlantedStory) -> None:
    assert_nobody_is_told(planted.published)


def test_no_sum_of_published_figures_tells_of_one_or_two_companies(full: Sample) -> None:
    assert_nobody_is_told(full.published)


def test_the_whole_figures_would_tell(full: Sample) -> None:
    answers = answers_of(full.published)
    assert all(told_pairs(rows, {block for row in rows for block in row.blocks}) for rows in answers.values())


def test_the_default_sample_is_not_held_back_altogether(full: Sample) -> None:
    figures = published_figures(full.published)
    assert set(figures) == sensitive("indicator")
    assert all(("total",) in told for told in figures.values())
    kinds = [figure[0] for told in figures.values() for figure in told if isinstance(figure, tuple)]
    assert kinds.count("year") == 4 * len(figures), "a fiscal year is held back"
    assert kinds.count("cell") > 70


def test_no_other_column_tells_anything_more(planted: PlantedStory) -> None:
    published, figures = planted.published, published_figures(planted.published)
    tables = defaultdict(set)
    for table, column in sensitive_columns():
        if table not in {*CELLS, "kpi_fiscal_years"} and (table, column) not in TOTALS:
            tables[table].add(column)
    assert {"fct_cases", "kpi_lineage", "data_gap_effects", "target_status_history"} <= set(tables)
    for table, columns in tables.items():
        for row in read_table(published.directory, f"select * from {{}}.{table}"):
            indicator = row.get("indicator_id")
            if indicator is not None and indicator not in sensitive("indicator"):
                continue
            if table == "survey_response_rates" and row["item"] not in sensitive("item") - {"sales_change"}:
                continue
            if table == "data_gaps" and not sensitive("indicator") & set(row["indicator_ids"]):
                continue
            # Nothing (0 is False), or the total once more.
            known = {None, False, *(figures[indicator][("total",)] if indicator in figures else ())}
            if table == "data_gaps":
                # The widest effect may be that on a count of cases.
                known |= {row["effect_low"], row["effect_high"]} if not row["is_suppressed"] else set()
            told = {column: row[column] for column in columns if not column.startswith("reason")}
            assert set(told.values()) <= known, (table, told)


def test_what_is_published_is_what_is_kept_whole_where_it_is_shown(planted: PlantedStory) -> None:
    for table in planted.published.manifest["tables"]:
        whole = read_table(planted.published.whole, f"select * from {{}}.{table} order by all")
        assert len(whole) == planted.published.manifest["tables"][table]["rows"], table
    names = [column for table, column in sensitive_columns() if table == "kpi_pillar_1"]
    assert names == ["value"]
    query = "select * exclude (value{}) from {{}}.kpi_pillar_1 order by all"
    shown = read_table(planted.published.directory, query.format(", is_suppressed"))
    assert shown == read_table(planted.published.whole, query.format(""))


def test_what_is_not_sensitive_is_published_whole(planted: PlantedStory) -> None:
    condition = f"indicator_id not in ({', '.join(repr(name) for name in sorted(sensitive('indicator')))})"
    for table in [*sorted(CELLS), "kpi_fiscal_years", "monitored_figures", "kpi_target_status", "kpi_lineage"]:
        query = "select * {} from {{}}." + table + f" where {condition} order by all"
        shown = read_table(planted.published.directory, query.format("exclude (is_suppressed)"))
        assert shown == read_table(planted.published.whole, query.format("")), table


@pytest.fixture(scope="module")
def places(personal: PersonalStory) -> dict[str, Path]:
    home = personal.home
    return {name: home / name for name in ("published", "data_docs", "receipts", "dagster", "landing")}


def test_planted_personal_data_arrived(personal: PersonalStory, places: dict[str, Path]) -> None:
    landed = {leak.planted for leak in leaks(places["landing"], personal.plants.texts)}
    assert set(personal.plants.published) <= landed
    assert len(landed) > 0.9 * len(personal.plants.texts), "what never arrives cannot leak"


@pytest.mark.parametrize("place", ["published", "data_docs", "receipts", "dagster"])
def test_no_personal_data_is_told(place: str, personal: PersonalStory, places: dict[str, Path]) -> None:
    assert any(path.is_file() for path in places[place].resolve().rglob("*"))
    assert leaks(places[place], personal.plants.texts) == []


def test_no_personal_data_is_printed(personal: PersonalStory) -> None:
    assert [text for text in personal.plants.texts if text in personal.published.output] == []
