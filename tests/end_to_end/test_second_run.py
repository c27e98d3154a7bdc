"""Runs after the first: nothing is done twice, nothing moves by itself, a correction moves what it is about."""

from __future__ import annotations

import re
from typing import Any

from tests.end_to_end.conftest import LATER
from tests.end_to_end.pipeline import AS_OF, read_table
from tests.end_to_end.recount import recount


def test_a_run_without_new_files_does_nothing(repaired: Any) -> None:
    before, after = repaired.published, repaired.unchanged
    assert after.directory == before.directory
    assert after.manifest == before.manifest
    assert after.landed == before.landed
    assert "nothing new" in after.output


def test_building_again_changes_no_figure(planted: Any) -> None:
    assert planted.rebuilt.directory != planted.published.directory, "nothing was built again"
    assert planted.rebuilt.contents == planted.published.contents
    assert planted.rebuilt.landed == planted.published.landed, "a landed file was written again"


def test_a_withdrawn_success_lowers_its_indicator_by_one(repaired: Any) -> None:
    before, after = repaired.published.figures, repaired.corrected.figures
    changed = {key: after[key].actual - before[key].actual for key in before if after[key] != before[key]}
    assert changed == {("ovs_success", "current"): -1, ("ovs_success", "revised"): -1}
    assert after == recount(repaired.corrected_inbox, AS_OF)


def test_a_correction_leaves_the_other_pillars_alone(repaired: Any) -> None:
    before, after = repaired.published.contents, repaired.corrected.contents
    untouched = {
        "kpi_pillar_1",
        "kpi_pillar_2",
        "kpi_pillar_4",
        "dim_company",
        "dim_date",
        "dim_indicator",
        "dim_target",
        "survey_response_rates",
        "fct_survey_responses",
    }
    assert {name for name in untouched if before[name] != after[name]} == set()
    assert before["kpi_pillar_3"] != after["kpi_pillar_3"]


def test_a_correction_changes_one_case(repaired: Any) -> None:
    query = "select case_key, certainty from {}.fct_cases"
    before, after = (
        {row["case_key"]: row["certainty"] for row in read_table(published.directory, query)}
        for published in (repaired.published, repaired.corrected)
    )
    changed = [(before.get(key), after.get(key)) for key in before | after if before.get(key) != after.get(key)]
    assert changed == [("confirmed", "withdrawn")]


def test_a_correction_lands_one_file(repaired: Any) -> None:
    before, after = repaired.published.landed, repaired.corrected.landed
    assert {name: after[name] for name in before} == before, "a landed file was written again"
    (landed,) = after.keys() - before.keys()
    assert landed.startswith("landing/overseas_success/fy=2026/")


def test_a_run_keeps_what_would_come_out_the_same(repaired: Any) -> None:
    kept = re.compile(r"(\d+) tables, (\d+) of them kept")
    # A gap that came makes everything that is judged come out otherwise; of what is counted much stays.
    ((tables, stay),) = [(int(tables), int(count)) for tables, count in kept.findall(repaired.corrected.output)]
    assert tables / 4 < stay < tables
    assert not kept.search(repaired.broken.output), "the first run has nothing to keep"
    assert not kept.search(repaired.rebuilt.output), "told to keep nothing"
    assert repaired.rebuilt.contents == repaired.corrected.contents


def test_nothing_is_kept_of_what_was_counted_up_to_another_day(repaired: Any) -> None:
    assert "tables" in repaired.later.output
    assert "of them kept" not in repaired.later.output
    assert repaired.later.figures == recount(repaired.corrected_inbox, LATER)


def told_again(before: Any, after: Any) -> set[tuple[Any, ...]]:
    """Figures of two publications of one as-of date that differ, as `figure_changes` should tell them."""
    return {
        (*key, old["actual"], after.status[key]["actual"], old["status"], after.status[key]["status"])
        for key, old in before.status.items()
        if (old["actual"], old["status"]) != (after.status[key]["actual"], after.status[key]["status"])
    }


def test_figures_reported_again_are_told_with_old_and_new(repaired: Any) -> None:
    changes = read_table(repaired.corrected.directory, "select * from {}.figure_changes")
    told: dict[int, set[tuple[Any, ...]]] = {1: set(), 2: set()}
    for row in changes:
        if (row["indicator_id"], row["target_version"]) not in repaired.corrected.status:
            continue  # one without a target
        names = ("indicator_id", "target_version", "old_actual", "new_actual", "old_status", "new_status")
        told[row["old_revision"]].add(tuple(row[name] for name in names))
    # The run without new files in between is no report of its own.
    assert told[1] == told_again(repaired.broken, repaired.published)
    assert told[2] == told_again(repaired.unchanged, repaired.corrected)
    assert ("ovs_success", "revised") in {row[:2] for row in told[2]}


def test_a_changed_figure_names_the_files_that_did_it(repaired: Any) -> None:
    changes = read_table(repaired.corrected.directory, "select * from {}.figure_changes where old_revision = 2")
    files = {tuple(row["files"]) for row in changes if row["indicator_id"] == "ovs_success"}
    assert files == {("overseas_success/overseas_success_FY2026_20261031.csv",)}


def test_the_first_report_changes_nothing(full: Any) -> None:
    assert read_table(full.published.directory, "select * from {}.figure_changes") == []
