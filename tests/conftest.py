"""How the suite is spread over two workers: what shares a costly fixture stays together, the longest comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# Folders whose tests share runs, builds or a browser; elsewhere a file is a group.
TOGETHER = ("end_to_end", "mutation", "dbt_project", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: TOGETHER.index(folder(item)) if folder(item) in TOGETHER else len(TOGETHER))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group(item)))


def folder(item: pytest.Item) -> str:
    """Return the folder of a test below `tests/`; empty when it lies elsewhere."""
    return item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""


def group(item: pytest.Item) -> str:
    """Return the name of what must run in the same worker."""
    return folder(item) if folder(item) in TOGETHER else str(item.path)
