"""Names and texts in SQL."""


def quoted(name: str) -> str:
    """Return a name in double quotes, for DuckDB."""
    return '"' + name.replace('"', '""') + '"'


def backticked(name: str) -> str:
    """Return a name in backticks, for Spark, which takes double quotes for those of a text."""
    return "`" + name.replace("`", "``") + "`"


def quoted_text(text: str) -> str:
    """Return a text in single quotes."""
    return "'" + text.replace("'", "''") + "'"
