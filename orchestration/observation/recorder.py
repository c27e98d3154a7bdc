"""The recorder: turns the events of a run into its record, from the command line and from the daemon alike.

It listens in the process of the run, which is one process for all steps (`build`).
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from ingest.receipts import read_receipts
from ingest.redaction import redacted
from orchestration.home import Home
from orchestration.observation.logs import configure_logs, log_event
from orchestration.observation.memory import peak_bytes, reset_peak
from orchestration.observation.run_records import RunFile, drop_old
from orchestration.settings import Settings

STARTED_BY = ("mokuhyo/started_by", "dagster/schedule_name", "dagster/sensor_name")
LONGEST_ERROR = 500
ENDS = {
    dg.DagsterEventType.RUN_SUCCESS: "success",
    dg.DagsterEventType.RUN_FAILURE: "failed",
    dg.DagsterEventType.RUN_CANCELED: "canceled",
}


class Recorder:
    """Writes the record of one run.

    Args:
        home: Home directory.
        run_id: Id of the run.
        job: Name of its job.
        started_by: What started it.
        logger: Where events are logged as well; None logs nothing.
        clock: Gives the time, with time zone.
    """

    def __init__(
        self,
        home: Home,
        run_id: str,
        job: str,
        started_by: str,
        logger: logging.Logger | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._home, self._clock, self._logger = home, clock, logger
        self._started_at = clock()
        self._step_started = 0.0
        self._failed, self._open, self._peak = False, False, 0
        self._error: str | None = None
        self._published = False
        self._file = RunFile(home.runs, run_id, self._started_at)
        can_reset = reset_peak()
        self._file.append(
            self._started_at,
            "run_started",
            run_id=run_id,
            job=job,
            started_by=started_by,
            is_peak_per_step=can_reset,
        )

    def on_event(self, entry: dg.EventLogEntry) -> None:
        """Take note of an event; whatever goes wrong here is no reason for the run to fail.

        Args:
            entry: The event.
        """
        try:
            if self._logger is not None:
                log_event(self._logger, entry)
            if entry.dagster_event is not None:
                self._note(entry.dagster_event)
        except Exception:
            logging.getLogger(__name__).warning("an event of the run was not recorded", exc_info=True)

    def end(self) -> None:
        """Write how the run ended and what is published now; Dagster's own word may still follow."""
        outcome = "failed" if self._failed else "canceled" if self._open else "success"
        content = {"peak_bytes": max(self._peak, peak_bytes()), **self._landed(), **_published(self._home)}
        if not self._published:
            content.pop("publication", None)
        self._ended = {"outcome": outcome, "error": self._error, **content}
        self._file.append(self._clock(), "run_ended", **self._ended)

    def _note(self, event: dg.DagsterEvent) -> None:
        kind = event.event_type
        if kind == dg.DagsterEventType.STEP_START:
            reset_peak()
            self._step_started, self._open = time.monotonic(), True
            self._file.append(self._clock(), "step_started", step=event.step_key)
        elif kind in (dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_FAILURE):
            self._open, peak = False, peak_bytes()
            self._peak = max(self._peak, peak)
            is_failure = kind == dg.DagsterEventType.STEP_FAILURE
            if is_failure:
                self._failed, self._error = True, self._error or _cause(event)
            self._file.append(
                self._clock(),
                "step_ended",
                step=event.step_key,
                seconds=round(time.monotonic() - self._step_started, 3),
                peak_bytes=peak,
                outcome="failed" if is_failure else "success",
            )
        elif kind == dg.DagsterEventType.ASSET_MATERIALIZATION and event.asset_key is not None:
            self._published |= event.asset_key.path == ["published", "marts"]
        elif kind in ENDS:
            ended = getattr(self, "_ended", None)
            if ended is not None and ended["outcome"] != ENDS[kind]:
                self._file.append(self._clock(), "run_ended", **{**ended, "outcome": ENDS[kind]})
            self._file.close()

    def _landed(self) -> dict[str, Any]:
        receipts = [one for one in read_receipts(self._home.receipts) if one.attempted_at >= self._started_at]
        return {
            "rows_landed": sum(one.rows for one in receipts if one.outcome == "accepted"),
            "files": dict(Counter(one.outcome for one in receipts)),
        }


@contextmanager
def observed(home: Home, context: dg.InitResourceContext) -> Iterator[None]:
    """Record a run while its body holds the home directory, and write the metrics when it ends.

    Args:
        home: Home directory.
        context: Of the resource that every run holds from its first to its last step.
    """
    recorder = None
    try:
        recorder = _start(home, context)
    except Exception as error:
        _warn("the run is not recorded", error)
    try:
        yield
    finally:
        if recorder is not None:
            try:
                recorder.end()
                from orchestration.observation.prometheus import write_metrics

                write_metrics(home)
            except Exception as error:
                _warn("the end of the run was not recorded", error)


def _warn(what: str, error: Exception) -> None:
    # A full or read-only disk is no defect of the program: one line tells it, and the run itself tells the remedy.
    is_ours = not isinstance(error, OSError)
    logging.getLogger(__name__).warning("%s: %s", what, error, exc_info=is_ours)


def _start(home: Home, context: dg.InitResourceContext) -> Recorder | None:
    run, instance = context.run, context.instance
    if run is None or instance is None:
        return None  # a step that a test calls by itself
    settings = Settings()
    logger = configure_logs(settings.log_format, settings.log_file)
    started_by = next((run.tags[tag] for tag in STARTED_BY if tag in run.tags), "UI")
    drop_old(home.runs)
    recorder = Recorder(home, run.run_id, run.job_name, started_by, logger)
    if logger is not None:
        logger.info(
            "run started",
            extra={"run_id": run.run_id, "event": "RUN_STARTED", "fields": {"job": run.job_name, "by": started_by}},
        )
    instance.add_event_listener(run.run_id, recorder.on_event)
    return recorder


def _published(home: Home) -> dict[str, Any]:
    """Return gaps and verdicts of the publication in force."""
    from reporting.publication import publication_in_force
    from reporting.published import NotPublishedError, read_gaps, read_target_status

    try:
        publication = publication_in_force(home.published)
        rows, gaps = read_target_status(home.published), read_gaps(home.published)
    except NotPublishedError:
        return {}
    assert publication is not None
    return {
        "publication": publication.id,
        "verdicts": dict(Counter(row["status"] for row in rows if row["target"] is not None and row["is_in_force"])),
        "gaps": dict(Counter(gap["severity"] for gap in gaps)),
    }


def _cause(event: dg.DagsterEvent) -> str:
    data = event.step_failure_data
    error = data.error
    while error is not None and error.cause is not None:
        error = error.cause
    said = data.user_failure_data.description if data.user_failure_data is not None else None
    text = " ".join((said or (error.message if error is not None else "") or "failed").split())
    return redacted(text)[:LONGEST_ERROR]
