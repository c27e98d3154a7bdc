"""Served marts: what clients see, and how the next publication reaches them."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from reporting.publication import publication_in_force
from reporting.published import NotPublishedError
from reporting.served.server import MartsServer, ServerError
from reporting.table_copy import DATABASE
from tests.reporting.conftest import publish_marts
from tests.served.conftest import TOKEN, Client, Served, free_port

WAIT = timedelta(seconds=60)
NEXT = """
update marts.kpi_target_status set actual = 350;
create table marts.brought_along as select 1 as "a name", '円' as unit;
comment on table marts.brought_along is '数量ではない / It''s no amount';
comment on column marts.brought_along."a name" is '番号 / Number';
"""


@pytest.fixture
def next_marts(tmp_path: Path) -> Path:
    file = tmp_path / "next.sql"
    file.write_text(NEXT, encoding="utf-8")
    return file


def test_every_table_is_the_published_one(served: Served, client: Client) -> None:
    publication = publication_in_force(served.home / "published")
    assert publication is not None
    names = [name for (name,) in client.ask("select view_name from duckdb_views() where schema_name = 'marts'")]
    assert set(names) == set(publication.tables)
    with duckdb.connect(str(publication.directory / DATABASE), read_only=True) as file:
        for table in publication.tables:
            # The file's own name and its schema's are the same word.
            expected = file.execute(f"from marts.marts.{table} order by all").fetchall()
            assert client.run(f"from remote.marts.{table} order by all") == expected
            assert client.run(f"from remote.main.{table} order by all") == expected


def test_types_and_comments_are_kept(protocol: None, tmp_path: Path, next_marts: Path) -> None:
    server = MartsServer(publish_marts(tmp_path / "home", next_marts))
    try:
        client = Client(server.start(free_port(), TOKEN))
        described = client.ask(
            "select column_name, comment from duckdb_columns() where schema_name = 'marts' "
            "and table_name = 'brought_along' order by column_index"
        )
        assert described == [("a name", "番号 / Number"), ("unit", None)]
        comment = client.ask("select comment from duckdb_views() where view_name = 'brought_along'")
        assert comment == [("数量ではない / It's no amount",)]
        kinds = dict(
            client.ask(
                "select column_name, data_type from duckdb_columns() where schema_name = 'marts' "
                "and table_name = 'kpi_target_status'"
            )
        )
        assert kinds["gap_ids"] == "VARCHAR[]"
        assert kinds["as_of_date"] == "DATE"
        client.close()
    finally:
        server.stop()


def test_a_connected_client_sees_the_next_publication_and_nothing_of_the_last(
    protocol: None, tmp_path: Path, next_marts: Path
) -> None:
    home = tmp_path / "home"
    server = MartsServer(publish_marts(home, next_marts))
    stopped = threading.Event()
    told: list[str] = []
    follower = threading.Thread(target=server.follow, args=(stopped, told.append))
    try:
        client = Client(server.start(free_port(), TOKEN))
        follower.start()
        actuals = "select distinct actual from marts.kpi_target_status"
        assert client.ask(actuals) == [(350,)]
        publish_marts(home)
        await_that(lambda: client.ask(actuals) != [(350,)])
        assert sorted(client.ask(actuals)) == [(340,), (342,)]
        assert client.ask("select count(*) from duckdb_views() where view_name = 'brought_along'") == [(0,)]
        assert len(told) == 1
        assert TOKEN not in told[0]
        client.close()
    finally:
        stopped.set()
        if follower.ident is not None:
            follower.join()
        server.stop()


def test_no_publication_stays_open(served: Served) -> None:
    """The server runs in this process, so what it holds open is found here."""
    links = list(Path("/proc/self/fd").iterdir())
    targets = [str(link.readlink()) for link in links if link.is_symlink()]
    assert targets
    assert not [target for target in targets if target.startswith(str(served.home))]


def test_what_is_served_stays_when_the_next_publication_cannot_be_read(protocol: None, tmp_path: Path) -> None:
    home = tmp_path / "home"
    server = MartsServer(publish_marts(home))
    try:
        client = Client(server.start(free_port(), TOKEN))
        publish_marts(home)
        publication = publication_in_force(home / "published")
        assert publication is not None
        (publication.directory / DATABASE).write_bytes(b"no database")
        with pytest.raises(duckdb.Error):
            server.refresh()
        assert len(client.run("from remote.marts.kpi_target_status")) == 2
        shutil.rmtree(home / "publications")
        with pytest.raises(NotPublishedError, match="Remedy"):
            server.refresh()
        assert len(client.run("from remote.marts.kpi_target_status")) == 2
        client.close()
    finally:
        server.stop()


def test_a_port_in_use_is_told_without_the_token(served: Served) -> None:
    port = int(served.uri.rpartition(":")[2])
    second = MartsServer(served.home / "published")
    try:
        with pytest.raises(ServerError, match="Remedy") as failed:
            second.start(port, TOKEN)
        assert TOKEN not in str(failed.value)
    finally:
        second.stop()


def await_that(holds: object) -> None:
    """Wait until something holds, for a bounded time."""
    assert callable(holds)
    last = datetime.now(UTC) + WAIT
    while not holds():
        assert datetime.now(UTC) < last
        threading.Event().wait(0.2)
