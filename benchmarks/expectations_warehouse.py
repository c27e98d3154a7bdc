"""A large warehouse with gaps of every kind: the rows of the tests' clean warehouse, multiplied.

For each expectation one row in a thousand is as its bad fixture of the tests makes it. Belongs here: making the rows.
Not here: measuring (`expectations`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import duckdb
import yaml

from expectations.suites import Expectation, Suite, load_suites

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "expectations"
CLEAN_WAREHOUSE = FIXTURES / "clean_warehouse.sql"
BAD_ROWS = FIXTURES / "bad_rows.yml"
SUPPORT_TABLE = "intermediate.int_overseas_support"
FX_RATES = "staging.stg_fx_rates"
# Rows per support, as in the synthetic sample at full scale; other tables stay as small as they are.
SHARES = {
    SUPPORT_TABLE: 1.0,
    "intermediate.int_overseas_success": 0.5,
    "intermediate.int_survey_responses": 0.2,
    "staging.stg_outcome_survey": 0.2,
    "intermediate.int_fdi_cases": 0.029,
    "intermediate.int_agrifood_cases": 0.017,
    "intermediate.int_startup_cases": 0.0155,
    "staging.stg_activities": 0.0125,
    "staging.stg_entrepreneur_programme": 0.006,
    "intermediate.int_collaboration_cases": 0.005,
    FX_RATES: 0.0018,
    "staging.stg_web_analytics": 0.001,
    "staging.stg_coercion_consultations": 0.001,
}
# Columns that tell rows apart.
KEYS = ("case_id", "success_id", "survey_id", "activity_id", "participant_id", "company_key", "site")
ONE_GAP_IN = 1_000


def make(database: Path, supports: int) -> dict[str, int]:
    """Multiply the rows of the clean warehouse.

    Args:
        database: File to make.
        supports: Rows of the largest table.

    Returns:
        Rows by table.
    """
    suites = load_suites()
    rows = {}
    with duckdb.connect(str(database)) as connection:
        connection.execute("set preserve_insertion_order = false; set memory_limit = '4GB'")
        connection.execute(CLEAN_WAREHOUSE.read_text(encoding="utf-8"))
        for table, share in SHARES.items():
            rows[table] = int(supports * share)
            _multiply(connection, table, rows[table], _spoiling(suites, table))
        connection.execute("checkpoint")
    return rows


def _multiply(connection: duckdb.DuckDBPyConnection, table: str, rows: int, spoiled: Sequence[str]) -> None:
    """Put multiples of its rows in place of a table; one row in a thousand is spoiled by each of the statements."""
    variants, clean = _make_template(connection, table, spoiled)
    described = connection.execute(f"describe {table}").fetchall()
    columns = []
    for name, kind, *_ in described:
        value = f'template."{name}"'
        if name in KEYS:
            # Now and then four neighbours share a key, and with it what has to be unique.
            number = (
                f"case when hash(number // 4, '{name}') % {ONE_GAP_IN // 4} = 0 then number // 4 * 4 else number end"
            )
            value = f"{value} || '-' || {number}"
        elif name == "source_row":
            value = "cast(number as integer)"
        elif name == "file_fiscal_year":
            value = "cast(2023 + number % 4 as integer)"
        elif table == FX_RATES and name == "currency":
            value = f"{value} || '-' || number // 100"
        elif kind == "DATE":
            # All dates of a row move together, so that their order stays; those of a spoiled row do not move.
            value = f"cast({value} + if(template.variant = 0, cast(number // 4 % 200 as integer), 0) as date)"
        columns.append(f'{value} as "{name}"')
    connection.execute(
        f"create or replace table {table} as select {', '.join(columns)} "  # noqa: S608
        f"from (select range as number, hash(range) % {ONE_GAP_IN} as chance from range({rows})) as numbers "
        f"inner join template on template.variant = if(chance between 1 and {variants}, chance, 0) "
        f"and (template.variant > 0 or template.place = number % {clean})"
    )
    connection.execute("drop table template")


def _make_template(connection: duckdb.DuckDBPyConnection, table: str, spoiled: Sequence[str]) -> tuple[int, int]:
    """Make the table `template`: the clean rows as variant 0, and one row changed by each statement.

    Returns:
        Number of spoiled variants and of clean rows.
    """
    rows = f"from {table}"
    connection.execute(
        f"create temp table template as select 0 as variant, row_number() over () - 1 as place, * {rows}"
    )
    (clean,) = connection.execute(f"select count(*) {rows}").fetchone() or (0,)
    variant = 0
    for statement in spoiled:
        connection.execute(f"create temp table kept as {rows}")
        connection.execute(statement)
        (changed,) = connection.execute(
            f"insert into template select {variant + 1}, 0, * from (({rows}) except (from kept)) limit 1"  # noqa: S608
        ).fetchone() or (0,)
        variant += changed
        connection.execute(f"create or replace table {table} as from kept")
        connection.execute("drop table kept")
    return variant, clean


def _spoiling(suites: list[Suite], table: str) -> list[str]:
    """Return the statements of the tests' bad fixtures that spoil a table, one per expectation about it."""
    fixtures = yaml.safe_load(BAD_ROWS.read_text(encoding="utf-8"))
    return [str(fixtures[expectation.id]["sql"]) for expectation in examining(suites)[table]]


def examining(suites: list[Suite]) -> dict[str, list[Expectation]]:
    """Return the expectations by the table that they examine."""
    found: dict[str, list[Expectation]] = defaultdict(list)
    for suite in suites:
        for expectation in suite.expectations:
            found[suite.examined(expectation).table].append(expectation)
    return found


def expected_to_fail() -> list[str]:
    """Return the expectations about the multiplied tables: each must find something."""
    return [
        expectation.id
        for table, chosen in examining(load_suites()).items()
        if table in SHARES
        for expectation in chosen
    ]
