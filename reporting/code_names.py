"""What codes of the marts are called: subjects and items of surveys, budget sources, responses.

Names are data of the profile, published as `dim_code`. A code that has no name there is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    MartRow = Mapping[str, Any]

Names = tuple[str, str]
NO_CODE = ("–", "–")
CODES = "dim_code"


@dataclass(frozen=True)
class CodeNames:
    """Names by kind and code, in their order.

    Attributes:
        kinds: In Japanese and English.
    """

    kinds: Mapping[str, Mapping[str, Names]]

    def said(self, kind: str, code: str | None) -> Names:
        """Return what a code is called in Japanese and English.

        Args:
            kind: Kind of code, such as `subject`.
            code: The code; None is a dash.
        """
        return NO_CODE if code is None else self.kinds.get(kind, {}).get(code, (code, code))

    def codes(self, kind: str) -> list[str]:
        """Return the codes of a kind in their order."""
        return list(self.kinds.get(kind, {}))


def code_names(rows: Sequence[MartRow]) -> CodeNames:
    """Put rows of `dim_code` in order.

    Args:
        rows: The rows.
    """
    kinds: dict[str, dict[str, Names]] = {}
    for row in sorted(rows, key=lambda row: (row["kind"], row["position"])):
        kinds.setdefault(row["kind"], {})[row["code"]] = (row["name_ja"], row["name_en"])
    return CodeNames(kinds)


def read_code_names(connection: DuckDBPyConnection, schema: str = "marts") -> CodeNames:
    """Read them.

    Args:
        connection: Open connection to the marts.
        schema: Schema that holds them.
    """
    return code_names(rows_of(connection, f"select * from {schema}.{CODES}"))  # noqa: S608
