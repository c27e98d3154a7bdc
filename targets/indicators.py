"""Indicators by their ids, and which id a person meant who wrote a label or a name of the document.

Labels changed between the two texts and names are long; neither is ever a key.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from targets.files import Row, Table
from targets.problems import TargetProblem

ID = re.compile(r"[a-z][a-z0-9_]*")
NARRATIVE = "narrative"
VALUE_TYPES = ("count", "amount", "ratio", NARRATIVE)
SPOKEN = ("label_ja", "name_ja", "name_en")


class Indicators:
    """The indicators of `indicators.csv`.

    Args:
        table: The file.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Rows by id; the first speaks for an id that stands there twice."""
        return self._table.by("indicator_id")

    def is_narrative(self, indicator: str) -> bool:
        """Tell whether an indicator has no figure."""
        row = self.rows.get(indicator)
        return row is not None and row["value_type"] == NARRATIVE

    def problems(self) -> Iterator[TargetProblem]:
        """Yield what is wrong with the indicators themselves."""
        yield from self._table.problems
        seen: dict[str, int] = {}
        for row in self._table.rows:
            indicator = row["indicator_id"]
            if not ID.fullmatch(indicator):
                yield row.error(
                    "bad_id",
                    "indicator_id",
                    f"{row.shown('indicator_id')} is no id.",
                    "write small letters, digits and _.",
                )
            elif indicator in seen:
                message = f"{indicator} stands in row {seen[indicator]} already."
                yield row.error("duplicate_row", "indicator_id", message, "delete one of the two rows.")
            seen.setdefault(indicator, row.number)
            if row["value_type"] not in VALUE_TYPES:
                message = f"{row.shown('value_type')} is no type of value."
                yield row.error("unknown_value_type", "value_type", message, f"use one of {', '.join(VALUE_TYPES)}.")
            if row["paired_indicator_id"]:
                yield from self.unknown(row, "paired_indicator_id")

    def unknown(self, row: Row, column: str) -> Iterator[TargetProblem]:
        """Yield the problem when a cell names no indicator.

        Args:
            row: Row of any target file.
            column: Its column with the indicator.
        """
        text = row[column]
        if not self._table.is_usable or text in self.rows:
            return
        if not text.strip():
            yield row.error("unknown_indicator", column, "no indicator is named.", "write its id; see indicators.csv.")
            return
        meant = self._spoken[_plain(text)]
        if meant:
            shown, is_id = row.shown(column), _plain(text) in self.rows
            message = (
                f"{shown} is not the id as it stands."
                if is_id
                else f"{shown} is the label or name of an indicator, which is never a key."
            )
            yield row.error("label_as_key", column, message, f"write its id: {' or '.join(meant)}.")
            return
        near = difflib.get_close_matches(_plain(text), self.rows, n=1, cutoff=0.6)
        remedy = (
            f"did you mean {near[0]}?" if near else "write the id of an indicator of indicators.csv, or add it there."
        )
        yield row.error("unknown_indicator", column, f"there is no indicator {row.shown(column)}.", remedy)

    @cached_property
    def _spoken(self) -> dict[str, list[str]]:
        """Ids by everything else that an indicator is called."""
        ids: dict[str, list[str]] = defaultdict(list)
        for indicator, row in self.rows.items():
            label, *names = (_plain(row[column]) for column in SPOKEN)
            # The label by itself, within its section's text, and before the name; the id with blanks or capitals.
            for text in {label, *names, *(label + name for name in names), _plain(indicator)} - {""}:
                ids[text].append(indicator)
        return ids


def _plain(text: str) -> str:
    """A text without what people write differently: width, case, blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
