"""Reading Dagster's event log for alerts: ends of runs, and the checks each run evaluated.

Belongs here: Dagster events as observations. Checks are read when their run has ended: what they said is published by
then, one batch is one run, and the order is that of the event log's own numbers. Not here: what of it is news.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import dagster as dg

from alerts.model import Kind, Observation, Severity
from orchestration.checks.verdicts import TARGET_STATUS, check_name
from orchestration.failures import telling_error

RUNLESS = ""  # checks reported from outside belong to no run
PAGE = 1000
ENDS_PER_PAGE = 200
SAMPLE_ROWS = 3
ENDED = {
    dg.DagsterEventType.RUN_SUCCESS: "succeeded",
    dg.DagsterEventType.RUN_FAILURE: "failed",
    dg.DagsterEventType.RUN_CANCELED: "canceled",
}
VERDICT_PREFIX = check_name("")
CHECK_SUBJECT = "check:"
# No verdict of the order: there is no target version to judge by.
VERDICT_LEVELS = {"met": 0, "on_track": 0, "waived": 0, "no_target": 0, "at_risk": 1, "not_assessable": 1, "missed": 2}
UNKNOWN_LEVEL = 2
FINDING_SEVERITIES = {dg.AssetCheckSeverity.WARN: Severity.WARNING, dg.AssetCheckSeverity.ERROR: Severity.ERROR}


@dataclass(frozen=True)
class RunEnd:
    """The end of a run.

    Attributes:
        position: Number in the event log; it only grows.
        run_id: The run.
        job: Its job.
        status: `succeeded`, `failed` or `canceled`.
    """

    position: int
    run_id: str
    job: str
    status: str


def run_ends(instance: dg.DagsterInstance, after: int) -> list[RunEnd]:
    """Return ends of runs in the order of the log, a page of them.

    Args:
        instance: The instance.
        after: Only those with a greater number.
    """
    ends: list[RunEnd] = []
    horizon: int | None = None
    for event_type, status in ENDED.items():
        result = instance.fetch_run_status_changes(
            dg.RunStatusChangeRecordsFilter(event_type, after_storage_id=after),  # type: ignore[arg-type]
            limit=ENDS_PER_PAGE,
            ascending=True,
        )
        for record in result.records:
            entry = record.event_log_entry
            ends.append(RunEnd(record.storage_id, entry.run_id, entry.job_name or "unknown", status))
        if result.has_more and result.records:
            last = result.records[-1].storage_id
            horizon = last if horizon is None else min(horizon, last)
    # Beyond the last of a full page there may be others that were not read.
    return sorted((e for e in ends if horizon is None or e.position <= horizon), key=lambda end: end.position)


def last_run_end(instance: dg.DagsterInstance) -> int:
    """Return the number of the latest end of a run, 0 when there is none."""
    pages = [instance.fetch_run_status_changes(event_type, limit=1) for event_type in ENDED]
    return max((record.storage_id for page in pages for record in page.records), default=0)


def evaluations(
    instance: dg.DagsterInstance, run_id: str, cursor: str | None, position: int, ui: str
) -> tuple[list[Observation], str | None]:
    """Read the checks that a run evaluated.

    Args:
        instance: The instance.
        run_id: The run.
        cursor: Where reading of this run ended before.
        position: Number of the end of the run.
        ui: Address of the UI.

    Returns:
        What they say, and where reading ended.
    """
    observations = []
    while True:
        page = instance.get_records_for_run(
            run_id, cursor=cursor, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION, limit=PAGE
        )
        for record in page.records:
            event = record.event_log_entry.dagster_event
            if event is not None:
                name = f"{run_id or 'reported'}/{record.storage_id}"
                place = (position, record.storage_id)
                observations.append(observe(event.asset_check_evaluation_data, name, place, run_id, ui))
        cursor = page.cursor
        if not page.has_more:
            return observations, cursor


def observe(
    evaluation: dg.AssetCheckEvaluation, event: str, position: tuple[int, int], run_id: str, ui: str
) -> Observation:
    """Say what an evaluation means.

    Args:
        evaluation: What the check said.
        event: Name of the event.
        position: Its place in the log.
        run_id: The run.
        ui: Address of the UI.
    """
    said = {name: value.value for name, value in evaluation.metadata.items() if hasattr(value, "value")}
    asset = evaluation.asset_key.path
    details: dict[str, Any] = {
        "name": evaluation.check_name,
        "asset": "/".join(asset),
        "run_id": run_id,
        "ui": f"{ui.rstrip('/')}/assets/{'/'.join(asset)}?view=checks&checkDetail={evaluation.check_name}",
    }
    details |= {name: said[name] for name in ("owner", "runbook", "data_docs", "accepted_until") if said.get(name)}
    if sample := _sample(evaluation.metadata):
        details["sample"] = sample
    is_verdict = evaluation.asset_key == TARGET_STATUS and evaluation.check_name.startswith(VERDICT_PREFIX)
    if is_verdict:
        status = str(said.get("status") or ("passed" if evaluation.passed else "unknown"))
        level = 0 if evaluation.passed else VERDICT_LEVELS.get(status, UNKNOWN_LEVEL)
        severity = Severity.ERROR if level > 1 else Severity.WARNING
        details["indicator"] = evaluation.check_name.removeprefix(VERDICT_PREFIX)
    else:
        # What a desk accepted is known: it is no news, and its end is.
        accepted = "accepted" if not evaluation.passed and said.get("accepted_until") else None
        status = "passed" if evaluation.passed else accepted or str(said.get("status") or "failed")
        severity = _severity(evaluation, said, status)
        level = 0 if status in ("passed", "accepted") else 1
    return Observation(
        subject=check_subject(evaluation.asset_check_key),
        kind=Kind.VERDICTS if is_verdict else Kind.GAPS,
        status=status,
        level=level,
        severity=severity,
        event=event,
        position=position,
        details=details,
    )


def check_subject(key: dg.AssetCheckKey) -> str:
    """Return the name under which a check is remembered."""
    return f"{CHECK_SUBJECT}{'/'.join(key.asset_key.path)}:{key.name}"


def observe_end(instance: dg.DagsterInstance, end: RunEnd, ui: str) -> Observation | None:
    """Say what the end of a run means; None when it is about to be retried, or nobody need know.

    Args:
        instance: The instance.
        end: The end.
        ui: Address of the UI.
    """
    details: dict[str, Any] = {"name": f"run {end.job}", "job": end.job, "ui": f"{ui.rstrip('/')}/runs/{end.run_id}"}
    if end.status == "failed":
        run = instance.get_run_by_id(end.run_id)
        if run is not None and run.tags.get("dagster/will_retry") == "true":
            return None
        details |= _cause(instance, end.run_id)
    return Observation(
        subject=f"run:{end.job}",
        kind=Kind.RUNS,
        status=end.status,
        level=0 if end.status == "succeeded" else 1,
        severity=Severity.WARNING if end.status == "canceled" else Severity.ERROR,
        event=f"{end.run_id}/end/{end.position}",
        position=(end.position, 0),
        details=details,
    )


def latest_evaluations(
    instance: dg.DagsterInstance, checks: Sequence[dg.AssetCheckKey], ui: str
) -> Iterator[Observation]:
    """Say how each check stands now, whatever its history.

    Args:
        instance: The instance.
        checks: The checks.
        ui: Address of the UI.
    """
    for key in checks:
        record = instance.get_latest_asset_check_evaluation_record(key)
        entry = None if record is None else record.event
        event = None if entry is None else entry.dagster_event
        if record is not None and event is not None and event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            name = f"{record.run_id}/latest/{record.id}"
            # Before every event that will be read.
            yield observe(event.asset_check_evaluation_data, name, (0, record.id), record.run_id, ui)


def unfinished(
    instance: dg.DagsterInstance, now: datetime, stuck: timedelta, queued: timedelta, ui: str
) -> list[Observation]:
    """Return the runs that go on, or wait, for too long.

    Args:
        instance: The instance.
        now: The time.
        stuck: How long a run may go on.
        queued: How long a run may wait.
        ui: Address of the UI.
    """
    going = {dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING}
    waiting = {dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.NOT_STARTED}
    records = instance.get_run_records(dg.RunsFilter(statuses=[*going, *waiting]), limit=PAGE)
    found = []
    for record in records:
        run = record.dagster_run
        goes_on = run.status in going
        begun = record.start_time if goes_on else None
        since = begun if begun is not None else record.create_timestamp.timestamp()
        minutes = int((now.timestamp() - since) // 60)
        if timedelta(minutes=minutes) < (stuck if goes_on else queued):
            continue
        said = (
            [f"{minutes}分続いている", f"goes on for {minutes} minutes"]
            if goes_on
            else [f"{minutes}分始まらない", f"has not begun for {minutes} minutes"]
        )
        found.append(
            Observation(
                subject=f"stuck:{run.run_id}",
                kind=Kind.RUNS,
                status="stuck" if goes_on else "queued",
                level=1,
                severity=Severity.ERROR,
                event=f"{run.run_id}/stuck",
                details={
                    "name": f"run {run.job_name}",
                    "job": run.job_name,
                    "said": said,
                    "ui": f"{ui.rstrip('/')}/runs/{run.run_id}",
                },
            )
        )
    return found


def last_success(instance: dg.DagsterInstance, job: str) -> float | None:
    """Return when a job last succeeded, in seconds since 1970; None when it never did."""
    records = instance.get_run_records(dg.RunsFilter(job_name=job, statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1)
    return records[0].end_time if records else None


def _severity(evaluation: dg.AssetCheckEvaluation, said: Mapping[str, Any], status: str) -> Severity:
    named = str(said.get("severity", ""))
    severity = Severity(named) if named in list(Severity) else FINDING_SEVERITIES[evaluation.severity]
    # A check that could not run leaves everything open.
    return max(severity, Severity.ERROR, key=lambda one: one.rank) if status == "could_not_run" else severity


def _sample(metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where failing rows stand; nothing of what they say."""
    records = getattr(metadata.get("sample"), "records", ())
    rows = [{name: record.data.get(name) for name in ("source_file", "source_row")} for record in records]
    return [row for row in rows if row["source_file"]][:SAMPLE_ROWS]


def _cause(instance: dg.DagsterInstance, run_id: str) -> dict[str, Any]:
    page = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.STEP_FAILURE, limit=1)
    event = page.records[0].event_log_entry.dagster_event if page.records else None
    if event is None:
        return {"cause": ["工程の前で失敗", "failed outside any step"]}
    failure = event.step_failure_data
    described = failure.user_failure_data.description if failure.user_failure_data else None
    error = None if failure.error is None else telling_error(failure.error)
    message = described or (error.message if error else "")
    # Only our own errors are known to hold no data; of others the class is told.
    cause = message if "Remedy:" in message else (error.cls_name if error and error.cls_name else "")
    return {"step": event.step_key or "", "cause": cause}
