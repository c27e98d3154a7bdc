"""Few tries, with growing pauses and a new connection, for what another machine may do better the next time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from ingest.inbox import RemoteInbox

ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.2

Result = TypeVar("Result")


def with_retries(inbox: RemoteInbox, action: Callable[[], Result]) -> Result:
    """Do something on a remote inbox, up to `ATTEMPTS` times.

    Args:
        inbox: Connected inbox; reconnected before another try, where its file system can be.
        action: What to do; begins anew with every try.

    Raises:
        Exception: What the last try raised; a missing file, a missing right and what a `remedy` is known for are
            raised at once, because trying again cannot help.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            if attempt > 1:
                getattr(inbox.filesystem, "reconnect", lambda: None)()
            return action()
        except (FileNotFoundError, PermissionError, MemoryError):
            raise
        except Exception as error:
            if attempt == ATTEMPTS or hasattr(error, "remedy"):
                raise
            time.sleep(FIRST_PAUSE_SECONDS * 4 ** (attempt - 1))
    raise AssertionError("unreachable")
