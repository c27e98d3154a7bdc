"""Situations: a full run, a run after one file changed, a run without news; each in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from orchestration.benchmark.phases import Phase, Taken, by_phase
from synthetic.enlargement import LargeInbox, change_newest_supports, write_large_inbox
from synthetic.schedule import REFERENCE_DATE

MODULE = "orchestration.benchmark.measured_run"
CACHES = Path("/proc/sys/vm/drop_caches")
CHANGED_ONE_IN = 100
SHOWN = 15


class RunFailedError(Exception):
    """A run of the benchmark failed; the message holds its own words."""


@dataclass(frozen=True)
class Situation:
    """What a run took.

    Attributes:
        name: `full, cold`, `full, warm`, `one file changed` or `nothing new`.
        whole: The whole command, imports included.
        phases: What each phase took.
        slowest: dbt nodes that took longest, with their seconds.
        nodes: Number of dbt nodes.
        node_seconds: Seconds of all dbt nodes together.
    """

    name: str
    whole: Taken
    phases: Mapping[Phase, Taken]
    slowest: Mapping[str, float]
    nodes: int
    node_seconds: float


@dataclass(frozen=True)
class Measured:
    """What a benchmark found.

    Attributes:
        rows: Rows by source.
        changed_rows: Rows of overseas_support that changed before the situation `one file changed`.
        situations: In the order in which they were run.
    """

    rows: Mapping[str, int]
    changed_rows: int
    situations: Sequence[Situation]


def measure(
    folder: Path,
    supports: int,
    *,
    with_gaps: bool = False,
    with_plain: bool = False,
    with_warm: bool = True,
    told: Callable[[str], None] = lambda _: None,
) -> Measured:
    """Make an inbox and measure every situation.

    Args:
        folder: Empty folder; `inbox`, `home` and `plain` are left in it.
        supports: Rows of overseas_support, about so many.
        with_gaps: Whether gaps are planted in the inbox.
        with_plain: Whether the snapshots are also written as UTF-8 CSV, for comparisons.
        with_warm: Whether the full run is repeated while the files are still in the system's cache.
        told: Called with what happens next.

    Raises:
        RunFailedError: A run failed.
    """
    told(f"inbox of {supports:,} supports")
    made = write_large_inbox(
        folder / "inbox", supports, with_gaps=with_gaps, plain=folder / "plain" if with_plain else None
    )
    situations = []
    is_cold = drop_caches()
    for name, home in (("full, cold" if is_cold else "full", "home"), ("full, warm", "warm_home")):
        if home == "home" or (with_warm and is_cold):
            told(name)
            situations.append(run(name, made, folder / home))
    changed = change_newest_supports(made.inbox, CHANGED_ONE_IN)
    for name in ("one file changed", "nothing new"):
        told(name)
        situations.append(run(name, made, folder / "home"))
    return Measured(made.rows, changed, situations)


def run(name: str, made: LargeInbox, home: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Situation:
    """Run the pipeline in a process of its own.

    Args:
        name: Name of the situation.
        made: The inbox.
        home: Home directory.
        settings: Variables of settings that are not the defaults, such as the engine that builds the models.

    Raises:
        RunFailedError: It failed.
    """
    with tempfile.TemporaryDirectory() as notes_folder:
        notes_file = Path(notes_folder) / "notes.json"
        command = [sys.executable, "-m", MODULE, notes_file, "run", "--inbox", made.inbox, "--home", home]
        command += ["--as-of", REFERENCE_DATE]
        # The operator's own settings are not for a benchmark: nobody is alerted, nothing logged.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("MOKUHYO_")}
        environment |= settings
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        done = subprocess.run(  # noqa: S603 (our own command)
            list(map(str, command)), env=environment, capture_output=True, text=True, check=False
        )
        seconds = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise RunFailedError(f"{name}: {(done.stderr or done.stdout).strip()[-2000:]}")
        notes = json.loads(notes_file.read_text(encoding="utf-8"))
    cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    steps = [(step, Taken(**taken)) for step, taken in notes["steps"]]
    documents = None if notes["documents"] is None else Taken(**notes["documents"])
    peaks = [taken.peak_bytes for _, taken in steps] + ([documents.peak_bytes] if documents else [])
    whole = Taken(round(seconds, 3), round(cpu_seconds, 3), max(peaks, default=0))
    nodes: dict[str, float] = notes["nodes"]
    slowest = sorted(nodes.items(), key=lambda node: -node[1])[:SHOWN]
    return Situation(
        name, whole, by_phase(whole, steps, documents), dict(slowest), len(nodes), round(sum(nodes.values()), 3)
    )


def drop_caches() -> bool:
    """Empty the system's cache of files; False where that is not allowed, and nothing is cold then."""
    try:
        os.sync()
        CACHES.write_text("3", encoding="ascii")
    except OSError:
        return False
    return True
