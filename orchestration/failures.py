"""What a failed step says to people: the error that names a remedy, whatever it was wrapped in."""

from __future__ import annotations

from typing import Any


def telling_error(error: Any) -> Any:
    """Return the outermost of an error and its causes that says what to do, or the innermost when none does.

    Args:
        error: Dagster's record of an error, which holds its cause.
    """
    while error.cause is not None and "Remedy:" not in str(error.message):
        error = error.cause
    return error
