"""Is the clock right?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.doctor.findings import Finding, Subject, failed, ok

# What two machines that share a disk may differ by.
TOLERANCE = timedelta(minutes=5)


def clock(subject: Subject) -> Finding:
    """Is now after everything that was written?"""
    home = subject.home
    places = [place for folder in (home.receipts, home.publications, home.runs) for place in _entries(folder)]
    newest = max((place.lstat().st_mtime for place in places), default=None)
    today = subject.now.astimezone(ZoneInfo(subject.settings.timezone)).date()
    if newest is not None and datetime.fromtimestamp(newest, UTC) > subject.now + TOLERANCE:
        written = datetime.fromtimestamp(newest, UTC).isoformat(timespec="seconds")
        now = subject.now.isoformat(timespec="seconds")
        return failed(
            f"時計は {now}、最新のファイルは {written}",
            f"the clock says {now}, but a file was written at {written}",
            "時刻同期を確かめる",
            "set the clock, for instance with systemd-timesyncd.",
        )
    return ok(f"今日は {today}（{subject.settings.timezone}）", f"today is {today} in {subject.settings.timezone}")


def _entries(folder: Path) -> Iterable[Path]:
    return folder.iterdir() if folder.is_dir() else ()
