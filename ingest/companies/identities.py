"""The identities in the current snapshots: each distinct name, corporate number and prefecture, in comparable form.

Belongs here: reading them, with the phone numbers seen beside them. Phones stay in memory: they help to tell
companies apart and are written nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pyarrow as pa

from ingest.companies.names import (
    comparable_name,
    comparable_numbers,
    comparable_phones,
    comparable_prefectures,
    valid_numbers,
)
from ingest.companies.working_database import working_database
from ingest.contracts import IdentityRole, SourceContract
from ingest.land import Snapshot

# What a source may say about a company, under the names that the links carry.
IDENTITY_COLUMNS: Mapping[str, IdentityRole] = {
    "company_name": "company_name",
    "corporate_number_text": "corporate_number",
    "prefecture_text": "prefecture",
    "phone_text": "phone",
}
# A phone under more names than this is a switchboard or an agent's: it tells nothing.
NAMES_PER_PHONE = 4
NAMES_AT_ONCE = 50_000
# Identities are put together name by name in their order, so many names at once: lists do not go onto the disk.
NAMES_IN_A_PIECE = 250_000

# Phones that tell something.
_TELLING = """
create table telling as
select phone
from mentions
inner join names using (company_name)
where phone is not null
group by phone
having count(distinct name_key) <= ?
"""
# The last name of each piece, in their order.
_PIECES = """
select company_name
from (select company_name, row_number() over (order by company_name) as place, count(*) over () as names from names)
where place % ? = 0 or place = names
order by company_name
"""
_GROUPED = """
with grouped as (
    select
        company_name, corporate_number_text, prefecture_text,
        list_sort(list_distinct(list(telling.phone) filter (where telling.phone is not null))) as phones
    from mentions
    left join telling using (phone)
    where {piece}
    group by all
)
select
    grouped.* exclude (phones), names.* exclude (company_name), coalesce(phones, []) as phones
from grouped
left join names using (company_name)
order by company_name, corporate_number_text, prefecture_text
"""

IDENTITY_SCHEMA = pa.schema(
    [
        ("company_name", pa.string()),
        ("corporate_number_text", pa.string()),
        ("prefecture_text", pa.string()),
        ("name_key", pa.string()),
        ("sound_key", pa.string()),
        ("legal_form", pa.string()),
        ("is_latin", pa.bool_()),
        ("corporate_number", pa.string()),
        ("corporate_number_is_valid", pa.bool_()),
        ("prefecture", pa.string()),
        ("phones", pa.list_(pa.string())),
    ]
)


def read_mentions(contracts: Mapping[str, SourceContract], snapshots: Mapping[str, list[Snapshot]]) -> pa.Table:
    """Return how the current snapshots speak of companies.

    Args:
        contracts: Contracts that say which columns tell the company.
        snapshots: Landed files by source.

    Returns:
        Distinct company_name, corporate_number_text, prefecture_text, phone_text, as landed.
    """
    selects: list[str] = []
    parameters: list[list[str]] = []
    for source, contract in contracts.items():
        columns = {name: contract.column_with_identity(role) for name, role in IDENTITY_COLUMNS.items()}
        if columns["company_name"] is None or not snapshots[source]:
            continue
        listed = ", ".join(f"{column or 'null::varchar'} as {name}" for name, column in columns.items())
        selects.append(f"select {listed} from read_parquet(?)")  # noqa: S608 (names of the contract)
        parameters.append([str(snapshot.path) for snapshot in snapshots[source]])
    if not selects:
        return pa.schema([(name, pa.string()) for name in IDENTITY_COLUMNS]).empty_table()
    with working_database() as connection:
        return connection.execute(" union ".join(selects), parameters).to_arrow_table()


def comparable_identities(mentions: pa.Table) -> pa.Table:
    """Return one row per distinct name, number and prefecture, in the form in which they are compared.

    Args:
        mentions: Columns company_name, corporate_number_text, prefecture_text, phone_text.

    Returns:
        Rows of IDENTITY_SCHEMA, in an order that depends on their content only.
    """
    said = mentions.select(list(IDENTITY_COLUMNS)).drop_columns("phone_text")
    with working_database() as connection:
        connection.register("mentions", said.append_column("phone", comparable_phones(_one(mentions["phone_text"]))))
        connection.register("names", _names(mentions["company_name"].unique()))
        connection.execute(_TELLING, [NAMES_PER_PHONE])
        found = [_compared(piece) for piece in _pieces(connection)]
    return pa.concat_tables(found)


def _pieces(connection: duckdb.DuckDBPyConnection) -> Iterator[pa.Table]:
    """Group the mentions, piece by piece in the order of their names; those without a name come last, as NULL does."""
    before = None
    for (last,) in connection.execute(_PIECES, [NAMES_IN_A_PIECE]).fetchall():
        piece = _GROUPED.format(piece="company_name <= ? and (company_name > ?) is not false")
        yield connection.execute(piece, [last, before]).to_arrow_table()
        before = last
    yield connection.execute(_GROUPED.format(piece="company_name is null")).to_arrow_table()


def _compared(found: pa.Table) -> pa.Table:
    numbers = comparable_numbers(_one(found["corporate_number_text"]))
    compared = {
        "corporate_number": numbers,
        "corporate_number_is_valid": valid_numbers(numbers),
        "prefecture": comparable_prefectures(_one(found["prefecture_text"])),
    }
    columns = [compared[name] if name in compared else found[name] for name in IDENTITY_SCHEMA.names]
    return pa.table(columns, names=IDENTITY_SCHEMA.names).cast(IDENTITY_SCHEMA)


def _names(names: pa.Array) -> pa.Table:
    names = names.drop_null()
    # Piece by piece: names taken apart are many objects, and each of them is kept as text only.
    pieces = [_taken_apart(names.slice(start, NAMES_AT_ONCE)) for start in range(0, len(names), NAMES_AT_ONCE)]
    return pa.concat_tables(pieces) if pieces else _taken_apart(names)


def _taken_apart(names: pa.Array) -> pa.Table:
    taken_apart = [comparable_name(name) for name in names.to_pylist()]
    return pa.table(
        {
            "company_name": names,
            "name_key": pa.array([name.key for name in taken_apart], pa.string()),
            "sound_key": pa.array([name.sound for name in taken_apart], pa.string()),
            "legal_form": pa.array([name.form for name in taken_apart], pa.string()),
            "is_latin": pa.array([name.is_latin for name in taken_apart], pa.bool_()),
        }
    )


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()
