"""The inbox sensor: a run of the job `refresh` for each change of the inbox, once it rests.

Belongs here: noticing that the inbox is another one than before. Does not belong here: which files are new to us;
landing finds that out, and a run without new content ends at once.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from ingest.discovery import NARRATIVES, InboxFile, RemoteFile, discover
from ingest.inbox import InboxUnreachableError, opened_inbox
from orchestration.automation.waiting import whole_run_waits
from orchestration.fiscal_years import every_fiscal_year, fiscal_year_partitions
from orchestration.settings import Settings

INBOX_SENSOR = "inbox_changes"
INTERVAL_SECONDS = 60
# A file modified more recently than this may still be written.
REST = timedelta(seconds=20)
SHOWN_FILES = 3


@dataclass(frozen=True)
class InboxCursor:
    """What the sensor remembers from tick to tick.

    Attributes:
        began: Random name of this memory; a cursor that was reset must not repeat its run keys.
        seen: Fingerprint of the listing at the last tick.
        requested: Fingerprint of the listing for which a run was last requested.
        changes: Number of runs requested.
    """

    began: str
    seen: str | None = None
    requested: str | None = None
    changes: int = 0


def build_inbox_sensor(
    settings: Settings,
    sources: Collection[str],
    job: dg.UnresolvedAssetJobDefinition,
    partitions: dg.PartitionsDefinition[str] | None = None,
) -> dg.SensorDefinition:
    """Build the sensor that watches the inbox.

    Args:
        settings: Names the inbox.
        sources: Sources whose folders are watched, beside that of the narratives.
        job: What to run on a change.
        partitions: Fiscal years, a run is about all of them; those of the settings when None.
    """
    partitions = fiscal_year_partitions(settings) if partitions is None else partitions
    status = dg.DefaultSensorStatus.RUNNING if settings.automates("inbox") else dg.DefaultSensorStatus.STOPPED

    @dg.sensor(
        name=INBOX_SENSOR,
        job=job,
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=status,
        description="Requests a refresh when files of the inbox are new, changed or gone, and no longer being written.",
    )
    def inbox_changes(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        cursor = read_cursor(context.cursor)
        if settings.inbox is None:
            return _skip("No inbox was given; the synthetic sample does not change.", cursor)
        try:
            with opened_inbox(settings.inbox) as inbox:
                files = {file.file: _state(file) for file in discover(inbox, [*sources, NARRATIVES])}
        except (InboxUnreachableError, OSError) as error:
            return _skip(str(error), cursor)
        result = evaluate(files, cursor, datetime.now(UTC), every_fiscal_year(partitions))
        if result.run_requests and (waiting := whole_run_waits(context.instance)) is not None:
            # Not remembered as asked for: should that run be cancelled, the next tick asks.
            return _skip(f"The inbox has changed; the refresh {waiting}, which waits already, will see it.", cursor)
        return result

    return inbox_changes


def evaluate(
    files: dict[str, FileState], cursor: InboxCursor, now: datetime, tags: Mapping[str, str] | None = None
) -> dg.SensorResult:
    """Tell whether a listing asks for a run.

    Args:
        files: State of each file by name.
        cursor: What is remembered.
        now: Time of the tick.
        tags: Tags of the run beside those of the sensor.

    Returns:
        One request when the listing is another than the one last requested for, is the same as at the last tick, and
        no file of it was modified just now; else the reason why not.
    """
    listing = fingerprint(files)
    if listing == cursor.requested:
        return _skip("Nothing changed in the inbox.", replace(cursor, seen=listing))
    if listing != cursor.seen:
        return _skip("The inbox has changed; waiting until it rests.", replace(cursor, seen=listing))
    # A time in the future is the sender's clock, and no reason to wait for it.
    young = [
        name
        for name, state in sorted(files.items())
        if state.modified_at is not None and timedelta() <= now - state.modified_at < REST
    ]
    if young:
        names = ", ".join(young[:SHOWN_FILES]) + (" …" if len(young) > SHOWN_FILES else "")
        return _skip(f"Waiting for {len(young)} files that may still be written: {names}", cursor)
    following = replace(cursor, requested=listing, changes=cursor.changes + 1)
    # Counted, because an inbox may come back to an earlier state, which is a change as well.
    run_key = f"inbox-{following.began}-{following.changes}-{listing[:16]}"
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=run_key, tags={"mokuhyo/started_by": INBOX_SENSOR, **(tags or {})})],
        cursor=write_cursor(following),
    )


@dataclass(frozen=True)
class FileState:
    """What the listing says about a file.

    Attributes:
        size_bytes: Its size.
        modified_at: When it was modified.
        etag: The server's name for its content.
    """

    size_bytes: int | None
    modified_at: datetime | None
    etag: str | None = None


def fingerprint(files: dict[str, FileState]) -> str:
    """Return the hash of a listing."""
    listed: Iterable[list[Any]] = (
        [name, state.size_bytes, None if state.modified_at is None else state.modified_at.timestamp(), state.etag]
        for name, state in sorted(files.items())
    )
    return hashlib.sha256(json.dumps(list(listed)).encode()).hexdigest()


def read_cursor(text: str | None) -> InboxCursor:
    """Return what was remembered; a new memory when there is none, or none that can be read."""
    try:
        return InboxCursor(**json.loads(text or ""))
    except (ValueError, TypeError):
        return InboxCursor(began=uuid.uuid4().hex[:12])


def write_cursor(cursor: InboxCursor) -> str:
    """Return a cursor as text."""
    return json.dumps(asdict(cursor))


def _skip(reason: str, cursor: InboxCursor) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=dg.SkipReason(reason), cursor=write_cursor(cursor))


def _state(file: InboxFile) -> FileState:
    if isinstance(file.path, RemoteFile):
        return FileState(file.path.size_bytes, file.path.modified_at, file.path.etag)
    return _local_state(file.path)


def _local_state(path: Path) -> FileState:
    try:
        status = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return FileState(None, None)
    return FileState(status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))
