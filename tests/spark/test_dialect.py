"""Every macro of the dialects gives the same on both engines, over the same values."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.rendered_macros import Macros

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What stands in cells: real forms, and what only looks like one.
TEXTS = [
    *("2024/4/1", "2024-04-01", "20240401", "2024.4.1", "2024年4月1日", "2024/13/1", "2024-02-30", "2024/4", "202404"),
    *("令和6年4月1日", "R6.4.1", "r6.4.1", "平成31年4月30日", "令和元年5月1日", "令和元年4月30日", "平成31年5月1日"),
    *(
        "昭和64年1月7日",
        "昭和64年1月8日",
        "S63/12/31",
        "㋿6年4月1日",
        "令和6年4月",
        "平成31年4月",
        "R6.4",
        "令和元年5月",
    ),
    *(
        "45383",
        "45383.5",
        "19999",
        "69999",
        "11/24/2026",
        "13/24/2026",
        "Nov 24, 2026",
        "September 5, 2026",
        "Sept. 5,2026",
    ),
    *(
        "Feb 30, 2026",
        "nov 24, 2026",
        "2024-04-01 10:30",
        "2024-04-01T10:30:00",
        "２０２４／４／１",
        "2024/4/1　９：３０",
    ),
    *(
        "1",
        "-1",
        "1,234",
        "12,34",
        "1,234,567.89",
        "1234.56789",
        "0.00005",
        "-0.00005",
        "99999999999999",
        "123456789012345",
    ),
    *(
        "99999999999999999999",
        "999999999999999999999999",
        "△1,234",
        "▲5",
        "−5",
        "(5)",
        "3千円",
        "3万",
        "1.5億円",
        "十億",
        "5百万円",
    ),
    *(
        "3千",
        "12兆",
        "99999999999兆",
        "$5",
        "US$5",
        "¥1,000",
        "5円",
        "5ドル",
        "5米ドル",
        "５人",
        "5件",
        "USD5",
        "5USD",
        "€5",
        "5 000",
    ),
    *(
        "-9999",
        "−9999",
        "1e5",
        "1E5",
        "+5",
        ".5",
        "5.",
        "NaN",
        "inf",
        "0x10",
        "1_000",
        "1_000円",
        "1__0",
        "1_",
        "_1",
        "1_0.5_0",
        "1_0e1_0",
        "1234567890123_4",
        "123456789012345_6",
        "12%",
        "－５",
        "①",
        "⑨",
        "１２３",
        "\u00a05\u202f",
    ),
    *("○", "〇", "有", "無", "YES", "no", "はい", "×", "-", "", " ", "　", "\t", "a\nb", "5\n", "2024-04-01\n"),
    *(
        "電話0312345678です",
        "0312345678",
        "03-1234-5678",
        "(03)1234-5678",
        "a.b@example.jp",
        "x@y",
        "０３－１２３４－５６７８",
    ),
    *(
        "連絡先:+81 3 1234 5678",
        "( )",
        "（　）事業",
        "123456",
        "A0312345678",
        "事業2024",
        "it's",
        "back\\slash",
        "100%",
        "a_b",
    ),
]
ALPHABET = "0123456789,./-年月日元千万億円令和平成RHS△▲ 　年$USD０１２（）()+@ABab"


def texts() -> list[str]:
    """Return the texts above and random ones of the same characters."""
    source = random.Random(20231)  # noqa: S311
    lengths = [source.randint(1, 12) for _ in range(400)]
    return [*TEXTS, *("".join(source.choice(ALPHABET) for _ in range(length)) for length in lengths)]


def run_both(
    session: SparkSession, folder: Path, table: pa.Table, columns: Callable[[Macros], Sequence[str]], grouped: str = ""
) -> tuple[list[Any], list[Any]]:
    """Return the rows of the same columns over the same table, by DuckDB and by Spark.

    Args:
        session: Session of Spark.
        folder: Folder for the table.
        table: Values, with a column `place` that tells the rows apart.
        columns: SQL of the columns, by the macros of a dialect.
        grouped: Column to group by instead of one row each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / "cells.parquet")
    key = grouped or "place"
    clause = f" group by {grouped}" if grouped else ""

    def query(macros: Macros, cells: str) -> str:
        named = ", ".join(f"{sql} as c{number}" for number, sql in enumerate(columns(macros)))
        return f"select {key}, {named} from {cells}{clause} order by {key}"

    with duckdb.connect() as connection:
        mine = connection.execute(query(Macros("duckdb"), f"read_parquet('{folder / 'cells.parquet'}')")).fetchall()
    theirs = session.sql(query(Macros("spark"), f"parquet.`{folder / 'cells.parquet'}`")).collect()
    return [plain(row) for row in mine], [plain(row) for row in theirs]


