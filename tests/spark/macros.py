"""The macros of the dbt project, rendered for one dialect without dbt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

MACROS = Path(__file__).resolve().parents[2] / "dbt_project" / "macros"


class Macros:
    """Macros that need nothing of dbt but its dispatch.

    Args:
        dialect: `duckdb` or `spark`.
    """

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        environment = jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])  # noqa: S701 (SQL)
        folders = (MACROS / "dialect", MACROS / "typing")
        texts = [file.read_text(encoding="utf-8") for folder in folders for file in sorted(folder.glob("*.sql"))]
        texts += [(MACROS / name).read_text(encoding="utf-8") for name in ("time.sql", "money.sql", "attainment.sql")]
        variables = {"fiscal_year_start_month": 4, "as_of_date": "2026-10-31"}
        given = {"adapter": self, "ref": lambda name: name, "var": variables.get}
        self._module: Any = environment.from_string("\n".join(texts), globals=given).module

    def dispatch(self, name: str) -> Callable[..., str]:
        """Return the variant of a macro for this dialect."""
        variant: Callable[..., str] = getattr(self._module, f"{self._dialect}__{name}")
        return variant

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)
