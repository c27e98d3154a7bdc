"""How fast files land, how much memory that takes, and how dlt does with the same file.

    python benchmarks/landing.py            # everything; about 6 GB of temporary files, some minutes
    python benchmarks/landing.py --quick    # small files and no dlt: does the benchmark itself work?

Everything it reads is made here and synthetic. dlt is installed into a temporary environment of its own and never into
the project's. Each measurement is the best of some runs in a fresh process; results go to `results/landing.json`
and `results/landing.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
RUNS = 3
COLUMNS = 14
MEGABYTE = 1_000_000
HEADER = (
    "支援番号,企業名,法人番号,電話番号,都道府県,支援日,事業名,財源,連携機関,"
    "進出支援,フォローアップ,デジタル商談,未経験,新規性"
)
PREFECTURES = ("東京都", "大阪府", "愛知県", "北海道", "福岡県", "神奈川県", "沖縄県")
DLT = "dlt[duckdb,filesystem,parquet]==1.31.0"
DLT_READERS = {
    "read_csv": "dlt's own `read_csv` (pandas, encoding=cp932, every column text)",
    "rows": "a resource that yields the dicts of Python's csv.DictReader, as most dlt sources are written",
    "arrow": "Arrow's CSV reader with encoding=cp932, its batches handed to dlt whole: dlt reads and checks nothing",
}
FLOORS = {"csv_mb_per_s": 70, "times_dlt_read_csv": 5, "xlsx_cells_per_s": 300_000}
MOST_MEMORY_MB = 1536


def cells(row: int) -> list[str]:
    """One synthetic row of the overseas support export."""
    return [
        f"OS-{row:08d}",
        f"株式会社合成{row % 50_000:05d}商事",
        str(7_000_000_000_000 + row % 50_000),
        f"03-0000-{row % 10_000:04d}",
        PREFECTURES[row % len(PREFECTURES)],
        f"2024/{row % 12 + 1}/{row % 28 + 1}",
        "合成輸出支援事業",
        "令和5年度補正" if row % 3 == 0 else "当初予算",
        "合成商工会議所" if row % 4 == 0 else "",
        *("○" if row % step == 0 else "" for step in (2, 3, 5)),
        "有" if row % 2 else "無",
        "有" if row % 7 else "無",
    ]


def write_csv(path: Path, rows: int, repeats: int = 1) -> None:
    """Write a CP932 CSV; the body is repeated, because making gigabytes of rows takes longer than landing them."""
    body = "".join(",".join(cells(row)) + "\r\n" for row in range(rows)).encode("cp932")
    with path.open("wb") as file:
        file.write((HEADER + "\r\n").encode("cp932"))
        for _ in range(repeats):
            file.write(body)


def write_workbook(path: Path, rows: int) -> None:
    """Write an XLSX in which every cell is filled."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        for row in range(rows):
            values = [value or "×" for value in cells(row)]
            sheet.write_row(row + 1, 0, values, None)
            sheet.write_number(row + 1, 2, int(values[2]))


LAND = """
import json, resource, sys, time
from pathlib import Path
from ingest.contracts import load_contracts
from ingest.land import land_inbox

inbox, home = Path(sys.argv[1]), Path(sys.argv[2])
contracts = load_contracts()
started = time.perf_counter()
(receipt,) = land_inbox(inbox, home / "landing", home / "receipts", ["overseas_support"], contracts=contracts)
seconds = time.perf_counter() - started
if receipt.outcome != "accepted":
    sys.exit(f"not landed: {receipt.error}")

# ru_maxrss of this process would begin with that of the benchmark, which holds the rows it made.
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
own = int(status["VmHWM"].split()[0])
workbook_process = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"seconds": seconds, "rows": receipt.rows, "peak_rss_mb": max(own, workbook_process) / 1024}))
"""


def land(file: Path, folder: Path, runs: int = RUNS) -> dict[str, float]:
    """Land one file as the project does: hash, decode, parse, screen, Parquet, receipt."""
    inbox = folder / "inbox"
    target = inbox / "overseas_support" / f"overseas_support_FY2024_20250410{file.suffix}"
    target.parent.mkdir(parents=True)
    target.hardlink_to(file)
    measured = []
    for run in range(runs):
        home = folder / f"home{run}"
        said = _run([sys.executable, "-c", LAND, str(inbox), str(home)], PYTHONPATH=str(ROOT))
        measured.append(json.loads(said))
        shutil.rmtree(home)
    shutil.rmtree(inbox)
    return {**min(measured, key=lambda one: one["seconds"]), "peak_rss_mb": max(one["peak_rss_mb"] for one in measured)}


def land_with_dlt(
    file: Path, folder: Path, readers: Sequence[str] = tuple(DLT_READERS), destination: str = "filesystem"
) -> dict[str, Any]:
    """Load the same file with dlt, by each reader.

    Args:
        file: CP932 CSV of supports.
        folder: Where to install dlt and to load to.
        readers: Names of DLT_READERS.
        destination: `filesystem` (Parquet) or `duckdb`.
    """
    environment = folder / "dlt"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    _run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", DLT, "pandas"])
    version = _run([str(python), "-c", "import dlt; print(dlt.__version__)"]).strip()
    script = str(Path(__file__).with_name("landing_with_dlt.py"))
    measured = {}
    for reader in readers:
        said = _run([str(python), script, reader, str(file), str(folder / f"dlt_{reader}"), destination])
        measured[reader] = {"reader": DLT_READERS[reader], **json.loads(said.splitlines()[-1])}
    return {"version": version, **measured}


