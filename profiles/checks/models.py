"""The models of a profile: those that the shared ones read, one mart for each pillar, no name taken twice.

Belongs here: what goes for models of every layer. Does not belong here: staging models beside contracts (`staging`),
counting rules beside indicators (`counting`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from profiles.checks.near import meant
from profiles.checks.project import ModelFiles
from profiles.checks.rendering import Rendered
from profiles.problems import ProfileProblem, error, warning
from profiles.profile import FILE

# Models that the shared project reads or describes and a profile gives, with their folder.
INTERFACE: Mapping[str, str] = {
    "int_cases__all_years": "models/intermediate/cases",
    "int_category_shares": "models/intermediate/sources",
    "int_count_records": "models/intermediate/counting",
    "int_fx_needs": "models/intermediate/sources",
    "int_survey_responses": "models/intermediate/surveys",
    "dim_company": "models/marts/dimensions",
}
PILLAR = "kpi_pillar_"
DISCLOSED = "disclosed_"
UNSET = "unset_variable"


def model_problems(
    own: ModelFiles,
    shared: ModelFiles,
    rendered: Mapping[Path, Rendered],
    pillars: Collection[str],
    seeds: set[str],
    macros: Collection[str],
) -> Iterator[ProfileProblem]:
    """Yield what is wrong with the models of a profile as a whole.

    Args:
        own: Models of the profile.
        shared: Those that every profile shares.
        rendered: What the profile's templates do, by file.
        pillars: Pillars that `profile.yml` names; empty when it does not say.
        seeds: Seeds of the profile, and those that it should have.
        macros: Macros of the shared project.
    """
    yield from own.problems
    yield from _lacking(own, pillars)
    yield from _taken_twice(own, shared, seeds)
    yield from _undescribed(own, shared)
    yield from _of_another_pillar(own, rendered)
    for file, one in rendered.items():
        yield from _broken_template(own.path(file), one, macros)
        if one.text is not None:
            yield from _broken_query(own.path(file), one.text)
        yield from _unknown_names(own, shared, own.path(file), one, seeds)


def _lacking(own: ModelFiles, pillars: Collection[str]) -> Iterator[ProfileProblem]:
    for name, folder in INTERFACE.items():
        if name not in own.files:
            message = f"there is no model {name}, which every profile has."
            remedy = f"write it; examples/investment_agency/{folder}/{name}.sql shows how."
            yield error("missing_model", f"{folder}/{name}.sql", message, remedy)
    for pillar in pillars:
        for folder, prefix in (("models/marts/pillars", PILLAR), ("models/disclosed", DISCLOSED + PILLAR)):
            if f"{prefix}{pillar}" not in own.files:
                message = f"there is no model of pillar {pillar}, which profile.yml names."
                remedy = f"copy {prefix}1.sql and its YAML file, or take the pillar out of profile.yml."
                yield error("missing_model", f"{folder}/{prefix}{pillar}.sql", message, remedy)
    for name, files in own.files.items():
        pillar = name.removeprefix(DISCLOSED).removeprefix(PILLAR)
        if pillars and name.removeprefix(DISCLOSED).startswith(PILLAR) and pillar not in pillars:
            message = f"it is of pillar {pillar}, which profile.yml does not name."
            yield error("surplus_pillar", own.path(files[0]), message, "name it under pillars, or delete the model.")


def _taken_twice(own: ModelFiles, shared: ModelFiles, seeds: set[str]) -> Iterator[ProfileProblem]:
    for name, files in own.files.items():
        for file in files[1:]:
            message = f"a model is called {name} already, in {own.path(files[0])}."
            yield error("name_taken", own.path(file), message, "rename one of the two.")
        if name in shared.files:
            message = f"a shared model is called {name} too."
            yield error(
                "name_taken", own.path(files[0]), message, "choose another name; shared models stay as they are."
            )
        if name in seeds:
            message = f"a seed is called {name} too."
            yield error("name_taken", own.path(files[0]), message, "rename one of the two.")


def _undescribed(own: ModelFiles, shared: ModelFiles) -> Iterator[ProfileProblem]:
    described = {**shared.described, **own.described}
    for name, files in own.files.items():
        if own.layer(files[0]) == "marts" and name not in described:
            message = f"no YAML file describes the mart {name}: its columns are not promised, and dbt refuses it."
            yield error(
                "undescribed_mart", own.path(files[0]), message, f"write {name}.yml with its columns and types."
            )
        if own.layer(files[0]) is None:
            message = "it lies outside of the folders of the layers."
            remedy = "move it into models/staging, models/intermediate, models/marts or models/disclosed."
            yield error("outside_of_layers", own.path(files[0]), message, remedy)
    for name, file in own.described.items():
        if name not in own.files and name not in shared.files:
            message = f"it describes a model {name}, which does not exist."
            yield warning("describes_nothing", file, message, meant(name, own.files, "delete it, or write the model."))
    for name, file in own.unit_tested.items():
        if name not in own.files and name not in shared.files:
            message = f"it tests a model {name}, which does not exist."
            yield error("tests_nothing", file, message, meant(name, own.files, "delete it, or write the model."))


def _of_another_pillar(own: ModelFiles, rendered: Mapping[Path, Rendered]) -> Iterator[ProfileProblem]:
    for name, (file, *_) in own.files.items():
        mart = name.removeprefix(DISCLOSED)
        if not mart.startswith(PILLAR) or rendered[file].unset:
            continue
        calls = rendered[file].calls
        shown = [f"{PILLAR}{call.get('pillar')}" for call in calls["kpi_pillar"] if name == mart]
        shown += [str(call.get("mart")) for call in calls["disclosed_pillar"] if name != mart]
        for other in shown:
            if other != mart:
                message = f"it shows {other}."
                yield error("other_pillar", own.path(file), message, f"name pillar {mart.removeprefix(PILLAR)} in it.")


def _broken_template(file: str, one: Rendered, macros: Collection[str]) -> Iterator[ProfileProblem]:
    if one.failure is not None and one.is_certain:
        message = f"the template cannot be rendered: {one.failure.rstrip('.')}."
        yield error("broken_template", file, message, "correct it; dbt would stop here too.")
    elif one.failure is not None:
        message = f"the template cannot be looked at without dbt ({one.failure.rstrip('.')})."
        yield warning("unseen_template", file, message, "nothing, if dbt builds it; what it counts is not checked.")
    for name in one.unknown:
        message = f"it calls {name}, which is no macro of the project or of dbt."
        yield error("unknown_macro", file, message, meant(name, macros, "use a macro of dbt_project/macros."))
    for name in one.unset:
        message = f"it reads the variable {name}, which nothing sets."
        yield error(UNSET, file, message, f"set it under variables in {FILE}.")


def _broken_query(file: str, text: str) -> Iterator[ProfileProblem]:
    import duckdb

    try:
        queries = len(duckdb.extract_statements(text))
    except duckdb.Error as failure:
        said = str(failure).partition("\n")[0].rstrip(".")
        yield error("broken_query", file, f"the SQL that it makes is none: {said}.", "correct it.")
        return
    if queries != 1:
        message = f"it makes {queries} queries." if queries else "it makes no query."
        yield error("broken_query", file, message, "write one select.")


def _unknown_names(
    own: ModelFiles, shared: ModelFiles, file: str, one: Rendered, seeds: set[str]
) -> Iterator[ProfileProblem]:
    known = {*own.files, *shared.files, *seeds}
    for name in one.refs:
        # What is missing of the interface is said once, where it is missing.
        if name not in known and name not in INTERFACE:
            message = f"it reads {name}, which is neither a model nor a seed."
            yield error("unknown_ref", file, message, meant(name, known, "write the model, or read another."))
