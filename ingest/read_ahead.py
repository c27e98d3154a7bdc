"""Two things at once: the next batch is read while the last one is written."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def read_ahead(items: Generator[Item, None, None]) -> Iterator[Item]:
    """Yield the same items, the next one being made in another thread.

    Only one is held ahead, so memory stays bounded. An error comes up where its item would have come.

    Args:
        items: What to yield; closed when the caller stops early.
    """
    end = object()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as pool:
        try:
            coming = pool.submit(next, items, end)
            while (item := coming.result()) is not end:
                coming = pool.submit(next, items, end)
                yield item  # type: ignore[misc]  # the sentinel is no item
        finally:
            pool.submit(items.close).result()