def measure(folder: Path, *, quick: bool) -> dict[str, Any]:
    """Return all figures."""
    rows = 20_000 if quick else 1_000_000
    csv_file, workbook = folder / "file.csv", folder / "file.xlsx"
    write_csv(csv_file, rows)
    write_workbook(workbook, rows // 10)
    megabytes = csv_file.stat().st_size / MEGABYTE
    csv_landing = land(csv_file, folder / "csv")
    xlsx_landing = land(workbook, folder / "xlsx")
    result: dict[str, Any] = {
        "data": "synthetic",
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "load_before": os.getloadavg()[0],
        },
        "csv": {
            "encoding": "cp932",
            "megabytes": round(megabytes, 1),
            "rows": rows,
            "columns": COLUMNS,
            "seconds": round(csv_landing["seconds"], 3),
            "mb_per_s": round(megabytes / csv_landing["seconds"], 1),
            "peak_rss_mb": round(csv_landing["peak_rss_mb"]),
        },
        "xlsx": {
            "cells": rows // 10 * COLUMNS,
            "seconds": round(xlsx_landing["seconds"], 3),
            "cells_per_s": round(rows // 10 * COLUMNS / xlsx_landing["seconds"]),
            "peak_rss_mb": round(xlsx_landing["peak_rss_mb"]),
        },
    }
    if not quick:
        result["dlt"] = land_with_dlt(csv_file, folder)
        for reader in DLT_READERS:
            measured = result["dlt"][reader]
            measured["mb_per_s"] = round(megabytes / measured["seconds"], 1)
            measured["we_are_times_faster"] = round(measured["seconds"] / csv_landing["seconds"], 1)
    csv_file.unlink()
    result["memory"] = []
    for size in (2, 20) if quick else (200, 2000):
        write_csv(csv_file, rows // 10, repeats=round(size / (megabytes / 10)))
        big = land(csv_file, folder / f"memory{size}", runs=1)
        result["memory"].append(
            {
                "megabytes": round(csv_file.stat().st_size / MEGABYTE),
                "rows": big["rows"],
                "peak_rss_mb": round(big["peak_rss_mb"]),
                "mb_per_s": round(csv_file.stat().st_size / MEGABYTE / big["seconds"], 1),
            }
        )
        csv_file.unlink()
    return result


def verdicts(result: dict[str, Any]) -> dict[str, bool]:
    """Return which of the promised figures were reached."""
    return {
        f"csv >= {FLOORS['csv_mb_per_s']} MB/s": result["csv"]["mb_per_s"] >= FLOORS["csv_mb_per_s"],
        f"csv >= {FLOORS['times_dlt_read_csv']} x dlt read_csv": result["dlt"]["read_csv"]["we_are_times_faster"]
        >= FLOORS["times_dlt_read_csv"],
        f"xlsx >= {FLOORS['xlsx_cells_per_s']:,} cells/s": result["xlsx"]["cells_per_s"] >= FLOORS["xlsx_cells_per_s"],
        f"2 GB csv < {MOST_MEMORY_MB} MB": result["memory"][-1]["peak_rss_mb"] < MOST_MEMORY_MB,
    }


def as_markdown(result: dict[str, Any]) -> str:
    """Return the figures as a page."""
    lines = [
        "# Landing: measured",
        "",
        f"Synthetic files, {result['machine']['cores']} cores, Python {result['machine']['python']}; written by "
        "`python benchmarks/landing.py`, best of three runs, each in a fresh process. Load of the machine before: "
        f"{result['machine']['load_before']:.1f}; a figure measured beside other work says little.",
        "",
        "| what | figure | peak memory |",
        "|---|---|---|",
        f"| CP932 CSV, {result['csv']['megabytes']} MB, {result['csv']['rows']:,} rows × {COLUMNS} columns, to landed "
        f"Parquet (hash, decode, parse, screen, write) | {result['csv']['mb_per_s']} MB/s "
        f"| {result['csv']['peak_rss_mb']} MB |",
        f"| XLSX, {result['xlsx']['cells']:,} cells, to landed Parquet | {result['xlsx']['cells_per_s']:,} cells/s "
        f"| {result['xlsx']['peak_rss_mb']} MB |",
        *(
            f"| CP932 CSV of {one['megabytes']:,} MB | {one['mb_per_s']} MB/s | {one['peak_rss_mb']} MB |"
            for one in result["memory"]
        ),
        "",
        f"dlt {result['dlt']['version']} on the same CSV in the same run, to Parquet in its filesystem destination:",
        "",
        "| reader | MB/s | we are faster by |",
        "|---|---|---|",
        *(
            f"| {result['dlt'][reader]['reader']} | {result['dlt'][reader]['mb_per_s']} "
            f"| {result['dlt'][reader]['we_are_times_faster']} × |"
            for reader in DLT_READERS
        ),
        "",
        "| promised | reached |",
        "|---|---|",
        *(f"| {promise} | {'yes' if reached else 'no'} |" for promise, reached in result["reached"].items()),
        "",
    ]
    return "\n".join(lines)


def _run(command: list[str], **more: str) -> str:
    environment = {**os.environ, **more, "RUNTIME__DLTHUB_TELEMETRY": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])} failed: {done.stderr[-2000:]}")
    return done.stdout


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small files, no dlt, nothing written")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="landing-benchmark-") as folder:
        result = measure(Path(folder), quick=quick)
    if not quick:
        result["reached"] = verdicts(result)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "landing.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (RESULTS / "landing.md").write_text(as_markdown(result), encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
