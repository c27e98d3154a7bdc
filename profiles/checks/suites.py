"""The suites of a profile: each file by itself, and the tables, indicators, sources and runbook entries it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from expectations.suites import SHARED_SUITES, Expectation, Suite, load_suite, read_suite
from ingest.discovery import NARRATIVES
from profiles.checks.near import meant
from profiles.problems import ProfileProblem, error, warning

FOLDER = "suites"
RUNBOOK = Path(__file__).resolve().parents[2] / "docs" / "runbook.md"
HEADING = re.compile(r"^### (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Nameable:
    """What suites may name.

    Attributes:
        tables: Tables of the warehouse as `schema.table`.
        indicators: Indicators; empty when they cannot be read.
        sources: Sources that have a contract.
    """

    tables: Collection[str]
    indicators: Sequence[str]
    sources: set[str]


def read_suites(directory: Path) -> tuple[dict[str, Suite], list[ProfileProblem]]:
    """Read the suites that can be read, and say everything that is wrong with the others.

    Args:
        directory: Folder of the profile.

    Returns:
        Suites by file, relative to the profile, and problems.
    """
    folder = directory / FOLDER
    files = sorted(folder.glob("*.yml"))
    if not files:
        remedy = "write one for each source; examples/investment_agency/suites shows how."
        return {}, [error("no_suite", FOLDER, "there is no suite.", remedy)]
    suites: dict[str, Suite] = {}
    problems = []
    for file in files:
        read = read_suite(file)
        if isinstance(read, Suite):
            suites[f"{FOLDER}/{file.name}"] = read
            continue
        for one in read:
            remedy = f"{one.remedy.rstrip('.')}."
            field = None if one.field == "file" else one.field
            message = f"{one.problem.rstrip('.')}."
            problems.append(error("bad_suite", f"{FOLDER}/{file.name}", message, remedy, field=field))
    return suites, problems


def suite_problems(suites: Mapping[str, Suite], nameable: Nameable) -> Iterator[ProfileProblem]:
    """Yield what is wrong with what the suites name, and with suites beside one another.

    Args:
        suites: Suites of the profile, by file.
        nameable: What they may name.
    """
    yield from _taken_twice(suites)
    anchors = runbook_anchors()
    for file, suite in suites.items():
        yield from _table(file, "table", suite.table, nameable)
        yield from _source(file, "source", suite.source, nameable)
        for position, expectation in enumerate(suite.expectations):
            yield from _expectation(file, f"expectations[{position}]", expectation, nameable, anchors)


def unexamined_sources(directory: Path, suites: Mapping[str, Suite], sources: set[str]) -> Iterator[ProfileProblem]:
    """Yield the sources that no suite examines.

    Args:
        directory: Folder of the profile.
        suites: Suites that can be read.
        sources: Sources that have a contract.
    """
    examined = {suite.source for suite in suites.values()}
    for source in sorted(sources - examined if suites else ()):
        # One that cannot be read is a problem of its own.
        if not (directory / FOLDER / f"{source}.yml").is_file():
            message = f"no suite examines source {source}: gaps in it go unnamed."
            yield warning("unexamined_source", f"{FOLDER}/{source}.yml", message, "write it.")


def runbook_anchors() -> frozenset[str]:
    """Return the anchors of the runbook's entries; none where the documents are not there."""
    if not RUNBOOK.is_file():
        return frozenset()
    headings: list[str] = HEADING.findall(RUNBOOK.read_text(encoding="utf-8"))
    return frozenset(heading.strip().lower().replace(" ", "-") for heading in headings)


def _expectation(
    file: str, field: str, expectation: Expectation, nameable: Nameable, anchors: Collection[str]
) -> Iterator[ProfileProblem]:
    said = f"{field} ({expectation.id})"
    for indicator in expectation.indicator_ids:
        if nameable.indicators and indicator not in nameable.indicators:
            message = f"there is no indicator {indicator}."
            remedy = meant(indicator, nameable.indicators, "name an indicator of seeds/indicators.csv.")
            yield error("unknown_indicator", file, message, remedy, field=f"{said}.indicators")
    if expectation.examines is not None:
        yield from _table(file, f"{said}.examines.table", expectation.examines.table, nameable)
        yield from _source(file, f"{said}.examines.source", expectation.examines.source, nameable)
    if anchors and expectation.runbook not in anchors:
        message = f"the runbook has no entry {expectation.runbook}."
        remedy = meant(expectation.runbook, anchors, "name an entry of docs/runbook.md, or write one.")
        yield error("unknown_entry", file, message, remedy, field=f"{said}.runbook")


def _table(file: str, field: str, table: str, nameable: Nameable) -> Iterator[ProfileProblem]:
    if table not in nameable.tables:
        message = f"there is no table {table}."
        named_alike = [one for one in nameable.tables if one.partition(".")[2] == table.partition(".")[2]]
        otherwise = "name the schema and model of one that is built."
        remedy = f"did you mean {named_alike[0]}?" if named_alike else meant(table, nameable.tables, otherwise)
        yield error("unknown_table", file, message, remedy, field=field)


def _source(file: str, field: str, source: str | None, nameable: Nameable) -> Iterator[ProfileProblem]:
    if source is not None and source not in {*nameable.sources, NARRATIVES}:
        message = f"source {source} has no contract."
        remedy = meant(source, nameable.sources, "name a source that has one.")
        yield error("unknown_source", file, message, remedy, field=field)


def _taken_twice(suites: Mapping[str, Suite]) -> Iterator[ProfileProblem]:
    shared = {f"the shared {file.name}": load_suite(file) for file in sorted(SHARED_SUITES.glob("*.yml"))}
    orders: dict[int, str] = {}
    ids: dict[str, str] = {}
    for file, suite in {**shared, **suites}.items():
        if suite.order in orders:
            message = f"order {suite.order} is that of {orders[suite.order]} too."
            yield error("order_taken", file, message, "choose another number.", field="order")
        orders.setdefault(suite.order, file)
        for position, expectation in enumerate(suite.expectations):
            if expectation.id in ids:
                message = f"{expectation.id} stands in {ids[expectation.id]} already."
                field = f"expectations[{position}].id"
                yield error("duplicate_id", file, message, "choose another id.", field=field)
            ids.setdefault(expectation.id, file)
