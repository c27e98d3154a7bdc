"""The dbt project of a run: the shared folder for the default profile, one laid out in the home for any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from orchestration.dbt_project import PROJECT_FILE, project_of
from orchestration.settings import REPOSITORY, Settings
from profiles import DEFAULT_PROFILE
from profiles.profile import load_profile

EXAMPLE = REPOSITORY / "examples" / "investment_agency"


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A copy of the shared project that dbt has built in."""
    project = shutil.copytree(REPOSITORY / "dbt_project", tmp_path / "shared", symlinks=True)
    (project / "profile").unlink()
    (project / "profile").symlink_to(DEFAULT_PROFILE)
    for folder in ("target", "logs"):
        (project / folder).mkdir(exist_ok=True)
    (project / ".user.yml").write_text("id: x\n", encoding="utf-8")
    return project


def settings(tmp_path: Path, shared: Path, profile: Path) -> Settings:
    """Settings of a home in the temporary folder."""
    return Settings(home=tmp_path / "home", dbt_project=shared, profile=profile)


def test_the_default_profile_is_built_where_the_shared_project_lies(tmp_path: Path, shared: Path) -> None:
    assert project_of(settings(tmp_path, shared, DEFAULT_PROFILE)) == shared
    assert not (tmp_path / "home").exists()


def test_another_profile_is_laid_out_in_the_home(tmp_path: Path, shared: Path) -> None:
    project = project_of(settings(tmp_path, shared, EXAMPLE))
    assert project.is_relative_to(tmp_path / "home")
    assert (project / "profile").resolve() == EXAMPLE
    assert (project / "models").resolve() == shared / "models"
    assert {path.name for path in project.iterdir()} == (
        {path.name for path in shared.iterdir()} - {"target", "logs", ".user.yml"}
    )


def test_its_variables_are_those_of_the_profile(tmp_path: Path, shared: Path) -> None:
    file = project_of(settings(tmp_path, shared, EXAMPLE)) / PROJECT_FILE
    assert not file.is_symlink()
    content, of_shared = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (file, shared / PROJECT_FILE))
    variables = load_profile(EXAMPLE).variables
    assert variables["fiscal_year_start_month"] == 1
    assert content["vars"] == {**of_shared["vars"], **variables}
    assert {**content, "vars": None} == {**of_shared, "vars": None}


def test_links_are_renewed_when_the_profile_changes(tmp_path: Path, shared: Path) -> None:
    other = shutil.copytree(EXAMPLE, tmp_path / "other")
    said = (other / "profile.yml").read_text(encoding="utf-8")
    (other / "profile.yml").write_text(said.replace('"2", "3"', '"2"'), encoding="utf-8")
    project = project_of(settings(tmp_path, shared, EXAMPLE))
    assert project_of(settings(tmp_path, shared, other)) == project
    assert (project / "profile").resolve() == other
    content = yaml.safe_load((project / PROJECT_FILE).read_text(encoding="utf-8"))
    assert content["vars"]["pillars"] == ["1", "2"]


def test_a_link_to_what_is_there_no_more_is_taken_away(tmp_path: Path, shared: Path) -> None:
    (shared / "snapshots").mkdir()
    project = project_of(settings(tmp_path, shared, EXAMPLE))
    assert (project / "snapshots").is_symlink()
    (shared / "snapshots").rmdir()
    project_of(settings(tmp_path, shared, EXAMPLE))
    assert not (project / "snapshots").is_symlink()


def test_nothing_is_written_when_nothing_changed(tmp_path: Path, shared: Path) -> None:
    file = project_of(settings(tmp_path, shared, EXAMPLE)) / PROJECT_FILE
    before = file.stat()
    project_of(settings(tmp_path, shared, EXAMPLE))
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
