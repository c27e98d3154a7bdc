"""How the suite is spread over two workers: what shares a costly fixture stays together, the longest comes first."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest

# Folders whose tests share runs, builds or a browser; elsewhere a file is a group.
TOGETHER = ("end_to_end", "mutation", "dbt_project", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: TOGETHER.index(group(item.nodeid)) if group(item.nodeid) in TOGETHER else len(TOGETHER))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    # Its own groups (`--dist loadgroup`) are written into names that pytest 9.2 no longer lets it write.
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class GroupScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

    return GroupScheduling(config, log)


def group(nodeid: str) -> str:
    """Return the name of what must run in the same worker."""
    file = PurePosixPath(nodeid.split("::", 1)[0])
    folder = file.parts[1] if len(file.parts) > 2 else ""
    return folder if folder in TOGETHER else str(file)
