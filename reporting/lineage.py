"""From a figure to the rows of the files: what is counted, why the other rows are not, and the story of one record.

Belongs here: reading and grouping `kpi_lineage`. Not here: wording (`lineage_stories`), and any rule of counting: the
marts say what became of each record and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reporting.publication import input_files
from reporting.published import CATALOG, read_gaps
from reporting.published import read_rows as read_published_rows
from reporting.table_copy import SCHEMA

SHOWN_CASES = 3
MOST_RECORDS_OF_A_CASE = 50
LINEAGE = f"{CATALOG}.{SCHEMA}.kpi_lineage"
OUTCOMES = ("counted", "open", "excluded", "not_counted", "merged")
ORDER = f"list_position({list(OUTCOMES)}, outcome)"
OTHER_BUDGET = "of_this_budget"
CASE = (
    "record_id",
    "unit_id",
    "deciding_date",
    "budget_source",
    "programme",
    "value",
    "gap_ids",
    "source_file",
    "source_row",
)


class UnknownCaseError(ValueError):
    """The indicator has no such record."""


def made_up_of(published: Path, indicator: str, reading: str, cases: int = SHOWN_CASES) -> dict[str, Any]:
    """Tell how a figure is made up.

    Args:
        published: Link to the publication in force.
        indicator: Its id.
        reading: Budget reading.
        cases: Most cases shown per reason.

    Returns:
        `counted`: value and rows by budget source and fiscal year. `reasons`: rows by outcome and reason, the first
        `cases` of each. `files`: the files of the rows that count, with hash.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    counted = read_rows(
        published,
        "select budget_source, fiscal_year, count(*) as rows, sum(value) as value "  # noqa: S608
        f"from {LINEAGE} where indicator_id = ? and list_contains(budget_readings, ?) and outcome = 'counted' "
        "group by all order by budget_source nulls last, fiscal_year",
        [indicator, reading],
    )
    return {
        "counted": counted,
        "reasons": _reasons(published, indicator, reading, cases),
        "files": _files(published, indicator, reading),
    }


def tell_of_case(published: Path, indicator: str, case: str) -> list[dict[str, Any]]:
    """Tell what became of a record, and which conditions of the rule it meets.

    Args:
        published: Link to the publication in force.
        indicator: Its id.
        case: Number of the record, its unit, or file and row as `file#row`.

    Returns:
        One entry per record and outcome, at most `MOST_RECORDS_OF_A_CASE`: the columns of `kpi_lineage`; `conditions`
        of the rule in their order, each with `standing` and words; `gaps` that name the row; `speaker`, the row that
        speaks for the unit when another does; `file`, the file with its hash.

    Raises:
        NotPublishedError: Nothing was published yet.
        UnknownCaseError: No record of the indicator bears that number.
    """
    rows = read_rows(
        published,
        f"select * from {LINEAGE} where indicator_id = ? "  # noqa: S608
        "and (record_id = ? or unit_id = ? or source_file || '#' || source_row = ?) "
        f"order by source_file, source_row, {ORDER}, budget_readings limit {MOST_RECORDS_OF_A_CASE}",
        [indicator, case, case, case],
    )
    if not rows:
        raise UnknownCaseError(
            f"no record considered for {indicator} is {case!r}. Remedy: give its number as it stands in the file, or "
            "file#row; `mokuhyo explain` lists some. A row of another kind is not considered."
        )
    words = {
        (row["condition"], row["standing"]): row
        for row in read_rows(published, f"select * from {CATALOG}.{SCHEMA}.dim_count_reason")  # noqa: S608
    }
    (rule,) = read_rows(
        published,
        f"select conditions from {CATALOG}.{SCHEMA}.dim_indicator where indicator_id = ?",  # noqa: S608
        [indicator],
    )
    gaps = {gap["gap_id"]: gap for gap in read_gaps(published, whole=True)}
    files = input_files(published)
    return [
        {
            **row,
            "conditions": [_worded(words, *standing) for standing in _standings(rule["conditions"], row)],
            "gaps": [gaps[gap] for gap in row["gap_ids"] if gap in gaps],
            "speaker": _speaker(published, row) if row["outcome"] == "merged" else None,
            "file": files.get(row["source_file"]),
        }
        for row in rows
    ]


