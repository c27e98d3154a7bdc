"""dbt's `adapter` as sqlfluff's templater sees it: a dispatched macro is DuckDB's.

Belongs here: stand-ins for what dbt hands to macros, for linting only. Does not belong here: anything dbt runs.
"""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str, *_: str) -> Callable[..., str]:
    """Return DuckDB's variant of a macro, or the one for every engine.

    Args:
        context: Where the macros are.
        name: The macro's name, without the engine's.

    Raises:
        KeyError: There is no such macro.
    """
    for prefix in ("duckdb", "default"):
        variant = context.resolve(f"{prefix}__{name}")
        if callable(variant) and f"{prefix}__{name}" in context:
            found: Callable[..., str] = variant
            return found
    raise KeyError(f"no macro duckdb__{name}. Remedy: write it beside the macro that dispatches it.")
