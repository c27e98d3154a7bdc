"""`mokuhyo targets`, and that a run refuses target files that a check refuses, before dbt builds with them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import dagster as dg
import pytest

from orchestration.assets.transformation import refuse_unsound_targets
from orchestration.build import build_definitions
from orchestration.command_line.application import run_application
from orchestration.home import Home
from orchestration.settings import Settings
from profiles import DEFAULT_PROFILE
from tests.reporting.conftest import publish_marts
from tests.reporting.test_target_comparison import COMPARISON

WRONG_SUM = (
    "targets.csv row 10, column target: 370 + 6 is 376, not 377. "
    "Remedy: correct base, supplement or target after the document."
)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Target files in which one sum is wrong."""
    folder = shutil.copytree(DEFAULT_PROFILE, tmp_path / "profile") / "seeds"
    targets = folder / "targets.csv"
    targets.write_text(
        targets.read_text(encoding="utf-8").replace("fdi_success,revised,370,6,376", "fdi_success,revised,370,6,377"),
        encoding="utf-8",
    )
    return folder


def test_the_shipped_files_pass(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["targets", "check"]) == 0
    assert "16 targets in 2 versions\n0 errors, 0 warnings" in capfd.readouterr().out


def test_errors_end_with_1_and_name_their_place(seeds: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["targets", "check", "--directory", str(seeds)]) == 1
    out = capfd.readouterr().out
    assert f"error {WRONG_SUM}\n1 errors, 0 warnings" in out


def test_problems_as_json(seeds: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["targets", "check", "--json", "--directory", str(seeds)]) == 1
    (problem,) = json.loads(capfd.readouterr().out)["problems"]
    assert (problem["file"], problem["row"], problem["column"]) == ("targets.csv", 10, "target")


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["targets", "check", "--directory", str(tmp_path / "nowhere")]) == 2
    assert "Remedy: name the folder of targets.csv" in capfd.readouterr().err


def test_the_comparison_is_shown_from_what_is_published(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    publish_marts(tmp_path, COMPARISON)
    assert run_application(["targets", "show", "--lang", "ja", "--home", str(tmp_path)]) == 0
    assert "変更案 2024-04-01" in capfd.readouterr().out
    assert run_application(["targets", "show", "--json", "--home", str(tmp_path)]) == 0
    assert [row["uplift"] for row in json.loads(capfd.readouterr().out)] == [None, 6, None]


def test_a_run_refuses_them_with_the_same_words(seeds: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", profile=seeds.parent)
    with pytest.raises(dg.Failure) as refused:
        refuse_unsound_targets(dg.build_asset_context(), settings)
    assert refused.value.description == f"target files: 1 error\n{WRONG_SUM}"
    assert refused.value.allow_retries is False


def test_nothing_is_built_with_them(tmp_path: Path) -> None:
    profile = shutil.copytree(DEFAULT_PROFILE, tmp_path / "profile")
    with (profile / "seeds" / "target_versions.csv").open("a", encoding="utf-8") as versions:
        versions.write("third,1 April 2026,,all,再変更,third,,\n")
    (tmp_path / "inbox").mkdir()
    settings = Settings(home=tmp_path / "home", inbox=tmp_path / "inbox", profile=profile)
    # What landed does not matter: the step refuses before it looks at the warehouse.
    definitions = build_definitions(settings)
    job = dg.define_asset_job("count_only", selection=dg.AssetSelection.assets("reference/targets"))
    only = dg.Definitions.merge(definitions, dg.Definitions(jobs=[job]))
    with dg.DagsterInstance.ephemeral() as instance:
        run = only.resolve_job_def("count_only").execute_in_process(instance=instance, raise_on_error=False)
    assert not run.success
    (failure,) = [event.step_failure_data for event in run.all_events if event.is_step_failure]
    assert failure.user_failure_data is not None
    assert "target_versions.csv row 4, column effective_from: '1 April 2026' is no date." in (
        failure.user_failure_data.description or ""
    )
    assert not Home(settings.home).warehouse.exists()


def test_the_command_says_so_before_it_lands_anything(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOKUHYO_PROFILE", str(seeds.parent))
    (seeds / "target_versions.csv").unlink()
    (tmp_path / "inbox").mkdir()
    home = tmp_path / "home"
    assert run_application(["run", "--inbox", str(tmp_path / "inbox"), "--home", str(home)]) == 1
    said = capsys.readouterr().err
    assert WRONG_SUM in said
    assert "target_versions.csv: the file is missing." in said
    assert not home.exists()
