"""Writers and readers of one lake at the same time, each a process of its own with a connection of its own.

Every writer counts what it committed and what was refused to it. A refused transaction is tried again a few times, as a
person would start dbt again; what a writer was told is committed must be in the table afterwards, once.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import duckdb

from tests.ducklake.lake import Lake

ROWS = 2000
TRIES = 20
LONGEST = 300


@dataclass
class Told:
    """What a process saw.

    Attributes:
        committed: Transactions that it was told are committed.
        refused: Transactions that were refused, tried again or not.
        given_up: Transactions that were refused at every try.
        errors: Kinds of refusals, shortened, with how often.
    """

    committed: int = 0
    refused: int = 0
    given_up: int = 0
    errors: dict[str, int] = field(default_factory=dict)

    def note(self, error: duckdb.Error) -> None:
        """Remember a refusal."""
        self.refused += 1
        kind = _kind(str(error))
        self.errors[kind] = self.errors.get(kind, 0) + 1


def write(connection: duckdb.DuckDBPyConnection, told: Told, statements: Sequence[str]) -> None:
    """Run statements in one transaction, again as often as it is refused."""
    for _ in range(TRIES):
        try:
            connection.begin()
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        except duckdb.Error as error:
            told.note(error)
            with suppress(duckdb.Error):
                connection.rollback()
            continue
        told.committed += 1
        return
    told.given_up += 1


def rows_of(generation: int, year: int) -> str:
    """A query of `ROWS` rows that say which writer and which generation they are of."""
    return f"select {year}::integer as fiscal_year, {generation}::integer as generation, range as id from range({ROWS})"


def replace_own_table(connection: duckdb.DuckDBPyConnection, told: Told, writer: int, rounds: int) -> None:
    """Build a table that nobody else builds, as dbt does: under another name, renamed when it is whole."""
    name = f"lake.writers.own_{writer}"
    for generation in range(rounds):
        swap = [f"alter table {name} rename to own_{writer}__backup"] if generation else []
        write(
            connection,
            told,
            [
                f"create table {name}__tmp as {rows_of(generation, writer)}",
                *swap,
                f"alter table {name}__tmp rename to own_{writer}",
                f"comment on table {name} is 'generation {generation}'",
            ],
        )
        if generation:
            write(connection, told, [f"drop table if exists {name}__backup"])


def replace_own_year(connection: duckdb.DuckDBPyConnection, told: Told, writer: int, rounds: int) -> None:
    """Replace the rows of one fiscal year in a table where others replace other years."""
    for generation in range(1, rounds + 1):
        write(
            connection,
            told,
            [
                f"delete from lake.writers.years where fiscal_year = {writer}",
                f"insert into lake.writers.years {rows_of(generation, writer)}",
            ],
        )


def replace_same_table(connection: duckdb.DuckDBPyConnection, told: Told, writer: int, rounds: int) -> None:
    """Replace a table that others replace too."""
    for generation in range(1, rounds + 1):
        write(connection, told, [f"create or replace table lake.writers.same as {rows_of(generation, writer)}"])


def count_up(connection: duckdb.DuckDBPyConnection, told: Told, writer: int, rounds: int) -> None:
    """Add one to a number that others add to, by a statement that reads and writes it."""
    for _ in range(rounds):
        write(connection, told, ["update lake.writers.counter set n = n + 1"])


def append(connection: duckdb.DuckDBPyConnection, told: Told, writer: int, rounds: int) -> None:
    """Append to a table that others append to."""
    for generation in range(1, rounds + 1):
        write(connection, told, [f"insert into lake.writers.appended {rows_of(generation, writer)}"])


WORK: dict[str, Callable[[duckdb.DuckDBPyConnection, Told, int, int], None]] = {
    work.__name__: work for work in (replace_own_table, replace_own_year, replace_same_table, count_up, append)
}


def prepare(lake: Lake, writers: int) -> None:
    """Make the tables that the writers write to, as they are before the first."""
    with lake.connect() as connection:
        connection.execute("drop schema if exists lake.writers cascade")
        connection.execute("create schema lake.writers")
        connection.execute(f"create table lake.writers.years as {rows_of(0, 0)}")
        for writer in range(1, writers):
            connection.execute(f"insert into lake.writers.years {rows_of(0, writer)}")
        connection.execute(f"create table lake.writers.same as {rows_of(0, 0)}")
        connection.execute("create table lake.writers.counter as select 0 as n")
        connection.execute(f"create table lake.writers.appended as {rows_of(0, 0)} limit 0")


def together(lake: Lake, work: str, rounds: int, writers: int = 2) -> list[Told]:
    """Let several processes do the same kind of work at the same time.

    Args:
        lake: Where.
        work: Name of one of `WORK`.
        rounds: How often each does it.
        writers: Number of processes.

    Returns:
        What each was told.
    """
    context = multiprocessing.get_context("spawn")
    begin, answers = context.Barrier(writers), context.Queue()
    processes = [
        context.Process(target=_work, args=(lake, work, writer, rounds, begin, answers)) for writer in range(writers)
    ]
    for process in processes:
        process.start()
    try:
        return [Told(**answers.get(timeout=LONGEST)) for _ in processes]
    finally:
        for process in processes:
            process.join(30)
            if process.is_alive():
                process.kill()


def read_until(lake: Lake, query: str, ended: Any, ready: Any, answers: Any) -> None:
    """Ask the same again and again until told to end; give back the distinct answers, errors and the times."""
    seen: list[Any] = []
    errors: list[str] = []
    times: list[float] = []
    with lake.connect(read_only=True) as connection:
        ready.set()
        while not ended.is_set():
            started = time.perf_counter()
            try:
                answer = connection.execute(query).fetchall()
            except duckdb.Error as error:
                errors.append(_kind(str(error)))
                continue
            times.append(time.perf_counter() - started)
            if answer not in seen:
                seen.append(answer)
    answers.put((seen, errors, times))


def reading(lake: Lake, query: str, meanwhile: Callable[[], Any]) -> tuple[Any, list[Any], list[str], list[float]]:
    """Read in another process while something is done here.

    Returns:
        What was done, the reader's distinct answers, its errors and how long each answer took.
    """
    context = multiprocessing.get_context("spawn")
    ended, ready, answers = context.Event(), context.Event(), context.Queue()
    reader = context.Process(target=read_until, args=(lake, query, ended, ready, answers))
    reader.start()
    try:
        assert ready.wait(LONGEST), "the reader does not come to read"
        done = meanwhile()
        ended.set()
        seen, errors, times = answers.get(timeout=LONGEST)
        return done, seen, errors, times
    finally:
        ended.set()
        reader.join(30)
        if reader.is_alive():
            reader.kill()


def _work(lake: Lake, work: str, writer: int, rounds: int, begin: Any, answers: Any) -> None:
    told = Told()
    with lake.connect() as connection:
        begin.wait(60)
        WORK[work](connection, told, writer, rounds)
    answers.put(asdict(told))


# What tells kinds of refusals apart stands below the first line of their messages.
SIGNS = (
    "Transaction conflict",
    "violates unique constraint",
    "Exceeded the maximum retry count",
    "schema not found in metadata catalog",
)


def _kind(message: str) -> str:
    """Shorten an error: without numbers and statements, so that errors of one kind are told once."""
    for sign in SIGNS:
        if sign in message:
            found = message[message.index(sign) :].splitlines()[0]
            return "".join("#" if letter.isdigit() else letter for letter in found)[:160]
    return "".join("#" if letter.isdigit() else letter for letter in message.splitlines()[0])[:160]
