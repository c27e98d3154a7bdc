"""From verdicts back to rows: every published figure again from `kpi_lineage`, and the rows as they were sent."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.end_to_end.conftest import PlantedStory
from tests.end_to_end.pipeline import read_table

Row = dict[str, Any]
ROWS_PER_FILE = 25
RATE_ITEMS = ("investment_amount", "equity_amount", "new_jobs")
# Every row of these sources is considered for the target; others are considered for what they say they are.
WHOLE_SOURCES = {
    "fdi_success": "fdi_cases",
    "fdi_support": "fdi_cases",
    "collab_success": "collaboration_cases",
    "collab_support": "collaboration_cases",
    "su_success": "startup_cases",
    "su_support": "startup_cases",
    "ovs_success": "overseas_success",
    "ovs_support_companies": "overseas_support",
}


@pytest.fixture(scope="module")
def lineage(planted: PlantedStory) -> list[Row]:
    return read_table(planted.published.whole, "select * from {}.kpi_lineage")


@pytest.fixture(scope="module")
def by_reading(lineage: list[Row]) -> Mapping[tuple[str, str], list[Row]]:
    """Rows of the lineage by indicator and budget reading."""
    rows = defaultdict(list)
    for row in lineage:
        for reading in row["budget_readings"]:
            rows[row["indicator_id"], reading].append(row)
    return rows


def value_of(rows: Iterable[Row]) -> Decimal:
    return sum((row["value"] for row in rows), Decimal(0))


def whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value.quantize(Decimal(1), ROUND_HALF_UP))


def bound(actual: Decimal, effects: list[Decimal | None]) -> Decimal | None:
    """An actual moved by effects; one that nothing bounds leaves it open."""
    moved = actual
    for effect in effects:
        if effect is None:
            return None
        moved += effect
    return max(moved, Decimal(0))


def test_every_published_figure_comes_from_rows_and_gaps(
    planted: PlantedStory, by_reading: Mapping[tuple[str, str], list[Row]]
) -> None:
    database = planted.published.whole
    kinds = {row["indicator_id"]: row["value_type"] for row in read_table(database, "select * from {}.dim_indicator")}
    effects = read_table(database, "select * from {}.data_gap_effects")
    rate = rate_of_answers(read_table(database, "select * from {}.survey_response_rates"))
    published = read_table(database, "select * from {}.kpi_target_status")
    assert {row["indicator_id"] for row in published} == set(kinds)
    for row in published:
        indicator, reading, kind = row["indicator_id"], row["budget_reading"], kinds[row["indicator_id"]]
        figures = (row["actual"], row["actual_low"], row["actual_high"], row["excluded"])
        if kind == "narrative":
            assert figures == (None, None, None, 0), indicator
            continue
        rows = by_reading[indicator, reading]
        actual = rate if kind == "ratio" else value_of(rows)
        moved = [
            effect for effect in effects if (effect["indicator_id"], effect["budget_reading"]) == (indicator, reading)
        ]
        beside = sum(each["quantity"] for each in rows if each["outcome"] == "excluded")
        assert figures == (
            whole(actual),
            whole(bound(actual, [effect["effect_low"] for effect in moved])),
            whole(bound(actual, [effect["effect_high"] for effect in moved])),
            beside,
        ), (indicator, row["target_version"])
        if row["target"] is not None:
            share = (actual * 1000 / row["target"]).quantize(Decimal(1), ROUND_FLOOR) / 10
            assert Decimal(str(row["attainment_pct"])) == share, indicator
        if row["supplement_actual"] is not None:
            assert row["supplement_actual"] == whole(value_of(by_reading[indicator, "supplement"])), indicator


def rate_of_answers(rates: list[Row]) -> Decimal:
    asked = [row for row in rates if row["item"] in RATE_ITEMS]
    return Decimal(100) * sum(row["valid"] for row in asked) / sum(row["due"] for row in asked)


def test_every_monthly_value_comes_from_rows(planted: PlantedStory, by_reading: Mapping[Any, list[Row]]) -> None:
    keys = ("indicator_id", "fiscal_year", "month", "budget_source", "programme")
    published = {
        tuple(row[key] for key in keys): row["value"]
        for pillar in (1, 2, 3, 4)
        for row in read_table(planted.published.whole, f"select * from {{}}.kpi_pillar_{pillar}")
    }
    recounted: defaultdict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for (_, reading), rows in by_reading.items():
        for row in rows:
            if reading == "all" and row["outcome"] == "counted":
                known = {**row, "budget_source": row["budget_source"] or "unknown", "programme": row["programme"] or ""}
                recounted[tuple(known[key] for key in keys)] += row["value"]
    assert recounted == published


def test_what_rows_leave_open_lies_within_the_bounds(
    planted: PlantedStory, by_reading: Mapping[tuple[str, str], list[Row]]
) -> None:
    for row in planted.published.status.values():
        rows = by_reading[row["indicator_id"], row["budget_reading"]]
        assert sum(each["value_low"] for each in rows) >= row["actual_low"]
        assert row["actual_high"] is None or sum(each["value_high"] for each in rows) <= row["actual_high"]


@pytest.mark.parametrize(("indicator", "source"), WHOLE_SOURCES.items())
def test_no_row_of_a_file_is_passed_over(
    indicator: str, source: str, planted: PlantedStory, lineage: list[Row]
) -> None:
    considered: defaultdict[str, set[int]] = defaultdict(set)
    for row in lineage:
        if row["indicator_id"] == indicator:
            considered[row["source_file"]].add(row["source_row"])
    landed = {
        file["file"]: file["rows"] for file in planted.published.manifest["input_files"] if file["source"] == source
    }
    assert landed
    assert {file: len(rows) for file, rows in considered.items()} == landed


def test_whatever_is_not_counted_says_why(lineage: list[Row]) -> None:
    silent = [row for row in lineage if not row["reason_ja"] and (row["outcome"] != "counted" or row["doubts"])]
    assert silent == []
    assert {row["outcome"] for row in lineage} == {"counted", "open", "excluded", "not_counted", "merged"}


def test_what_a_gap_leaves_open_in_a_target_names_the_gap(planted: PlantedStory, lineage: list[Row]) -> None:
    gaps = {gap["gap_id"] for gap in planted.published.gaps}
    targets = {indicator for indicator, _ in planted.published.status}
    left_open = [row for row in lineage if row["outcome"] == "open" or (row["outcome"] == "counted" and row["doubts"])]
    of_targets = [row for row in left_open if row["indicator_id"] in targets]
    assert {row["outcome"] for row in of_targets} == {"open", "counted"}
    assert [row for row in of_targets if not row["gap_ids"] or not set(row["gap_ids"]) <= gaps] == []


def test_counted_rows_stand_in_the_files_with_their_number(planted: PlantedStory, lineage: list[Row]) -> None:
    by_file: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in lineage:
        if row["outcome"] == "counted" and row["record_id"]:
            by_file[row["source_file"]][row["source_row"]] = row["record_id"]
    sources = {file["source"] for file in planted.published.manifest["input_files"]} - {"fx_rates", "narratives"}
    assert {file.split("/")[0] for file in by_file} == sources
    for file, numbers in by_file.items():
        cells = read_cells(planted.inbox / file)
        step = max(1, len(numbers) // ROWS_PER_FILE)
        for place in sorted(numbers)[::step]:
            # Page views have no number: the site stands for it.
            number = numbers[place].split("|")[0]
            assert number in cells[place], f"{file} row {place}"


@cache
def read_cells(path: Path) -> dict[int, list[str]]:
    """Cells of a file by row as people count them, as half-width text."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp932")
        rows: Iterable[Iterable[object]] = csv.reader(io.StringIO(text, newline=""))
    else:
        rows = openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True)
    return {
        place: [unicodedata.normalize("NFKC", str(cell)).strip() for cell in cells]
        for place, cells in enumerate(rows, start=1)
    }
