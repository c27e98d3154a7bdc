"""The comparison of target versions: as a table on a terminal, as a page, in a publication."""

from __future__ import annotations

import io
import re
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from reporting.comparison import interval, readings_of
from reporting.comparison_table import comparison_table
from reporting.language import Language
from reporting.pages.target_comparison import target_comparison_page
from reporting.published import NotPublishedError, read_target_comparison
from tests.reporting.conftest import MARTS, publish_marts
from tests.reporting.page_elements import Elements

COMPARISON = Path(__file__).parent / "comparison.sql"


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Made-up marts with a comparison."""
    opened = duckdb.connect(":memory:")
    for file in (MARTS, COMPARISON):
        opened.execute(file.read_text(encoding="utf-8"))
    return opened


def spoken(html: str, language: str) -> str:
    """What a page says in one language, without its markup."""
    other = "en" if language == "ja" else "ja"
    html = html[html.index("<body>") :]
    html = re.sub(rf'<(span|small) class="{other}"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_rows_come_by_indicator_and_by_date(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = read_target_comparison(publish_marts(tmp_path, COMPARISON))
    assert [(row["indicator_id"], row["target_version"]) for row in rows] == [
        ("fdi_success", "current"),
        ("fdi_success", "revised"),
        ("agrifood_success", "current"),
    ]


def test_a_publication_older_than_the_comparison_says_what_to_do(published: Path) -> None:
    said = r"published by an older version: .*target_comparison.* Remedy: `mokuhyo run --force`"
    with pytest.raises(NotPublishedError, match=said):
        read_target_comparison(published)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            Language.ENGLISH,
            [
                "FDI attraction successes",
                "current 2023-04-01 370 + 0 370 – 342 (341–347) 8 351 (350–unbounded) 1 on_track",
                "92.4 % 94.8 %",
                "● revised 2024-04-01 370 + 6 376 +6 342 (341–347) 8 351 (350–unbounded) 1 not_assessable",
                "+1.6 % 90.9 % 133.3 % 93.3 %",
                "current 2023-04-01 – – – 342 (341–347) 8 351 (350–unbounded) 1 no_target",
            ],
        ),
        (
            Language.JAPANESE,
            [
                "対日投資誘致成功件数",
                "● 変更案 2024-04-01 370 + 6 376 +6 342 (341–347) 8 351 (350–限りなし) 1 判定不能",
            ],
        ),
    ],
)
def test_the_table_sets_versions_under_each_other(language: Language, lines: list[str], tmp_path: Path) -> None:
    console = Console(width=144, record=True, file=io.StringIO())
    console.print(comparison_table(read_target_comparison(publish_marts(tmp_path, COMPARISON)), language))
    printed = [" ".join(line.split()) for line in console.export_text().splitlines()]
    assert [line for line in lines if line not in printed] == []


def test_a_narrow_terminal_keeps_target_all_cases_and_status(tmp_path: Path) -> None:
    rows = read_target_comparison(publish_marts(tmp_path, COMPARISON))
    headings = [str(column.header) for column in comparison_table(rows, Language.ENGLISH, 80).columns]
    assert headings == ["indicator, version, from", "target", "uplift", "all cases", "status"]


def test_the_reading_that_judges_is_marked(connection: duckdb.DuckDBPyConnection) -> None:
    cursor = connection.execute("select * from marts.target_comparison order by position, effective_from")
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert [[reading.is_judging for reading in readings_of(row)] for row in rows] == [
        [True, False, False],
        [False, False, True],
        [False, False, False],
    ]


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(341, 347, "341–347"), (None, 347, "unbounded–347"), (1019, None, "1,019–unbounded")],
)
def test_an_open_bound_is_said(low: int | None, high: int | None, shown: str) -> None:
    assert interval(low, high, Language.ENGLISH) == shown


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ja", "基準日 2026-10-31 。 適用中の版 : 変更案 ( 適用開始 2024-04-01)"),
        (
            "ja",
            "適用中 370 6 376 +6 +1.6 % 342 (341–347) 90.9 % 8 133.3 % 判定に用いる 351 (350– 限りなし",
        ),
        ("ja", "判定不能 欠落 2 件"),
        ("en", "FDI attraction successes core target current 2023-04-01 370 0 370 – judged by 342 (341–347) 92.4 % 8"),
        ("en", "93.3 % (93.0– unbounded ) 1 not assessable gaps: 2"),
        ("en", "Agriculture &amp; food current 2023-04-01 – – – –"),
    ],
)
def test_the_page_says_it_in_both_languages(
    language: str, sentence: str, connection: duckdb.DuckDBPyConnection
) -> None:
    assert sentence in spoken(target_comparison_page(connection), language)


def test_the_page_needs_nothing_from_elsewhere(connection: duckdb.DuckDBPyConnection) -> None:
    html = target_comparison_page(connection)
    elements = Elements(html)
    assert not elements.open
    assert not {tag for tag, _ in elements.started} & {"script", "link", "img", "iframe", "form"}
    assert "default-src 'none'" in html
    assert not re.search(r"https?:|//|@import|url\(", html)


def test_values_are_escaped(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("update marts.dim_target set source_document = '<script>alert(1)</script>'")
    html = target_comparison_page(connection)
    assert "農林水産物・食品&lt;成功&gt;" in html
    assert "<script" not in html


def test_every_header_says_what_it_heads(connection: duckdb.DuckDBPyConnection) -> None:
    headers = [attributes for tag, attributes in Elements(target_comparison_page(connection)).started if tag == "th"]
    assert headers
    assert all(attributes.get("scope") in ("col", "colgroup", "row", "rowgroup") for attributes in headers)


def test_without_targets_the_page_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("delete from marts.target_comparison; delete from marts.dim_target")
    assert "There is no target." in spoken(target_comparison_page(connection), "en")
