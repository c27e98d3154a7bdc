"""What Prometheus reads: it can be parsed, follows the naming rules, and equals the marts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from prometheus_client.parser import text_string_to_metric_families

from orchestration.command_line.application import run_application
from orchestration.home import Home
from orchestration.observation.prometheus import VERDICTS, metrics_text, write_metrics
from reporting.publication import InputFile, publish
from tests.orchestration.observation.test_run_records import STARTED, record

SITE = Path(__file__).parents[2] / "reporting" / "site.sql"
AS_OF = date(2026, 10, 31)
FILES = [
    InputFile("fdi_cases", 2025, date(2026, 4, 15), "fdi_cases/a.csv", "a" * 64, 6),
    InputFile("fdi_cases", 2026, date(2026, 10, 31), "fdi_cases/b.csv", "b" * 64, 6),
]
Samples = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("metrics") / "home")
    with duckdb.connect(":memory:") as connection:
        connection.execute(SITE.read_text(encoding="utf-8"))
        places = home.publications, home.published
        publish(connection, *places, as_of=AS_OF, code_version="0", fingerprint="f", input_files=FILES)
    record(home.runs, "succeeded", STARTED)
    record(home.runs, "failed", STARTED.replace(day=2), "failed", 4.0)
    return home


@pytest.fixture(scope="module")
def samples(home: Home) -> Samples:
    return {
        # By the names of the labels: indicator, target_version, verdict.
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(metrics_text(home))
        for sample in family.samples
    }


def mart(home: Home, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{home.published / 'marts.duckdb'}' as p (read_only)")
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("metric", "column", "factor"),
    [
        ("mokuhyo_target_value", "target", 1),
        ("mokuhyo_actual_value", "actual", 1),
        ("mokuhyo_actual_low_value", "actual_low", 1),
        ("mokuhyo_actual_high_value", "actual_high", 1),
        ("mokuhyo_target_attainment_ratio", "attainment_pct", 0.01),
        ("mokuhyo_target_in_force", "is_in_force::integer", 1),
    ],
)
def test_figures_equal_the_marts(home: Home, samples: Samples, metric: str, column: str, factor: float) -> None:
    rows = mart(home, f"select indicator_id, target_version, {column} from p.marts.kpi_target_status")
    expected = {(str(row[0]), str(row[1])): float(str(row[2])) * factor for row in rows if row[2] is not None}
    assert expected
    assert {labels: value for (name, labels), value in samples.items() if name == metric} == pytest.approx(expected)


def test_one_verdict_of_each_target_version_is_set(home: Home, samples: Samples) -> None:
    rows = mart(home, "select indicator_id, target_version, status from p.marts.kpi_target_status")
    given = {name: value for name, value in samples.items() if name[0] == "mokuhyo_target_verdict"}
    assert {labels for (_, labels), value in given.items() if value == 1} == set(rows)
    assert len(given) == len(rows) * len(VERDICTS)


def test_gaps_equal_the_marts(home: Home, samples: Samples) -> None:
    by_severity = mart(home, "select severity, count(*) from p.marts.data_gaps where status <> 'resolved' group by all")
    for severity, count in by_severity:
        assert sum(samples["mokuhyo_open_gaps", (blocking, str(severity))] for blocking in ("true", "false")) == count
    by_indicator = mart(
        home,
        "select one, severity, count(*) from p.marts.data_gaps, unnest(indicator_ids) as _(one) "
        "where status <> 'resolved' group by all",
    )
    found = {
        (*labels, value)
        for (name, labels), value in samples.items()
        if name == "mokuhyo_indicator_open_gaps" and value > 0
    }
    assert found == set(by_indicator)


def test_response_rates_equal_the_marts(home: Home, samples: Samples) -> None:
    rows = mart(home, "select subject, item, fiscal_year, response_rate from p.marts.survey_response_rates")
    expected = {(str(year), str(item), str(subject)): rate for subject, item, year, rate in rows if rate is not None}
    found = {labels: value for (name, labels), value in samples.items() if name == "mokuhyo_survey_response_ratio"}
    assert found == pytest.approx(expected)
    assert expected


def test_freshness_is_a_timestamp_of_the_newest_file(samples: Samples) -> None:
    newest = datetime(2026, 10, 31, tzinfo=UTC).timestamp()
    assert samples["mokuhyo_source_newest_snapshot_timestamp_seconds", ("fdi_cases",)] == newest
    assert samples["mokuhyo_publication_as_of_timestamp_seconds", ()] == newest


def test_the_last_run_and_the_last_that_succeeded(samples: Samples) -> None:
    assert samples["mokuhyo_last_run_outcome", ("failed",)] == 1
    assert samples["mokuhyo_last_run_outcome", ("success",)] == 0
    assert samples["mokuhyo_last_successful_run_timestamp_seconds", ()] == STARTED.timestamp()
    assert samples["mokuhyo_last_run_duration_seconds", ()] == 4.0
    assert samples["mokuhyo_last_run_step_duration_seconds", ("land_exports",)] == 4.0
    assert samples["mokuhyo_last_run_step_peak_memory_bytes", ("land_exports",)] == 10**8


def test_names_follow_the_rules_and_are_documented(samples: Samples) -> None:
    names = {name for name, _ in samples}
    assert {name for name in names if not re.fullmatch(r"mokuhyo_[a-z]+(_[a-z]+)*", name)} == set()
    document = (Path(__file__).parents[3] / "docs" / "operation.md").read_text(encoding="utf-8")
    assert {name for name in names if f"`{name}`" not in document} == set()
    rules = Path(__file__).parents[3] / "deploy" / "prometheus" / "mokuhyo.rules.yml"
    named = set(re.findall(r"\bmokuhyo_[a-z_]+", rules.read_text(encoding="utf-8")))
    assert named - names - {"mokuhyo_quarantined_files"} == set()


def test_a_home_where_nothing_ran_has_no_figures_and_no_error(tmp_path: Path) -> None:
    assert list(text_string_to_metric_families(metrics_text(Home(tmp_path))))
    write_metrics(Home(tmp_path))
    assert [path.name for path in (tmp_path / "metrics").iterdir()] == ["mokuhyo.prom"]


def test_the_command_prints_what_a_run_writes(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["prometheus", "--home", str(home.root)]) == 0
    assert capfd.readouterr().out == metrics_text(home)
