"""How staging reads a cell, for looking at files before they are landed.

The rules are written once, as SQL templates in the macros of the dbt project and in the seed `codes` of the profile;
here they are rendered and run on Arrow columns by DuckDB. dbt itself is not needed for that. Does not belong here: what
follows from a cell that cannot be read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pyarrow as pa

from ingest.contracts import ColumnContract, ColumnType
from profiles import DEFAULT_PROFILE

DBT_PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"


class TypingRules:
    """The typing rules of one dbt project, with the code lists of one profile.

    Args:
        dbt_project: Folder of the project.
        profile: Folder of the profile, whose seed lists the codes.
    """

    def __init__(self, dbt_project: Path = DBT_PROJECT, profile: Path = DEFAULT_PROFILE) -> None:
        macros = dbt_project / "macros"
        self._macro_folders = (macros / "dialect", macros / "typing")
        self._codes_file = profile / "seeds" / "codes.csv"

    @cached_property
    def code_lists(self) -> Mapping[str, Mapping[str, str]]:
        """Code by text, for each list of the seed `codes`."""
        lists: dict[str, dict[str, str]] = {}
        text = self._codes_file.read_text(encoding="utf-8-sig")
        for row in csv.DictReader(io.StringIO(text)):
            lists.setdefault(row["domain"], {})[row["text"]] = row["code"]
        return lists

    def unreadable(self, cells: pa.Array | pa.ChunkedArray, column: ColumnContract) -> list[int]:
        """Return the places of cells that hold something which the contract's type cannot read.

        Args:
            cells: Raw text.
            column: Its column in the contract.
        """
        value = self.typed("comparable", column.type, column.codes)
        declined = str(self._macros.is_declined("comparable"))
        query = (
            f"select place from (select place, {self.comparable('raw', column.type)} as comparable from cells) "  # noqa: S608
            f"where comparable is not null and not {declined} and ({value}) is null order by place"
        )
        return [place for (place,) in self._run(cells, query)]

    def read(self, cells: pa.Array | pa.ChunkedArray, column_type: ColumnType, codes: str | None = None) -> list[Any]:
        """Return the value of each cell, None where it is blank or cannot be read.

        Args:
            cells: Raw text.
            column_type: Type to read it as.
            codes: Code list, for codes.
        """
        value = self.typed("comparable", column_type, codes)
        comparable = self.comparable("raw", column_type)
        query = f"select {value} from (select place, {comparable} as comparable from cells) order by place"  # noqa: S608
        return [value for (value,) in self._run(cells, query)]

    def comparable(self, column: str, column_type: ColumnType) -> str:
        """Return the SQL of a column's text in the form that its type is read from; blank is NULL."""
        return str(self._macros.comparable_text(column, column_type))

    def typed(self, text: str, column_type: ColumnType, codes: str | None = None) -> str:
        """Return the SQL of the value that comparable text holds, NULL when it cannot be read."""
        return str(self._macros.typed_value(text, column_type, codes))

    def _run(self, cells: pa.Array | pa.ChunkedArray, query: str) -> list[Any]:
        places = pa.array(range(len(cells)), pa.int64())
        with self._database.cursor() as connection:
            connection.register("cells", pa.table({"place": places, "raw": cells}))
            return connection.execute(query).fetchall()

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        rows = [(name, text, code) for name, texts in self.code_lists.items() for text, code in texts.items()]
        names = ("domain", "text", "code")
        lists = pa.table({name: pa.array(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)})
        connection = duckdb.connect()
        connection.register("lists", lists)
        connection.execute("create table codes as from lists")
        connection.unregister("lists")
        return connection

    @cached_property
    def _macros(self) -> Any:
        # Only our own macros are rendered; values of files never are.
        environment = jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])  # noqa: S701 (SQL, not HTML)
        files = [file for folder in self._macro_folders for file in sorted(folder.glob("*.sql"))]
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
        adapter = _DuckDBAdapter()
        template = environment.from_string(text, globals={"ref": lambda name: name, "adapter": adapter})
        adapter.macros = template.module
        return adapter.macros


class _DuckDBAdapter:
    """What the macros ask dbt's adapter for: their own DuckDB variant."""

    macros: Any = None

    def dispatch(self, name: str) -> Any:
        return getattr(self.macros, f"duckdb__{name}")


def typed_columns(columns: Sequence[ColumnContract]) -> list[ColumnContract]:
    """Return the columns whose cells can be unreadable."""
    return [column for column in columns if column.type != "text"]
