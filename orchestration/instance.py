"""Dagster's instance of a home directory: its configuration, and runs whose process died.

Belongs here: `<home>/dagster/dagster.yaml`. It is written once; an operator may change it afterwards.
"""

from __future__ import annotations

import os

import dagster as dg

from ingest.atomic_write import write_atomically
from ingest.redaction import without_secrets
from orchestration.home import Home
from orchestration.resources import RunInProgressError, hold
from orchestration.telemetry import switch_off_telemetry

DAGSTER_YAML = """\
# Dagster keeps runs and events beside this file. Nothing is reported to anybody.
telemetry:
  enabled: false

# No invitation to leave an address.
nux:
  enabled: false

concurrency:
  pools:
    # One run at a time in the pool `warehouse`: DuckDB has one writer, and two runs interleaved would mix two days.
    default_limit: 1
    granularity: run

# As Dagster's own launcher; a run of the job that names no fiscal year is about all of them.
run_launcher:
  module: orchestration.run_launcher
  class: WatchedRunLauncher
  config: {}

# The same files as Dagster's own storage, written by connections that stay open.
event_log_storage:
  module: orchestration.event_storage
  class: PooledEventLogStorage
  config: {}
"""


class InstanceError(Exception):
    """Dagster's storage cannot be opened."""


def open_instance(home: Home) -> dg.DagsterInstance:
    """Open the instance of a home directory, configuring it first when it is new.

    Args:
        home: Home directory.

    Raises:
        InstanceError: What the configuration names does not answer, or is not installed.
    """
    switch_off_telemetry()
    home.dagster.mkdir(parents=True, exist_ok=True)
    configuration = home.dagster / "dagster.yaml"
    if not configuration.exists():
        write_atomically(configuration, DAGSTER_YAML.encode())
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    # What a run plans is written down at once, not event by event.
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
    try:
        return dg.DagsterInstance.get()
    except Exception as error:
        raise InstanceError(
            f"{configuration}: {type(error).__name__}: {without_secrets(str(error))} Remedy: correct that file; if it "
            "names PostgreSQL, start that, set MOKUHYO_DAGSTER_DATABASE and PGPASSFILE, and install mokuhyo[postgres]."
        ) from error


def close_dead_runs(instance: dg.DagsterInstance, home: Home) -> int:
    """Mark runs as failed whose process ended without saying so.

    Args:
        instance: Instance of the home directory.
        home: Home directory; whoever holds its lock is alive.

    Returns:
        Number of runs marked.
    """
    unfinished = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING]
    runs = instance.get_runs(dg.RunsFilter(statuses=unfinished))
    if not runs:
        return 0
    try:
        with hold(home.run_lock, again=True):
            for run in runs:
                instance.report_run_failed(run, "The process of this run ended before the run did.")
    except RunInProgressError:
        return 0
    return len(runs)
