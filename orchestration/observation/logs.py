"""Structured logs: one JSON object, or one line of text, per event of a run.

Belongs here: where logs go and what a line looks like. `MOKUHYO_LOG_FORMAT` and `MOKUHYO_LOG_FILE` switch them on.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ingest.redaction import redacted, secret_values

if TYPE_CHECKING:
    import dagster as dg

LOGGER = "mokuhyo"
PREFIX = "mokuhyo "
LogFormat = Literal["json", "text"]
# What a record carries beside its message.
FIELDS = ("run_id", "step", "event")
LOG_MODE = 0o640


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, logger, run_id, step, event, message, and further fields."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets = secret_values()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        content: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **{name: getattr(record, name, None) for name in FIELDS},
        }
        said = {"message": record.getMessage(), **getattr(record, "fields", {})}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(content | _clean(said, self._secrets), ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """One line for people."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets = secret_values()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        step = getattr(record, "step", None)
        fields = "".join(f" {name}={value}" for name, value in getattr(record, "fields", {}).items())
        run = str(getattr(record, "run_id", None) or "-")[:8]
        line = f"{time} {record.levelname.lower()} {run} {step or '-'} {record.getMessage()}{fields}"
        return redacted(" ".join(line.split()), self._secrets)


def configure_logs(log_format: LogFormat | None, file: Path | None) -> logging.Logger | None:
    """Send the logs where the operator wants them; again with the same choices changes nothing.

    Args:
        log_format: Form of a line; JSON when only a file is given.
        file: Where; standard error when only a form is given. Lines are appended, and a file that logrotate moved is
            opened anew.

    Returns:
        The logger; None when the operator wants no logs.
    """
    if log_format is None and file is None:
        return None
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    wanted = f"{PREFIX}{log_format or 'json'} {file or 'stderr'}"
    ours = [handler for handler in logger.handlers if (handler.name or "").startswith(PREFIX)]
    if [handler.name for handler in ours] == [wanted]:
        return logger
    for handler in ours:
        logger.removeHandler(handler)
        handler.close()
    added: logging.Handler
    if file is None:
        # Dagster collects what steps write to `sys.stderr`.
        added = logging.StreamHandler(sys.__stderr__)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=LOG_MODE)
        added = logging.handlers.WatchedFileHandler(file, encoding="utf-8", delay=True)
    added.name = wanted
    added.setFormatter(TextFormatter() if log_format == "text" else JsonFormatter())
    logger.addHandler(added)
    return logger


def log_event(logger: logging.Logger, entry: dg.EventLogEntry) -> None:
    """Log an event of a run.

    Args:
        logger: Where.
        entry: The event, or a message of a step.
    """
    event = entry.dagster_event
    kind = "message" if event is None else event.event_type_value
    level = max(int(entry.level), logging.INFO)
    if event is not None and event.is_failure:
        level = logging.ERROR
    fields: dict[str, Any] = {}
    if event is not None and event.is_step_success:
        fields["seconds"] = round((event.step_success_data.duration_ms or 0.0) / 1000, 3)
    if event is not None and event.asset_key is not None:
        fields["asset"] = event.asset_key.to_user_string()
    message = entry.user_message or (event.message if event is not None else None) or kind
    error = entry.error_info
    if error is not None:
        fields["error"] = error.to_string()
    # The time at which it happened: a listener may be told later.
    record = logger.makeRecord(LOGGER, level, "", 0, "%s", (message,), None)
    record.created = entry.timestamp
    record.run_id, record.step, record.event, record.fields = entry.run_id, entry.step_key, kind, fields
    logger.handle(record)


def _clean(content: Any, secrets: list[str]) -> Any:
    if isinstance(content, str):
        return redacted(content, secrets)
    if isinstance(content, dict):
        return {key: _clean(value, secrets) for key, value in content.items()}
    return content
