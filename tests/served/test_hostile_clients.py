"""Hostile clients: with the token, and still nothing but reads; without it, nothing at all."""

from __future__ import annotations

import socket
from pathlib import Path

import duckdb
import pytest

from tests.served.conftest import Client, Served

REFUSED = "Authorization failed"
STATEMENTS = [
    "create table marts.x as select 1",
    "create temp table x as select 1",
    "create view marts.x as select 1",
    "create macro m() as 1",
    "create schema s",
    "create secret (type quack, token 'aaaa')",
    "insert into kpi_target_status select * from kpi_target_status",
    "with x as (select 1) insert into kpi_target_status select * from kpi_target_status",
    "with x as (delete from kpi_target_status returning *) from x",
    "update kpi_target_status set actual = 0",
    "delete from kpi_target_status",
    "truncate kpi_target_status",
    "merge into kpi_target_status using kpi_target_status as o using (target_version) when matched then delete",
    "alter table kpi_target_status drop column actual",
    "comment on table kpi_target_status is 'x'",
    "drop table kpi_target_status",
    "drop view marts.kpi_target_status",
    "select 1; drop table kpi_target_status",
    "/* from t */ drop table kpi_target_status",
    "attach '{folder}/other.duckdb' as other",
    "attach ':memory:' as other",
    "detach memory",
    "use main",
    "copy kpi_target_status to '{folder}/out.csv'",
    "copy (from kpi_target_status) to '{folder}/out.parquet'",
    "copy kpi_target_status from '{secret}'",
    "export database '{folder}/out'",
    "import database '{folder}/out'",
    "install excel",
    "load '{secret}'",
    "set enable_external_access = true",
    "set global quack_authorization_function = 'quack_nop_authorization'",
    "reset global quack_authorization_function",
    "set threads = 1",
    "pragma enable_profiling",
    "pragma profiling_output = '{folder}/out'",
    "call enable_logging('QueryLog', storage = 'file', storage_path = '{folder}')",
    "call quack_stop('{uri}')",
    "checkpoint",
    "prepare p as drop table kpi_target_status",
    "explain analyze select 1",
    "begin; drop table kpi_target_status; commit",
    "vacuum",
    "select * from quack_stop('{uri}')",
    "select * from QUACK_STOP('{uri}')",
    "select (select count(*) from quack_stop('{uri}'))",
    "from kpi_target_status limit (select count(*) from quack_stop('{uri}'))",
    "with x as (from quack_stop('{uri}')) from x",
    "from kpi_target_status where exists (from quack_stop('{uri}'))",
    "from kpi_target_status, lateral (from quack_stop('{uri}'))",
    "select 1 union all select count(*) from quack_stop('{uri}')",
    "values ((select count(*) from quack_stop('{uri}')))",
    "select list_transform([1], lambda x: (select count(*) from quack_stop('{uri}')))",
    "from quack_serve('quack:127.0.0.1:1', token := 'aaaa')",
    "from quack_query('{uri}', 'select 1', token := 'aaaa')",
    "from quack_server_list()",
    "from quack_active_connections()",
    "from quack_identify(name := 'x')",
    "from json_execute_serialized_sql(json_serialize_sql('from quack_stop(''{uri}'')'))",
    "from query('from quack_stop(''{uri}'')')",
    "from query_table('kpi_target_status')",
    "from enable_logging('QueryLog')",
    "from checkpoint()",
    "from force_checkpoint()",
    "from arrow_scan(1, 2, 3)",
    "from pandas_scan(1)",
    "from duckdb_secrets()",
    "from duckdb_settings()",
    "from duckdb_logs()",
    "from read_text('{secret}')",
    "from read_blob('{secret}')",
    "from read_csv('{secret}')",
    "from glob('{folder}/*')",
    "from sniff_csv('{secret}')",
    "from parquet_metadata('{secret}')",
    "from read_csv('https://127.0.0.1/x.csv')",
    "select sleep_ms(1)",
    "select write_log('x')",
    # One function that is allowed does not make up for one that is not.
    "from range(3), quack_stop('{uri}')",
    "select function from (select unnest(['range']) as function), quack_stop('{uri}')",
    "with function as (from range(3)) from function, quack_stop('{uri}')",
    "select {{'type': 'TABLE_FUNCTION', 'function': {{'function_name': 'range'}}}} from quack_stop('{uri}')",
    "from a_function_that_nobody_knows()",
    "no sql at all",
]
# They are queries, and nothing outside the database answers them.
NOWHERE = [
    "from '{secret}'",
    "from '{folder}/published/data_gaps.parquet'",
    "from 'https://127.0.0.1/x.csv'",
    "from os",
]


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    file = tmp_path / "secret.csv"
    file.write_text("a\nnobody-may-read-this\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("statement", STATEMENTS)
def test_whatever_is_no_read_is_refused(served: Served, client: Client, outside: Path, statement: str) -> None:
    before = content(client)
    filled = statement.format(uri=served.uri, secret=outside, folder=outside.parent)
    with pytest.raises(duckdb.Error, match=REFUSED):
        client.ask(filled)
    assert [file.name for file in outside.parent.iterdir()] == [outside.name]
    assert content(client) == before


@pytest.mark.parametrize("statement", NOWHERE)
def test_no_query_reaches_a_file_or_an_address(served: Served, client: Client, outside: Path, statement: str) -> None:
    with pytest.raises(duckdb.Error, match=r"disabled by configuration|does not exist"):
        client.ask(statement.format(secret=outside, folder=served.home))


@pytest.mark.parametrize(
    "statement",
    [
        "insert into remote.main.kpi_target_status from remote.main.kpi_target_status",
        "insert into remote.marts.kpi_target_status from remote.main.kpi_target_status",
        "create table remote.marts.x as select 1 as i",
        "create table remote.main.x (i integer)",
        "create schema remote.s",
        "create view remote.marts.x as select 1",
        "update remote.main.kpi_target_status set actual = 0",
        "delete from remote.main.kpi_target_status",
        "drop table remote.main.kpi_target_status",
        "drop view remote.marts.kpi_target_status",
        "alter table remote.main.kpi_target_status drop column actual",
        "comment on table remote.main.kpi_target_status is 'x'",
    ],
)
def test_what_is_attached_cannot_be_written_to(client: Client, statement: str) -> None:
    before = content(client)
    with pytest.raises(duckdb.Error):
        client.run(statement)
    assert content(client) == before


def test_reads_of_every_form_are_answered(client: Client) -> None:
    for statement in (
        "select count(*) from marts.kpi_target_status",
        "from marts.kpi_target_status",
        "with x as (from marts.data_gaps) select severity, count(*) from x group by all",
        "select unnest(gap_ids), row_number() over () from marts.kpi_target_status",
        "from range(3) union all from generate_series(1, 2)",
        "describe marts.data_gaps",
        "summarize marts.data_gaps",
        "show all tables",
        "select 'drop table x; TABLE_FUNCTION' as type, 'quack_stop' as function_name",
        "from information_schema.columns where table_schema = 'marts'",
        "from pragma_table_info('marts.data_gaps')",
    ):
        assert client.ask(statement)


@pytest.mark.parametrize("token", ["wrong-but-long-enough", "a-token-for-tests-onl", "a-token-for-tests-only2"])
def test_another_token_is_refused(served: Served, token: str) -> None:
    with pytest.raises(duckdb.Error, match="Authentication failed"):
        Client(served.uri, token)


def test_without_token_nothing_is_answered(served: Served) -> None:
    with pytest.raises(duckdb.Error):
        Client(served.uri, "")


def test_only_the_loopback_interface_is_bound(served: Served) -> None:
    port = int(served.uri.rpartition(":")[2])
    listening = [
        line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"
    ]
    assert f"0100007F:{port:04X}" in listening
    assert f"00000000:{port:04X}" not in listening


def test_garbage_does_not_end_the_server(served: Served, client: Client) -> None:
    port = int(served.uri.rpartition(":")[2])
    for body in (b"", b"\x00" * 1000, b"\xff" * 1000):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            head = f"POST /quack HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode() + body)
            assert connection.recv(4096)
    assert client.ask("select 1") == [(1,)]


def content(client: Client) -> list[tuple[object, ...]]:
    """What the server holds: its tables, views and comments, and the rows that the statements go for."""
    catalog = client.ask(
        "select schema_name, table_name, comment from duckdb_tables() union all "
        "select schema_name, view_name, comment from duckdb_views() where not internal order by all"
    )
    return [*catalog, *client.ask("from main.kpi_target_status order by all")]
