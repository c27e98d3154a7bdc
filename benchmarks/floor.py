"""The floor: `floor.sql` in a process of its own, and whether it says the same as the marts of a run.

    python -m benchmarks.floor PLAIN DATABASE      # folder of UTF-8 CSV, database to make; prints seconds and memory

No pipeline that reads, types, joins and counts the same rows on DuckDB can be much faster; what ours takes beyond it is
the price of landing, linkage, expectations, gaps, verdicts and publication.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb

from orchestration.observation.memory import peak_bytes

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = Path(__file__).with_name("floor.sql")
AS_OF = "2026-10-31"
KEYS = "indicator_id, fiscal_year, month, budget_source, programme"
# Each pair says the same of the floor and of the marts; `marts` stands for the schema of the run.
SAME: dict[str, tuple[str, str]] = {
    **{
        f"kpi_pillar_{pillar}": (
            f"select {KEYS}, value from kpi_pillar_{pillar}",  # noqa: S608
            f"select {KEYS}, value from marts.kpi_pillar_{pillar}",  # noqa: S608
        )
        for pillar in (1, 2, 3, 4)
    },
    "actuals of kpi_target_status": (
        """
        select placed.indicator_id, placed.target_version, cast(round(coalesce(actuals.actual, 0)) as bigint)
        from marts.kpi_target_status as placed
        left join actuals
            on placed.indicator_id = actuals.indicator_id
            and actuals.budget_reading
                = if(placed.target is not null and placed.target_version = 'current', 'initial', 'all')
        where placed.actual is not null
        """,
        "select indicator_id, target_version, actual from marts.kpi_target_status where actual is not null",
    ),
    "survey_response_rates": (
        "select subject, item, fiscal_year, due, sent, answered, valid, declined, no_reply, total"
        " from survey_response_rates",
        "select subject, item, fiscal_year, due, sent, answered, valid, declined, no_reply, total"
        " from marts.survey_response_rates",
    ),
    "fct_cases": (
        "select source, fiscal_year, certainty, count(*), count(company_key), sum(amount_jpy)"
        " from fct_cases group by all",
        "select source, fiscal_year, certainty, count(*), count(company_key), sum(amount_jpy)"
        " from marts.fct_cases group by all",
    ),
    "fct_survey_responses": (
        "select subject, fiscal_year, count(*), count(company_key), sum(investment_amount_jpy), sum(new_jobs)"
        " from fct_survey_responses group by all",
        "select subject, fiscal_year, count(*), count(company_key), sum(investment_amount_jpy), sum(new_jobs)"
        " from marts.fct_survey_responses group by all",
    ),
    "dim_company": (
        "select corporate_number, count(*) from dim_company group by all",
        "select corporate_number, count(*) from marts.dim_company group by all",
    ),
    "kpi_lineage, records that count": (
        "select indicator_id, count(*) from kpi_lineage where outcome = 'counted' group by all",
        "select indicator_id, count(*) from marts.kpi_lineage"
        " where outcome = 'counted' and list_contains(budget_readings, 'all') group by all",
    ),
}


def make(plain: Path, database: Path) -> dict[str, Any]:
    """Run the script in this process.

    Args:
        plain: Folder of the snapshots as UTF-8 CSV.
        database: File to make.

    Returns:
        Seconds by the clock and of the processor, and the peak of memory.
    """
    started = time.monotonic(), time.process_time()
    with duckdb.connect(str(database)) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set variable plain = '{plain}'; set variable as_of = date '{AS_OF}'")
        connection.execute(SCRIPT.read_text(encoding="utf-8"))
    return {
        "seconds": round(time.monotonic() - started[0], 3),
        "cpu_seconds": round(time.process_time() - started[1], 3),
        "peak_bytes": peak_bytes(),
    }


def in_own_process(plain: Path, database: Path) -> dict[str, Any]:
    """Run the script in a process of its own; see `make`."""
    command = [sys.executable, "-m", "benchmarks.floor", str(plain), str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"the floor failed: {done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def differences(floor: Path, whole_marts: Path, names: Collection[str] = tuple(SAME)) -> dict[str, int]:
    """Count the rows in which the floor and the marts of a run differ, by what was compared.

    Args:
        floor: Database that the script made.
        whole_marts: Marts of a run on the same snapshots, nothing held back.
        names: What to compare.
    """
    with duckdb.connect(str(floor), read_only=True) as connection:
        connection.execute(f"attach '{whole_marts}' as run (read_only)")
        found = {}
        for name in names:
            ours, theirs = (query.replace("marts.", "run.marts.") for query in SAME[name])
            query = f"select count(*) from ((({ours}) except ({theirs})) union all (({theirs}) except ({ours})))"  # noqa: S608
            row = connection.execute(query).fetchone()
            found[name] = row[0] if row else 0
    return found


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]), Path(sys.argv[2]))))
