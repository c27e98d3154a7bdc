"""Looks for planted personal data in every file below a folder, whatever kinds of files there are.

Texts are compared without regard to width, case, blanks and hyphens. A file is looked at as it lies and, where its kind
is known, as what a reader sees: rows and comments of databases, rows of Parquet files, members of archives (a workbook
is one), text without the escapes of JSON and HTML.
"""

from __future__ import annotations

import html
import io
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import duckdb

ENCODINGS = ("utf-8", "cp932", "utf-16-le", "utf-16-be")
JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
IGNORED = re.compile(r"[\s()‐‑–−ー－-]")
DATABASES = (".duckdb",)
SQLITE = b"SQLite format 3\x00"


class Leak(NamedTuple):
    """A planted text that was found.

    Attributes:
        file: File, relative to the folder.
        place: Where in the file.
        planted: The text.
    """

    file: str
    place: str
    planted: str


def comparable(text: str) -> str:
    """Return a text in the form that is compared."""
    return IGNORED.sub("", unicodedata.normalize("NFKC", text)).lower()


def leaks(folder: Path, planted: Iterable[str]) -> list[Leak]:
    """Return every planted text that is found below a folder, once per file and place.

    Args:
        folder: Folder, or a link to one.
        planted: Texts to look for.
    """
    needles = {comparable(text): text for text in planted}
    found: dict[Leak, None] = {}
    for path in sorted(folder.resolve().rglob("*")):
        if not path.is_file():
            continue
        name = str(path.relative_to(folder.resolve()))
        for place, text in [("its name", name), *texts_of(path)]:
            haystack = comparable(text)
            found |= {Leak(name, place, needles[needle]): None for needle in needles if needle in haystack}
    return list(found)


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield everything that can be read in a file, with where it stands.

    Args:
        path: The file.
    """
    content = path.read_bytes()
    yield from _texts_of_bytes(content)
    if path.suffix in DATABASES:
        yield from _texts_of_database(path)
    elif path.suffix == ".parquet":
        with duckdb.connect(":memory:") as connection:
            yield "rows", _rows(connection, f"read_parquet('{path}')")
    elif content.startswith(SQLITE):
        yield from _texts_of_sqlite(path)


def _texts_of_bytes(content: bytes, where: str = "bytes") -> Iterator[tuple[str, str]]:
    for encoding in ENCODINGS:
        text = content.decode(encoding, errors="ignore")
        yield f"{where} as {encoding}", text
        if encoding in ("utf-8", "cp932"):
            plain = html.unescape(JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))
            if plain != text:
                yield f"{where} as {encoding}, without escapes", plain
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _texts_of_bytes(archive.read(member), f"{where}, member {member}")


def _texts_of_database(path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(":memory:") as connection:
        # Under the name that it was made under: its views may say it.
        name = path.stem
        connection.execute(f"attach '{path}' as \"{name}\" (read_only)")
        tables = connection.execute(
            f"select schema_name, table_name from duckdb_tables() where database_name = '{name}' "
            f"union all select schema_name, view_name from duckdb_views() where database_name = '{name}' "
            "and not internal"
        ).fetchall()
        for schema, table in tables:
            yield f"rows of {schema}.{table}", _rows(connection, f'"{name}"."{schema}"."{table}"')
        comments = connection.execute(
            f"select comment from duckdb_tables() where database_name = '{name}' and comment is not null "
            "union all "
            f"select comment from duckdb_columns() where database_name = '{name}' and comment is not null"
        ).fetchall()
        yield "comments", "\n".join(comment for (comment,) in comments)


def _rows(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    rows = connection.execute(f"select distinct cast(t as varchar) from {relation} as t").fetchall()
    return "\n".join(row for (row,) in rows)


def _texts_of_sqlite(path: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            rows = connection.execute(f'select * from "{table}"').fetchall()
            yield f"rows of {table}", "\n".join(str(value) for row in rows for value in row)
