"""The exact rules: identities that belong together because number, or name and prefecture, agree.

The rule, in order:
1. A corporate number whose check digit holds decides (`corporate_number`).
2. Else the name, in comparable form, and the prefecture: when they belong to exactly one such number among all
   rows, that company (`name_and_prefecture`); when to none, the name itself is the company (`name_only`).
3. When they belong to several numbers nobody can tell which company it is (`ambiguous`), and a row without name
   and number is about nobody known (`unknown`).

What the rules put together is a group. Groups without a number, and ambiguous ones, are left to record linkage.
"""

from __future__ import annotations

import pyarrow as pa

from ingest.companies.working_database import working_database

_EXACT_SQL = """
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
        i.place,
        case when i.name_key is not null
            then 'N' || substr(sha256(i.name_key || '|' || coalesce(i.prefecture, '')), 1, 16) end as name_group,
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
    name_group, linked_number,
    coalesce('C' || linked_number, name_group) as group_key,
    coalesce(decided_match, case when linked_number is not null then 'name_and_prefecture' else 'name_only' end)
        as exact_match
from decided
order by place
"""


def exact_groups(identities: pa.Table) -> pa.Table:
    """Put identities together by the exact rules.

    Args:
        identities: Rows of `IDENTITY_SCHEMA`.

    Returns:
        The identities with group_key (C and the number, or N and a hash of name and prefecture; null when unknown),
        name_group (the N key that name and prefecture would have), linked_number and exact_match.
    """
    # Only what is new comes back: the identities themselves are many, and nobody needs them twice.
    compared = identities.select(["name_key", "prefecture", "corporate_number", "corporate_number_is_valid"])
    with working_database() as connection:
        connection.register("identities", compared.append_column("place", pa.array(range(identities.num_rows))))
        found = connection.execute(_EXACT_SQL).to_arrow_table()
    for name in found.column_names:
        identities = identities.append_column(name, found[name])
    return identities
