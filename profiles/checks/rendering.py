"""What the SQL templates of a profile call and refer to, found by rendering them without dbt.

The macros of the shared project are the real ones, so that what they make of their arguments, such as the names of
conditions, is known as dbt would know it. Nothing is run and nothing is compiled for a database. Does not belong here:
what the calls should be (the modules beside this one).
"""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

MACRO_NAME = re.compile(r"\{%-?\s*macro\s+(\w+)")
MACRO = re.compile(r"\{%-?\s*macro\s+(?P<name>\w+)\(.*?\{%-?\s*endmacro\s*-?%\}", re.DOTALL)
# Whose calls and arguments are of interest.
RECORDED = ("staged", "counted_record", "counted_records", "kpi_pillar", "disclosed_pillar")
# What dbt offers and this rendering does without: a template that uses more than their text cannot be looked at.
OF_DBT = frozenset(
    {"builtins", "config", "dbt", "dbt_version", "env_var", "execute", "graph", "invocation_id", "is_incremental"}
    | {"load_result", "local_md5", "log", "model", "modules", "print", "project_name", "run_query", "run_started_at"}
    | {"schema", "selected_resources", "statement", "this", "tojson", "fromjson", "toyaml", "fromyaml", "zip", "set"}
)


@dataclass
class Rendered:
    """What one template does.

    Attributes:
        calls: Arguments by name, for each call of a recorded macro.
        refs: Models and seeds that it reads.
        sources: Landed and other tables that it reads, as `schema.table`.
        unknown: Names that it calls and nothing defines.
        unset: Variables that it reads and nothing sets.
        text: SQL that it makes; None where some of it is known to dbt alone.
        failure: Why it cannot be rendered.
        is_certain: Whether dbt would fail alike.
    """

    calls: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    refs: dict[str, None] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    unset: dict[str, None] = field(default_factory=dict)
    text: str | None = None
    failure: str | None = None
    is_certain: bool = True


class Rendering:
    """The macros of the shared project, ready to render templates with.

    Args:
        project: Folder of the shared dbt project.
        variables: Variables of the project and the profile.
    """

    def __init__(self, project: Path, variables: Mapping[str, Any]) -> None:
        self._variables = variables
        self._texts = {
            match["name"]: match[0]
            for file in sorted((project / "macros").rglob("*.sql"))
            for match in MACRO.finditer(file.read_text(encoding="utf-8"))
        }
        self._macros = {name: self._macro(name) for name in self._texts}
        self._now, self._is_whole = Rendered(), True
        self._environment = SandboxedEnvironment(
            autoescape=False, extensions=["jinja2.ext.do"], undefined=self._lenient()
        )
        self._environment.globals.update(
            {
                "ref": self._ref,
                "source": self._source,
                "var": self._var,
                "return": _return,
                "adapter": self,
                "exceptions": _Exceptions(),
                "target": {"name": "duckdb", "type": "duckdb", "schema": "main", "database": "warehouse"},
                "execute": False,
                "config": lambda *_, **__: "",
                "log": lambda *_, **__: "",
                **self._macros,
            }
        )

    @property
    def macros(self) -> Collection[str]:
        """Names of the shared macros."""
        return self._texts.keys()

    def render(self, file: Path) -> Rendered:
        """Render a template and return what it does.

        Args:
            file: Model of a profile.
        """
        self._now, self._is_whole = Rendered(), True
        try:
            text = self._environment.from_string(file.read_text(encoding="utf-8")).render()
            self._now.text = text if self._is_whole and not self._now.unset else None
        except (jinja2.UndefinedError, SecurityError) as error:
            self._now.failure, self._now.is_certain = str(error), False
        except UnicodeDecodeError:
            self._now.failure = "it is not UTF-8"
        except Exception as error:  # whatever a template does wrong
            self._now.failure = " ".join(str(error).split()) or type(error).__name__
        return self._now

    def dispatch(self, name: str, *_: Any) -> Callable[..., Any]:
        """Return the variant of a macro for DuckDB, as dbt's adapter does."""
        variant = f"duckdb__{name}"
        return self._macros[variant if variant in self._macros else f"default__{name}"]

    def _macro(self, name: str) -> Callable[..., Any]:
        made: list[Any] = []

        def call(*positional: Any, **named: Any) -> Any:
            if not made:
                made.append(getattr(self._environment.from_string(self._texts[name]).module, name))
            macro = made[0]
            if name in RECORDED:
                self._now.calls[name].append({**dict(zip(macro.arguments, positional, strict=False)), **named})
            try:
                return macro(*positional, **named)
            except _ReturnedError as returned:
                return returned.value

        return call

    def _ref(self, *names: str) -> str:
        self._now.refs[names[-1]] = None
        return names[-1]

    def _source(self, schema: str, table: str) -> str:
        self._now.sources[f"{schema}.{table}"] = None
        return f"{schema}.{table}"

    def _var(self, name: str, otherwise: Any = None) -> Any:
        if name not in self._variables and otherwise is None:
            self._now.unset[name] = None
        return self._variables.get(name, otherwise)

    def _lenient(self) -> type[jinja2.Undefined]:
        rendering = self

        class Lenient(jinja2.ChainableUndefined):
            def __call__(self, *_: Any, **__: Any) -> str:  # type: ignore[override]
                rendering._is_whole = False
                # An attribute is of something that dbt offers.
                name = str(self._undefined_name)
                if self._undefined_obj is jinja2.utils.missing and name not in OF_DBT | macros_of_dbt():
                    rendering._now.unknown[name] = None
                return ""

            def __str__(self) -> str:
                rendering._is_whole = False
                return ""

        return Lenient


class _ReturnedError(Exception):
    """What a macro gives back instead of its text."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _return(value: Any) -> None:
    raise _ReturnedError(value)


class _Exceptions:
    """What a macro says when it cannot go on."""

    def raise_compiler_error(self, message: str, *_: Any) -> None:
        """Stop the rendering."""
        raise ValueError(message)

    def warn(self, *_: Any) -> str:
        """Say nothing."""
        return ""


@cache
def macros_of_dbt() -> frozenset[str]:
    """Return the names of the macros that come with dbt; none where it is not installed."""
    try:
        package = importlib.util.find_spec("dbt.include.global_project")
    except ModuleNotFoundError:
        return frozenset()
    folders = [] if package is None else package.submodule_search_locations or []
    files = [file for folder in folders for file in Path(folder).rglob("*.sql")]
    return frozenset(name for file in files for name in MACRO_NAME.findall(file.read_text(encoding="utf-8")))


def names_in(pairs: Any) -> Sequence[str]:
    """Return the first of each pair of a list that a template gave, such as the names of conditions."""
    if not isinstance(pairs, list | tuple):
        return []
    return [pair[0] for pair in pairs if isinstance(pair, list | tuple) and pair and isinstance(pair[0], str)]
