"""Values inside SQL statements that take no parameters, such as the path of an attached file."""

from __future__ import annotations


def quoted(value: object) -> str:
    """Return a value as the inside of an SQL string.

    Args:
        value: The value.
    """
    return str(value).replace("'", "''")
