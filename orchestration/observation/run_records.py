"""Run records: a file of JSON lines per run, written while it runs.

A line is appended when something happens, so what is known of a run that was killed is there. The writer holds a lock
on its own file for as long as it lives: a file without an end whose lock is free is of a run that was killed. No reader
and no other run waits for anything, and any tool reads the lines (`read_json('runs/*.jsonl')` in DuckDB).
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

Outcome = Literal["success", "failed", "canceled", "killed", "running"]
KEPT = 2000


@dataclass(frozen=True)
class StepRecord:
    """One step of a run.

    Attributes:
        step: Its key.
        seconds: How long it took; None when it did not end.
        peak_bytes: Most memory the process held meanwhile; None when it did not end.
        outcome: How it ended.
    """

    step: str
    seconds: float | None
    peak_bytes: int | None
    outcome: Literal["success", "failed", "unfinished"]


@dataclass(frozen=True)
class RunRecord:
    """One run.

    Attributes:
        run_id: Its id in Dagster.
        job: What was run; a part of the assets has a name of its own.
        started_at: When, with time zone.
        started_by: `command line`, a sensor or schedule, or the UI.
        outcome: How it ended.
        seconds: How long it took; until the last line when it was killed.
        peak_bytes: Most memory of any step.
        is_peak_per_step: Whether the system can tell the peak of a step; else it is that since the process began.
        publication: Id of the publication it made; None when nothing was new or it did not come so far.
        rows_landed: Data rows of the files it landed.
        files: Files by what became of them.
        gaps: Open gaps by severity, as published when it ended.
        verdicts: Targets in force by verdict, as published when it ended.
        error: Why it failed.
        steps: Its steps, in their order.
    """

    run_id: str
    job: str
    started_at: datetime
    started_by: str
    outcome: Outcome
    seconds: float
    peak_bytes: int
    is_peak_per_step: bool
    publication: str | None
    rows_landed: int
    files: Mapping[str, int]
    gaps: Mapping[str, int]
    verdicts: Mapping[str, int]
    error: str | None
    steps: tuple[StepRecord, ...] = field(default=())


class RunFile:
    """The record of a run that is going on.

    Args:
        directory: Folder of run records; made when missing.
        run_id: Id of the run.
        started_at: When, with time zone; the name begins with it, so that files sort by age.
    """

    def __init__(self, directory: Path, run_id: str, started_at: datetime) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / f"{started_at:%Y%m%dT%H%M%S%f}_{run_id}.jsonl"
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def append(self, at: datetime, event: str, **content: Any) -> None:
        """Add a line.

        Args:
            at: When, with time zone.
            event: What happened.
            **content: What else to keep.
        """
        line = {"at": at.isoformat(timespec="milliseconds"), "event": event, **content}
        # In one call, so that a kill leaves whole lines.
        os.write(self._descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())

    def close(self) -> None:
        """Let go of the file; further lines are not added."""
        os.close(self._descriptor)


def read_runs(directory: Path, last: int | None = None) -> list[RunRecord]:
    """Return what is known of the runs, the newest first.

    Args:
        directory: Folder of run records; it need not exist.
        last: Only so many.
    """
    return list(newest_runs(directory, last))


def newest_runs(directory: Path, last: int | None = None) -> Iterator[RunRecord]:
    """Read the runs one by one, the newest first; see `read_runs`."""
    for path in sorted(directory.glob("*.jsonl"), reverse=True)[:last]:
        record = read_run(path)
        if record is not None:
            yield record


def read_run(path: Path) -> RunRecord | None:
    """Return what is known of a run; None when it was killed before its first line.

    Args:
        path: Its file.
    """
    is_alive = _is_locked(path)
    lines = _lines(path)
    if not lines or lines[0]["event"] != "run_started":
        return None
    first, end = lines[0], next((line for line in reversed(lines) if line["event"] == "run_ended"), None)
    started_at = datetime.fromisoformat(first["at"])
    last_at = datetime.fromisoformat((end or lines[-1])["at"])
    end = end or {"outcome": "running" if is_alive else "killed"}
    steps = _steps(lines)
    return RunRecord(
        run_id=first["run_id"],
        job=first["job"],
        started_at=started_at,
        started_by=first["started_by"],
        outcome=end["outcome"],
        seconds=round((last_at - started_at).total_seconds(), 3),
        peak_bytes=max([end.get("peak_bytes", 0), *(step.peak_bytes or 0 for step in steps)]),
        is_peak_per_step=first["is_peak_per_step"],
        publication=end.get("publication"),
        rows_landed=end.get("rows_landed", 0),
        files=end.get("files", {}),
        gaps=end.get("gaps", {}),
        verdicts=end.get("verdicts", {}),
        error=end.get("error"),
        steps=steps,
    )


def drop_old(directory: Path, kept: int = KEPT) -> None:
    """Remove the oldest records.

    Args:
        directory: Folder of run records.
        kept: How many to keep.
    """
    for path in sorted(directory.glob("*.jsonl"), reverse=True)[kept:]:
        path.unlink(missing_ok=True)


def _steps(lines: list[dict[str, Any]]) -> tuple[StepRecord, ...]:
    ended = {line["step"]: line for line in lines if line["event"] == "step_ended"}
    steps = []
    for line in lines:
        if line["event"] != "step_started":
            continue
        end = ended.get(line["step"])
        if end is None:
            steps.append(StepRecord(line["step"], None, None, "unfinished"))
        else:
            steps.append(StepRecord(line["step"], end["seconds"], end["peak_bytes"], end["outcome"]))
    return tuple(steps)


def _lines(path: Path) -> list[dict[str, Any]]:
    lines = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            content = json.loads(line)
        except ValueError:
            continue  # cut off by a power cut
        if isinstance(content, dict) and {"at", "event"} <= content.keys():
            lines.append(content)
    return lines


def _is_locked(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
