"""What an interrupted run left: its report is kept first, its half-written files are gone, readers never noticed."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.home import Home
from orchestration.interrupted import begins_anew, keep_pending_history
from orchestration.repair import repair
from orchestration.resources import Warehouse
from orchestration.settings import REPOSITORY
from reporting.history import is_reported
from reporting.publication import publication_in_force, publish
from reporting.publication_integrity import damage_of
from tests.reporting.conftest import AS_OF, FILE, MARTS

# A process that publishes and keeps what it reports, again and again, until it is killed.
PUBLISHES = """
import sys, duckdb
from pathlib import Path
from orchestration.home import Home
from reporting.history import append_history
from tests.orchestration.test_interrupted import fill, published_from
home = Home(Path(sys.argv[1]))
for actual in range(int(sys.argv[2]), 10_000):
    with duckdb.connect(str(home.warehouse)) as connection:
        fill(connection, actual)
        published_from(connection, home, str(actual))
        append_history(connection, home.history, __import__("datetime").date(2026, 10, 31), str(actual))
    print(actual, flush=True)
"""
# A process that lands an inbox anew, again and again.
LANDS = """
import sys, shutil
from pathlib import Path
from ingest.land import land_inbox
home = Path(sys.argv[1])
print("begun", flush=True)
while True:
    land_inbox(home / "inbox", home / "landing", home / "receipts", ["fx_rates"])
    shutil.rmtree(home / "landing")
"""


def fill(connection: duckdb.DuckDBPyConnection, actual: int, fingerprint: str | None = None) -> None:
    """Fill a warehouse with the made-up marts and their registration."""
    for schema in ("marts", "landing", "intermediate", "disclosed"):
        connection.execute(f"drop schema if exists {schema} cascade")
    connection.execute(MARTS.read_text(encoding="utf-8"))
    connection.execute("update marts.kpi_target_status set actual = ?", [actual])
    connection.execute(
        "create table landing.registration as select ?::date as as_of_date, ? as fingerprint, "
        "'1' as code_version, true as is_synthetic",
        [AS_OF, fingerprint or str(actual)],
    )


def published_from(connection: duckdb.DuckDBPyConnection, home: Home, fingerprint: str) -> None:
    """Publish what a warehouse holds."""
    publish(
        connection,
        home.publications,
        home.published,
        as_of=AS_OF,
        code_version="1",
        fingerprint=fingerprint,
        input_files=[FILE],
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(home.warehouse)) as connection:
        fill(connection, 100)
        published_from(connection, home, "100")
    return home


def warehouse_of(home: Home) -> Warehouse:
    return Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))


def test_what_was_published_but_not_kept_is_kept_by_the_next_run(home: Home) -> None:
    assert not is_reported(home.history, AS_OF, "100")
    assert keep_pending_history(home, warehouse_of(home)) is None
    assert is_reported(home.history, AS_OF, "100")
    (kept,) = (home.history / "target_status").iterdir()
    assert set(pq.read_table(kept)["actual"].to_pylist()) == {100}
    before = kept.stat().st_mtime_ns
    keep_pending_history(home, warehouse_of(home))
    assert kept.stat().st_mtime_ns == before, "kept twice"


def test_a_warehouse_that_holds_something_else_is_not_kept(home: Home) -> None:
    with duckdb.connect(str(home.warehouse)) as connection:
        fill(connection, 101)
    assert keep_pending_history(home, warehouse_of(home)) is None
    assert not home.history.exists()


def test_a_warehouse_without_marts_keeps_no_run_from_working(home: Home) -> None:
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("drop schema marts cascade")
    assert "was not kept" in (keep_pending_history(home, warehouse_of(home)) or "")


@pytest.mark.parametrize(
    ("choice", "is_whole"),
    [
        ({}, True),
        ({"step_keys_to_execute": ["register_landing", "published__marts"]}, True),
        ({"step_keys_to_execute": ["register_landing"]}, False),
        ({"parent_run_id": "x", "step_keys_to_execute": ["published__marts"]}, False),
    ],
)
def test_only_a_run_that_goes_to_the_end_by_itself_begins_with_an_empty_warehouse(
    choice: dict[str, Any], is_whole: bool
) -> None:
    none = dict.fromkeys(("step_keys_to_execute", "parent_run_id"))
    assert begins_anew(SimpleNamespace(**{**none, **choice})) is is_whole  # type: ignore[arg-type]


def killed(program: str, seconds: float, *arguments: object) -> None:
    """Run a program until its first line and some seconds more, then kill it."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline(), "it ended by itself"
        time.sleep(seconds)
        process.kill()


@pytest.mark.parametrize("seed", range(4))
def test_a_publication_killed_at_any_moment_is_another_or_none(home: Home, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    killed(PUBLISHES, chance.random(), home.root, 101)
    assert damage_of(home.published.resolve()) is None
    standing = publication_in_force(home.published)
    assert standing is not None
    assert repair(home) == []
    keep_pending_history(home, warehouse_of(home))
    # A process killed while it filled the warehouse holds something newer; then the history is of the publication.
    assert is_reported(home.history, AS_OF, standing.fingerprint)
    assert [path for path in home.root.rglob(".*") if path.name != "."] == []
    with duckdb.connect(str(home.warehouse)) as connection:
        fill(connection, 99_999)
        published_from(connection, home, "99999")
    kept = {path.name for path in home.publications.iterdir()}
    assert {path.name.removesuffix(".duckdb") for path in (home.root / "internal").iterdir()} == kept


def test_landing_killed_at_any_moment_lands_the_same_files(tmp_path: Path) -> None:
    from ingest.land import current_snapshots, land_inbox

    home = Home(tmp_path)
    folder = home.root / "inbox" / "fx_rates"
    folder.mkdir(parents=True)
    for year in range(1950, 2025):
        rows = f"年月,通貨,円\n{year}/4,USD,{year}\n"
        (folder / f"fx_rates_FY{year}_{year}0430.csv").write_text(rows, encoding="utf-8")
    for number in range(3):
        killed(LANDS, random.Random(number).random() * 0.7, home.root)  # noqa: S311 (no secret)
    repair(home)
    land_inbox(home.root / "inbox", home.landing, home.receipts, ["fx_rates"])
    snapshots = current_snapshots(home.landing, home.receipts, dt.date(2025, 1, 1))["fx_rates"]
    assert [pq.read_table(one.path)["yen_per_unit"].to_pylist() for one in snapshots] == [
        [str(year)] for year in range(1950, 2025)
    ]
    assert len(list(home.receipts.iterdir())) == 75
    assert [path for path in home.root.rglob(".*") if path.name != "."] == []
