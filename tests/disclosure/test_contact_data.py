"""Contact data in free text that is published: the macro of dbt, on DuckDB and without dbt."""

from __future__ import annotations

import duckdb
import pytest

from tests.rendered_macros import Macros


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("海外商談会", "海外商談会"),
        ("海外商談会（03-5550-0012）", "海外商談会"),
        ("株式会社ABC TEL (03) 5550-0012", "株式会社ABC TEL"),
        ("株式会社ABC 03(5550)0012", "株式会社ABC"),
        ("商談会09055500012", "商談会"),
        ("商談会 +81 3 5550 0012", "商談会"),
        ("商談会０９０－５５５０－００１２", "商談会"),
        ("hanako.yamada+1@mail.example 商談会", "商談会"),
        ("ｈａｎａｋｏ＠ｍａｉｌ．example", None),
        # No contact data: years, numbers, a corporate number.
        ("2023-2024年度事業", "2023-2024年度事業"),
        ("第10回商談会", "第10回商談会"),
        ("4010001000000", "4010001000000"),
        ("5@3", "5@3"),
        (None, None),
    ],
)
def test_contact_data_is_left_out_of_published_text(text: str | None, published: str | None) -> None:
    sql = Macros("duckdb").without_contact_data("t")
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(f"select {sql} from (select ?::varchar as t)", [text]).fetchone()
    assert found == (published,)
