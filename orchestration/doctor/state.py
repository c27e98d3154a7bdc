"""Is what the home directory holds whole?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import yaml

from orchestration.backup.postgresql import keeps_runs_in_postgresql
from orchestration.doctor.findings import Finding, Subject, failed, first_few, ok, warning
from orchestration.observation.run_records import read_runs
from reporting.internal_marts import internal_database
from reporting.publication import MANIFEST, publication_in_force
from reporting.table_copy import DATABASE, DATABASE_FOR_TOOLS

NOTHING_JA, NOTHING_EN = "まだない", "nothing yet"
RUN_JA, RUN_EN = "`mokuhyo run --force`", "`mokuhyo run --force`."


def publication(subject: Subject) -> Finding:
    """Is every file of the publication in force there, with as many rows as its manifest says?"""
    import pyarrow.parquet as pq

    published = subject.home.published
    if not published.is_symlink() and not published.exists():
        return ok(NOTHING_JA, NOTHING_EN)
    wrong: list[str] = []
    if not published.is_symlink():
        wrong.append(f"{published.name} is no link")
    try:
        in_force = publication_in_force(published)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return _broken([f"{MANIFEST}: {error}"])
    if in_force is None:
        return _broken([f"{published} leads to no {MANIFEST}"])
    for name, table in in_force.tables.items():
        file = in_force.directory / f"{name}.parquet"
        try:
            if pq.ParquetFile(file).metadata.num_rows != table.rows:
                wrong.append(f"{file.name}: other rows than the manifest says")
        except Exception as error:  # pyarrow has many
            wrong.append(f"{file.name}: {type(error).__name__}")
    files = [DATABASE, DATABASE_FOR_TOOLS, *(file for one in in_force.documents.values() for file in one.files)]
    wrong += [f"{file} is missing" for file in files if not (in_force.directory / file).exists()]
    if not internal_database(published, in_force.id).exists():
        wrong.append(f"internal/{in_force.id}.duckdb is missing")
    if wrong:
        return _broken(wrong)
    return ok(f"公開中 {in_force.id} は揃っている", f"{in_force.id} is in force and whole")


def leftovers(subject: Subject) -> Finding:
    """Did a run that was killed leave something behind?"""
    if _is_running(subject):
        return ok("実行中", "a run is going on")
    found = [str(path.relative_to(subject.home.root)) for path in _unfinished(subject.home.root)]
    if found:
        listed = f"{len(found)}: {first_few(found)}"
        return warning(
            f"中断の跡 {listed}",
            f"left by runs that were killed, {listed}",
            "次の実行か、実行中でないときに消してよい",
            "nobody reads them; remove them while no run is going on.",
        )
    return ok("中断の跡なし", "no run left anything unfinished")


def warehouse(subject: Subject) -> Finding:
    """Can the working database be opened?"""
    import duckdb

    file = subject.home.warehouse
    if not file.exists():
        return ok("まだない（次の実行が作る）", "not there; the next run builds it")
    if _is_running(subject):
        return ok("実行中のため開かない", "in use by a run")
    try:
        with closing(duckdb.connect(str(file), read_only=True)) as connection:
            row = connection.execute("select count(*) from duckdb_tables()").fetchone()
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        return failed(
            f"開けない: {said}",
            f"cannot be opened: {said}",
            f"{file.name} を移してから `mokuhyo run --force`",
            f"move {file} away, then `mokuhyo run --force`: everything in it is built again.",
        )
    return ok(f"表 {row[0] if row else 0} 件", f"{row[0] if row else 0} tables")


def landing(subject: Subject) -> Finding:
    """Is every landed file that counts there and readable?"""
    import pyarrow.parquet as pq

    from ingest.contracts import load_contracts
    from ingest.land import current_snapshots

    today = subject.now.date()
    home = subject.home
    snapshots = current_snapshots(home.landing, home.receipts, today, load_contracts(subject.settings.contracts))
    wrong, count = [], 0
    for snapshot in (one for group in snapshots.values() for one in group):
        count += 1
        try:
            rows = pq.ParquetFile(snapshot.path).metadata.num_rows
        except Exception as error:  # pyarrow has many
            wrong.append(f"{snapshot.path.relative_to(home.root)}: {type(error).__name__}")
            continue
        if rows != snapshot.rows:
            wrong.append(f"{snapshot.path.relative_to(home.root)}: {rows} rows, {snapshot.rows} landed")
    if wrong:
        listed = f"{len(wrong)}: {first_few(wrong)}"
        return failed(
            f"壊れた取込 {listed}",
            f"landed files missing or broken, {listed}",
            "そのファイルを消して `mokuhyo run`（受信フォルダーから取り込み直す）",
            "remove the broken files, then `mokuhyo run`: they are landed again from the inbox.",
        )
    return ok(f"取込ファイル {count} 件", f"{count} landed files are whole")


def dagster_storage(subject: Subject) -> Finding:
    """Can Dagster's runs and events be read?"""
    home = subject.home
    if keeps_runs_in_postgresql(home):
        return ok("PostgreSQL（ここでは検査しない）", "in PostgreSQL, which is not examined here")
    databases = sorted(home.dagster.rglob("*.db"))
    broken = []
    for database in databases:
        try:
            with closing(sqlite3.connect(reading_uri(database), uri=True)) as connection:
                (said,) = connection.execute("pragma quick_check(1)").fetchone()
        except sqlite3.Error as error:
            said = str(error)
        if said != "ok":
            broken.append(f"{database.relative_to(home.root)}: {said}")
    if broken:
        listed = first_few(broken)
        return failed(
            f"壊れた記録 {listed}",
            f"broken: {listed}",
            "そのファイルを移す（実行の記録だけが失われる）",
            "move the file away (only records of runs are lost), or restore a backup.",
        )
    return ok(f"{len(databases)} データベース", f"{len(databases)} databases of runs and events")


