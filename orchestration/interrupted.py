"""What an interrupted run left to be finished, and which runs begin anew."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb

from orchestration.home import Home
from orchestration.registration import NotRegisteredError, read_registration
from orchestration.resources import Warehouse
from orchestration.run_scope import LAST_ASSET
from reporting.history import append_history, is_reported
from reporting.publication import publication_in_force

PUBLICATION_STEP = "__".join(LAST_ASSET.path)


def begins_anew(run: dg.DagsterRun) -> bool:
    """Tell whether a whole run makes everything itself: it resumes none, and goes on to the publication.

    Args:
        run: The run. One that is executed in the process that made it names every step of the job.
    """
    steps = run.step_keys_to_execute
    return run.parent_run_id is None and (steps is None or PUBLICATION_STEP in steps)


def keep_pending_history(home: Home, warehouse: Warehouse) -> str | None:
    """Keep what the publication in force reports, when its run ended before that.

    The warehouse still holds what was published, until the next registration. Counting again instead would lose a
    report when the inputs have changed meanwhile.

    Args:
        home: Home directory.
        warehouse: Its warehouse.

    Returns:
        What to warn of: it could not be kept.
    """
    standing = publication_in_force(home.published)
    if standing is None or not Path(warehouse.database).is_file():
        return None
    if is_reported(home.history, standing.as_of_date, standing.fingerprint):
        return None
    try:
        with warehouse.get_connection() as connection:
            registration = read_registration(connection)
            if registration.fingerprint == standing.fingerprint:
                append_history(connection, home.history, registration.as_of, registration.fingerprint)
    except NotRegisteredError:
        return None
    except duckdb.Error as error:
        # Counted again instead: a warehouse that cannot be read any more must not keep every later run from working.
        return f"what publication {standing.id} reports was not kept: {str(error).splitlines()[0][:200]}"
    return None
