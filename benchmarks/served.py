"""How the served marts stand many readers while a run goes on and while publications are swapped under them.

    python -m benchmarks.served --home HOME      # writes benchmarks/results/served.json

Readers are DuckDB clients of their own, ten in each of five processes, that stay attached all the time. Each asks five
questions one after the other, as a dashboard does, waits for two seconds and asks again. HOME is a home directory that
a run has published to; it is copied and not written to. Meanwhile whole runs go over the copy, and then it is published
again and again without a run, under as-of dates that tell the publications apart.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from orchestration.home import Home
from reporting.publication import publication_in_force, publish
from reporting.served.extensions import NO_NETWORK, load_extensions
from reporting.served.token import VARIABLE
from reporting.table_copy import DATABASE, SCHEMA

READERS, PROCESSES = 50, 5
# Whole runs, then publications alone, which follow each other faster than runs can.
RUNS, SWAPS, SECONDS_BETWEEN = 2, 5, 10
PAUSE, LONGEST_WAIT = 2.0, 120
TOKEN = "only-for-this-measurement"  # noqa: S105 (a server that lives for a minute)
RESULT = Path(__file__).with_name("results") / "served.json"
QUESTIONS = {
    "one table as it is": "from remote.marts.kpi_target_status",
    "an aggregate on the server": "from remote.query('select source, fiscal_year, count(*) "
    "from marts.fct_cases group by all')",
    "a join on the server": "from remote.query('select c.prefecture, count(*) from marts.fct_cases as f "
    "inner join marts.dim_company as c using (company_key) group by all')",
    "the catalog": "from remote.query('select table_name, column_name, comment from duckdb_columns() "
    "where schema_name = ''marts''')",
}
COMMAND = [sys.executable, "-c", "from orchestration.command_line import main; main()"]
AS_OF = "from remote.query('select distinct as_of_date from marts.kpi_target_status')"


def read(uri: str, attached: Any, ended: Any, answers: Any) -> None:
    """Ask on one connection per thread until it is ended; every answer's time, what it saw and every error go back."""
    threads = [
        threading.Thread(target=_read_one, args=(uri, attached, ended, answers)) for _ in range(READERS // PROCESSES)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _read_one(uri: str, attached: Any, ended: Any, answers: Any) -> None:
    times: dict[str, list[float]] = {question: [] for question in QUESTIONS}
    days: list[str] = []
    errors: list[str] = []
    with duckdb.connect(":memory:", config={**NO_NETWORK, "threads": 1}) as connection:
        load_extensions(connection)
        try:
            connection.execute(f"attach '{uri}' as remote (token '{TOKEN}')")
        finally:
            attached.wait()
        while not ended.wait(PAUSE):
            for question, statement in QUESTIONS.items():
                started = time.perf_counter()
                try:
                    connection.execute(statement).fetchall()
                except duckdb.Error as error:
                    errors.append(str(error).splitlines()[0])
                times[question].append(time.perf_counter() - started)
            try:
                seen = [row[0].isoformat() for row in connection.execute(AS_OF).fetchall()]
            except duckdb.Error as error:
                errors.append(str(error).splitlines()[0])
                continue
            if len(seen) != 1:
                errors.append(f"half of two publications: {seen}")
            elif days[-1:] != seen:
                days += seen
    answers.put((times, days, errors))


def run_again(home: Path, day: date) -> float:
    """Run the whole job as of another day, in a process of its own, and return how many seconds that took."""
    started = time.perf_counter()
    subprocess.run(  # noqa: S603 (arguments are our own)
        [*COMMAND, "run", "--home", str(home), "--as-of", day.isoformat()], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - started


def publish_again(home: Path, day: date) -> float:
    """Publish the same marts as of another day and return how many seconds that took."""
    with duckdb.connect(str(Home(home).warehouse)) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"update {SCHEMA}.kpi_target_status set as_of_date = ?", [day])  # noqa: S608
        started = time.perf_counter()
        publish(
            connection,
            Home(home).publications,
            Home(home).published,
            as_of=day,
            code_version="measured",
            fingerprint=day.isoformat(),
            input_files=[],
        )
        return time.perf_counter() - started


def measure(source: Path, home: Path) -> dict[str, Any]:
    """Serve a copy of a home directory, read it, and let runs and publications come.

    Args:
        source: Home directory that holds a publication.
        home: Where to copy it; must not exist.
    """
    published = publication_in_force(Home(source).published)
    if published is None:
        raise SystemExit(f"nothing is published in {source}. Remedy: mokuhyo run --home {source} first.")
    shutil.copytree(source, home, symlinks=True, ignore=shutil.ignore_patterns("dagster"))
    day = published.as_of_date
    alone = {"run": run_again(home, day + timedelta(days=1)), "publication": publish_again(home, day)}
    runs = [day + timedelta(days=number + 1) for number in range(1, RUNS + 1)]
    swaps = [runs[-1] + timedelta(days=number) for number in range(1, SWAPS + 1)]
    return {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "duckdb": version("duckdb"),
            "quack": version("duckdb-extension-quack"),
        },
        "readers": READERS,
        "pause_between_rounds_seconds": PAUSE,
        "published_database_mb": round((published.directory / DATABASE).stat().st_size / 1e6, 1),
        "seconds_without_readers": {what: round(seconds, 2) for what, seconds in alone.items()},
        "during_runs": _served(home, runs, run_again),
        "during_publications": _served(home, swaps, publish_again),
    }


def _served(home: Path, days: Sequence[date], bring: Callable[[Path, date], float]) -> dict[str, Any]:
    port = _free_port()
    with subprocess.Popen(  # noqa: S603 (arguments are our own)
        [*COMMAND, "serve-marts", "--home", str(home), "--port", str(port)],
        env={**os.environ, VARIABLE: TOKEN},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()
            result = _under_load(home, f"quack:127.0.0.1:{port}", days, bring)
            status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
            peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
            server.send_signal(signal.SIGTERM)
            stopped = server.wait(60)
        finally:
            server.kill()
    return {**result, "server_peak_mb": peak, "server_exit_code": stopped}


def await_served(uri: str, day: date) -> float:
    """Return how many seconds pass until a client that was attached before sees a publication."""
    with duckdb.connect(":memory:", config={**NO_NETWORK}) as connection:
        load_extensions(connection)
        connection.execute(f"attach '{uri}' as remote (token '{TOKEN}')")
        started = time.monotonic()
        while connection.execute(AS_OF).fetchall() != [(day,)]:
            if time.monotonic() - started > LONGEST_WAIT:
                raise SystemExit(f"the publication of {day} is not served after {LONGEST_WAIT} s")
            time.sleep(0.1)
        return time.monotonic() - started


def _under_load(home: Path, uri: str, days: Sequence[date], bring: Callable[[Path, date], float]) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    attached = context.Barrier(READERS + 1)
    ended = context.Event()
    answers = context.Queue()
    processes = [context.Process(target=read, args=(uri, attached, ended, answers)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    attached.wait(120)
    started = time.monotonic()
    took, until_served = [], []
    for day in days:
        time.sleep(SECONDS_BETWEEN)
        took.append(bring(home, day))
        until_served.append(await_served(uri, day))
    time.sleep(2 * SECONDS_BETWEEN)
    lasted = time.monotonic() - started
    ended.set()
    found = [answers.get(timeout=120) for _ in range(READERS)]
    for process in processes:
        process.join(60)
    seen_days = [seen for _, seen, _ in found]
    errors = [error for _, _, failed in found for error in failed]
    times = {question: [t for asked, _, _ in found for t in asked[question]] for question in QUESTIONS}
    everything = [t for asked in times.values() for t in asked]
    return {
        "publications_that_came": len(days),
        "seconds_under_load": round(lasted),
        "seconds_each": [round(seconds, 2) for seconds in took],
        "seconds_from_publication_to_clients": [round(seconds, 2) for seconds in until_served],
        "publications_seen_by_each_reader": {
            "least": min(map(len, seen_days)),
            "most": max(map(len, seen_days)),
        },
        "readers_that_saw_the_last": sum(seen[-1:] == [days[-1].isoformat()] for seen in seen_days),
        "readers_that_went_back": sum(seen != sorted(set(seen)) for seen in seen_days),
        "answers": len(everything),
        "fewest_answers_of_a_reader": min(sum(map(len, asked.values())) for asked, _, _ in found),
        "errors": len(errors),
        "kinds_of_errors": sorted(set(errors))[:5],
        "milliseconds": {
            **{question: _quantiles(values) for question, values in times.items()},
            "all": _quantiles(everything),
        },
    }


def _quantiles(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return {
        "p50": round(cuts[49] * 1000, 1),
        "p95": round(cuts[94] * 1000, 1),
        "p99": round(cuts[98] * 1000, 1),
        "most": round(max(seconds) * 1000, 1),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Measure, write the result and fail when a reader met an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="Home directory that holds a publication.")
    with tempfile.TemporaryDirectory(prefix="mokuhyo_served_") as folder:
        result = measure(parser.parse_args().home, Path(folder) / "home")
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))
    for load in (result["during_runs"], result["during_publications"]):
        if load["errors"] or load["readers_that_saw_the_last"] < READERS or load["readers_that_went_back"]:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
