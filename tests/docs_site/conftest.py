"""A dbt manifest of one mart and one counting rule, as far as the reference reads it."""

from __future__ import annotations

from typing import Any

import pytest

RULE = "-- Counting rule of visits.\nselect {{ counted_record('visits') }} from {{ ref('int_visits') }}"


def model(name: str, schema: str, description: str, columns: dict[str, tuple[str, str]], **more: Any) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "name": name,
        "alias": name.removeprefix("disclosed_"),
        "schema": schema,
        "description": description,
        "columns": {
            column: {"name": column, "data_type": kind, "description": text} for column, (kind, text) in columns.items()
        },
        "raw_code": "",
        **more,
    }


@pytest.fixture
def manifest() -> dict[str, Any]:
    visits = {"visit_id": ("varchar", "番号 / Number"), "amount": ("bigint", "金額 / Amount | yen")}
    key = {"resource_type": "test", "attached_node": "visits", "schema": "t", "config": {"where": None}, "name": "t"}
    nodes = [
        model("fct_visits", "marts", "Grain: one row per visit. ／ 来訪ごとに1行。", visits, id="visits"),
        model(
            "disclosed_fct_visits",
            "disclosed",
            "amount is withheld. ／ amountは秘匿。",
            {"is_suppressed": ("boolean", "秘匿か / Whether withheld")},
        ),
        model("int_count__visits", "intermediate", "Visits count once.", {}, raw_code=RULE),
        *(model(name, "intermediate", name, {}) for name in ("int_count_records", "int_count_outcomes")),
        model("int_count_ledger", "intermediate", "Units.", {}),
        key | {"test_metadata": {"name": "unique", "kwargs": {"column_name": "visit_id"}}},
        key | {"test_metadata": {"name": "not_null", "kwargs": {"column_name": "visit_id"}}},
        {
            "resource_type": "test",
            "schema": "t",
            "name": "visits_add_up",
            "raw_code": "-- A failing row is a visit\n-- that nobody made.\nselect 1 -- not this",
        },
    ]
    unit_test = {"name": "a_visit_counts_once", "model": "int_count__visits", "description": "Twice is once."}
    return {"nodes": {node.get("id", str(n)): node for n, node in enumerate(nodes)}, "unit_tests": {"u": unit_test}}
