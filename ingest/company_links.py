"""Which company a row is about: a stable key per distinct (name, corporate number, prefecture) seen.

The rule, in order:
1. A corporate number whose check digit holds decides (`corporate_number`).
2. Else the name, in comparable form, and the prefecture: when they belong to exactly one such number among all
   rows, that company (`name_and_prefecture`); when to none, the name itself is the company (`name_only`).
3. When they belong to several numbers nobody can tell which company it is (`ambiguous`), and a row without name
   and number is about nobody known (`unknown`): these are not resolved, and counting leaves them open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import stdnum.jp.cn

from ingest.atomic_write import replace_atomically
from ingest.contracts import SourceContract, load_contracts
from ingest.land import Snapshot, current_snapshots

COMPANY_LINKS_FILE = "company_links.parquet"

# Forms that Japanese and foreign firms carry around the name proper; ㈱ becomes (株) under NFKC.
LEGAL_FORMS = (
    r"株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|"
    r"\((株|有|同|資|名)\)|CO\.?,?LTD\.?|CORPORATION|CORP\.?|INC\.?|LIMITED|LTD\.?|LLC|GMBH|K\.K\."
)
PUNCTUATION = r"[\s　・･,.\-‐―ー−'’\"&＆/]+"

_LINK_SQL = """
with numbered as (
    select name_key, prefecture, corporate_number
    from identities
    where corporate_number_is_valid and name_key is not null
    group by all
),
numbers_at as (
    select name_key, prefecture, count(distinct corporate_number) as numbers, min(corporate_number) as corporate_number
    from numbered where prefecture is not null group by all
),
numbers_anywhere as (
    select name_key, count(distinct corporate_number) as numbers, min(corporate_number) as corporate_number,
        count(distinct case when prefecture is null then corporate_number end) as numbers_without_prefecture,
        min(case when prefecture is null then corporate_number end) as corporate_number_without_prefecture
    from numbered group by all
),
decided as (
    select
        i.*,
        case
            when i.corporate_number_is_valid then i.corporate_number
            when i.prefecture is null and w.numbers = 1 then w.corporate_number
            when a.numbers = 1 then a.corporate_number
            when i.prefecture is not null and a.numbers is null and w.numbers_without_prefecture = 1
                then w.corporate_number_without_prefecture
        end as linked_number,
        case
            when i.corporate_number_is_valid then 'corporate_number'
            when i.name_key is null then 'unknown'
            when i.prefecture is null and w.numbers > 1 then 'ambiguous'
            when a.numbers > 1 then 'ambiguous'
            when i.prefecture is not null and a.numbers is null and w.numbers_without_prefecture > 1 then 'ambiguous'
        end as decided_match
    from identities as i
    left join numbers_at as a on i.name_key = a.name_key and i.prefecture = a.prefecture
    left join numbers_anywhere as w on i.name_key = w.name_key
)
select
    company_name,
    corporate_number_text,
    prefecture_text,
    case
        when linked_number is not null then 'C' || linked_number
        when name_key is not null then 'N' || substr(sha256(name_key || '|' || coalesce(prefecture, '')), 1, 16)
    end as company_key,
    coalesce(decided_match, case when linked_number is not null then 'name_and_prefecture' else 'name_only' end)
        as company_match,
    coalesce(decided_match not in ('ambiguous', 'unknown'), true) as is_resolved,
    linked_number as corporate_number,
    corporate_number_is_valid,
    name_key,
    prefecture
from decided
order by all
"""


def write_company_links(
    landing: Path, receipts: Path, as_of: date, contracts: Mapping[str, SourceContract] | None = None
) -> Path:
    """Link every distinct identity in the current snapshots to a company and write the links as Parquet.

    Args:
        landing: Folder of landed Parquet.
        receipts: Folder of receipts.
        as_of: Snapshots dated later are not yet known.
        contracts: Contracts that say which columns tell the company; the shipped ones when None.

    Returns:
        The file written: one row per distinct company_name, corporate_number_text, prefecture_text.
    """
    contracts = load_contracts() if contracts is None else contracts
    snapshots = current_snapshots(landing, receipts, as_of, contracts)
    with duckdb.connect() as connection:
        raw = _distinct_identities(connection, contracts, snapshots)
        connection.register("identities", _comparable(raw))
        links = connection.execute(_LINK_SQL).to_arrow_table()
    path = landing / COMPANY_LINKS_FILE
    replace_atomically(path, lambda temporary: pq.write_table(links, temporary, compression="zstd"))
    return path


def comparable_names(names: pa.Array) -> pa.Array:
    """Return names as they are compared: NFKC, upper case, without legal form, spaces and punctuation.

    Args:
        names: String array; null and names without any letter give null.
    """
    keys = pc.utf8_upper(pc.utf8_normalize(names, form="NFKC"))
    keys = pc.replace_substring_regex(keys, pattern=LEGAL_FORMS, replacement="")
    keys = pc.replace_substring_regex(keys, pattern=PUNCTUATION, replacement="")
    return pc.if_else(pc.equal(keys, ""), pa.scalar(None, pa.string()), keys)


def _distinct_identities(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, SourceContract],
    snapshots: Mapping[str, list[Snapshot]],
) -> pa.Table:
    selects = []
    parameters: list[list[str]] = []
    for source, contract in contracts.items():
        name = contract.column_with_identity("company_name")
        if name is None or not snapshots[source]:
            continue
        number = contract.column_with_identity("corporate_number")
        prefecture = contract.column_with_identity("prefecture")
        selects.append(
            f"select {name} as company_name, {number or 'null::varchar'} as corporate_number_text, "  # noqa: S608
            f"{prefecture or 'null::varchar'} as prefecture_text from read_parquet(?)"
        )
        parameters.append([str(snapshot.path) for snapshot in snapshots[source]])
    if not selects:
        empty = "select null::varchar as company_name, null::varchar as corporate_number_text"
        return connection.execute(f"{empty}, null::varchar as prefecture_text limit 0").to_arrow_table()
    return connection.execute(" union ".join(selects), parameters).to_arrow_table()


def _comparable(identities: pa.Table) -> pa.Table:
    numbers = pc.utf8_normalize(identities["corporate_number_text"].combine_chunks(), form="NFKC")
    # The invoice number is the corporate number behind a T.
    numbers = pc.replace_substring_regex(numbers, pattern=r"^\s*T?|[\s\-]", replacement="")
    numbers = pc.if_else(pc.equal(numbers, ""), pa.scalar(None, pa.string()), numbers)
    valid = {number: stdnum.jp.cn.is_valid(number) for number in pc.unique(numbers).to_pylist() if number}
    prefectures = pc.utf8_normalize(identities["prefecture_text"].combine_chunks(), form="NFKC")
    prefectures = pc.replace_substring_regex(prefectures, pattern=r"\s+", replacement="")
    return (
        identities.append_column("name_key", comparable_names(identities["company_name"].combine_chunks()))
        .append_column("corporate_number", numbers)
        .append_column(
            "corporate_number_is_valid",
            pa.array([valid.get(number) for number in numbers.to_pylist()], pa.bool_()),
        )
        .append_column("prefecture", pc.if_else(pc.equal(prefectures, ""), pa.scalar(None, pa.string()), prefectures))
    )
