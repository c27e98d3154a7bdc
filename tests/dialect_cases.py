"""Cells and expressions over which the macros of the dialects are compared between engines."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tests.rendered_macros import Macros

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


@dataclass(frozen=True)
class Case:
    """Expressions over a table.

    Attributes:
        table: Values, with a column `place` that tells the rows apart.
        columns: SQL of the columns, by the macros of a dialect.
        grouped: Column to group by instead of one row each.
    """

    table: pa.Table
    columns: Callable[[Macros], Sequence[str]]
    grouped: str = ""

    def query(self, dialect: str, table: str) -> str:
        """Return the statement for an engine.

        Args:
            dialect: Its name.
            table: The table, as the engine names it.
        """
        key = self.grouped or "place"
        clause = f" group by {self.grouped}" if self.grouped else ""
        named = ", ".join(f"{sql} as c{number}" for number, sql in enumerate(self.columns(Macros(dialect))))
        return f"select {key}, {named} from {table}{clause} order by {key}"

    def on_duckdb(self, folder: Path) -> list[Any]:
        """Write the table to `cells.parquet` of a folder and return the rows of DuckDB."""
        file = folder / "cells.parquet"
        pq.write_table(self.table, file)
        with duckdb.connect() as connection:
            return plain(connection.execute(self.query("duckdb", f"read_parquet('{file}')")).fetchall())


def plain(rows: Sequence[Any]) -> list[Any]:
    """Return rows of any engine with lists and records as tuples."""
    return [_plain(row) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(_plain(item) for item in value.values())
    return tuple(_plain(item) for item in value) if isinstance(value, list | tuple) else value


def cells(values: Sequence[str | None]) -> pa.Table:
    """Return a table of texts."""
    return pa.table({"place": list(range(len(values))), "raw": pa.array([*values], pa.string())})


def typed(kind: str) -> Callable[[Macros], list[str]]:
    """Return how a cell of a kind is read: its comparable text, and its value."""

    def columns(macros: Macros) -> list[str]:
        comparable = macros.comparable_text("raw", kind)
        return [comparable, macros.typed_value(f"({comparable})", kind)]

    return columns


def around_amounts(macros: Macros) -> list[str]:
    """What stands around an amount, and what is taken out of free text."""
    text = f"({macros.half_width('raw')})"
    return [
        macros.currency_inside(text),
        macros.multiple_inside(text),
        macros.bare_number(text),
        macros.is_declined(text),
        macros.without_contact_data("raw"),
        macros.without_blanks("raw"),
    ]


def of_texts(macros: Macros) -> list[str]:
    """Texts, and lists made of them."""
    return [
        macros.text_ends_with("raw", "'b'"),
        macros.texts_are_same([("raw", "nullif(raw, 'b')"), ("json", "json")]),
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


def of_groups(macros: Macros) -> list[str]:
    """Rows of a group put together."""
    return [
        macros.joined_text("raw", "; ", "place desc"),
        macros.sorted_list("raw"),
        macros.sorted_set("raw"),
        macros.sorted_set("raw", where="place > 5"),
        macros.sorted_list(macros.record_of({"file": "raw", "number": "place"}), order_by="raw"),
        macros.about_distinct("raw"),
        macros.min_by("raw", "place"),
        macros.max_by("raw", "place", where="place < 5"),
        "percentile_cont(0.5) within group (order by place)",
    ]


def of_numbers(macros: Macros) -> list[str]:
    """Arithmetic and how it is written."""
    return [
        macros.ratio("whole", "nullif(other, 0)"),
        macros.ratio("amount", "other + 1000"),
        macros.ratio("100.0 * whole", "nullif(other, 0)"),
        macros.rounded(macros.ratio("whole", "7"), 6),
        macros.rounded_whole("amount"),
        macros.rounded_whole("float"),
        macros.one_decimal(macros.rounded(macros.ratio("whole", "7"), 1)),
        macros.one_decimal("whole * 1000 + 0.5", grouped=True),
        macros.one_decimal("float", grouped=True),
        macros.grouped_digits("whole * 1000"),
        macros.product_within(["amount", "cast(other as bigint)", "amount"], "decimal(28, 2)"),
        macros.to_yen("amount", "unit", "currency", "amount"),
        macros.attainment_pct("whole", "other"),
        macros.months_begun("whole"),
    ]


def of_days(macros: Macros) -> list[str]:
    """Days and months."""
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
        f"cast(first + {macros.interval_of(1, 'month')} - {macros.interval_of(1, 'day')} as date)",
    ]


def numbers() -> pa.Table:
    """Return random numbers of several types."""
    source = random.Random(20231)  # noqa: S311
    whole = [source.randint(-10_000, 10_000) for _ in range(200)]
    rows = {
        "place": list(range(200)),
        "whole": pa.array([*whole[:-1], None], pa.int64()),
        "other": pa.array(reversed(whole), pa.int64()),
        "float": [number / 8 for number in whole],
        "amount": pa.array([f"{number * 7919}.{abs(number) % 10_000:04}" for number in whole]).cast(
            pa.decimal128(24, 4)
        ),
        "unit": [source.choice(["1", "1000", "1000000", "1000000000000"]) for _ in whole],
        "currency": [source.choice(["JPY", "USD", None]) for _ in whole],
    }
    return pa.table(rows)


def days() -> pa.Table:
    """Return pairs of days."""
    some = ["2024-02-29", "2024-03-31", "2024-04-01", "2025-01-31", "1989-01-08", None]
    pairs = [(first, last) for first in some for last in some]
    first, last = (pa.array(column).cast(pa.date32()) for column in zip(*pairs, strict=True))
    return pa.table({"place": list(range(len(pairs))), "first": first, "last": last})


PARTS = pa.table(
    {
        "place": [0, 1, 2, 3],
        "raw": ["a,b", "b", "", None],
        "json": ['[{"name": "a", "type": "text"}, {"name": "b", "type": "date"}]'] * 3 + ["[]"],
    }
)
# Of equal texts DuckDB keeps the order of arrival, Spark the order of the other fields: here they are the same.
GROUPS = pa.table({"place": [1, 2, 3, 4, 5], "raw": ["b", "あ", "b", "Z", "a"], "part": ["x", "x", "x", "y", "y"]})
CASES = {
    **{
        f"cells of {kind}": Case(cells([*texts(), None]), typed(kind))
        for kind in ("text", "date", "month", "amount", "integer", "flag")
    },
    "around amounts": Case(cells([*texts(), None]), around_amounts),
    "texts": Case(PARTS, of_texts),
    "groups": Case(GROUPS, of_groups, grouped="part"),
    "numbers": Case(numbers(), of_numbers),
    "days": Case(days(), of_days),
}
# One row per item, as a column of a select list.
SERIES: dict[str, Callable[[Macros], str]] = {
    "years": lambda macros: macros.whole_numbers("2023", "2026"),
    "years backwards": lambda macros: macros.whole_numbers("2026", "2023"),
    "months": lambda macros: macros.days_by("month", "date '2024-01-28'", "date '2024-06-30'"),
    "days": lambda macros: macros.days_by("day", "date '2024-02-27'", "date '2024-03-02'"),
    "days backwards": lambda macros: macros.days_by("day", "date '2024-03-02'", "date '2024-02-27'"),
    "parts": lambda macros: macros.each_of(macros.list_of_parts("'a,b'")),
}


def series_query(name: str, dialect: str) -> str:
    """Return the statement of a series for an engine."""
    return f"select {SERIES[name](Macros(dialect))} as value order by value"
