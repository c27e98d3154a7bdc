"""A small home directory with one of everything that a backup must carry over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from orchestration.home import Home
from reporting.publication import put_in_force

NOW = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
PUBLICATION = "20261031_20261101T050000Z_abcdef"
MANIFEST = (
    '{"id": "%s", "built_at": "2026-11-01T05:00:00+00:00", "as_of_date": "2026-10-31", "code_version": "0", '
    '"fingerprint": "f", "tables": {}, "documents": {}, "input_files": []}'
)


def write(path: Path, content: str | bytes = "content", mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


def make_home(root: Path) -> Home:
    home = Home(root)
    write(home.landing / "fdi_cases" / "fy=2026" / "a.parquet", b"PAR1 rows")
    write(home.receipts / "one.json", "{}")
    write(home.history / "target_status" / "as_of=2026-10-31_r0001.parquet", b"PAR1 history")
    write(home.company_pairs, "判断 decision")
    write(home.gap_waivers, "waivers: []\n")
    write(root / "alerts" / "outbox.json", "[]")
    publication = home.publications / PUBLICATION
    write(publication / "manifest.json", MANIFEST % PUBLICATION)
    write(publication / "marts.duckdb", b"marts")
    (publication / "mokuhyo.duckdb").hardlink_to(publication / "marts.duckdb")
    write(publication / "実績報告.xlsx", b"PK")
    put_in_force(home.published, publication)
    write(root / "internal" / f"{PUBLICATION}.duckdb", b"whole", 0o600).parent.chmod(0o700)
    write(
        home.dagster / "dagster.yaml",
        f"event_log_storage:\n  config:\n    base_dir: {home.dagster}/history/runs\n",
    )
    with closing(sqlite3.connect(home.dagster / "runs.db")) as runs:
        runs.execute("pragma journal_mode = wal")
        runs.execute("create table runs (id text)")
        runs.execute("insert into runs values ('first')")
        runs.commit()
    write(home.served_token, "a secret nobody may see", 0o600)
    write(home.spool / "half.csv")
    write(home.warehouse, b"warehouse")
    write(home.landing / ".b.parquet.123.tmp", "unfinished")
    return home
