"""The pipeline in this process, without Dagster: from exports to verdicts, as fast as whole runs can be.

The same functions in the same order as the job: land, link companies, register, build the models before the gaps, run
the expectations, build the models after them. Clean files are landed once; a run lands what differs. Does not belong
here: what is planted (`catalogue`), what is expected of it (`trial`).
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.findings import write_findings
from expectations.runner import ExpectationResult, run_suites
from expectations.suites import load_suites
from ingest.companies.links import write_company_links
from ingest.contracts import load_contracts
from ingest.land import land_inbox
from ingest.receipts import read_receipts
from ingest.typing_rules import TypingRules
from orchestration.assets.transformation import AFTER_GAPS, BEFORE_GAPS, Group, dbt_arguments, raise_failures
from orchestration.dbt_manifest import parsed_project
from orchestration.dbt_runner import run_dbt
from orchestration.home import Home
from orchestration.registration import Registration, register
from orchestration.settings import Settings
from synthetic.writers import write_file
from tests.mutation.exports import AS_OF, CleanSample, Exports, Finding

Key = tuple[str, str]


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


class Pipeline:
    """Runs over spoilt copies of one clean sample.

    Args:
        folder: Empty folder to work in.
        clean: The sample.
    """

    def __init__(self, folder: Path, clean: CleanSample) -> None:
        self.clean = clean
        self._folder = folder
        self._settings = Settings(home=folder / "project", inbox=str(folder / "inbox"), as_of=AS_OF)
        self._project = parsed_project(self._settings)
        self._contracts = load_contracts()
        self._rules = TypingRules(self._settings.dbt_project)
        self._suites = load_suites()
        self._landed = Home(folder / "landed")
        for export in clean.files:
            write_file(export, folder / "inbox")
        self._land(folder / "inbox", self._landed)
        self._runs = 0

    def run(self, exports: Exports) -> Outcome:
        """Run over exports and read what came of it; the home directory is removed afterwards."""
        started = time.perf_counter()
        self._runs += 1
        folder = self._folder / f"run_{self._runs}"
        home = Home(folder / "home")
        try:
            self._take_landed(home, set(exports.changed()))
            exports.write_changed(folder / "inbox")
            self._land(folder / "inbox", home)
            write_company_links(home.landing, home.receipts, AS_OF, home.company_pairs, self._contracts)
            home.warehouse.parent.mkdir(parents=True)
            with duckdb.connect(str(home.warehouse)) as connection:
                register(connection, home, Registration(AS_OF, "mutation", "mutation"), self._contracts)
            self._build(home, BEFORE_GAPS)
            results = run_suites(home.warehouse, self._suites, AS_OF)
            write_findings(home.warehouse, results)
            self._build(home, AFTER_GAPS)
            return self._read(home, results, started)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _land(self, inbox: Path, home: Home) -> None:
        land_inbox(inbox, home.landing, home.receipts, contracts=self._contracts, rules=self._rules, spool=home.spool)

    def _take_landed(self, home: Home, without: set[str]) -> None:
        """Let a home begin with the clean files that are unchanged, as if only they had arrived."""
        receipts = {path.name: path for path in self._landed.receipts.glob("*.json")}
        home.receipts.mkdir(parents=True)
        kept = [receipt for receipt in read_receipts(self._landed.receipts) if receipt.file not in without]
        for receipt in kept:
            assert receipt.landed_as is not None, f"a clean file was not landed: {receipt.file}: {receipt.error}"
            stamp = receipt.attempted_at.strftime("%Y%m%dT%H%M%S%f")
            name = f"{stamp}_{receipt.source}_{receipt.sha256[:12]}.json"
            os.link(receipts[name], home.receipts / name)
            target = home.landing / receipt.landed_as
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(self._landed.landing / receipt.landed_as, target)

    def _build(self, home: Home, group: Group) -> None:
        outcomes = run_dbt(
            dbt_arguments(group, AS_OF),
            project=self._settings.dbt_project,
            target=self._folder / "target",
            home=home,
            manifest_msgpack=self._project.manifest_msgpack,
        )
        raise_failures(outcomes)

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
