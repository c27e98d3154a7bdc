"""A home directory and an inbox in which nothing is wrong."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from pydantic import SecretStr

from ingest.receipts import Receipt, write_receipt
from orchestration.doctor.findings import Subject
from orchestration.home import Home
from orchestration.instance import DAGSTER_YAML
from orchestration.observation.run_records import RunFile
from orchestration.settings import Settings
from reporting.publication import put_in_force

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
STARTED = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PUBLICATION = "20261101_20261102T010500Z_abcdef"
FDI_FILE = "fdi_cases/fdi_cases_FY2026_20261031.csv"


def receipt(file: str = FDI_FILE, *, outcome: str = "accepted", landed_as: str | None = None, rows: int = 2) -> Receipt:
    return Receipt(
        source=file.split("/")[0],
        file=file,
        fiscal_year=2026,
        snapshot_date=date(2026, 10, 31),
        sha256="0" * 64,
        size_bytes=10,
        contract="c",
        rows=rows,
        notes=0,
        blanks=0,
        encoding="utf-8",
        outcome=outcome,  # type: ignore[arg-type]
        error=None if outcome == "accepted" else f"{file}: broken. Remedy: send it again.",
        unknown_headers=(),
        landed_as=landed_as,
        attempted_at=STARTED,
    )


def parquet(path: Path, rows: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(f"copy (select range as a from range({rows})) to '{path}' (format parquet)")


def database(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute("create table t as select 1 as a")


def record_run(home: Home, outcome: str | None = "success", started: datetime = STARTED) -> None:
    run = RunFile(home.runs, f"run-{started:%d%H}", started)
    run.append(started, "run_started", run_id="0123456789", job="refresh", started_by="UI", is_peak_per_step=True)
    run.append(started, "step_started", step="land_exports")
    if outcome is not None:
        run.append(started, "step_ended", step="land_exports", seconds=1.0, peak_bytes=10, outcome=outcome)
        run.append(started, "run_ended", outcome=outcome, error=None if outcome == "success" else "no luck")
    run.close()


def sound(folder: Path) -> Subject:
    home, inbox = Home(folder / "home"), folder / "inbox"
    (inbox / "fdi_cases").mkdir(parents=True)
    (inbox / FDI_FILE).write_text("a\n1\n", encoding="utf-8")
    parquet(home.landing / "fdi_cases" / "fy=2026" / "a.parquet", 2)
    write_receipt(home.receipts, receipt(landed_as="fdi_cases/fy=2026/a.parquet"))
    database(home.warehouse)
    publication = home.publications / PUBLICATION
    parquet(publication / "kpi_target_status.parquet", 3)
    database(publication / "marts.duckdb")
    (publication / "mokuhyo.duckdb").hardlink_to(publication / "marts.duckdb")
    (publication / "data_dictionary.csv").write_text("a", encoding="utf-8")
    manifest = {
        "id": PUBLICATION,
        "built_at": "2026-11-02T01:05:00+00:00",
        "as_of_date": "2026-11-01",
        "code_version": "0",
        "fingerprint": "f",
        "tables": {"kpi_target_status": {"rows": 3, "content": "0"}},
        "documents": {"data_dictionary": {"files": ["data_dictionary.csv"], "error": None}},
        "input_files": [],
    }
    (publication / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    put_in_force(home.published, publication)
    whole = home.root / "internal" / f"{PUBLICATION}.duckdb"
    database(whole)
    whole.chmod(0o600)
    whole.parent.chmod(0o700)
    home.served_token.write_text("x" * 40, encoding="utf-8")
    home.served_token.chmod(0o600)
    home.dagster.mkdir()
    (home.dagster / "dagster.yaml").write_text(DAGSTER_YAML, encoding="utf-8")
    with closing(sqlite3.connect(home.dagster / "runs.db")) as connection:
        connection.execute("create table runs (id text)")
        connection.commit()
    record_run(home)
    for path in home.root.rglob("*"):
        os.utime(path, (STARTED.timestamp(), STARTED.timestamp()), follow_symlinks=False)
    settings = Settings(home=home.root, inbox=str(inbox), alert_urls=SecretStr("json://127.0.0.1:9"))
    return Subject(settings, (), NOW)
