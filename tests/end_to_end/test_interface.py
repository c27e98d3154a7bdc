"""The public interface: nothing published goes or changes its type without a new version, and all is described."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reporting.data_dictionary import read_dictionary
from tests.end_to_end.conftest import PlantedStory
from tests.end_to_end.interface import agreed_columns, published_columns

# Grain of the tables that a star schema is drawn around, and what they refer to.
STAR = {
    "dim_indicator": ({"indicator_id"}, {"section": "dim_section.section"}),
    "dim_company": ({"company_key"}, {}),
    "dim_date": ({"date"}, {}),
    "dim_target": ({"indicator_id", "target_version"}, {"indicator_id": "dim_indicator.indicator_id"}),
    "fct_cases": ({"case_key"}, {"company_key": "dim_company.company_key"}),
    "fct_survey_responses": ({"survey_key"}, {"company_key": "dim_company.company_key"}),
    "kpi_pillar_1": (
        {"indicator_id", "month", "budget_source", "programme"},
        {"indicator_id": "dim_indicator.indicator_id", "month": "dim_date.date"},
    ),
    "data_gaps": ({"gap_id"}, {}),
    "data_gap_records": (set(), {"gap_id": "data_gaps.gap_id"}),
}


@pytest.fixture(scope="module")
def published(planted: PlantedStory) -> Path:
    return planted.published.directory


def test_what_readers_rely_on_is_published(published: Path) -> None:
    missing = set(agreed_columns()) - set(published_columns(published))
    assert not missing, "readers break: keep them, or raise INTERFACE_VERSION and write another file"


def test_what_is_published_is_agreed(published: Path) -> None:
    unknown = set(published_columns(published)) - set(agreed_columns())
    assert not unknown, "add them: python -m tests.end_to_end.interface PUBLISHED"


def test_every_table_and_column_is_described_in_both_languages(published: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{published / 'marts.duckdb'}' as publication (read_only)")
        connection.execute("use publication")
        tables = read_dictionary(connection)
    assert [table.name for table in tables if not (table.description_ja and table.description_en)] == []
    assert [
        f"{table.name}.{column.name}"
        for table in tables
        for column in table.columns
        if not (column.description_ja and column.description_en)
    ] == []
    assert all(table.description_en.startswith("Grain: ") for table in tables)


@pytest.mark.parametrize("table", STAR)
def test_the_star_is_in_the_database(table: str, published: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{published / 'marts.duckdb'}' as publication (read_only)")
        connection.execute("use publication")
        (found,) = (one for one in read_dictionary(connection) if one.name == table)
    keys, references = STAR[table]
    assert {column.name for column in found.columns if column.is_key} >= keys
    assert references.items() <= {column.name: column.references for column in found.columns}.items()


def test_the_dictionary_is_published(published: Path) -> None:
    lines = (published / "data_dictionary.csv").read_text(encoding="utf-8-sig").splitlines()
    assert any(line.startswith("kpi_target_status,0,") for line in lines)
    assert sum(",table," in line for line in lines) == len({table for table, _, _ in published_columns(published)})
