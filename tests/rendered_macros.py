"""The macros of the dbt project, rendered for one dialect without dbt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

MACROS = Path(__file__).resolve().parents[1] / "dbt_project" / "macros"
ROOT_FILES = ("time.sql", "money.sql", "attainment.sql", "disclosure.sql")


class Macros:
    """Macros that need nothing of dbt but its dispatch.

    Args:
        dialect: `duckdb`, `spark` or `postgres`.
    """

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self._environment = jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])  # noqa: S701 (SQL)
        folders = (MACROS / "dialect", MACROS / "typing")
        texts = [file.read_text(encoding="utf-8") for folder in folders for file in sorted(folder.glob("*.sql"))]
        texts += [(MACROS / name).read_text(encoding="utf-8") for name in ROOT_FILES]
        variables = {"fiscal_year_start_month": 4, "as_of_date": "2026-10-31"}
        self._text = "\n".join(texts)
        self._given = {"adapter": self, "ref": lambda name: name, "var": variables.get}
        self._module: Any = self._environment.from_string(self._text, globals=self._given).module

    def render(self, text: str, **given: Any) -> str:
        """Return the SQL of a model or an expression.

        Args:
            text: With calls of the macros.
            given: What else it uses, such as `var`.
        """
        return self._environment.from_string(self._text + text, globals={**self._given, **given}).render()

    def dispatch(self, name: str) -> Callable[..., str]:
        """Return the variant of a macro for this dialect."""
        variant: Callable[..., str] = getattr(self._module, f"{self._dialect}__{name}")
        return variant

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)
