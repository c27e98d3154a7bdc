"""Target versions: their dates, their order, and the indicators that each of them holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from targets.files import Row, Table
from targets.indicators import ID, Indicators
from targets.problems import TargetProblem

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ADDED, DROPPED = "added", "dropped"


class Versions:
    """The versions of `target_versions.csv`, with the changes of `version_indicators.csv`.

    Args:
        table: The versions.
        changes: What they add and drop.
    """

    def __init__(self, table: Table, changes: Table) -> None:
        self._table = table
        self._changes = changes
        self.rows = table.by("target_version")
        days = {version: day_of(row["effective_from"]) for version, row in self.rows.items()}
        self._days = {version: day for version, day in days.items() if day is not None}

    @property
    def in_order(self) -> list[str]:
        """Versions by effective date; those without a date that can be read are left out."""
        return sorted(self._days, key=lambda version: (self._days[version], version))

    def holds(self, version: str, indicator: str) -> bool:
        """Tell whether a version holds an indicator, as the model `int_version_indicators` does.

        Args:
            version: A version.
            indicator: Id of an indicator.
        """
        if version not in self._days:
            return True
        changes = self._changes_of(indicator)
        until = [change for place, change in changes if place <= self._days[version]]
        return until[-1] == ADDED if until else not changes or changes[0][1] != ADDED

    def problems(self, readings: Sequence[str] | None) -> Iterator[TargetProblem]:
        """Yield what is wrong with the versions themselves.

        Args:
            readings: Known budget readings; None when they cannot be read.
        """
        yield from self._table.problems
        seen: dict[str, int] = {}
        days: dict[date, Row] = {}
        for row in self._table.rows:
            version = row["target_version"]
            if not ID.fullmatch(version):
                remedy = (
                    "write small letters, digits and _, beginning with a letter; names go into name_ja and name_en."
                )
                yield row.error(
                    "bad_id", "target_version", f"{row.shown('target_version')} is no id of a version.", remedy
                )
            elif version in seen:
                message = f"{version} stands in row {seen[version]} already."
                yield row.error("duplicate_row", "target_version", message, "delete one of the two rows.")
            seen.setdefault(version, row.number)
            yield from _dates(row, days)
            if readings is not None and row["budget_reading"] not in readings:
                message = f"there is no budget reading {row.shown('budget_reading')}."
                yield row.error("unknown_reading", "budget_reading", message, f"use one of {', '.join(readings)}.")
            for column in ("name_ja", "name_en"):
                if not row[column].strip():
                    yield row.error("blank_name", column, "the version has no name.", "write what people call it.")

    def unknown(self, row: Row) -> Iterator[TargetProblem]:
        """Yield the problem when a row names no version.

        Args:
            row: Row of any target file with the column `target_version`.
        """
        text = row["target_version"]
        if not self._table.is_usable or text in self.rows:
            return
        named = [
            version for version, known in self.rows.items() if text.strip() in (known["name_ja"], known["name_en"])
        ]
        if named and text.strip():
            remedy = f"write its id: {named[0]}."
            yield row.error(
                "label_as_key", "target_version", f"{row.shown('target_version')} is the name of a version.", remedy
            )
            return
        known = ", ".join(version for version in self.rows if version)
        message = f"there is no version {row.shown('target_version')}." if text.strip() else "no version is named."
        yield row.error(
            "unknown_version", "target_version", message, f"use one of {known}, or add it to {self._table.file}."
        )

    def changes_problems(self, indicators: Indicators) -> Iterator[TargetProblem]:
        """Yield what is wrong with the changes of the text.

        Args:
            indicators: The indicators.
        """
        yield from self._changes.problems
        seen: dict[tuple[str, str], int] = {}
        for row in self._changes.rows:
            yield from self.unknown(row)
            yield from indicators.unknown(row, "indicator_id")
            if row["change"] not in (ADDED, DROPPED):
                message = f"{row.shown('change')} is no change."
                yield row.error("unknown_change", "change", message, f"write {ADDED} or {DROPPED}.")
            key = row["target_version"], row["indicator_id"]
            if key in seen:
                message = f"row {seen[key]} says what {key[0]} does with {key[1]} already."
                yield row.error("duplicate_row", "indicator_id", message, "delete one of the two rows.")
            seen.setdefault(key, row.number)
        for indicator in self._changes.values("indicator_id"):
            yield from self._repeated_changes(indicator)

    def _repeated_changes(self, indicator: str) -> Iterator[TargetProblem]:
        rows = self._change_rows(indicator)
        for before, row in pairwise(rows):
            if before["change"] == row["change"] and before["target_version"] != row["target_version"]:
                message = f"{indicator} is {row['change']} by {before['target_version']} already (row {before.number})."
                remedy = "delete the row: later versions inherit the change."
                yield row.error("repeated_change", "change", message, remedy)

    def _change_rows(self, indicator: str) -> list[Row]:
        dated = [
            row
            for row in self._changes.rows
            if row["indicator_id"] == indicator and row["target_version"] in self._days
        ]
        return sorted(dated, key=lambda row: self._days[row["target_version"]])

    def _changes_of(self, indicator: str) -> list[tuple[date, str]]:
        return [(self._days[row["target_version"]], row["change"]) for row in self._change_rows(indicator)]


def day_of(text: str) -> date | None:
    """Return the day that a text says in the form 2027-03-31, None for every other text."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _dates(row: Row, days: dict[date, Row]) -> Iterator[TargetProblem]:
    effective = day_of(row["effective_from"])
    announced = day_of(row["announced_on"])
    if effective is None:
        yield _no_date(row, "effective_from", "write the first day in force, such as 2027-04-01.")
    elif effective in days:
        message = f"{days[effective]['target_version']} (row {days[effective].number}) takes effect on that day too."
        yield row.error("same_day", "effective_from", message, "give each version a day of its own.")
    else:
        days[effective] = row
    if row["announced_on"] and announced is None:
        yield _no_date(
            row, "announced_on", "write it such as 2027-03-10, or leave it blank when it was known all along."
        )
    if effective is not None and announced is not None and announced > effective:
        message = f"announced on {announced}, after it took effect: until then reports do not show it."
        yield row.warning("announced_late", "announced_on", message, "check both dates.")


def _no_date(row: Row, column: str, remedy: str) -> TargetProblem:
    message = f"{row.shown(column)} is no date." if row[column].strip() else "the date is missing."
    return row.error("bad_date", column, message, remedy)
