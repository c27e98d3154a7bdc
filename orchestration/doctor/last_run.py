"""How did the last run go?"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from orchestration.doctor.findings import Finding, Subject, failed, ok, warning
from orchestration.observation.run_records import read_runs

OLD = timedelta(days=8)


def last_run(subject: Subject) -> Finding:
    """When was it, and how did it end?"""
    records = read_runs(subject.home.runs, last=1)
    if not records:
        return ok("まだない", "none is recorded yet")
    run = records[0]
    started = run.started_at.astimezone(ZoneInfo(subject.settings.timezone)).isoformat(sep=" ", timespec="minutes")
    ja, en = f"{started} 開始、{run.seconds:.0f} 秒", f"began {started}, {run.seconds:.0f} s"
    if run.outcome == "killed":
        return warning(
            f"{ja}、強制終了",
            f"{en}, was killed",
            "`mokuhyo run`（続きから直る）",
            "`mokuhyo run`: it repairs by itself.",
        )
    if run.outcome in {"failed", "canceled"}:
        said = run.error or run.outcome
        return failed(
            f"{ja}、失敗: {said}",
            f"{en}, {run.outcome}: {said}",
            f"原因を除いて `mokuhyo run`（`mokuhyo runs --run {run.run_id[:8]}`）",
            f"remove the cause, then `mokuhyo run`; its steps: `mokuhyo runs --run {run.run_id[:8]}`.",
        )
    if run.outcome == "success" and subject.now - run.started_at > OLD:
        days = (subject.now - run.started_at).days
        return warning(
            f"{ja}、{days} 日前",
            f"{en}, {days} days ago",
            "自動実行を確かめるか `mokuhyo run`",
            "see that the schedule or the sensor is on, or `mokuhyo run`.",
        )
    return ok(f"{ja}、{run.outcome}", f"{en}, {run.outcome}")
