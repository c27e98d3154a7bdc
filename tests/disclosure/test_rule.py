"""The rule of suppression against an outsider who adds and subtracts, on random small tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.disclosure.attack import Answer, told_pairs
from tests.disclosure.rule import Row, suppressed_blocks, threshold

COMPANIES = "abcdefgh"
CELLS = [
    (2023, "initial", "2023-04", "p"),
    (2023, "initial", "2023-04", "q"),
    (2023, "initial", "2023-05", "p"),
    (2023, "initial", "2023-06", "p"),
    (2023, "supplementary_r5", "2023-04", "p"),
    (2023, "supplementary_r5", "2023-05", "p"),
    (2024, "initial", "2024-04", "p"),
    (2024, "initial", "2024-05", "p"),
    (2024, "unknown", "2024-05", "p"),
    (2025, "initial", "2025-04", "p"),
    (2025, "initial", "2025-05", "p"),
]
ROWS = st.builds(
    lambda company, value, cell: Row(company, value, *cell),
    st.one_of(st.none(), st.sampled_from(COMPANIES)),
    st.integers(0, 9),
    st.sampled_from(CELLS),
)


@cache
def shared_connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        yield connection


def answers_of(rows: list[Row]) -> list[Answer]:
    return [Answer(row.company_key, Decimal(row.value), row.blocks) for row in rows]


@given(st.lists(ROWS, min_size=1, max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_sum_of_published_blocks_tells_of_one_or_two_companies(rows: list[Row]) -> None:
    blocks = suppressed_blocks(shared_connection(), rows)
    assert set(blocks) == {block for row in rows for block in row.blocks}
    published = [block for block, is_suppressed in blocks.items() if not is_suppressed]
    assert told_pairs(answers_of(rows), published) == []


@given(st.lists(ROWS, min_size=1, max_size=30))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_held_back_without_need(rows: list[Row]) -> None:
    # Three companies of its own in every cell.
    filled = [*rows, *(Row(company, 1, *row[2:]) for row in rows for company in ("x", "y", "z"))]
    assert not any(suppressed_blocks(shared_connection(), filled).values())


def test_the_outsider_finds_a_cell_that_is_held_back_alone(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [Row("a", 9, *CELLS[0]), *(Row(company, 1, *CELLS[2]) for company in "bcde")]
    rows += [Row(company, 2, *CELLS[3]) for company in "bcdefg"]
    everything_but_the_cell = {block for row in rows for block in row.blocks} - {("cell", *map(str, CELLS[0]))}
    assert ("a",) in told_pairs(answers_of(rows), everything_but_the_cell)
    published = [block for block, is_suppressed in suppressed_blocks(connection, rows).items() if not is_suppressed]
    assert told_pairs(answers_of(rows), published) == []
    assert ("cell", *map(str, CELLS[3])) in published, "the month of the most companies is given up last"


def test_the_outsider_finds_two_small_cells_of_the_same_two_companies() -> None:
    rows = [Row(company, 1, *cell) for cell in CELLS[:2] for company in "ab"]
    rows += [Row(company, 1, *CELLS[2]) for company in "cde"]
    published = {("total",), ("cell", *map(str, CELLS[2]))}
    assert ("a", "b") in told_pairs(answers_of(rows), published)


def test_the_threshold_leaves_no_pair() -> None:
    assert threshold() >= 3
