"""A lake on loopback: PostgreSQL of its own for the catalogue, an S3 server that checks signatures for the Parquet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from orchestration.lake import ALIAS, attach, prepare
from reporting.served.extensions import NO_NETWORK
from tests.deployment.postgres import USER, PostgreSQL, programs

BUCKET = "lake"


@dataclass(frozen=True)
class Lake:
    """Where the lake is; can be handed to another process.

    Attributes:
        catalogue: PostgreSQL database of the catalogue, without a password.
        data: Where the Parquet lies.
        environment: Variables that a process needs to reach both.
    """

    catalogue: str
    data: str
    environment: dict[str, str]

    @contextmanager
    def connect(self, *, read_only: bool = False, alias: str = ALIAS) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open a database in memory that the lake is attached to."""
        os.environ.update(self.environment)
        with duckdb.connect(":memory:", config={**NO_NETWORK}) as connection:
            connection.execute("set enable_progress_bar = false")
            prepare(connection)
            attach(connection, self.catalogue, self.data, read_only=read_only, alias=alias)
            yield connection


class LakeServers:
    """Both servers, and lakes on them."""

    def __init__(self, postgres: PostgreSQL, storage: dict[str, str]) -> None:
        self.postgres = postgres
        self._storage = storage

    def new(self, name: str) -> Lake:
        """Make an empty lake.

        Args:
            name: Of its database and its folder in the bucket.
        """
        self.postgres.run_sql(f"create database {name}", database="postgres")
        return Lake(
            catalogue=f"postgresql://{USER}@127.0.0.1:{self.postgres.port}/{name}",
            data=f"s3://{BUCKET}/{name}/",
            environment={**self._storage, "PGPASSFILE": str(self.postgres.passfile)},
        )


@contextmanager
def lake_servers() -> Iterator[LakeServers]:
    """Run both servers."""
    # Not above: every writer imports this module, and the server takes longer to import than a writer to write.
    from tests.ingest.servers import LOOPBACK, s3_server

    folder = programs()
    assert folder is not None, "PostgreSQL's server programs are not installed"
    postgres = PostgreSQL(folder)
    try:
        with s3_server() as storage:
            storage.client.create_bucket(Bucket=BUCKET)
            yield LakeServers(
                postgres,
                {
                    "AWS_ACCESS_KEY_ID": storage.key,
                    "AWS_SECRET_ACCESS_KEY": storage.secret,
                    "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{storage.port}",
                    "AWS_REGION": "us-east-1",
                },
            )
    finally:
        postgres.remove()
