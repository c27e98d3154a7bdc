"""Time and memory of all suites over ten million supports and all that belongs to them, beside two other ways.

    python -m benchmarks.expectations       # measures and writes benchmarks/results/expectations.json

The other ways: the same expectations by Great Expectations on a pandas frame (fewer rows, scaled linearly, and the
suites over just as many rows measured beside it), and one SQL statement per table that counts all failing rows.
The rows are those of the tests' clean warehouse, multiplied, with one gap in a thousand per expectation.
Each way runs in a process of its own; its memory is the peak of that process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from datetime import time as time_of_day
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import yaml

from expectations.row_rules import ROW_RULES, class_name, failing_rows, filled_kwargs, quoted
from expectations.suites import Expectation, Suite, load_suites

AS_OF = date(2026, 10, 31)
ROOT = Path(__file__).resolve().parent.parent
CLEAN_WAREHOUSE = ROOT / "tests" / "expectations" / "clean_warehouse.sql"
BAD_ROWS = ROOT / "tests" / "expectations" / "bad_rows.yml"
RESULT = Path(__file__).with_name("results") / "expectations.json"
SUPPORTS = 10_000_000
PANDAS_ROWS = 1_000_000
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
LIMITS = {"seconds": 60, "peak_mb": 2_000}
REPEATS = 3


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
    template = _template(connection, table, spoiled)
    described = connection.execute(f"describe {table}").fetchall()
    columns = []
    for name, kind, *_ in described:
        value = f'template."{name}"'
        if name in KEYS:
            # Four neighbours in a thousand share a key, and with it what has to be unique.
            number = f"case when hash(number // 4, '{name}') % {ONE_GAP_IN} = 0 then number // 4 * 4 else number end"
            value = f"{value} || '-' || {number}"
        elif name == "source_row":
            value = "cast(number as integer)"
        elif name == "file_fiscal_year":
            value = "cast(2023 + number % 4 as integer)"
        elif table == FX_RATES and name == "currency":
            value = f"{value} || '-' || number // 100"
        elif kind == "DATE":
            # All dates of a row move together, so that their order stays; those of a spoiled row do not move.
            value = (
                f"cast({value} + case when template.variant = 0 then cast(number % 200 as integer) else 0 end as date)"
            )
        columns.append(f'{value} as "{name}"')
    variants, clean = template
    connection.execute(
        f"create or replace table {table} as select {', '.join(columns)} "  # noqa: S608
        f"from (select range as number, hash(range) % {ONE_GAP_IN} as chance from range({rows})) as numbers "
        f"inner join template on template.variant = if(chance between 1 and {variants}, chance, 0) "
        f"and (template.variant > 0 or template.place = number % {clean})"
    )
    connection.execute("drop table template")


def _template(connection: duckdb.DuckDBPyConnection, table: str, spoiled: Sequence[str]) -> tuple[int, int]:
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
    return [str(fixtures[expectation.id]["sql"]) for expectation in _examining(suites)[table]]


def _examining(suites: list[Suite]) -> dict[str, list[Expectation]]:
    found: dict[str, list[Expectation]] = defaultdict(list)
    for suite in suites:
        for expectation in suite.expectations:
            found[suite.examined(expectation).table].append(expectation)
    return found


def run_all(database: Path) -> dict[str, Any]:
    """Run the suites and store their findings, as a run of the pipeline does."""
    import expectations.engine  # noqa: F401 - imported before the clock starts, like dbt and the rest of a run
    from expectations.findings import write_findings
    from expectations.runner import run_suites, summary

    started = time.perf_counter()
    results = run_suites(database, load_suites(), AS_OF)
    ran = time.perf_counter()
    findings = write_findings(database, results)
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "seconds_of_suites": round(ran - started, 2),
        "seconds_of_findings": round(time.perf_counter() - ran, 2),
        "expectations": len(results),
        "status": summary(results),
        "findings": findings,
        "failing": {result.expectation_id: result.failing_rows for result in results},
    }


def run_supports(database: Path) -> dict[str, Any]:
    """Run the suite of the largest table alone."""
    import expectations.engine  # noqa: F401
    from expectations.runner import run_suites

    suites = [suite for suite in load_suites() if suite.table == SUPPORT_TABLE]
    started = time.perf_counter()
    results = run_suites(database, suites, AS_OF)
    seconds = time.perf_counter() - started
    return {"seconds": round(seconds, 2), "failing": {one.expectation_id: one.failing_rows for one in results}}


def run_pandas(database: Path) -> dict[str, Any]:
    """Run the expectations of the largest table on a pandas frame; those written in SQL cannot run there."""
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.data_context.types.base import ProgressBarsConfig

    started = time.perf_counter()
    with duckdb.connect(str(database), read_only=True) as connection:
        frame = connection.execute(f"select * from {SUPPORT_TABLE}").df()  # noqa: S608
    loaded = time.perf_counter()
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("frame").add_dataframe_asset("supports")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name="supports")
    day_begins = time_of_day.min
    chosen = [e for e in _examining(load_suites())[SUPPORT_TABLE] if e.query is None and e.row_condition is None]
    for expectation in chosen:
        filled = filled_kwargs(expectation, AS_OF).items()
        kwargs = {
            key: datetime.combine(value, day_begins) if isinstance(value, date) else value for key, value in filled
        }
        made = getattr(gxe, class_name(expectation.type))(**kwargs)
        made.meta = {"expectation_id": expectation.id}
        suite.add_expectation(made)
    results = batch.validate(suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0}).results
    return {
        "rows": len(frame),
        "seconds": round(time.perf_counter() - loaded, 2),
        "seconds_of_loading": round(loaded - started, 2),
        "failing": {
            one.expectation_config.meta["expectation_id"]: one.result.get("unexpected_count") for one in results
        },
    }


def run_sql(database: Path) -> dict[str, Any]:
    """Count all failing rows by one statement per table."""
    started = time.perf_counter()
    failing: dict[str, int] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, chosen in _examining(load_suites()).items():
            counts = connection.execute(_counting(table, chosen)).fetchone() or ()
            failing |= dict(zip([expectation.id for expectation in chosen], counts, strict=True))
    return {"seconds": round(time.perf_counter() - started, 2), "failing": failing}


def _counting(table: str, chosen: list[Expectation]) -> str:
    parts = []
    for expectation in chosen:
        rule = None if expectation.query else ROW_RULES[class_name(expectation.type)]
        if rule is None or rule.fails is None:
            parts.append(f"(select count(*) from ({_rows(expectation, table)}))")  # noqa: S608
        else:
            condition = expectation.row_condition or "true"
            fails = rule.fails(filled_kwargs(expectation, AS_OF))
            parts.append(f"count(*) filter (where ({condition}) and ({fails}))")
    return f"select {', '.join(parts)} from {quoted(table)}"  # noqa: S608


def _rows(expectation: Expectation, table: str) -> str:
    name = class_name(expectation.type)
    if name not in ("ExpectColumnValuesToBeUnique", "ExpectCompoundColumnsToBeUnique"):
        return failing_rows(expectation, table, AS_OF)
    # By hand nobody would write a window where a semi-join does.
    names = expectation.kwargs.get("column_list") or [expectation.kwargs["column"]]
    keys = ", ".join(map(quoted, names))
    given = " and ".join(f"{quoted(one)} is not null" for one in names)
    condition = expectation.row_condition or "true"
    scope = f"from {quoted(table)} where ({condition}) and {given}"
    return f"select 1 {scope} and ({keys}) in (select ({keys}) {scope} group by {keys} having count(*) > 1)"


WAYS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "all": run_all,
    "supports": run_supports,
    "pandas": run_pandas,
    "sql": run_sql,
}


def in_own_process(way: str, database: Path, repeats: int) -> dict[str, Any]:
    """Run one way several times, each in a new process, and return the fastest with the highest memory."""
    found = []
    for _ in range(repeats):
        # As a module: beside this file, the package `expectations` would not be found.
        command = [sys.executable, "-m", "benchmarks.expectations", "--way", way, "--database", str(database)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603
        assert done.returncode == 0, f"{way}\n{done.stdout}\n{done.stderr}"
        found.append(json.loads(done.stdout.splitlines()[-1]))
    best: dict[str, Any] = min(found, key=lambda one: one["seconds"])
    return best | {"peak_mb": max(one["peak_mb"] for one in found), "runs": [one["seconds"] for one in found]}


def measure(supports: int, pandas_rows: int, repeats: int) -> dict[str, Any]:
    """Measure all ways on the same rows."""
    with tempfile.TemporaryDirectory(prefix="expectations_") as folder:
        large, small = Path(folder) / "large.duckdb", Path(folder) / "small.duckdb"
        rows = make(large, supports)
        make(small, pandas_rows)
        suites = in_own_process("all", large, repeats)
        by_hand = in_own_process("sql", large, repeats)
        pandas = in_own_process("pandas", small, repeats)
        beside_pandas = in_own_process("supports", small, repeats)
        large_supports = in_own_process("supports", large, repeats)
    assert suites["status"]["could_not_run"] == 0, suites["status"]
    assert suites["failing"] == by_hand["failing"], "the ways count different rows"
    shared = {name: count for name, count in beside_pandas["failing"].items() if name in pandas["failing"]}
    assert shared == pandas["failing"], f"pandas counts other rows: {pandas['failing']}, not {shared}"
    scaled = pandas["seconds"] * supports / pandas_rows
    return {
        "rows": {"total": sum(rows.values()), **rows},
        "suites": _shown(suites),
        "one_sql_statement_per_table": _shown(by_hand),
        "supports_by_suite": _shown(large_supports),
        "supports_by_pandas": _shown(pandas) | {"expectations": len(pandas["failing"])},
        "supports_by_suite_as_few_rows": _shown(beside_pandas) | {"expectations": len(beside_pandas["failing"])},
        "ratios": {
            "suites_to_sql": round(suites["seconds"] / by_hand["seconds"], 2),
            "pandas_to_suite_same_rows": round(pandas["seconds"] / beside_pandas["seconds"], 2),
            "pandas_scaled_linearly_to_suite": round(scaled / large_supports["seconds"], 2),
        },
    }


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != "failing"}


def main() -> None:
    """Measure, write the result, fail above the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--supports", type=int, default=SUPPORTS)
    parser.add_argument("--pandas-rows", type=int, default=PANDAS_ROWS)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--out", type=Path, default=RESULT)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        result = WAYS[options.way](options.database)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result | {"peak_mb": round(peak)}))
        return
    measured = {
        "notice": "合成データ / synthetic: every row is made up.",
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]},
        "versions": {name: version(name) for name in ("great-expectations", "duckdb", "pandas")},
        "limits": LIMITS,
        **measure(options.supports, options.pandas_rows, options.repeats),
    }
    text = json.dumps(measured, ensure_ascii=False, indent=1)
    options.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    for name, limit in LIMITS.items():
        assert measured["suites"][name] <= limit, f"{name}: {measured['suites'][name]} > {limit}"


if __name__ == "__main__":
    main()
