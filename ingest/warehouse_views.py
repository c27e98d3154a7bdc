"""The landing as the warehouse sees it: schema `landing` with a view per source and tables about the files.

Belongs here: exactly which landed files speak for a source. Does not belong here: typing or renaming of values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.companies.links import COMPANY_LINKS_FILE, COMPANY_LINKS_SCHEMA
from ingest.contracts import SourceContract, load_contracts
from ingest.land import Snapshot, current_snapshots
from ingest.landed_file import LINEAGE_FIELDS
from ingest.narratives import SCHEMA as NARRATIVES_SCHEMA
from ingest.narratives import known_narratives
from ingest.receipts import Receipt, read_receipts
from ingest.rejected_rows import SCHEMA as REJECTED_ROWS_SCHEMA
from ingest.retraction import standing_receipts

SNAPSHOTS_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("fiscal_year", pa.int32()),
        ("snapshot_date", pa.date32()),
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("rows", pa.int64()),
        ("rejected", pa.int64()),
    ]
)

RECEIPTS_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("file", pa.string()),
        ("fiscal_year", pa.int32()),
        ("snapshot_date", pa.date32()),
        ("sha256", pa.string()),
        ("size_bytes", pa.int64()),
        ("contract", pa.string()),
        ("rows", pa.int64()),
        ("rejected", pa.int64()),
        ("notes", pa.int64()),
        ("blanks", pa.int64()),
        ("encoding", pa.string()),
        ("outcome", pa.string()),
        ("error", pa.string()),
        ("unknown_headers", pa.list_(pa.string())),
        ("landed_as", pa.string()),
        ("attempted_at", pa.timestamp("us", tz="UTC")),
        ("mark", pa.string()),
        ("recorded_by", pa.string()),
        ("reason", pa.string()),
        # What is to be said of the file now: see `retraction`.
        ("stands", pa.bool_()),
    ]
)

CONTRACTS_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("version", pa.int32()),
        ("fingerprint", pa.string()),
        ("title_ja", pa.string()),
        ("title_en", pa.string()),
        ("owner", pa.string()),
        ("cadence_days", pa.int32()),
        ("every_fiscal_year", pa.bool_()),
        ("monthly_by", pa.string()),
        ("columns_json", pa.string()),
    ]
)


def register_landing(
    connection: duckdb.DuckDBPyConnection,
    landing: Path,
    receipts: Path,
    as_of: date,
    contracts: Mapping[str, SourceContract] | None = None,
) -> None:
    """Make schema `landing` show the snapshots that are current on a day, and the narratives known then.

    Args:
        connection: Open connection to the warehouse, writable.
        landing: Folder of landed Parquet.
        receipts: Folder of receipts.
        as_of: Snapshots dated later are not yet known.
        contracts: Contracts whose sources to show; those of the default profile when None.
    """
    contracts = load_contracts() if contracts is None else contracts
    snapshots = current_snapshots(landing, receipts, as_of, contracts)
    connection.execute("create schema if not exists landing")
    connection.begin()
    try:
        for source, contract in contracts.items():
            connection.execute(_source_view(contract, snapshots[source]))
        connection.execute(_rejected_rows_view(snapshots))
        narratives = [narrative.path for narrative in known_narratives(landing, receipts, as_of)]
        connection.execute(
            "create or replace view landing.narratives as "
            + (_read(narratives) if narratives else _empty(NARRATIVES_SCHEMA))
        )
        links = landing / COMPANY_LINKS_FILE
        connection.execute(
            f"create or replace view landing.company_links as {_read([links])}"
            if links.is_file()
            else f"create or replace view landing.company_links as {_empty(COMPANY_LINKS_SCHEMA)}"
        )
        _replace_table(connection, "snapshots", _snapshot_rows(snapshots), SNAPSHOTS_SCHEMA)
        _replace_table(connection, "receipts", _receipt_rows(read_receipts(receipts)), RECEIPTS_SCHEMA)
        _replace_table(connection, "contracts", _contract_rows(contracts.values()), CONTRACTS_SCHEMA)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _source_view(contract: SourceContract, snapshots: list[Snapshot]) -> str:
    columns = [pa.field(name, pa.string()) for name in contract.column_names]
    schema = pa.schema([*columns, *LINEAGE_FIELDS])
    names = ", ".join(f'"{field.name}"' for field in schema)
    body = _read([snapshot.path for snapshot in snapshots], names) if snapshots else _empty(schema)
    return f'create or replace view landing."{contract.source}" as {body}'


def _rejected_rows_view(snapshots: Mapping[str, list[Snapshot]]) -> str:
    parts = [
        f"select '{source}' as source, * from ({_read([snapshot.rejected_path])})"  # noqa: S608 - a contract's name
        for source, group in snapshots.items()
        for snapshot in group
        if snapshot.rejected
    ]
    nothing = f"select null::varchar as source, * from ({_empty(REJECTED_ROWS_SCHEMA)})"  # noqa: S608
    return "create or replace view landing.rejected_rows as " + " union all by name ".join(parts or [nothing])


def _read(paths: Iterable[Path], columns: str = "*") -> str:
    listed = ", ".join("'" + str(path.resolve()).replace("'", "''") + "'" for path in paths)
    return f"select {columns} from read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"  # noqa: S608


def _empty(schema: pa.Schema) -> str:
    types = {
        pa.string(): "varchar",
        pa.int32(): "integer",
        pa.date32(): "date",
        pa.bool_(): "boolean",
    }
    return "select " + ", ".join(f'null::{types[field.type]} as "{field.name}"' for field in schema) + " limit 0"


def _replace_table(
    connection: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, object]], schema: pa.Schema
) -> None:
    connection.register("incoming", pa.Table.from_pylist(rows, schema=schema))
    connection.execute(f"create or replace table landing.{name} as select * from incoming")  # noqa: S608
    connection.unregister("incoming")


def _snapshot_rows(snapshots: Mapping[str, list[Snapshot]]) -> list[dict[str, object]]:
    names = SNAPSHOTS_SCHEMA.names
    return [{name: getattr(snapshot, name) for name in names} for group in snapshots.values() for snapshot in group]


def _receipt_rows(receipts: Sequence[Receipt]) -> list[dict[str, object]]:
    standing = {id(receipt) for receipt in standing_receipts(receipts).values()}
    return [
        {**asdict(receipt), "unknown_headers": list(receipt.unknown_headers), "stands": id(receipt) in standing}
        for receipt in receipts
    ]


def _contract_rows(contracts: Iterable[SourceContract]) -> list[dict[str, object]]:
    return [
        {
            "source": contract.source,
            "version": contract.version,
            "fingerprint": contract.fingerprint,
            "title_ja": contract.title_ja,
            "title_en": contract.title_en,
            "owner": contract.owner,
            "cadence_days": contract.cadence_days,
            "every_fiscal_year": contract.every_fiscal_year,
            "monthly_by": contract.monthly_by,
            "columns_json": json.dumps([column.model_dump() for column in contract.columns], ensure_ascii=False),
        }
        for contract in contracts
    ]
