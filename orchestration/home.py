"""The home directory: where everything the pipeline keeps lies, said in one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """Paths inside a home directory. Nothing is made by asking for one.

    Attributes:
        root: The directory itself, absolute.
    """

    root: Path

    @property
    def sample_inbox(self) -> Path:
        """Synthetic exports, written only when no inbox was given."""
        return self.root / "sample_inbox"

    @property
    def profile_name(self) -> Path:
        """Name of the profile that was counted here."""
        return self.root / "profile"

    @property
    def landing(self) -> Path:
        """Landed files as Parquet, by source and fiscal year."""
        return self.root / "landing"

    @property
    def receipts(self) -> Path:
        """One JSON file per attempt to land a file."""
        return self.root / "receipts"

    @property
    def spool(self) -> Path:
        """Files of a remote inbox while they are read; for this user only, empty between runs."""
        return self.root / "spool"

    @property
    def corrupt(self) -> Path:
        """What was found damaged and made again; the last few of each, to be looked at."""
        return self.root / "corrupt"

    @property
    def company_pairs(self) -> Path:
        """Pairs of companies for a person to decide; a run rewrites it and keeps the decisions."""
        return self.root / "review" / "company_pairs.csv"

    @property
    def gap_waivers(self) -> Path:
        """Gaps that a desk accepts until a day; written by people."""
        return self.root / "gap_waivers.yml"

    @property
    def data_docs(self) -> Path:
        """What every expectation found in the last run, as a page that opens offline."""
        return self.root / "data_docs" / "index.html"

    @property
    def warehouse(self) -> Path:
        """The working database; one writer at a time."""
        return self.root / "warehouse" / "warehouse.duckdb"

    @property
    def run_lock(self) -> Path:
        """Held by the run that writes to this home directory."""
        return self.root / "warehouse" / "run.lock"

    @property
    def history(self) -> Path:
        """What was reported on each as-of date, as Parquet."""
        return self.root / "history"

    @property
    def publications(self) -> Path:
        """The last publications, one folder each."""
        return self.root / "publications"

    @property
    def published(self) -> Path:
        """Link to the publication in force."""
        return self.root / "published"

    @property
    def runs(self) -> Path:
        """What each run took, a file of JSON lines for each."""
        return self.root / "runs"

    @property
    def metrics(self) -> Path:
        """What Prometheus reads, written after each run."""
        return self.root / "metrics"

    @property
    def served_token(self) -> Path:
        """What clients of the served marts must present; readable by its owner alone."""
        return self.root / "served_token"

    @property
    def alerts(self) -> Path:
        """Outbox of alerts, their heartbeat and locks."""
        return self.root / "alerts"

    @property
    def alert_outbox(self) -> Path:
        """Messages and open episodes."""
        return self.alerts / "outbox.sqlite"

    @property
    def alert_routes(self) -> Path:
        """Who hears of what; written by people, without secrets."""
        return self.root / "alert_routes.yml"

    @property
    def dbt(self) -> Path:
        """Compiled dbt project, its manifest and its logs."""
        return self.root / "dbt"

    @property
    def spark(self) -> Path:
        """Tables that Apache Spark has built and the sources it read; only with the target `spark`."""
        return self.root / "spark"

    @property
    def dagster(self) -> Path:
        """Dagster's own home: configuration, runs and events."""
        return self.root / "dagster"