def dagster_configuration(subject: Subject) -> Finding:
    """Does Dagster report to nobody, keep its runs in this home, and run one run at a time?"""
    file = subject.home.dagster / "dagster.yaml"
    if not file.exists():
        return ok(NOTHING_JA, NOTHING_EN)
    remedy = f"{file} を移すと次の実行が書き直す", f"move {file} away: the next run writes it anew."
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = str(error).splitlines()[0]
        return failed(f"読めない: {said}", f"cannot be read: {said}", *remedy)
    content = content if isinstance(content, dict) else {}
    wrong = []
    if (content.get("telemetry") or {}).get("enabled") is not False:
        wrong.append("telemetry is not off")
    pools = (content.get("concurrency") or {}).get("pools") or {}
    if pools.get("default_limit") != 1 or pools.get("granularity") != "run":
        wrong.append("concurrency.pools lets two runs write at a time")
    base = ((content.get("event_log_storage") or {}).get("config") or {}).get("base_dir")
    if isinstance(base, str) and not Path(base).is_relative_to(subject.home.dagster):
        wrong.append("event_log_storage.base_dir lies in another home")
    if wrong:
        return failed("; ".join(wrong), "; ".join(wrong), *remedy)
    return ok("送信なし、一度に一つの実行", "reports to nobody, one run at a time")


def _broken(wrong: list[str]) -> Finding:
    listed = f"{len(wrong)}: {first_few(wrong)}"
    return failed(
        f"公開が揃っていない {listed}",
        f"the publication in force is not whole, {listed}",
        f"{RUN_JA}、または `mokuhyo rollback`",
        "`mokuhyo run --force`, or `mokuhyo rollback` to one before.",
    )


def _unfinished(root: Path) -> Iterator[Path]:
    """Yield hidden files and folders of our own making, without looking into them."""
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if path.name.startswith(".") and (
            path.suffix in {".tmp", ".unfinished", ".wal"} or path.name.rpartition(".")[2].isdigit()
        ):
            yield path
        elif path.is_dir() and not path.is_symlink():
            yield from _unfinished(path)


def _is_running(subject: Subject) -> bool:
    return any(run.outcome == "running" for run in read_runs(subject.home.runs, last=5))


def reading_uri(database: Path) -> str:
    """Return how SQLite opens a database without writing anything."""
    # Reading a database with a write-ahead log makes files beside it, unless somebody has it open already.
    in_use = database.with_name(f"{database.name}-shm").exists()
    return f"file:{quote(str(database))}?mode=ro" + ("" if in_use else "&immutable=1")
