"""The schema of `suites/*.yml` and how they are loaded.

Belongs here: what a suite may say, and errors that name file, field and remedy.
Not here: running expectations (`runner`), the SQL of failing rows (`row_rules`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from expectations.row_rules import check_kwargs
from expectations.yaml_files import YamlError, field_path, one_line, read_yaml, remedy_for
from profiles import DEFAULT_PROFILE

SHARED_SUITES = Path(__file__).parent / "suites"
BY_SOURCE = "by_source"

Severity = Literal["info", "warning", "error", "critical"]
Effect = Literal["none", "ledger", "missing_periods", "rejected_rows"]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ExpectationId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*?__[a-z][a-z0-9_]*?__[a-z][a-z0-9_]*$")]
TableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Anchor = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

_DETAIL_FIELDS = frozenset({"records", "source", "fiscal_year", "threshold", "as_of", "values"})


class SuiteError(YamlError):
    """A suite file cannot be used; the message names file, field and remedy."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RowKeys(_Strict):
    """Columns by which a failing row is named."""

    record_id: list[Name] = Field(default_factory=list)  # joined with "/"
    fiscal_year: Name | None = "file_fiscal_year"
    month: Name | None = None
    lineage: bool = True  # the table has source_file and source_row


class ExaminedTable(_Strict):
    """A table of the warehouse, the source it comes from (null: its column `source` says so) and its row keys."""

    table: TableName
    source: Name | None
    keys: RowKeys


class Threshold(_Strict):
    """A tolerance is a decision: dated, with a reason and a day on which it is looked at again."""

    value: float | date
    decided_on: date
    reason: Text
    review_on: date

    @model_validator(mode="after")
    def _review_comes_later(self) -> Threshold:
        if self.review_on <= self.decided_on:
            raise ValueError("review_on must be later than decided_on")
        return self


class Expectation(_Strict):
    """One rule about the rows of one table, and what its failure means."""

    id: ExpectationId
    type: str
    kwargs: dict[str, Any] = Field(default_factory=dict)
    query: Text | None = None
    row_condition: Text | None = None
    shows: Name | None = None  # column of which samples show the value; default: the examined column
    examines: ExaminedTable | None = None  # where it differs from the table of the suite
    severity: Severity
    blocking: bool
    indicators: Literal["by_source"] | list[Name] = Field(default_factory=list)
    effect: Effect
    threshold: Threshold | None = None
    runbook: Anchor
    detail_ja: Text
    detail_en: Text

    @model_validator(mode="after")
    def _is_consistent(self) -> Expectation:
        check_kwargs(self.type, self.kwargs, self.query, self.row_condition)
        is_used = "{threshold}" in self.kwargs.values() or "{threshold}" in (self.query or "")
        if is_used and self.threshold is None:
            raise ValueError("kwargs or query use {threshold}, but no threshold is given")
        for template in (self.detail_ja, self.detail_en):
            unknown = {field for _, field, _, _ in Formatter().parse(template) if field is not None} - _DETAIL_FIELDS
            if unknown:
                raise ValueError(f"detail names unknown fields {sorted(unknown)}; known are {sorted(_DETAIL_FIELDS)}")
            if "{threshold" in template and self.threshold is None:
                raise ValueError("detail uses {threshold}, but no threshold is given")
        return self

    @property
    def by_source(self) -> bool:
        """Whether the affected indicators follow from the source of the failing row."""
        return self.indicators == BY_SOURCE

    @property
    def indicator_ids(self) -> list[str]:
        """Affected indicators; empty when they follow from the source."""
        return [] if isinstance(self.indicators, str) else list(self.indicators)

    @property
    def shown_column(self) -> str | None:
        """Column of which samples show the value."""
        column = self.kwargs.get("column")
        return self.shows or (column if isinstance(column, str) else None)


class Suite(_Strict):
    """The expectations about one source or one table, with the desk that answers for them."""

    suite: Name
    order: int  # earlier suites get the effect of a row first
    owner: Name  # a desk; a new source may bring a new one
    table: TableName
    source: Name | None
    keys: RowKeys
    expectations: list[Expectation] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_begin_with_the_suite(self) -> Suite:
        foreign = [e.id for e in self.expectations if not e.id.startswith(f"{self.suite}__")]
        if foreign:
            raise ValueError(f"ids must begin with '{self.suite}__': {foreign}")
        return self

    def examined(self, expectation: Expectation) -> ExaminedTable:
        """The table that an expectation of this suite examines."""
        return expectation.examines or ExaminedTable(table=self.table, source=self.source, keys=self.keys)


def load_suites(*directories: Path) -> list[Suite]:
    """Load all suites of some folders.

    Args:
        *directories: Folders with `<suite>.yml` files; those that every profile shares, and the default profile's, when
            there is none.

    Returns:
        Suites in their order; the order decides which expectation gets the effect of a row first.

    Raises:
        SuiteError: A file is unreadable or breaks the schema, an id or an order occurs twice, or there is none.
    """
    suites: dict[Path, Suite] = {}
    for directory in directories or (SHARED_SUITES, DEFAULT_PROFILE / "suites"):
        files = sorted(directory.glob("*.yml"))
        if not files:
            raise SuiteError(directory, "*.yml", "no suite found", "give a folder that holds <suite>.yml files")
        suites |= {file: load_suite(file) for file in files}
    _reject_twice(((file, "order", suite.order) for file, suite in suites.items()), "choose another number")
    _reject_twice(
        ((file, "id", e.id) for file, suite in suites.items() for e in suite.expectations), "choose another id"
    )
    return sorted(suites.values(), key=lambda suite: suite.order)


def load_suite(file: Path) -> Suite:
    """Load one suite file.

    Args:
        file: `<suite>.yml`.

    Returns:
        The suite.

    Raises:
        SuiteError: The file is unreadable or breaks the schema; the first of its problems.
    """
    suite = read_suite(file)
    if isinstance(suite, Suite):
        return suite
    raise suite[0]


def read_suite(file: Path) -> Suite | list[SuiteError]:
    """Read one suite file, or say everything that is wrong with it.

    Args:
        file: `<suite>.yml`.

    Returns:
        The suite, or all problems of the file.
    """
    try:
        content = read_yaml(file)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return [SuiteError(file, "file", one_line(error), "write valid YAML in UTF-8")]
    if not isinstance(content, dict):
        return [SuiteError(file, "file", "is not a mapping", "begin with 'suite: <name>'")]
    try:
        suite = Suite.model_validate(content)
    except ValidationError as error:
        return [
            SuiteError(
                file,
                field_path(one["loc"]),
                str(one["msg"]),
                remedy_for(one["type"], "correct the value; the other suites show the form"),
            )
            for one in error.errors(include_url=False)
        ]
    if suite.suite != file.stem:
        return [SuiteError(file, "suite", f"is '{suite.suite}'", f"name the file {suite.suite}.yml")]
    return suite


def _reject_twice(entries: Iterable[tuple[Path, str, object]], remedy: str) -> None:
    seen: dict[object, Path] = {}
    for file, field, value in entries:
        if value in seen:
            raise SuiteError(file, field, f"'{value}' is also used in {seen[value].name}", remedy)
        seen[value] = file