def plain(value: Any) -> Any:
    """Return rows, lists and records of either engine as tuples."""
    if isinstance(value, dict):
        return tuple(plain(item) for item in value.values())
    return tuple(plain(item) for item in value) if isinstance(value, list | tuple) else value


def cells(values: Sequence[str | None]) -> pa.Table:
    return pa.table({"place": list(range(len(values))), "raw": pa.array([*values], pa.string())})


@pytest.mark.parametrize("kind", ["text", "date", "month", "amount", "integer", "flag"])
def test_cells_are_read_alike(session: SparkSession, tmp_path: Path, kind: str) -> None:
    def columns(macros: Macros) -> list[str]:
        comparable = macros.comparable_text("raw", kind)
        return [comparable, macros.typed_value(f"({comparable})", kind)]

    mine, theirs = run_both(session, tmp_path, cells([*texts(), None]), columns)
    assert theirs == mine


def test_what_stands_around_amounts_is_read_alike(session: SparkSession, tmp_path: Path) -> None:
    def columns(macros: Macros) -> list[str]:
        text = f"({macros.half_width('raw')})"
        return [
            macros.currency_inside(text),
            macros.multiple_inside(text),
            macros.bare_number(text),
            macros.is_declined(text),
            macros.without_contact_data("raw"),
            macros.without_blanks("raw"),
        ]

    mine, theirs = run_both(session, tmp_path, cells([*texts(), None]), columns)
    assert theirs == mine


def test_expressions_of_texts_are_alike(session: SparkSession, tmp_path: Path) -> None:
    def columns(macros: Macros) -> list[str]:
        return [
            macros.text_ends_with("raw", "'b'"),
            macros.trimmed(f"{macros.character(8239)} || '　 ' || raw || '　' || {macros.character(160)}"),
            macros.trimmed(f"{macros.character(9)} || raw || {macros.character(10)}"),
            macros.list_of_parts("raw"),
            macros.length_of_list(macros.list_of_parts("raw")),
            macros.list_has(macros.list_of_parts("raw"), "'b'"),
            macros.union_of_lists(macros.list_of_parts("raw"), macros.list_of_parts("'b,x'")),
            f"coalesce({macros.list_of_parts('raw')}, {macros.empty_list()})",
            macros.texts_of_json("json", "name"),
            macros.beside_in_list(macros.texts_of_json("json", "name"), "raw", macros.texts_of_json("json", "type")),
            macros.character(8239),
        ]

    table = pa.table(
        {
            "place": [0, 1, 2, 3],
            "raw": ["a,b", "b", "", None],
            "json": ['[{"name": "a", "type": "text"}, {"name": "b", "type": "date"}]'] * 3 + ["[]"],
        }
    )
    mine, theirs = run_both(session, tmp_path, table, columns)
    assert theirs == mine


def test_groups_are_alike(session: SparkSession, tmp_path: Path) -> None:
    def columns(macros: Macros) -> list[str]:
        return [
            macros.joined_text("raw", "; ", "place desc"),
            macros.sorted_list("raw"),
            macros.sorted_set("raw"),
            macros.sorted_set("raw", where="place > 5"),
            macros.sorted_list(macros.record_of({"file": "raw", "number": "place"}), order_by="raw"),
            macros.about_distinct("raw"),
            "percentile_cont(0.5) within group (order by place)",
        ]

    table = pa.table({"place": [1, 2, 3, 4, 5], "raw": ["b", "あ", "b", "Z", "a"], "part": ["x", "x", "x", "y", "y"]})
    mine, theirs = run_both(session, tmp_path, table, columns, grouped="part")
    # Of equal texts DuckDB keeps the order of arrival, Spark the order of the other fields: here they are the same.
    assert theirs == mine


