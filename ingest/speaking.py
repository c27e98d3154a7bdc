"""Which landed files speak: the newest snapshot of a source and fiscal year, the newest text of a narrative."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from ingest.receipts import Receipt
from ingest.retraction import retracted_contents


def speaking_receipts(history: Iterable[Receipt], as_of: date, sources: Collection[str]) -> list[Receipt]:
    """Return the receipts of the landed files that speak on a day.

    Args:
        history: All receipts, oldest attempt first.
        as_of: Files dated later are not yet known.
        sources: Sources whose snapshots count; narratives, which are of no fiscal year, always do.
    """
    history = list(history)
    retracted = retracted_contents(history)
    speaking: dict[tuple[str, object], Receipt] = {}
    for receipt in history:
        if receipt.outcome != "accepted" or receipt.landed_as is None or receipt.snapshot_date is None:
            continue
        if receipt.snapshot_date > as_of or (receipt.file, receipt.sha256) in retracted:
            continue
        if receipt.fiscal_year is not None and receipt.source not in sources:
            continue
        key = (receipt.source, receipt.file if receipt.fiscal_year is None else receipt.fiscal_year)
        known = speaking.get(key)
        # Receipts come oldest attempt first: on the same day the later delivery is the correction.
        is_newer = known is None or known.snapshot_date is None or known.snapshot_date <= receipt.snapshot_date
        if receipt.fiscal_year is None or is_newer:
            speaking[key] = receipt
    return list(speaking.values())
