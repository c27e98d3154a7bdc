"""The pipeline in this process, without Dagster: from exports to verdicts.

The same functions in the same order as the job: land, link companies, register, build the models before the gaps, run
the expectations, build the models after them. Clean files are landed once; a run lands what differs. A quick run takes
the SQL of the models as dbt compiled it and the failing rows from the row rules, without dbt and Great Expectations,
and builds only what the exports changed.
Does not belong here: what is planted (`catalogue`), what is expected of it (`trial`).
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from expectations.decisions import write_decisions
from expectations.findings import write_findings
from expectations.row_rules import failing_records
from expectations.runner import ExpectationResult, Status, run_suites
from expectations.suites import load_suites
from ingest.companies.identities import read_mentions
from ingest.companies.links import COMPANY_LINKS_FILE, write_company_links
from ingest.contracts import load_contracts
from ingest.land import current_snapshots, land_inbox
from ingest.receipts import read_receipts, write_receipt
from ingest.typing_rules import TypingRules
from orchestration.assets.transformation import AFTER_GAPS, BEFORE_GAPS
from orchestration.dbt_runner import NodeOutcome
from orchestration.home import Home
from orchestration.registration import Registration, register
from reporting.history import append_history
from tests.mutation.exports import AS_OF, CleanSample, Exports, Finding
from tests.mutation.replay import Project, affected

Key = tuple[str, str]
# When closed years were last reported, where exports say that they differed then.
REPORTED_ON = date(2026, 9, 30)
# Quick runs are many and small: a process each does more than threads.
ONE_THREAD: dict[str, str | bool | int | float | list[str]] = {"threads": 1}


@dataclass(frozen=True)
class Bounds:
    """Actual and bounds of one indicator; None where a gap leaves a bound open."""

    actual: float
    low: float | None
    high: float | None

    def holds(self, truth: int) -> bool:
        """Tell whether a value lies within."""
        return (self.low is None or self.low <= truth) and (self.high is None or truth <= self.high)


@dataclass(frozen=True)
class Outcome:
    """What a run made of the exports.

    Attributes:
        found: Failing records.
        bounds: Figures by indicator and target version, of indicators with a target.
        could_not_run: Expectations that did not run.
        seconds: How long it took.
    """

    found: frozenset[Finding]
    bounds: dict[Key, Bounds]
    could_not_run: tuple[str, ...]
    seconds: float


class _Done(NamedTuple):
    before: list[NodeOutcome]
    results: list[ExpectationResult]
    after: list[NodeOutcome]


class Pipeline:
    """Runs over spoilt copies of one clean sample.

    Args:
        folder: Empty folder to work in.
        clean: The sample.
        project: The dbt project.
    """

    def __init__(self, folder: Path, clean: CleanSample, project: Project) -> None:
        self.clean = clean
        self._folder = folder
        self._project = project
        self._contracts = load_contracts()
        self._rules = TypingRules(project.directory)
        self._suites = load_suites()
        self._landed = Home(folder / "landed")
        clean.write(folder / "inbox")
        self._land(folder / "inbox", self._landed)
        self._runs = 0
        self._built: Path | None = None
        self._mentions: frozenset[tuple[str | None, ...]] = frozenset()

    def run(self, exports: Exports, *, quick: bool = False) -> Outcome:
        """Run over exports and read what came of it; the home directory is removed afterwards.

        Args:
            exports: The exports.
            quick: Without dbt and Great Expectations.
        """
        started = time.perf_counter()
        # What was reported earlier is made by a quick run in any case.
        if quick or exports.earlier:
            if not self._project.after:
                self.record(Exports.of(self.clean, 0))
            if self._built is None:
                self._built = self._build_clean()
        with self._home(exports, self._built if quick else None) as home:
            results = self._quick(home, exports) if quick else self._full(home).results
            return self._read(home, results, started)

    def record(self, exports: Exports) -> Outcome:
        """Run with dbt and Great Expectations and keep what dbt did, so that quick runs can do it again.

        Args:
            exports: The exports to run over; the SQL is the same for any.
        """
        started = time.perf_counter()
        with self._home(exports, None) as home:
            done = self._full(home)
            outcome = self._read(home, done.results, started)
            self._project.keep(home, done.before, done.after)
            return outcome

    @contextmanager
    def _home(self, exports: Exports, start: Path | None) -> Iterator[Home]:
        """Land exports in a home directory, with what was reported before; removed afterwards.

        Args:
            exports: The exports.
            start: Warehouse to begin with; an empty one when None.
        """
        self._runs += 1
        home = Home(self._folder / f"run_{self._runs}")
        try:
            if exports.earlier and self._built is not None:
                before = exports.as_earlier()
                with self._home(before, self._built) as earlier:
                    self._quick(earlier, before)
                    with duckdb.connect(str(earlier.warehouse)) as connection:
                        append_history(connection, home.history, REPORTED_ON)
            self._deliver(exports, home, start)
            yield home
        finally:
            shutil.rmtree(home.root, ignore_errors=True)

    def _build_clean(self) -> Path:
        """Build the models of the clean exports once, so that a run builds those only that differ."""
        with self._home(Exports.of(self.clean, 0), self._project.seeded) as home:
            with duckdb.connect(str(home.warehouse), config=ONE_THREAD) as connection:
                for step in self._project.before:
                    step.run(connection)
            self._mentions = self._mentions_of(home)
            shutil.copy(home.landing / COMPANY_LINKS_FILE, self._folder)
            return Path(shutil.move(home.warehouse, self._folder / "clean.duckdb"))

    def _deliver(self, exports: Exports, home: Home, start: Path | None) -> None:
        """Land the exports and link their companies."""
        self._take_landed(home, set(exports.changed()))
        exports.write_changed(home.root / "inbox")
        self._land(home.root / "inbox", home)
        if start is not None and start == self._built and self._mentions_of(home) == self._mentions:
            os.link(self._folder / COMPANY_LINKS_FILE, home.landing / COMPANY_LINKS_FILE)
        else:
            write_company_links(home.landing, home.receipts, AS_OF, home.company_pairs, self._contracts)
        home.warehouse.parent.mkdir(parents=True)
        if start is not None:
            shutil.copy(start, home.warehouse)
        with duckdb.connect(str(home.warehouse)) as connection:
            register(connection, home, Registration(AS_OF, "mutation", "mutation"), self._contracts)
            write_decisions(connection, self._suites, exports.waivers, AS_OF)

    def _mentions_of(self, home: Home) -> frozenset[tuple[str | None, ...]]:
        snapshots = current_snapshots(home.landing, home.receipts, AS_OF, self._contracts)
        columns = read_mentions(self._contracts, snapshots).to_pydict().values()
        return frozenset(zip(*columns, strict=True))

    def _full(self, home: Home) -> _Done:
        before = self._project.build(home, BEFORE_GAPS)
        results = run_suites(home.warehouse, self._suites, AS_OF)
        write_findings(home.warehouse, results)
        return _Done(before, results, self._project.build(home, AFTER_GAPS))

    def _quick(self, home: Home, exports: Exports) -> list[ExpectationResult]:
        changed = {f"landing.{source}" for source in exports.changed_sources()}
        if not (home.landing / COMPANY_LINKS_FILE).samefile(self._folder / COMPANY_LINKS_FILE):
            changed.add("landing.company_links")
        with duckdb.connect(str(home.warehouse), config=ONE_THREAD) as connection:
            for step in affected(self._project.before, changed | {"history.closed_years"}):
                step.run(connection)
            results = list(self._by_row_rules(connection))
        write_findings(home.warehouse, results)
        with duckdb.connect(str(home.warehouse), config=ONE_THREAD) as connection:
            for step in self._project.after:
                step.run(connection)
        return results

    def _by_row_rules(self, connection: duckdb.DuckDBPyConnection) -> Iterator[ExpectationResult]:
        position = 0
        for suite in self._suites:
            for expectation in suite.expectations:
                position += 1
                select = failing_records(expectation, suite.examined(expectation), AS_OF)
                (failing,) = connection.execute(f"select count(*) from ({select})").fetchone() or (0,)
                status: Status = "failed" if failing else "passed"
                yield ExpectationResult(suite, expectation, position, AS_OF, status, None, failing, None)

    def _land(self, inbox: Path, home: Home) -> None:
        land_inbox(inbox, home.landing, home.receipts, contracts=self._contracts, rules=self._rules, spool=home.spool)

    def _take_landed(self, home: Home, without: set[str]) -> None:
        """Let a home begin with the clean files that are unchanged, as if only they had arrived."""
        kept = [receipt for receipt in read_receipts(self._landed.receipts) if receipt.file not in without]
        for receipt in kept:
            assert receipt.landed_as is not None, f"a clean file was not landed: {receipt.file}: {receipt.error}"
            write_receipt(home.receipts, receipt)
            target = home.landing / receipt.landed_as
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(self._landed.landing / receipt.landed_as, target)

    def _read(self, home: Home, results: list[ExpectationResult], started: float) -> Outcome:
        with duckdb.connect(str(home.warehouse), read_only=True) as connection:
            found = connection.execute(
                "select distinct expectation_id, source, fiscal_year, coalesce(record_id, month::varchar, '') "
                "from expectations.failing_records"
            ).fetchall()
            figures = connection.execute(
                "select indicator_id, target_version, actual, actual_low, actual_high "
                "from marts.kpi_target_status where target is not null"
            ).fetchall()
        return Outcome(
            found=frozenset(Finding(*row) for row in found),
            bounds={(indicator, version): Bounds(*rest) for indicator, version, *rest in figures},
            could_not_run=tuple(result.expectation_id for result in results if result.status == "could_not_run"),
            seconds=time.perf_counter() - started,
        )
