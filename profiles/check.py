"""Everything that is wrong with a profile, all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from profiles.checks.contracts import code_problems, read_contracts
from profiles.checks.counting import counting_problems
from profiles.checks.models import UNSET, model_problems
from profiles.checks.project import ModelFiles
from profiles.checks.rendering import Rendering
from profiles.checks.seed_files import Seeds, place
from profiles.checks.seeds import relation_problems
from profiles.checks.staging import LANDING, staging_problems
from profiles.checks.suites import Nameable, read_suites, suite_problems, unexamined_sources
from profiles.problems import ProfileCheck, ProfileProblem, error, warning
from profiles.profile import FILE, WHOLE, Profile, ProfileError, Sample, load_profile
from targets.check import check_target_files

DBT_PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"


def check_profile(directory: Path, project: Path = DBT_PROJECT) -> ProfileCheck:
    """Say everything that is wrong with a profile.

    Nothing is built and no export is read; the templates of its models are rendered without dbt.

    Args:
        directory: Folder of the profile.
        project: Folder of the shared dbt project.

    Returns:
        The problems, errors first; what cannot be read is one, and the rest is checked without it.
    """
    profile, problems = _read_profile(directory)
    pillars = profile.said.pillars if profile is not None else _pillars_as_far_as_said(directory)
    contracts, found = read_contracts(directory)
    problems += found
    promised = {file.stem for file in (directory / "contracts").glob("*.yml")}
    own, shared, seeds = ModelFiles(directory), ModelFiles(project), Seeds(directory, project)
    rendering = Rendering(project, _variables(project, profile))
    rendered = own.rendered(rendering)
    suites, found = read_suites(directory)
    problems += found
    nameable = Nameable(
        {
            *own.tables,
            *shared.tables,
            *shared.declared,
            *(f"{LANDING}.{source}" for source in promised),
            *(f"reference.{name}" for name in seeds.names),
        },
        seeds["indicators"].values("indicator_id"),
        promised,
    )
    problems += [
        # Where profile.yml cannot be read, nobody knows what it sets.
        *(
            problem
            for problem in model_problems(own, shared, rendered, pillars, seeds.names, rendering.macros)
            if profile is not None or problem.kind != UNSET
        ),
        *staging_problems(own, shared, rendered, contracts, promised),
        *code_problems(contracts, seeds["codes"]),
        *_seed_problems(seeds, pillars, promised),
        *counting_problems(own, rendered, seeds, promised),
        *suite_problems(suites, nameable),
        *unexamined_sources(directory, suites, promised),
    ]
    return ProfileCheck(
        directory=directory,
        contracts=len(contracts),
        models=sum(len(files) for files in own.files.values()),
        indicators=len(seeds["indicators"].rows),
        suites=len(suites),
        problems=_in_order(problems),
    )


def _read_profile(directory: Path) -> tuple[Profile | None, list[ProfileProblem]]:
    try:
        profile = load_profile(directory)
    except ProfileError as refused:
        remedy = "correct it; profiles/jetro/profile.yml shows the form."
        return None, [
            error("bad_profile", FILE, f"{problem.rstrip('.')}.", remedy, field=None if field == WHOLE else field)
            for field, problem in refused.problems
        ]
    problems = []
    if profile.said.profile != directory.resolve().name:
        message = f"the profile is called {profile.said.profile}, and its folder {directory.resolve().name}."
        problems.append(error("other_name", FILE, message, "give both the same name.", field="profile"))
    after = profile.said.calendar.period_end + timedelta(days=1)
    if (after.month, after.day) != (profile.said.calendar.fiscal_year_start_month, 1):
        message = "the period ends within a fiscal year."
        remedy = "name the last day of a fiscal year, if that is meant."
        problems.append(warning("partial_year", FILE, message, remedy, field="calendar.period_end"))
    sample, inbox = profile.said.sample, profile.sample_inbox
    if isinstance(sample, Sample) and inbox is not None and not inbox.is_dir():
        message = f"there is no folder {sample.inbox} in the profile."
        remedy = "put exports into it, or take the sample out."
        problems.append(error("missing_inbox", FILE, message, remedy, field="sample.inbox"))
    return profile, problems


def _pillars_as_far_as_said(directory: Path) -> Collection[str]:
    try:
        content = yaml.safe_load((directory / FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return ()
    pillars = content.get("pillars") if isinstance(content, dict) else None
    return tuple(pillar for pillar in pillars if isinstance(pillar, str)) if isinstance(pillars, list) else ()


def _variables(project: Path, profile: Profile | None) -> dict[str, Any]:
    content = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    return {**content["vars"], **(profile.variables if profile is not None else {})}


def _seed_problems(seeds: Seeds, pillars: Collection[str], sources: set[str]) -> Iterator[ProfileProblem]:
    if not seeds.folder.is_dir():
        yield from seeds.file_problems()
        return
    of_targets = [place(problem) for problem in check_target_files(seeds.folder).problems]
    yield from of_targets
    # What the check of the targets says of a cell, or of a file as a whole, need not be said in other words.
    said = {_cell(problem) for problem in of_targets}
    for problem in (*seeds.file_problems(), *seeds.row_problems(), *relation_problems(seeds, pillars, sources)):
        if _cell(problem) not in said:
            yield problem


def _cell(problem: ProfileProblem) -> tuple[str, int | None, str | None]:
    return problem.file, problem.row, problem.field


def _in_order(problems: Collection[ProfileProblem]) -> tuple[ProfileProblem, ...]:
    once = dict.fromkeys(problems)
    return tuple(sorted(once, key=lambda problem: (problem.severity, problem.file, problem.row or 0)))
