"""Readers all day: nobody who reads is blocked or broken by a publication, and nobody who reads holds one up."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Queue

import duckdb
import pytest

from reporting.publication import InputFile, Publication, publish

PUBLICATIONS = 20
READERS = 4
AS_OF = date(2026, 10, 31)
INPUT = InputFile("fdi_cases", 2026, AS_OF, "fdi_cases/fdi_cases_FY2026_20261031.xlsx", "ab" * 32, 7)
# Every table of a publication tells its number, in rows enough that a reader needs a while.
MARTS = """
create schema marts;
create table marts.kpi_target_status as select date '2026-10-31' as as_of_date, {number} as number;
create table marts.fct_cases as select range as case_id, {number} as number from range(50000);
create table marts.data_gaps as select range as gap_id, {number} as number from range(1000);
"""


@dataclass
class Seen:
    """What a reader saw: the numbers of publications, and what went wrong."""

    numbers: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def publish_number(home: Path, number: int) -> Publication:
    with duckdb.connect(":memory:") as connection:
        connection.execute(MARTS.format(number=number))
        return publish(
            connection,
            home / "publications",
            home / "published",
            as_of=AS_OF,
            code_version="1",
            fingerprint=str(number),
            input_files=[INPUT],
        )


def numbers_of(connection: duckdb.DuckDBPyConnection) -> set[int]:
    rows = connection.execute(
        "select number from publication.marts.kpi_target_status union select number from publication.marts.fct_cases "
        "union select number from publication.marts.data_gaps"
    ).fetchall()
    return {number for (number,) in rows}


def read_database(published: Path) -> set[int]:
    """Open the database behind the link, as a BI tool does."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{published / 'marts.duckdb'}' as publication (read_only)")
        return numbers_of(connection)


def read_files(published: Path) -> set[int]:
    """Read Parquet and the manifest of one publication: the link is followed once."""
    folder = published.resolve()
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            f"select distinct number from read_parquet('{folder}/*.parquet', union_by_name = true)"
        )
        return {number for (number,) in rows.fetchall()} | {
            int(json.loads((folder / "manifest.json").read_text())["fingerprint"])
        }


def keep_reading(read: Callable[[Path], set[int]], published: Path, stop: Event, results: Queue[Seen]) -> None:
    seen = Seen()
    while not stop.is_set():
        try:
            found = read(published)
        except Exception as error:
            seen.errors.append(f"{type(error).__name__}: {error}")
        else:
            if len(found) != 1:
                seen.errors.append(f"a mixture of publications {sorted(found)}")
            seen.numbers += found
    results.put(seen)


def hold_open(_: Callable[[Path], set[int]], published: Path, stop: Event, results: Queue[Seen]) -> None:
    """Keep the first publication open over all that follow, and go on reading it."""
    seen = Seen()
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{published / 'marts.duckdb'}' as publication (read_only)")
        while not stop.is_set():
            seen.numbers += numbers_of(connection)
            time.sleep(0.01)
    results.put(seen)


@pytest.fixture(scope="module")
def hammered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Publication], list[Seen], Seen]:
    """Readers of databases and of files, and one who keeps the first open, during twenty publications."""
    home = tmp_path_factory.mktemp("home")
    made = [publish_number(home, 0)]
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    results, held = context.Queue(), context.Queue()
    published = home / "published"
    readers = [
        context.Process(target=keep_reading, args=(read_database if n % 2 else read_files, published, stop, results))
        for n in range(READERS)
    ]
    holder = context.Process(target=hold_open, args=(read_database, published, stop, held))
    for process in (*readers, holder):
        process.start()
    try:
        for number in range(1, PUBLICATIONS + 1):
            made.append(publish_number(home, number))
            time.sleep(0.1)
    finally:
        stop.set()
    seen, kept = [results.get(timeout=60) for _ in readers], held.get(timeout=60)
    for process in (*readers, holder):
        process.join(timeout=60)
    return home, made, seen, kept


def test_no_reader_is_broken_or_sees_a_mixture(
    hammered: tuple[Path, list[Publication], list[Seen], Seen],
) -> None:
    _, _, seen, _ = hammered
    assert [error for reader in seen for error in reader.errors] == []
    assert all(reader.numbers == sorted(reader.numbers) for reader in seen), "no reader goes back in time"


def test_readers_get_new_publications_while_they_read(
    hammered: tuple[Path, list[Publication], list[Seen], Seen],
) -> None:
    _, _, seen, _ = hammered
    assert len({number for reader in seen for number in reader.numbers}) > PUBLICATIONS / 4


def test_who_holds_an_old_one_open_keeps_it(hammered: tuple[Path, list[Publication], list[Seen], Seen]) -> None:
    _, _, _, kept = hammered
    assert len(kept.numbers) > 1
    assert set(kept.numbers) <= {0, 1, 2}, "it opened one of the first, and never another"
    assert len(set(kept.numbers)) == 1


def test_readers_hold_no_publication_up(hammered: tuple[Path, list[Publication], list[Seen], Seen]) -> None:
    home, made, _, _ = hammered
    assert len(made) == PUBLICATIONS + 1
    assert (home / "published").resolve().name == made[-1].id
    assert {path.name for path in (home / "publications").iterdir()} == {one.id for one in made[-3:]}
