"""Routes, observations and messages for tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.model import Kind, Observation, Severity
from alerts.outbox import enqueue
from alerts.routes import AlertRoutes
from alerts.store import Store


def routes(*names: str, **parts: Any) -> AlertRoutes:
    channels = [{"name": name, "language": "en", "url_env": f"MOKUHYO_ALERT_URL_{name.upper()}"} for name in names]
    return AlertRoutes.model_validate(
        {"channels": channels, "routes": [{"channels": list(names), "minimum_severity": "info"}], **parts}
    )


def seen(
    level: int,
    position: int,
    *,
    name: str = "orders__date__missing",
    severity: Severity = Severity.ERROR,
    kind: Kind = Kind.GAPS,
    **details: Any,
) -> Observation:
    return Observation(
        subject=f"check:marts/orders:{name}",
        kind=kind,
        status=["passed", "failed", "missed"][level],
        level=level,
        severity=severity,
        event=f"run-{position}/1",
        position=(position, 1),
        details={"name": name, **details},
    )


def put(file: Path, channel: str, text: str, now: datetime, severity: Severity = Severity.ERROR) -> None:
    with Store(file) as store, store.transaction():
        key, body = f"{channel} {text}", f"body of {text}"
        enqueue(store, channel=channel, key=key, severity=severity, title=text, body=body, now=now)
