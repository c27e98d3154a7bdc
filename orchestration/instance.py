"""Dagster's instance of a home directory: its configuration, and runs whose process died.

Belongs here: `<home>/dagster/dagster.yaml`. It is written once; an operator may change it afterwards.
"""

from __future__ import annotations

import os

import dagster as dg

from ingest.atomic_write import write_atomically
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

# The same files as Dagster's own storage, written by connections that stay open.
event_log_storage:
  module: orchestration.event_storage
  class: PooledEventLogStorage
  config:
    base_dir: {runs}
"""


def open_instance(home: Home) -> dg.DagsterInstance:
    """Open the instance of a home directory, configuring it first when it is new.

    Args:
        home: Home directory.
    """
    switch_off_telemetry()
    home.dagster.mkdir(parents=True, exist_ok=True)
    configuration = home.dagster / "dagster.yaml"
    if not configuration.exists():
        write_atomically(configuration, DAGSTER_YAML.format(runs=home.dagster / "history" / "runs").encode())
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    return dg.DagsterInstance.get()


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
