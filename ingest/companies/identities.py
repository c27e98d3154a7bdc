"""The identities in the current snapshots: each distinct name, corporate number and prefecture, in comparable form.

Belongs here: reading them, with the phone numbers seen beside them. Phones stay in memory: they help to tell
companies apart and are written nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from ingest.companies.names import (
    comparable_name,
    comparable_number,
    comparable_phone,
    comparable_prefecture,
    is_valid_number,
)
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

_GROUPED = """
select
    company_name, corporate_number_text, prefecture_text,
    list(distinct phone_text order by phone_text) filter (where phone_text is not null) as phone_texts
from mentions
group by all
order by all
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
    with duckdb.connect() as connection:
        return connection.execute(" union ".join(selects), parameters).to_arrow_table()


def comparable_identities(mentions: pa.Table) -> pa.Table:
    """Return one row per distinct name, number and prefecture, in the form in which they are compared.

    Args:
        mentions: Columns company_name, corporate_number_text, prefecture_text, phone_text.

    Returns:
        Rows of IDENTITY_SCHEMA, in an order that depends on their content only.
    """
    with duckdb.connect() as connection:
        connection.register("mentions", mentions)
        rows = connection.execute(_GROUPED).to_arrow_table().to_pylist()
    identities = [_identity(row) for row in rows]
    _drop_shared_phones(identities)
    return pa.Table.from_pylist(identities, schema=IDENTITY_SCHEMA)


def _identity(row: dict[str, object]) -> dict[str, object]:
    name, number_text, prefecture = (
        str(row[column]) if row[column] is not None else None
        for column in ("company_name", "corporate_number_text", "prefecture_text")
    )
    spelt = comparable_name(name or "")
    number = comparable_number(number_text)
    texts = row["phone_texts"]
    phones = {comparable_phone(text) for text in texts} if isinstance(texts, list) else set()
    return {
        "company_name": name,
        "corporate_number_text": number_text,
        "prefecture_text": prefecture,
        "name_key": spelt.key,
        "sound_key": spelt.sound,
        "legal_form": spelt.form,
        "is_latin": spelt.is_latin,
        "corporate_number": number,
        "corporate_number_is_valid": None if number is None else is_valid_number(number),
        "prefecture": comparable_prefecture(prefecture),
        "phones": sorted(phone for phone in phones if phone is not None),
    }


def _drop_shared_phones(identities: list[dict[str, object]]) -> None:
    names: dict[str, set[object]] = {}
    for identity in identities:
        for phone in identity["phones"]:  # type: ignore[attr-defined]
            names.setdefault(phone, set()).add(identity["name_key"])
    for identity in identities:
        identity["phones"] = [
            phone
            for phone in identity["phones"]  # type: ignore[attr-defined]
            if len(names[phone]) <= NAMES_PER_PHONE
        ]
