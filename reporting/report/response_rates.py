"""The table of the surveys: how many were due, sent and answered, and what the answers add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.query_rows import rows_of
from reporting.code_names import CodeNames, read_code_names
from reporting.report.derivation import share
from reporting.report.figures import MartRow, figure
from reporting.report.fiscal_years import WIDTH, FiscalYear
from reporting.report.table import Cell, Column, Kind, Mark, Row, Table
from reporting.table_copy import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

COUNTS = (
    ("due", "期限到来", "Due"),
    ("sent", "発送", "Sent"),
    ("answered", "回答", "Answered"),
    ("valid", "有効回答", "Valid answers"),
    ("declined", "辞退", "Declined"),
    ("no_reply", "無回答", "No reply"),
    ("not_due", "期限未到来", "Not due yet"),
    ("not_sent", "未発送", "Not sent"),
)


def response_rates(connection: DuckDBPyConnection, years: Sequence[FiscalYear]) -> Table:
    """Return the table.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        years: Fiscal years of the period.
    """
    rows = rows_of(connection, f"select * from {SCHEMA}.survey_response_rates order by subject, item, fiscal_year")  # noqa: S608
    codes = read_code_names(connection, SCHEMA)
    names = {year.year: (year.short, year.english) for year in years}
    return Table(
        "survey_response_rates",
        "調査の回答率",
        "Response rates of the surveys",
        [
            Column("subject_ja", "対象", "Subject", width=16, beside="subject_en", is_once=True),
            Column("subject_en", "対象（英語）", "Subject in English"),
            Column("item_ja", "調査項目", "Item", width=20, beside="item_en", is_once=True),
            Column("item_en", "調査項目（英語）", "Item in English"),
            Column("unit", "単位", "Unit", Kind.CENTRED, 6, is_once=True),
            Column("fiscal_year", "年度（西暦）", "Fiscal year, by the year it begins in"),
            Column("year", "年度", "Fiscal year", Kind.CENTRED, 12),
            *(Column(key, japanese, english, Kind.NUMBER, 9.5) for key, japanese, english in COUNTS),
            Column("response_rate", "回答率", "Response rate", Kind.SHARE, 10),
            Column("total", "回答の合計", "Total answered", Kind.VALUE, WIDTH + 3),
        ],
        [_row(row, names, codes) for row in rows],
        group="group",
        notes=(
            (
                "年度は調査の回答期限が属する年度であり、年度別実績の年度（案件の判定日）とは異なる。",
                "The fiscal year is that of the survey's due date, not that of the case as in the results by year.",
            ),
            (
                "金額は、ブックでは百万円単位で表示する（セルの値は円）。CSVでは円。",
                "Amounts are shown in millions of yen; the cells hold yen, and so do the CSV files.",
            ),
            (
                "回答率＝有効回答÷期限到来。合計は回答された値のみで、外挿しない。項目どうしは足し合わせない。",
                "Response rate = valid answers over surveys due. Totals are of what was answered; never add items.",
            ),
        ),
    )


def _row(row: MartRow, names: dict[int, tuple[str, str]], codes: CodeNames) -> Row:
    subject_ja, subject_en = codes.said("subject", row["subject"])
    item_ja, item_en = codes.said("item", row["item"])
    year_ja, year_en = names.get(row["fiscal_year"], ("", f"FY{row['fiscal_year']}"))
    return {
        "group": f"{row['subject']}/{row['item']}",
        "subject_ja": subject_ja,
        "subject_en": subject_en,
        "item_ja": item_ja,
        "item_en": item_en,
        "unit": row["unit"],
        "fiscal_year": row["fiscal_year"],
        "year": f"{year_ja} {year_en}".strip(),
        **{key: row[key] for key, _, _ in COUNTS},
        "response_rate": share(row["valid"], row["due"], row["response_rate"], ("valid", "due")),
        "total": _total(row),
    }


def _total(row: MartRow) -> Cell:
    # Where somebody answered, the total is there, but is not to be told.
    return figure(row, "total", Mark.SUPPRESSED if row["valid"] else Mark.NOTHING)
