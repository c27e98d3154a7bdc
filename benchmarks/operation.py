"""Backup and restore of a real home, and what recording a run costs.

A small inbox is run without its newest file, backed up and restored elsewhere. Then both homes get the file and must
publish the same: every table is compared by its content hash. Writes `benchmarks/results/operation.json`.

    python -m benchmarks.operation [--scale 0.05]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parent / "results" / "operation.json"
AS_OF = "2026-10-31"
NEWEST = Path("fdi_cases") / "fdi_cases_FY2026_20261031.xlsx"
COMMAND = "from orchestration.command_line import main; main()"
TIMED = "from benchmarks.operation import timed_run; timed_run()"


def mokuhyo(*arguments: object, code: str = COMMAND) -> tuple[str, float]:
    """Run a command; return what it printed and the seconds it took."""
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 (arguments are our own)
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"mokuhyo {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}")
    return done.stdout, round(time.perf_counter() - started, 2)


def timed_run() -> None:
    """Run a command in this process, and print what recording it took as the last line."""
    from orchestration.command_line import main
    from orchestration.observation import recorder

    spent: dict[str, float] = {}

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **keywords: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments, **keywords)
            finally:
                spent[name] = spent.get(name, 0.0) + time.perf_counter() - started

        return call

    from orchestration.observation import prometheus

    recorder.Recorder.on_event = timed("events", recorder.Recorder.on_event)  # type: ignore[method-assign]
    recorder.Recorder.end = timed("end", recorder.Recorder.end)  # type: ignore[method-assign]
    recorder._start = timed("start", recorder._start)
    prometheus.write_metrics = timed("metrics", prometheus.write_metrics)
    try:
        main()
    finally:
        print(json.dumps({name: round(seconds, 4) for name, seconds in spent.items()}), flush=True)


def contents(home: Path) -> dict[str, str]:
    """Return the content hash of every published table."""
    manifest = json.loads((home / "published" / "manifest.json").read_text(encoding="utf-8"))
    return {name: table["content"] for name, table in manifest["tables"].items()}


def measure(folder: Path, scale: float) -> dict[str, Any]:
    """Run the story in a folder and return its figures."""
    inbox, home, elsewhere = folder / "inbox", folder / "home", folder / "elsewhere" / "home"
    mokuhyo("sample", "--out", inbox, "--scale", scale, "--as-of", AS_OF)
    (inbox / NEWEST).rename(folder / NEWEST.name)
    run = ["run", "--inbox", inbox, "--as-of", AS_OF, "--home"]
    os.environ["MOKUHYO_LOG_FILE"] = str(folder / "run.jsonl")
    said, run_seconds = mokuhyo(*run, home, code=TIMED)
    recording = json.loads(said.splitlines()[-1])
    recorded = json.loads(mokuhyo("runs", "--home", home, "--json")[0])[0]
    archive = folder / "backup.tar.zst"
    _, backup_seconds = mokuhyo("backup", "--home", home, "--out", archive)
    _, verify_seconds = mokuhyo("backup", "--verify", archive)
    _, restore_seconds = mokuhyo("restore", archive, "--home", elsewhere)
    nothing_new, _ = mokuhyo(*run, elsewhere)
    (folder / NEWEST.name).rename(inbox / NEWEST)
    for place in (home, elsewhere):
        mokuhyo(*run, place)
    original, restored = contents(home), contents(elsewhere)
    return {
        "scale": scale,
        "run_seconds": run_seconds,
        "recorded_run_seconds": recorded["seconds"],
        "recording_seconds": recording,
        "recording_percent_of_run": round(100 * sum(recording.values()) / recorded["seconds"], 2),
        "log_lines": len((folder / "run.jsonl").read_text(encoding="utf-8").splitlines()),
        "backup_bytes": archive.stat().st_size,
        "backup_seconds": backup_seconds,
        "verify_seconds": verify_seconds,
        "restore_seconds": restore_seconds,
        "restored_run_says_nothing_new": "nothing new" in nothing_new,
        "tables_after_one_more_file": len(original),
        "tables_that_differ_from_the_original_home": sorted(
            name for name in {*original, *restored} if original.get(name) != restored.get(name)
        ),
    }


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.05)
    scale = parser.parse_args().scale
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), scale)
    machine = {"system": platform.system(), "cpus": os.cpu_count(), "python": platform.python_version()}
    versions = {name: version(name) for name in ("dagster", "duckdb", "pyarrow", "prometheus-client")}
    result = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine, "versions": versions, **figures}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    if figures["tables_that_differ_from_the_original_home"] or not figures["restored_run_says_nothing_new"]:
        raise SystemExit("the restored home is not the original one")


if __name__ == "__main__":
    main()
