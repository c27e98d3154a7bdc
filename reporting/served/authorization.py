"""What a client of the served marts may ask: queries, and no function that does more than read.

Each statement is parsed by DuckDB itself before it runs. Text that looks like a query proves nothing: a `with` can end
in an insert, and a query can call a function that stops the server.
"""

from __future__ import annotations

FUNCTION = "reads_only"

# Everything else is refused, so that a function of a later DuckDB is not open before someone looked at it.
TABLE_FUNCTIONS = (
    "duckdb_columns",
    "duckdb_constraints",
    "duckdb_databases",
    "duckdb_schemas",
    "duckdb_tables",
    "duckdb_types",
    "duckdb_views",
    "generate_series",
    "pragma_table_info",
    "pragma_version",
    "range",
    "unnest",
)
# They read nothing: one holds a thread of the server, the other writes to its log.
REFUSED_SCALARS = ("sleep_ms", "write_log")


def macro() -> str:
    """Return the statement that creates the check; it answers true for what may run, and never fails open.

    As many nodes as say that they are a table function must be one whose name is allowed: a parsed statement in another
    form than expected is refused.
    """
    allowed, refused = _listed(TABLE_FUNCTIONS), _listed(REFUSED_SCALARS)
    return f"""
create macro {FUNCTION}(session, statement) as (
    with parsed as (
        select json_serialize_sql(statement::varchar) as tree
    ),

    nodes as (
        select
            node.key,
            case when node.type = 'VARCHAR' then json_extract_string(node.value, '$') end as text,
            case
                when node.type = 'OBJECT' and json_extract_string(node.value, '$.type') = 'TABLE_FUNCTION'
                    then lower(json_extract_string(node.value, '$.function.function_name'))
            end as table_function
        from parsed, json_tree(parsed.tree) as node
    )

    select coalesce(
        bool_and(json_extract_string(parsed.tree, '$.error') = 'false')
        and count(*) filter (where nodes.key = 'type' and nodes.text = 'TABLE_FUNCTION')
        = count(*) filter (where nodes.table_function in ({allowed}))
        and count(*) filter (where nodes.key = 'function_name' and lower(nodes.text) in ({refused})) = 0,
        false
    )
    from parsed, nodes
)
"""  # noqa: S608 (the names are our own)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)