def test_numbers_are_alike(session: SparkSession, tmp_path: Path) -> None:
    def columns(macros: Macros) -> list[str]:
        return [
            macros.ratio("whole", "nullif(other, 0)"),
            macros.ratio("amount", "other + 1000"),
            macros.ratio("100.0 * whole", "nullif(other, 0)"),
            macros.rounded(macros.ratio("whole", "7"), 6),
            macros.one_decimal(macros.rounded(macros.ratio("whole", "7"), 1)),
            macros.one_decimal("whole * 1000 + 0.5", grouped=True),
            macros.one_decimal("float", grouped=True),
            macros.grouped_digits("whole * 1000"),
            macros.product_within(["amount", "cast(other as bigint)", "amount"], "decimal(28, 2)"),
            macros.to_yen("amount", "unit", "currency", "amount"),
            macros.attainment_pct("whole", "other"),
            macros.months_begun("whole"),
        ]

    source = random.Random(20231)  # noqa: S311
    numbers = [source.randint(-10_000, 10_000) for _ in range(200)]
    rows = {
        "place": list(range(200)),
        "whole": pa.array([*numbers[:-1], None], pa.int64()),
        "other": pa.array(reversed(numbers), pa.int64()),
        "float": [number / 8 for number in numbers],
        "amount": pa.array([f"{number * 7919}.{abs(number) % 10_000:04}" for number in numbers]).cast(
            pa.decimal128(24, 4)
        ),
        "unit": [source.choice(["1", "1000", "1000000", "1000000000000"]) for _ in numbers],
        "currency": [source.choice(["JPY", "USD", None]) for _ in numbers],
    }
    mine, theirs = run_both(session, tmp_path, pa.table(rows), columns)
    assert theirs == mine


def test_days_are_alike(session: SparkSession, tmp_path: Path) -> None:
    def columns(macros: Macros) -> list[str]:
        return [
            macros.days_between("first", "last"),
            macros.months_between_days("first", "last"),
            macros.fiscal_year("first"),
            macros.fiscal_year_start(macros.fiscal_year("first")),
            macros.fiscal_year_end(macros.fiscal_year("first")),
            macros.month_of("first"),
            macros.months_since_zero("first", True),
            macros.months_since_zero("last", False),
            macros.day_within("last", "2024-01-01", "2025-12-31"),
        ]

    days = ["2024-02-29", "2024-03-31", "2024-04-01", "2025-01-31", "1989-01-08", None]
    pairs = [(first, last) for first in days for last in days]
    first, last = (pa.array(column).cast(pa.date32()) for column in zip(*pairs, strict=True))
    table = pa.table({"place": list(range(len(pairs))), "first": first, "last": last})
    mine, theirs = run_both(session, tmp_path, table, columns)
    assert theirs == mine


@pytest.mark.parametrize(
    "series",
    [
        lambda macros: macros.whole_numbers("2023", "2026"),
        lambda macros: macros.whole_numbers("2026", "2023"),
        lambda macros: macros.days_by("month", "date '2024-01-28'", "date '2024-06-30'"),
        lambda macros: macros.days_by("day", "date '2024-02-27'", "date '2024-03-02'"),
        lambda macros: macros.days_by("day", "date '2024-03-02'", "date '2024-02-27'"),
        lambda macros: macros.each_of(macros.list_of_parts("'a,b'")),
    ],
)
def test_series_are_alike(session: SparkSession, series: Callable[[Macros], str]) -> None:
    mine = duckdb.sql(f"select {series(Macros('duckdb'))} as value order by value").fetchall()
    theirs = session.sql(f"select {series(Macros('spark'))} as value order by value").collect()
    assert [plain(row) for row in theirs] == mine
