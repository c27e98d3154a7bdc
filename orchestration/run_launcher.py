"""Dagster's run launcher: which fiscal years a run is about, and whether its process is still there.

Somebody who starts the job by the API, or from the launchpad, names no partition, and Dagster fails such a run
half-way: the partitioned assets of the job have none. A run that names no fiscal year is about all of them.

The shipped launcher cannot tell, so that a run whose process was killed would hold the pool `warehouse` until it times
out. Every run holds the lock of its home directory, which the system frees when the process ends: that tells it, for
runs of the command line too. `dagster.yaml` names this class.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import dagster as dg

# Dagster documents this path for `dagster.yaml`; what the health check returns has no public one.
from dagster._core.launcher.base import CheckRunHealthResult, LaunchRunContext, WorkerStatus

from orchestration.fiscal_years import FIRST_OF_SEVERAL, ONE, every_fiscal_year, fiscal_year_partitions
from orchestration.home import Home
from orchestration.jobs import REFRESH
from orchestration.resources import RunInProgressError, hold
from orchestration.settings import Settings

# A run is reported as started some seconds before it takes the lock, and as over shortly after it has freed it.
GRACE_SECONDS: Final = 120
SECOND_LOOK_SECONDS: Final = 5


class WatchedRunLauncher(dg.DefaultRunLauncher):
    """Launches runs by the code server, over all fiscal years when they name none, and notices when one has died."""

    def launch_run(self, context: LaunchRunContext) -> None:
        """Launch a run.

        Args:
            context: Names the run.
        """
        run = context.dagster_run
        if run.job_name == REFRESH and not run.tags.keys() & {ONE, FIRST_OF_SEVERAL}:
            # Its process reads the run, and so these tags, from the storage.
            self._instance.add_run_tags(run.run_id, every_fiscal_year(fiscal_year_partitions(Settings())))
        super().launch_run(context)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Always."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Tell whether the process of a run is there.

        Args:
            run: A run that is said to be under way.

        Returns:
            RUNNING while the lock is held, or the run has just started; else FAILED.
        """
        record = self._instance.get_run_record_by_id(run.run_id)
        if record is None:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        began = record.create_timestamp.timestamp() if record.start_time is None else record.start_time
        if time.time() - began < GRACE_SECONDS:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        lock = Home(Path(self._instance.root_directory).parent).run_lock
        if _is_held(lock):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        time.sleep(SECOND_LOOK_SECONDS)
        if _is_held(lock) or self._is_over(run):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "The process of this run ended before the run did.")

    def _is_over(self, run: dg.DagsterRun) -> bool:
        now = self._instance.get_run_by_id(run.run_id)
        return now is None or now.is_finished


def _is_held(lock: Path) -> bool:
    try:
        with hold(lock):
            return False
    except RunInProgressError:
        return True
