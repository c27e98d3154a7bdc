"""Keys of the public tables: what the dbt project tests is what is published."""

from __future__ import annotations

from typing import Any

from orchestration.table_keys import guarded_keys
from reporting.table_copy import ForeignKey, TableKeys


def model(name: str, schema: str = "marts") -> dict[str, Any]:
    return {"resource_type": "model", "name": name, "schema": schema}


def a_test(table: str, test: str, *, where: str | None = None, **arguments: Any) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "name": test,
        "schema": "tests",
        "attached_node": f"model.{table}",
        "test_metadata": {"name": test, "kwargs": {"model": "{{ … }}", **arguments}},
        "config": {"where": where},
    }


def keys_of(*tests: dict[str, Any], **further: dict[str, Any]) -> dict[str, TableKeys]:
    models = {f"model.{name}": model(name) for name in ("dim_thing", "fct_things")} | further
    return guarded_keys({"nodes": {**models, **{f"test.{n}": test for n, test in enumerate(tests)}}})


def test_a_filled_unique_column_is_a_primary_key() -> None:
    keys = keys_of(
        a_test("dim_thing", "unique", column_name="thing"), a_test("dim_thing", "not_null", column_name="thing")
    )
    assert keys == {"dim_thing": TableKeys(("thing",))}


def test_a_unique_column_that_may_be_empty_is_none() -> None:
    assert keys_of(a_test("dim_thing", "unique", column_name="thing")) == {"dim_thing": TableKeys()}


def test_several_columns_may_be_the_key() -> None:
    keys = keys_of(
        a_test("fct_things", "unique_combination", arguments={"columns": ["day", "thing"]}),
        a_test("fct_things", "not_null_columns", arguments={"columns": ["day", "thing", "other"]}),
    )
    assert keys == {"fct_things": TableKeys(("day", "thing"))}


def test_a_tested_relationship_is_a_foreign_key() -> None:
    keys = keys_of(
        a_test(
            "fct_things", "relationships", column_name="thing", arguments={"to": "ref('dim_thing')", "field": "thing"}
        )
    )
    assert keys == {"fct_things": TableKeys((), (ForeignKey("thing", "dim_thing", "thing"),))}


def test_a_test_of_some_rows_promises_nothing_of_the_others() -> None:
    keys = keys_of(
        a_test("dim_thing", "unique", column_name="thing", where="thing > 0"),
        a_test("dim_thing", "not_null", column_name="thing"),
    )
    assert keys == {}


def test_tables_that_nobody_sees_have_no_published_key() -> None:
    keys = keys_of(
        a_test("stg_things", "unique", column_name="thing"),
        a_test("stg_things", "not_null", column_name="thing"),
        **{"model.stg_things": model("stg_things", "staging")},
    )
    assert keys == {}
