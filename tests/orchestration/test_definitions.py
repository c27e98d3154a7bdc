"""The code location: what the server shows, and that looking at it does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import yaml

from expectations.suites import load_suites
from ingest.contracts import load_contracts
from orchestration.jobs import REFRESH
from orchestration.settings import REPOSITORY, Settings
from targets.check import indicators_with_target
from tests.project_files import project_files

STAGES = [
    "source",
    "landing",
    "reference",
    "staging",
    "intermediate",
    "marts",
    "gaps",
    "targets",
    "disclosed",
    "published",
]


def test_every_source_is_an_asset(graph: dg.AssetGraph) -> None:
    sources = {key.path[1] for key in graph.materializable_asset_keys if graph.get(key).group_name == "source"}
    assert sources == {*load_contracts(), "narratives"}


def test_every_model_and_seed_is_an_asset(graph: dg.AssetGraph) -> None:
    files = {path.stem for path in project_files("models", "*.sql")}
    seeds = {path.stem for path in project_files("seeds", "*.csv")}
    shown = {key.path[-1] for key in graph.materializable_asset_keys}
    assert files | seeds <= shown


def test_groups_show_the_stages(graph: dg.AssetGraph) -> None:
    assert {graph.get(key).group_name for key in graph.materializable_asset_keys} == set(STAGES)


def test_the_way_leads_from_every_source_to_the_publication(graph: dg.AssetGraph) -> None:
    upstream = dg.AssetSelection.assets("published/marts").upstream().resolve(graph)
    assert {dg.AssetKey(["landing", source]) for source in load_contracts()} <= upstream
    assert dg.AssetKey(["expectations", "findings"]) in upstream
    assert dg.AssetKey(["disclosed", "disclosed_kpi_pillar_1"]) in upstream


def test_targets_are_judged_after_the_gaps_and_the_gaps_after_the_counting(graph: dg.AssetGraph) -> None:
    before_verdicts = dg.AssetSelection.assets("marts/kpi_target_status").upstream().resolve(graph)
    before_findings = dg.AssetSelection.assets("expectations/findings").upstream().resolve(graph)
    assert dg.AssetKey(["marts", "data_gap_effects"]) in before_verdicts
    assert dg.AssetKey(["intermediate", "int_fdi_cases"]) in before_findings
    assert dg.AssetKey(["marts", "data_gap_effects"]) not in before_findings


def test_every_expectation_and_target_is_a_check(graph: dg.AssetGraph, settings: Settings) -> None:
    names = {key.name for key in graph.asset_check_keys}
    expectations = {expectation.id for suite in load_suites() for expectation in suite.expectations}
    verdicts = {f"verdict__{indicator}" for indicator in indicators_with_target(settings.target_files)}
    assert expectations | verdicts <= names
    assert len(verdicts) == 8


def test_the_job_holds_every_asset_and_check(definitions: dg.Definitions, graph: dg.AssetGraph) -> None:
    job = definitions.resolve_job_def(REFRESH)
    assert set(job.asset_layer.executable_asset_keys) == set(graph.materializable_asset_keys)
    assert set(job.asset_layer.asset_graph.asset_check_keys) == set(graph.asset_check_keys)


def test_the_sensors_are_there_and_wait_to_be_switched_on(definitions: dg.Definitions) -> None:
    sensors = {sensor.name: sensor.default_status for sensor in definitions.sensors or ()}
    assert {"alerts", "inbox_changes"} <= set(sensors)
    assert set(sensors.values()) == {dg.DefaultSensorStatus.STOPPED}


def test_everything_that_writes_shares_one_pool(graph: dg.AssetGraph) -> None:
    assert {pool for key in graph.materializable_asset_keys for pool in graph.get(key).pools} == {"warehouse"}


def test_importing_the_code_location_reads_and_writes_nothing(tmp_path: Path) -> None:
    # In a process of its own: here the modules are long imported.
    code = (
        "import sys, orchestration.definitions; "
        "print([m for m in ('duckdb', 'dbt.cli.main', 'great_expectations', 'splink') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_the_workspace_names_the_code_location() -> None:
    workspace = yaml.safe_load((REPOSITORY / "workspace.yaml").read_text(encoding="utf-8"))
    assert workspace == {"load_from": [{"python_module": {"module_name": "orchestration.definitions"}}]}


def test_the_server_can_load_it(settings: Settings, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "-w", str(REPOSITORY / "workspace.yaml")],
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(REPOSITORY),
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "MOKUHYO_HOME": str(settings.home),
            "DAGSTER_DISABLE_TELEMETRY": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Validation successful" in done.stdout
