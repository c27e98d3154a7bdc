"""What the UI shows of landed files: figures, receipts, and checks about the files of a source."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import dagster as dg

from ingest.land import Snapshot
from ingest.narratives import LandedNarrative
from ingest.receipts import Receipt
from orchestration.fiscal_years import chosen_fiscal_years, fiscal_year_of, names_fiscal_years, rows_by_partition

SHOWN_RECEIPTS, SHOWN_CHARACTERS = 20, 500
RECEIPT_SCHEMA = dg.TableSchema(
    [
        dg.TableColumn(name, "int" if name in {"rows", "rejected", "size_bytes"} else "string")
        for name in (
            "attempted_at",
            "file",
            "outcome",
            "rows",
            "rejected",
            "size_bytes",
            "encoding",
            "contract",
            "sha256",
            "detail",
        )
    ]
)


class FileCheck(NamedTuple):
    """A check about the files of a source; one that fails warns and stops nothing.

    Attributes:
        said: What is wrong with a file that fails it, in a word or two.
        description: What holds when it passes.
        detail: What to say of a receipt; None when the file passes.
    """

    said: str
    description: str
    detail: Callable[[Receipt], str | None]


def _error_when(outcome: str) -> Callable[[Receipt], str | None]:
    return lambda receipt: (receipt.error or receipt.file) if receipt.outcome == outcome else None


def _unknown_headers(receipt: Receipt) -> str | None:
    if receipt.outcome == "quarantined" or not receipt.unknown_headers:
        return None
    return f"{receipt.file}: {'、'.join(receipt.unknown_headers)}"


FILE_CHECKS: Mapping[str, FileCheck] = {
    "files_readable": FileCheck("quarantined", "No file of the source is in quarantine.", _error_when("quarantined")),
    "files_reachable": FileCheck(
        "unreachable", "Every file of the source could be fetched.", _error_when("unreachable")
    ),
    "headers_known": FileCheck(
        "unknown headers, kept",
        "No file of the source has a header that its contract does not know; such columns are kept.",
        _unknown_headers,
    ),
}

# A text has no headers.
NARRATIVE_CHECKS = {name: FILE_CHECKS[name] for name in ("files_readable", "files_reachable")}


def file_checks(
    key: dg.AssetKey, receipts: Sequence[Receipt], checks: Mapping[str, FileCheck] = FILE_CHECKS
) -> list[dg.AssetCheckResult]:
    """Return the outcome of every check about the files of a source.

    Args:
        key: Asset of the source.
        receipts: Its receipts of this run.
        checks: Checks that it has.
    """
    results = []
    for name, check in checks.items():
        failing = {receipt.file: detail for receipt in receipts if (detail := check.detail(receipt)) is not None}
        results.append(
            dg.AssetCheckResult(
                asset_key=key,
                check_name=name,
                passed=not failing,
                severity=dg.AssetCheckSeverity.WARN,
                metadata=failing,
            )
        )
    return results


def landing_metadata(
    receipts: Sequence[Receipt], snapshots: Sequence[Snapshot], history: Sequence[Receipt]
) -> dict[str, dg.MetadataValue]:
    """Return what is shown of a source after landing.

    Args:
        receipts: Its receipts of this run.
        snapshots: Files that speak for it.
        history: All its receipts, oldest first.
    """
    return {
        **_file_metadata(receipts, history),
        "dagster/row_count": dg.MetadataValue.int(sum(snapshot.rows for snapshot in snapshots)),
        "snapshots": dg.MetadataValue.md(
            "\n".join(
                ["| FY | snapshot | rows | file |", "|---|---|---|---|"]
                + [f"| {s.fiscal_year} | {s.snapshot_date} | {s.rows} | {s.file} |" for s in snapshots]
            )
        ),
    }


def partition_metadata(
    tags: Mapping[str, str], partitions: dg.PartitionsDefinition[str], snapshots: Sequence[Snapshot]
) -> dict[str, dict[str, dg.MetadataValue]]:
    """Return what is shown of each fiscal year of a source that a run is about.

    Args:
        tags: Tags of the run.
        partitions: Fiscal years.
        snapshots: Files that speak for the source.
    """
    if not names_fiscal_years(tags):
        return {}
    keys, years = partitions.get_partition_keys(), chosen_fiscal_years(tags, partitions)
    held = rows_by_partition([(snapshot.fiscal_year, snapshot.rows) for snapshot in snapshots], keys)
    return {
        key: {"dagster/partition_row_count": dg.MetadataValue.int(rows)}
        for key, rows in held.items()
        if years is None or fiscal_year_of(key) in years.chosen
    }


def narratives_metadata(
    receipts: Sequence[Receipt], known: Sequence[LandedNarrative], history: Sequence[Receipt]
) -> dict[str, dg.MetadataValue]:
    """Return what is shown of the narratives after landing; never their text.

    Args:
        receipts: Their receipts of this run.
        known: Narratives known on the as-of date.
        history: All their receipts, oldest first.
    """
    return {
        **_file_metadata(receipts, history),
        "dagster/row_count": dg.MetadataValue.int(len(known)),
        "narratives": dg.MetadataValue.md("\n".join(f"- {narrative.file}" for narrative in known)),
    }


def _file_metadata(receipts: Sequence[Receipt], history: Sequence[Receipt]) -> dict[str, dg.MetadataValue]:
    outcomes = [receipt.outcome for receipt in receipts]
    return {
        "files": dg.MetadataValue.int(len(receipts)),
        "files_new": dg.MetadataValue.int(outcomes.count("accepted")),
        "files_quarantined": dg.MetadataValue.int(outcomes.count("quarantined")),
        "files_unreachable": dg.MetadataValue.int(outcomes.count("unreachable")),
        "receipts": _receipt_table(history),
    }


def _receipt_table(receipts: Sequence[Receipt]) -> dg.MetadataValue:
    """Show the newest receipts, the newest first."""
    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "attempted_at": receipt.attempted_at.isoformat(timespec="seconds"),
                    "file": receipt.file,
                    "outcome": receipt.outcome,
                    "rows": receipt.rows,
                    "rejected": receipt.rejected,
                    "size_bytes": receipt.size_bytes,
                    "encoding": receipt.encoding or "",
                    "contract": receipt.contract,
                    "sha256": receipt.sha256[:16],
                    "detail": (receipt.error or receipt.reason or "")[:SHOWN_CHARACTERS],
                }
            )
            for receipt in reversed(receipts[-SHOWN_RECEIPTS:])
        ],
        schema=RECEIPT_SCHEMA,
    )
