"""The as-of date: the day up to which a run counts."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from orchestration.home import Home
from orchestration.settings import Settings
from profiles.profile import Sample, load_profile


def reporting_date(settings: Settings, started_at: datetime) -> date:
    """Return the as-of date of a run.

    Args:
        settings: May name the date, or leave the inbox to the synthetic sample, which has its own.
        started_at: When the run started, with time zone: one run has one date, also past midnight.

    Returns:
        The date asked for; else the sample's; else the day of the start in the time zone of the settings.
    """
    if settings.as_of is not None:
        return settings.as_of
    if settings.inbox is None:
        sample = load_profile(settings.profile).said.sample
        if isinstance(sample, Sample):
            return sample.as_of
        ground_truth = Home(settings.home).sample_inbox / "ground_truth.json"
        return date.fromisoformat(json.loads(ground_truth.read_text(encoding="utf-8"))["as_of"])
    return started_at.astimezone(ZoneInfo(settings.timezone)).date()