def read_rows(published: Path, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
    """Return what a query finds in the whole marts: single records are told to the agency's own staff."""
    return read_published_rows(published, query, parameters, whole=True)


def _reasons(published: Path, indicator: str, reading: str, cases: int) -> list[dict[str, Any]]:
    groups = read_rows(
        published,
        "select outcome, reason, reason_ja, reason_en, count(*) as rows, sum(value) as value "  # noqa: S608
        f"from {LINEAGE} where indicator_id = ? and list_contains(budget_readings, ?) "
        f"group by outcome, reason, reason_ja, reason_en order by {ORDER}, rows desc, reason nulls first",
        [indicator, reading],
    )
    shown = read_rows(
        published,
        f"select outcome, reason, {', '.join(CASE)} from {LINEAGE} "  # noqa: S608
        "where indicator_id = ? and list_contains(budget_readings, ?) qualify row_number() over "
        "(partition by outcome, reason order by deciding_date nulls last, source_file, source_row) <= ? "
        "order by deciding_date nulls last, source_file, source_row",
        [indicator, reading, cases],
    )
    for group in groups:
        group["cases"] = [
            {name: row[name] for name in CASE}
            for row in shown
            if (row["outcome"], row["reason"]) == (group["outcome"], group["reason"])
        ]
    return groups + _of_other_budgets(published, indicator, reading)


def _of_other_budgets(published: Path, indicator: str, reading: str) -> list[dict[str, Any]]:
    """Records that have no row under a reading: another budget paid for them."""
    return read_rows(
        published,
        "select 'not_counted' as outcome, reason, text_ja as reason_ja, text_en as reason_en, records.rows, "  # noqa: S608
        f"0 as value, [] as cases from {CATALOG}.{SCHEMA}.dim_count_reason "
        "cross join (select count(*) as rows from (select source_file, source_row "
        f"from {LINEAGE} where indicator_id = ? group by all "
        "having not bool_or(list_contains(budget_readings, ?)))) as records "
        "where condition = ? and standing = 'failed' and records.rows > 0",
        [indicator, reading, OTHER_BUDGET],
    )


def _files(published: Path, indicator: str, reading: str) -> list[dict[str, Any]]:
    known = input_files(published)
    rows = read_rows(
        published,
        "select source_file as file, count(*) as counted_rows, sum(value) as value "  # noqa: S608
        f"from {LINEAGE} where indicator_id = ? and list_contains(budget_readings, ?) and outcome = 'counted' "
        "group by all order by file",
        [indicator, reading],
    )
    return [{**row, "sha256": known.get(row["file"], {}).get("sha256")} for row in rows]


def _speaker(published: Path, row: Mapping[str, Any]) -> dict[str, Any] | None:
    found = read_rows(
        published,
        f"select outcome, {', '.join(CASE)} from {LINEAGE} where indicator_id = ? and unit_id = ? "  # noqa: S608
        "and list_has_any(budget_readings, ?) and outcome in ('counted', 'open', 'excluded') "
        f"order by {ORDER} limit 1",
        [row["indicator_id"], row["unit_id"], row["budget_readings"]],
    )
    return found[0] if found else None


def _standings(rule: Sequence[str], row: Mapping[str, Any]) -> list[tuple[str, str]]:
    failed, unknown = set(row["failed_conditions"]), set(row["open_conditions"])
    beyond = [condition for condition in row["open_conditions"] if condition not in rule]
    return [
        *(
            (condition, "failed" if condition in failed else "open" if condition in unknown else "met")
            for condition in [*rule, *beyond]
        ),
        *((doubt, "doubted") for doubt in row["doubts"]),
        *([("speaks_for_its_unit", "failed")] if row["outcome"] == "merged" else []),
    ]


def _worded(words: Mapping[tuple[str, str], Mapping[str, Any]], condition: str, standing: str) -> dict[str, Any]:
    found = words.get((condition, standing), {})
    return {
        "condition": condition,
        "standing": standing,
        "text_ja": found.get("text_ja", condition),
        "text_en": found.get("text_en", condition),
    }
