"""Figures for Prometheus: a text file that node_exporter picks up, written whole or not at all.

Belongs here: names, units and labels. Times are exported as timestamps, never as ages: an age would stand still in a
file that nobody writes any more. What is suppressed in the publication is left out here too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import TYPE_CHECKING, Any

from ingest.receipts import read_receipts
from ingest.retraction import standing_receipts
from orchestration.home import Home
from orchestration.observation.run_records import RunRecord, newest_runs
from reporting.publication import Publication, input_files, publication_in_force
from reporting.published import CATALOG, NotPublishedError, read_gaps, read_rows, read_target_status

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import GaugeMetricFamily

FILE = "mokuhyo.prom"
VERDICTS = ("met", "waived", "on_track", "at_risk", "missed", "not_assessable", "no_target")
SEVERITIES = ("critical", "error", "warning", "info")
OUTCOMES = ("success", "failed", "canceled", "killed", "running")
RATES = f"select * from {CATALOG}.marts.survey_response_rates where response_rate is not null order by all"  # noqa: S608
Sample = tuple[Sequence[str], float | None]


def write_metrics(home: Home) -> None:
    """Write the figures of a home directory into its folder of metrics.

    Args:
        home: Home directory.
    """
    from prometheus_client import write_to_textfile

    home.metrics.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(home.metrics / FILE), registry(home))


def metrics_text(home: Home) -> str:
    """Return the figures of a home directory in Prometheus's text format.

    Args:
        home: Home directory.
    """
    from prometheus_client import generate_latest

    return generate_latest(registry(home)).decode()


def registry(home: Home) -> CollectorRegistry:
    """Collect the figures of a home directory.

    Args:
        home: Home directory; parts of it that are not there have no figures.
    """
    from prometheus_client import CollectorRegistry
    from prometheus_client.registry import Collector

    families = list(_families(home))

    class Home_(Collector):  # noqa: N801 (local, never seen)
        def collect(self) -> Iterable[GaugeMetricFamily]:
            return families

    collected = CollectorRegistry()
    collected.register(Home_())
    return collected


def _families(home: Home) -> Iterator[GaugeMetricFamily]:
    publication = publication_in_force(home.published)
    if publication is not None:
        yield from _of_publication(home, publication)
    yield from _of_runs(newest_runs(home.runs))
    standing = standing_receipts(read_receipts(home.receipts)).values()
    quarantined = Counter(receipt.source for receipt in standing if receipt.outcome == "quarantined")
    yield _gauge(
        "mokuhyo_quarantined_files",
        "Files of the inbox that could not be read, as of the last run.",
        ["source"],
        [([source], quarantined[source]) for source in sorted({receipt.source for receipt in standing})],
    )


def _of_publication(home: Home, publication: Publication) -> Iterator[GaugeMetricFamily]:
    rows, gaps = read_target_status(home.published), read_gaps(home.published)
    yield from _of_targets(rows)
    yield from _of_gaps(gaps, sorted({row["indicator_id"] for row in rows}))
    try:
        rates = read_rows(home.published, RATES)
    except NotPublishedError:
        rates = []
    yield _gauge(
        "mokuhyo_survey_response_ratio",
        "Valid answers by surveys due, from 0 to 1.",
        ["subject", "item", "fiscal_year"],
        [([row["subject"], row["item"], str(row["fiscal_year"])], row["response_rate"]) for row in rates],
    )
    newest: dict[str, date] = {}
    for file in input_files(publication.directory).values():
        day = date.fromisoformat(file["snapshot_date"])
        newest[file["source"]] = max(day, newest.get(file["source"], day))
    yield _gauge(
        "mokuhyo_source_newest_snapshot_timestamp_seconds",
        "Day of the newest file that the published figures come from.",
        ["source"],
        [([source], _midnight(day)) for source, day in sorted(newest.items())],
    )
    yield _single(
        "mokuhyo_publication_built_timestamp_seconds",
        "When the publication in force was built.",
        datetime.fromisoformat(publication.built_at).timestamp(),
    )
    yield _single(
        "mokuhyo_publication_as_of_timestamp_seconds",
        "Day up to which the publication in force counts.",
        _midnight(publication.as_of_date),
    )
    yield _gauge(
        "mokuhyo_publication_info",
        "The publication in force; always 1.",
        ["publication", "code_version"],
        [([publication.id, publication.code_version], 1)],
    )


def _of_targets(rows: Sequence[Mapping[str, Any]]) -> Iterator[GaugeMetricFamily]:
    labels = ["indicator", "target_version"]

    def values(column: str, divisor: float = 1) -> list[Sample]:
        return [
            ([row["indicator_id"], row["target_version"]], None if row[column] is None else row[column] / divisor)
            for row in rows
        ]

    yield _gauge(
        "mokuhyo_target_verdict",
        "1 for the verdict of a target version, 0 for every other verdict.",
        [*labels, "verdict"],
        [
            ([row["indicator_id"], row["target_version"], verdict], float(row["status"] == verdict))
            for row in rows
            for verdict in VERDICTS
        ],
    )
    yield _gauge(
        "mokuhyo_target_in_force",
        "1 when the target version is in force.",
        labels,
        [([row["indicator_id"], row["target_version"]], float(bool(row["is_in_force"]))) for row in rows],
    )
    yield _gauge("mokuhyo_target_value", "The target, in the unit of the indicator.", labels, values("target"))
    yield _gauge("mokuhyo_actual_value", "What was achieved, in the unit of the indicator.", labels, values("actual"))
    yield _gauge("mokuhyo_actual_low_value", "Least that was achieved, given the gaps.", labels, values("actual_low"))
    yield _gauge("mokuhyo_actual_high_value", "Most that was achieved, given the gaps.", labels, values("actual_high"))
    yield _gauge(
        "mokuhyo_target_attainment_ratio",
        "Actual by target, 1 when the target is reached.",
        labels,
        values("attainment_pct", 100),
    )


def _of_gaps(gaps: Sequence[Mapping[str, Any]], indicators: Sequence[str]) -> Iterator[GaugeMetricFamily]:
    by_severity = Counter((gap["severity"], bool(gap["blocking"])) for gap in gaps)
    yield _gauge(
        "mokuhyo_open_gaps",
        "Gaps in the data that are open, accepted ones included.",
        ["severity", "blocking"],
        [
            ([severity, str(blocking).lower()], by_severity[severity, blocking])
            for severity in SEVERITIES
            for blocking in (False, True)
        ],
    )
    by_indicator = Counter((one, gap["severity"]) for gap in gaps for one in gap["indicator_ids"] or [])
    yield _gauge(
        "mokuhyo_indicator_open_gaps",
        "Open gaps that affect an indicator.",
        ["indicator", "severity"],
        [([one, severity], by_indicator[one, severity]) for one in indicators for severity in SEVERITIES],
    )


def _of_runs(runs: Iterator[RunRecord]) -> Iterator[GaugeMetricFamily]:
    last = next(runs, None)
    if last is None:
        return
    # Thousands are kept; no more are read than it takes.
    succeeded = next((run for run in chain([last], runs) if run.outcome == "success"), None)
    yield _single("mokuhyo_last_run_timestamp_seconds", "When the last run began.", last.started_at.timestamp())
    yield _gauge(
        "mokuhyo_last_run_outcome",
        "1 for how the last run ended, 0 for every other outcome.",
        ["outcome"],
        [([outcome], float(last.outcome == outcome)) for outcome in OUTCOMES],
    )
    yield _single("mokuhyo_last_run_duration_seconds", "How long the last run took.", last.seconds)
    yield _single("mokuhyo_last_run_peak_memory_bytes", "Most memory that the last run held at once.", last.peak_bytes)
    yield _single("mokuhyo_last_run_landed_rows", "Data rows of the files that the last run landed.", last.rows_landed)
    if succeeded is not None:
        yield _single(
            "mokuhyo_last_successful_run_timestamp_seconds",
            "When the last run that succeeded began.",
            succeeded.started_at.timestamp(),
        )
    yield _gauge(
        "mokuhyo_last_run_step_duration_seconds",
        "How long each step of the last run took.",
        ["step"],
        [([step.step], step.seconds) for step in last.steps],
    )
    yield _gauge(
        "mokuhyo_last_run_step_peak_memory_bytes",
        "Most memory held at once in each step of the last run.",
        ["step"],
        [([step.step], step.peak_bytes) for step in last.steps],
    )


def _single(name: str, description: str, value: float) -> GaugeMetricFamily:
    return _gauge(name, description, [], [([], value)])


def _gauge(name: str, description: str, labels: Sequence[str], samples: Iterable[Sample]) -> GaugeMetricFamily:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(name, description, labels=labels)
    for values, value in samples:
        if value is not None:
            family.add_metric(list(values), float(value))
    return family


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()
