"""The figures of `targets.csv`: whole numbers that add up, one row per indicator and version."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from targets.files import VERSIONS, Row, Table
from targets.indicators import Indicators
from targets.problems import TargetProblem
from targets.versions import Versions

DIGITS = re.compile(r"[0-9]+")
PARTS = ("base", "supplement", "target")
# What the warehouse stores a target in.
HIGHEST = 2**63 - 1
INITIAL = "initial"


def figure_problems(table: Table, indicators: Indicators, versions: Versions) -> Iterator[TargetProblem]:
    """Yield what is wrong in each row by itself.

    Args:
        table: The targets.
        indicators: The indicators.
        versions: The versions.
    """
    yield from table.problems
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        yield from indicators.unknown(row, "indicator_id")
        yield from versions.unknown(row)
        yield from _numbers(row)
        indicator, version = row["indicator_id"], row["target_version"]
        if (indicator, version) in seen:
            message = f"row {seen[indicator, version]} sets the target of {indicator} in {version} already."
            yield row.error("duplicate_row", "indicator_id", message, "delete one of the two rows.")
        seen.setdefault((indicator, version), row.number)
        if indicators.is_narrative(indicator):
            message = f"{indicator} is told in words and has no figure to judge."
            yield row.error("narrative", "indicator_id", message, "delete the row, or choose a counted indicator.")
        elif indicator in indicators.rows and version in versions.rows and not versions.holds(version, indicator):
            message = f"version {version} does not hold {indicator}."
            remedy = f"delete the row, or let version_indicators.csv add {indicator} with {version} or before."
            yield row.error("not_in_version", "indicator_id", message, remedy)
        supplement = _number(row["supplement"])
        if supplement and version in versions.rows and versions.rows[version]["budget_reading"] == INITIAL:
            message = (
                f"the target holds a supplement of {supplement:,}, but {version} is judged by initial-budget cases."
            )
            yield row.warning("supplement_unread", "supplement", message, f"check budget_reading in {VERSIONS}.")


def course_problems(table: Table, versions: Versions) -> Iterator[TargetProblem]:
    """Yield what stands out from version to version.

    Args:
        table: The targets.
        versions: The versions.
    """
    targets = table.grouped("target_version")
    if table.is_usable:
        for version, row in versions.rows.items():
            if not targets[version]:
                message = f"version {version} sets no target."
                remedy = f"add its rows to {table.file}: a version says every target that it keeps."
                yield row.error("no_targets", "target_version", message, remedy)
    order = versions.in_order
    for before, version in pairwise(order):
        earlier = {row["indicator_id"]: row for row in targets[before]}
        for row in targets[version]:
            old, new = _total(earlier.get(row["indicator_id"])), _total(row)
            if old is not None and new is not None and new < old:
                message = f"the target is lowered from {old:,} ({before}) to {new:,}."
                yield row.warning("lowered", "target", message, "check that this is meant.")
        kept = {row["indicator_id"] for row in targets[version]}
        ended = [indicator for indicator in earlier if indicator not in kept and versions.holds(version, indicator)]
        if targets[version] and ended:
            message = f"version {version} has no target for {', '.join(ended)}, which {before} had."
            remedy = f"add them to {table.file}, or let version_indicators.csv drop what the text no longer holds."
            yield versions.rows[version].warning("target_ends", "target_version", message, remedy)


def _numbers(row: Row) -> Iterator[TargetProblem]:
    numbers = [_number(row[part]) for part in PARTS]
    for part, number in zip(PARTS, numbers, strict=True):
        if number is None:
            yield _no_number(row, part)
    base, supplement, target = numbers
    if base is None or supplement is None or target is None:
        return
    if base + supplement != target:
        message = f"{base:,} + {supplement:,} is {base + supplement:,}, not {target:,}."
        yield row.error("wrong_sum", "target", message, "correct base, supplement or target after the document.")
    elif target == 0:
        message = "a target of 0 is met by nothing at all."
        yield row.error("zero_target", "target", message, "delete the row: without one there is no target.")


def _no_number(row: Row, part: str) -> TargetProblem:
    text = row[part]
    if not text.strip():
        remedy = "write 0 when there is no supplement." if part == "supplement" else "write the figure of the document."
        return row.error("no_number", part, "the figure is missing.", remedy)
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"[-−△▲][0-9.]+", plain):
        return row.error(
            "negative", part, f"{row.shown(part)} is negative.", "write the figure of the document, 0 or more."
        )
    if DIGITS.fullmatch(plain) and int(plain) > HIGHEST:
        return row.error(
            "no_number", part, f"{row.shown(part)} is beyond any target.", "write the figure of the document."
        )
    remedy = f"write it in plain digits: {plain}." if DIGITS.fullmatch(plain) else "write it in digits, without a unit."
    return row.error("no_number", part, f"{row.shown(part)} is no whole number.", remedy)


def _number(text: str) -> int | None:
    number = int(text) if DIGITS.fullmatch(text) and len(text) < 20 else None
    return number if number is not None and number <= HIGHEST else None


def _total(row: Row | None) -> int | None:
    return None if row is None else _number(row["target"])
