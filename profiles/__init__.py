"""Profiles: what one agency counts and promises, as data and models of its own.

Belongs here: the profiles that are shipped, one folder each, the schema of `profile.yml`, and what is checked of a
whole profile. Does not belong here: what every agency shares, which is how exports are read (`ingest`), how figures are
bounded and judged (`dbt_project`) and what is shown (`reporting`).
"""

from pathlib import Path

DEFAULT_PROFILE = Path(__file__).resolve().parent / "jetro"
"""The profile that counts when no other is named: JETRO's sixth objective period."""
