"""The seeds of a profile beside one another, and beside its contracts and `profile.yml`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from ingest.discovery import NARRATIVES
from profiles.checks.near import meant
from profiles.checks.seed_files import Seeds, place
from profiles.problems import ProfileProblem, error
from profiles.profile import FILE
from targets.files import Row, Table
from targets.indicators import Indicators

INDICATORS = ("indicators", "indicator_id")
# Cells that name a row of another seed, beyond those that the YAML of the seeds relates.
RELATED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("sections", "pillar"): ("pillars", "pillar"),
    ("indicators", "pillar"): ("pillars", "pillar"),
    ("indicators", "section"): ("sections", "section"),
    ("indicator_sources", "indicator_id"): INDICATORS,
    ("annual_plan", "indicator_id"): INDICATORS,
    ("annual_plan", "target_version"): ("target_versions", "target_version"),
    ("programme_exclusions", "indicator_id"): INDICATORS,
    ("survey_items", "indicator_id"): INDICATORS,
    ("government_goals", "indicator_id"): INDICATORS,
}
MAY_BE_BLANK = frozenset({("government_goals", "indicator_id"), ("series_breaks", "target_version")})
# Readings that the shared models know by name.
READINGS = ("all", "initial", "supplement")
BUDGET_SOURCE = "budget_source"
OF_BUDGET = ("budget_readings", "programme_exclusions", "supplementary_programmes")
# What the macro half_width changes: cells are compared without it, so that a text that holds it is never equal to one.
NEVER_COMPARED = re.compile(r"[！-～￥①-⑨\s\u00A0\u202F\u3000]")


def relation_problems(seeds: Seeds, pillars: Collection[str], sources: set[str]) -> Iterator[ProfileProblem]:
    """Yield what is wrong between the seeds, and between them and the rest of the profile.

    Args:
        seeds: Seeds of the profile.
        pillars: Pillars that `profile.yml` names; empty when it does not say.
        sources: Sources that have a contract.
    """
    yield from chain(
        _related(seeds),
        _pillars(seeds, pillars),
        _sources(seeds["indicator_sources"], sources),
        _codes(seeds["codes"]),
        _budget(seeds),
        _survey_items(seeds),
        _sensitive(seeds),
    )


def _related(seeds: Seeds) -> Iterator[ProfileProblem]:
    promised = {
        (name, column): to for name, promise in seeds.promises.items() for column, to in promise.related.items()
    }
    indicators = Indicators(seeds["indicators"])
    for (name, column), to in {**promised, **RELATED}.items():
        target = seeds[to[0]]
        if not target.is_usable:
            continue
        known = target.values(to[1])
        for row in seeds[name].rows:
            text = row[column]
            if to == INDICATORS and (text or (name, column) not in MAY_BE_BLANK):
                yield from map(place, indicators.unknown(row, column))
            elif not text and (name, column) in RELATED and (name, column) not in MAY_BE_BLANK:
                yield place(row.error("blank", column, "the cell is blank.", f"name a {to[1]} of {to[0]}.csv."))
            elif text and text not in known:
                yield _unknown(row, column, known, f"add it to {to[0]}.csv.")


def _pillars(seeds: Seeds, pillars: Collection[str]) -> Iterator[ProfileProblem]:
    table = seeds["pillars"]
    if table.is_usable and pillars:
        for pillar in pillars:
            if pillar not in table.values("pillar"):
                message = f"pillar {pillar} has no name in seeds/pillars.csv."
                yield error("unnamed_pillar", FILE, message, "add a row there, or take it out here.", field="pillars")
        for row in table.rows:
            if row["pillar"] not in pillars:
                message = f"pillar {row['pillar']} is not named in {FILE}."
                remedy = f"add it to pillars in {FILE}, or delete the row."
                yield place(row.error("unknown_pillar", "pillar", message, remedy))
    pillar_of = {row["section"]: row["pillar"] for row in seeds["sections"].rows}
    for row in seeds["indicators"].rows:
        expected = pillar_of.get(row["section"])
        if expected is not None and row["pillar"] != expected:
            message = f"section {row['section']} is of pillar {expected}, not {row['pillar']}."
            yield place(row.error("other_pillar", "pillar", message, "correct the pillar, or the section."))


def _sources(table: Table, sources: set[str]) -> Iterator[ProfileProblem]:
    for row in table.rows:
        if row["source"] not in {*sources, NARRATIVES}:
            yield _unknown(row, "source", sources, f"name a source that has a contract, or {NARRATIVES}.")


def _codes(table: Table) -> Iterator[ProfileProblem]:
    for row in table.rows:
        for column in ("domain", "text", "code"):
            if not row[column].strip():
                yield place(row.error("blank", column, "the cell is blank.", "fill it in, or delete the row."))
        found = NEVER_COMPARED.search(row["text"]) if row["text"].strip() else None
        if found is not None:
            message = f"{row.shown('text')} holds {found[0]!r}: cells are compared half-width and without blanks."
            yield place(row.error("never_matches", "text", message, "write it half-width and without blanks."))


def _budget(seeds: Seeds) -> Iterator[ProfileProblem]:
    readings, codes = seeds["budget_readings"], seeds["codes"]
    for reading in READINGS:
        if readings.is_usable and reading not in readings.values("budget_reading"):
            message = f"there is no reading {reading}, which the shared models read."
            yield error("missing_reading", "seeds/budget_readings.csv", message, "add its row.")
    for row in readings.rows:
        if row["budget_reading"] == "all" and row[BUDGET_SOURCE]:
            message = "the reading of all in-scope cases is confined to a budget source."
            yield place(row.error("confined", BUDGET_SOURCE, message, "leave the cell blank."))
    known = list(dict.fromkeys(row["code"] for row in codes.rows if row["domain"] == BUDGET_SOURCE))
    for name in OF_BUDGET:
        for row in seeds[name].rows:
            if codes.is_usable and row[BUDGET_SOURCE] and row[BUDGET_SOURCE] not in known:
                yield _unknown(row, BUDGET_SOURCE, known, f"use a code of the list {BUDGET_SOURCE} of codes.csv.")


def _survey_items(seeds: Seeds) -> Iterator[ProfileProblem]:
    items, names = seeds["survey_items"], seeds["code_names"]
    if not items.is_usable:
        return
    named = {(row["kind"], row["code"]) for row in names.rows}
    for column in ("subject", "item"):
        for text, row in items.by(column).items():
            if names.is_usable and (column, text) not in named:
                message = f"{column} {text} has no name in code_names.csv: readers would see the code."
                remedy = f"add a row of kind {column} there."
                yield place(row.error("unnamed_code", column, message, remedy))
    asked = {(row["subject"], row["item"]) for row in items.rows}
    for row in seeds["indicator_items"].rows:
        if (row["subject"], row["item"]) not in asked:
            message = f"{row.shown('item')} is not asked about {row.shown('subject')} in survey_items.csv."
            yield place(row.error("unknown_item", "item", message, "name a subject and item that stand there."))


def _sensitive(seeds: Seeds) -> Iterator[ProfileProblem]:
    indicators, items = Indicators(seeds["indicators"]), seeds["survey_items"]
    for row in seeds["sensitive_figures"].rows:
        if row["kind"] == "indicator":
            yield from map(place, indicators.unknown(row, "name"))
        elif row["kind"] == "item" and items.is_usable and row["name"] not in items.values("item"):
            yield _unknown(row, "name", items.values("item"), "name an item of survey_items.csv.")


def _unknown(row: Row, column: str, known: Collection[str], otherwise: str) -> ProfileProblem:
    message = f"there is no {column} {row.shown(column)}."
    return place(row.error("unknown_value", column, message, meant(row[column], known, otherwise)))
