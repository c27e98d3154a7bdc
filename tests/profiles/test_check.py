"""The check of a profile: the shipped ones pass, and whatever is broken is said at once, with nothing beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from orchestration.settings import REPOSITORY
from profiles import DEFAULT_PROFILE
from profiles.check import DBT_PROJECT, check_profile
from profiles.checks.models import INTERFACE
from profiles.checks.project import ModelFiles
from profiles.checks.rendering import Rendering
from profiles.problems import ProfileProblem
from tests.profiles import breakages, seed_breakages
from tests.profiles.breaking import Breakage

EXAMPLE = REPOSITORY / "examples" / "investment_agency"
BREAKAGES = (*breakages.BREAKAGES, *seed_breakages.BREAKAGES)


def said(problem: ProfileProblem) -> str:
    """Place and message of a problem."""
    return f"{problem.place}: {problem.message}"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A copy of the example."""
    return shutil.copytree(EXAMPLE, tmp_path / EXAMPLE.name)


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ProfileProblem]:
    """What is said of a profile that is broken in every way at once, by place and message."""
    profile = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("broken") / EXAMPLE.name)
    for one in BREAKAGES:
        one.do(profile)
    return {said(problem): problem for problem in check_profile(profile).problems}


@pytest.mark.parametrize("directory", [DEFAULT_PROFILE, EXAMPLE], ids=lambda directory: directory.name)
def test_a_shipped_profile_passes(directory: Path) -> None:
    outcome = check_profile(directory)
    assert [str(problem) for problem in outcome.problems] == []
    assert min(outcome.contracts, outcome.models, outcome.indicators, outcome.suites) > 0


@pytest.mark.parametrize("one", BREAKAGES, ids=lambda one: one.name)
def test_what_is_broken_is_said_whatever_else_is(one: Breakage, problems: dict[str, ProfileProblem]) -> None:
    assert set(one.expected) <= set(problems)


def test_nothing_is_said_of_what_is_not_broken(problems: dict[str, ProfileProblem]) -> None:
    assert set(problems) == {expected for one in BREAKAGES for expected in one.expected}


def test_every_problem_has_a_remedy(problems: dict[str, ProfileProblem]) -> None:
    assert [text for text, problem in problems.items() if not problem.remedy.endswith((".", "?"))] == []
    assert all(problem.message.endswith(".") for problem in problems.values())


def test_errors_stand_before_warnings(problems: dict[str, ProfileProblem]) -> None:
    severities = [problem.severity for problem in problems.values()]
    assert set(severities) == {"error", "warning"}
    assert severities == sorted(severities)


def test_a_near_name_is_proposed(problems: dict[str, ProfileProblem]) -> None:
    unknown = [problem for problem in problems.values() if problem.kind == "unknown_macro"]
    assert [problem.remedy for problem in unknown] == ["did you mean cases_with_company?"]


def test_an_empty_folder_lacks_everything(tmp_path: Path) -> None:
    outcome = check_profile(tmp_path)
    lacking = {problem.file for problem in outcome.errors}
    assert {"profile.yml", "contracts", "seeds", "suites"} <= lacking
    assert {f"{folder}/{name}.sql" for name, folder in INTERFACE.items()} <= lacking


def test_every_field_of_the_profile_file_is_named_and_the_rest_is_checked(profile: Path) -> None:
    text = (profile / "profile.yml").read_text(encoding="utf-8")
    (profile / "profile.yml").write_text(
        text.replace("title_en:", "title:").replace("fiscal_year_start_month: 1", "fiscal_year_start_month: 13"),
        encoding="utf-8",
    )
    (profile / "seeds" / "pillars.csv").write_text("pillar,name_ja,name_en\n1,一,One\n2,二,Two\n", encoding="utf-8")
    found = check_profile(profile).errors
    assert {problem.field for problem in found if problem.kind == "bad_profile"} == {
        "title_en",
        "title",
        "calendar.fiscal_year_start_month",
    }
    assert "profile.yml, pillars: pillar 3 has no name in seeds/pillars.csv." in map(said, found)


def test_what_cannot_be_read_is_one_problem_and_hides_nothing_else(profile: Path) -> None:
    (profile / "seeds" / "indicators.csv").write_bytes("指標".encode("cp932"))
    (profile / "contracts" / "projects.yml").write_text("source: [", encoding="utf-8")
    (profile / "suites" / "projects.yml").write_text("suite: [", encoding="utf-8")
    rule = profile / "models/intermediate/counting/rules/int_count__export_deals.sql"
    rule.write_text("{{ counted_record('export_deals', ", encoding="utf-8")
    problems = check_profile(profile).problems
    assert sorted((problem.kind, problem.file) for problem in problems) == [
        ("bad_contract", "contracts/projects.yml"),
        ("bad_suite", "suites/projects.yml"),
        ("broken_template", rule.relative_to(profile).as_posix()),
        ("not_utf8", "seeds/indicators.csv"),
    ]


def test_a_template_that_needs_dbt_is_a_warning(profile: Path) -> None:
    model = profile / "models" / "intermediate" / "int_newest.sql"
    model.write_text("select {{ run_query('select 1').columns[0].values()[0] + 1 }}\n", encoding="utf-8")
    (found,) = check_profile(profile).problems
    assert (found.severity, found.kind) == ("warning", "unseen_template")


def test_what_dbt_brings_is_known(profile: Path) -> None:
    model = profile / "models" / "intermediate" / "int_typed.sql"
    model.write_text("select cast(1 as {{ type_string() }}) as one, {{ dbt.length('x') }} as two\n", encoding="utf-8")
    assert check_profile(profile).problems == ()


def test_the_interface_is_what_the_shared_project_names_and_lacks() -> None:
    shared = ModelFiles(DBT_PROJECT)
    rendering = Rendering(DBT_PROJECT, {"pillars": [], "as_of_date": "2026-10-31", "fiscal_year_start_month": 4})
    # Models and tests alike: a test that reads what is not there is left out by dbt with a mere warning.
    read = {name for one in shared.rendered(rendering).values() for name in one.refs}
    seeds = {seed["name"] for seed in yaml.safe_load((DBT_PROJECT / "seeds" / "seeds.yml").read_text())["seeds"]}
    assert read - set(shared.files) - seeds <= set(INTERFACE)
    assert set(shared.described) - set(shared.files) == set(INTERFACE)
