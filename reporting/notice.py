"""The notice: what must be said wherever figures are shown, such as that they are synthetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def notice_of(connection: DuckDBPyConnection) -> tuple[str, str] | None:
    """Return the notice in Japanese and English, None when there is nothing to say.

    Args:
        connection: Open connection to the marts, in schema `marts`.
    """
    row = connection.execute("select notice_ja, notice_en from marts.data_origin").fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])
