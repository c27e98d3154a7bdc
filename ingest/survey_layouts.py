"""Layouts of survey tools: the schema of `layouts:` in a contract, and which layout a header belongs to.

A layout says how a tool's export is recognised and how its questions become our columns. Does not belong here: the
mapping of cells (`column_mapping`) and any tool's particulars, which are data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ingest.header_text import normalise_header

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Answer(BaseModel):
    """How the answers to one question become one of our columns.

    At most one of these says how: `values` translates whole answers, `options` picks one of the options of a
    multi-select answer, `when_filled` with `when_blank` tells only whether there is an answer, `formats` reads a
    timestamp. Without any of them the cell is taken as it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: Name = Field(description="Our column.")
    header: str = Field(min_length=1, description="Header of the question in the tool's export.")
    aliases: tuple[str, ...] = Field(default=(), description="Other wordings of the header.")
    required: bool = Field(default=True, description="Without it the file is quarantined.")
    values: dict[str, str] = Field(default={}, description="Text of the tool to our text; other texts stay.")
    options: dict[str, str] = Field(default={}, description="Chosen option to our text; two of them are joined.")
    otherwise: str | None = Field(default=None, description="Our text when none of the options was chosen.")
    multiple: bool = Field(default=False, description="Keep all chosen options, joined with ';'.")
    formats: tuple[str, ...] = Field(default=(), description="strptime formats of a timestamp, tried in turn.")
    when_filled: str | None = Field(default=None, description="Our text when there is an answer.")
    when_blank: str | None = Field(default=None, description="Our text when there is none.")

    @model_validator(mode="after")
    def _one_way(self) -> Answer:
        ways = [
            bool(self.values),
            bool(self.options),
            self.multiple,
            bool(self.formats),
            self.when_filled is not None,
        ]
        if sum(ways) > 1:
            raise ValueError("give one of values, options, multiple, formats, when_filled")
        if self.otherwise is not None and not self.options:
            raise ValueError("otherwise: it belongs to options")
        return self

    @property
    def is_translated(self) -> bool:
        """Whether the landed text may differ from the tool's own."""
        return bool(self.values or self.options or self.formats) or self.multiple or self.when_filled is not None

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which the question is accepted."""
        return (self.header, *self.aliases)


class SurveyLayout(BaseModel):
    """The form in which one survey tool sends a source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    recognised_by: tuple[str, ...] = Field(min_length=1, description="Headers that only this tool's export has.")
    separator: str | None = Field(default=None, min_length=1, description="What joins the options of an answer.")
    columns: tuple[Answer, ...] = Field(min_length=1)
    constants: dict[Name, str] = Field(default={}, description="Text of a column that the tool does not send.")
    left_out: tuple[str, ...] = Field(
        default=(), description="Known headers that are not landed: the tool's own, and personal data nobody needs."
    )

    def problems(self, column_names: Sequence[str], key: Iterable[str]) -> list[str]:
        """Return what does not fit the contract's columns.

        Args:
            column_names: Our columns.
            key: Columns that tell rows apart.
        """
        mapped = [answer.column for answer in self.columns] + list(self.constants)
        problems = [f"columns: there is no column {name!r}" for name in mapped if name not in column_names]
        problems += [
            f"columns: {name!r} is mapped twice" for name in sorted({n for n in mapped if mapped.count(n) > 1})
        ]
        problems += [f"columns: key column {name!r} is not mapped" for name in key if name not in mapped]
        if self.separator is None and any(answer.options or answer.multiple for answer in self.columns):
            problems.append("separator: say what the options are joined by")
        declared = self.canonical_headers()
        problems += [
            f"recognised_by: header {header!r} is in neither columns nor left_out"
            for header in self.recognised_by
            if normalise_header(header) not in declared
        ]
        return problems

    def canonical_headers(self) -> dict[str, str]:
        """Return every accepted header in the form it is compared in, with the header that stands for it."""
        canonical = {normalise_header(header): header for header in self.left_out}
        for answer in self.columns:
            canonical |= {normalise_header(header): answer.header for header in answer.headers}
        return canonical

    def is_recognised(self, headers: Iterable[str]) -> bool:
        """Tell whether a file's headers, in the form they are compared in, are those of the tool."""
        canonical = self.canonical_headers()
        present = {canonical[header] for header in headers if header in canonical}
        return all(canonical[normalise_header(header)] in present for header in self.recognised_by)
