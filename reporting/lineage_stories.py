"""The story of rows for people: what a figure is made up of, and what became of one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from reporting.code_names import CodeNames
from reporting.language import Language
from reporting.stories import READINGS
from reporting.tables import number

NO_BUDGET_SOURCE = ("財源の記載なし", "no budget source")
OUTCOMES = {
    "counted": ("算入", "counted"),
    "open": ("未確定（上限にのみ含む）", "open (in the high bound only)"),
    "excluded": ("別掲（対象外）", "left out, shown beside"),
    "not_counted": ("非算入", "not counted"),
    "merged": ("他の行に統合", "merged into another row"),
}
MARKS = {"met": "✓", "failed": "✗", "open": "?", "doubted": "!"}
STYLES = {"met": "green", "failed": "red", "open": "magenta", "doubted": "yellow"}
SHOWN_DIGITS = 16


def tell_made_up_of(told: Mapping[str, Any], language: Language, names: CodeNames) -> Iterator[Text]:
    """Tell what a figure is made up of, and why the other rows are not in it.

    Args:
        told: What `made_up_of` returned.
        language: The language.
        names: What codes are called.

    Yields:
        Lines.
    """
    say = language.pick
    if not told["reasons"]:
        return
    yield Text("")
    yield Text(say("内訳（財源・年度別）", "Made up of, by budget source and fiscal year"), style="bold")
    for source, parts in groupby(told["counted"], key=lambda row: row["budget_source"]):
        listed = list(parts)
        years = " + ".join(f"FY{row['fiscal_year']} {_amount(row['value'])}" for row in listed)
        yield Text(f"  {_budget(source, language, names)}: {years} = {_amount(sum(row['value'] for row in listed))}")
    rows = sum(group["rows"] for group in told["reasons"])
    yield Text(say(f"検討した行 {number(rows)}", f"Rows considered: {number(rows)}"), style="bold")
    for group in told["reasons"]:
        why = say(group["reason_ja"], group["reason_en"])
        doubt = say("疑義あり: ", "in doubt: ") if group["outcome"] == "counted" and why else ""
        head = say(*OUTCOMES[group["outcome"]]) + (f": {doubt}{why}" if why else "")
        yield Text(f"  {head} — {_rows(group['rows'], language)}")
        for case in group["cases"]:
            yield Text(f"    {_place(case, language)}", style="dim")
    if told["files"]:
        yield Text(say("算入した行のあるファイル", "Files of the rows that count"), style="bold")
    for file in told["files"]:
        sha = (file["sha256"] or "–")[:SHOWN_DIGITS]
        yield Text(f"  {file['file']} — {_rows(file['counted_rows'], language)}, sha256 {sha}")


def tell_case(records: Sequence[Mapping[str, Any]], language: Language, names: CodeNames) -> Iterator[Text]:
    """Tell what became of a record and which conditions it meets.

    Args:
        records: What `tell_of_case` returned.
        language: The language.
        names: What codes are called.

    Yields:
        Lines.
    """
    for position, row in enumerate(records):
        if position:
            yield Text("")
        yield from _tell_record(row, language, names)
    seen = {reading for row in records for reading in row["budget_readings"]}
    others = [language.pick(*READINGS[reading]) for reading in READINGS if reading not in seen]
    if others:
        yield Text(
            language.pick(f"{'、'.join(others)}: 財源が別のため対象外", f"{', '.join(others)}: another budget source")
        )


def _tell_record(row: Mapping[str, Any], language: Language, names: CodeNames) -> Iterator[Text]:
    say = language.pick
    yield Text(f"{row['record_id'] or say('番号なし', 'no number')} [{row['indicator_id']}]", style="bold")
    sha = row["file"]["sha256"][:SHOWN_DIGITS] if row["file"] else "–"
    yield Text(f"  {_where(row, language)}, sha256 {sha}")
    facts = (
        (say("判定日", "deciding date"), row["deciding_date"]),
        (say("財源", "budget source"), _budget(row["budget_source"], language, names)),
        (say("事業", "programme"), row["programme"]),
        (say("企業", "company"), row["company_key"]),
        (say("単位", "unit"), row["unit_id"]),
    )
    yield Text("  " + " · ".join(f"{name} {value}" for name, value in facts if value is not None))
    readings = say("、", ", ").join(say(*READINGS[reading]) for reading in row["budget_readings"])
    why = say(row["reason_ja"], row["reason_en"])
    outcome = say(*OUTCOMES[row["outcome"]]) + (f" — {why}" if why else "")
    yield Text.assemble("  ", (f"{readings}: {outcome}", "bold"))
    if row["outcome"] in ("counted", "open"):
        value, low = _amount(row["value"]), _amount(row["value_low"])
        high = say("不明", "unknown") if row["value_high"] is None else _amount(row["value_high"])
        yield Text(
            say(f"  実績 {value}、下限 {low}、上限 {high}", f"  actual {value}, low bound {low}, high bound {high}")
        )
    for condition in row["conditions"]:
        standing = condition["standing"]
        words = say(condition["text_ja"], condition["text_en"])
        yield Text(f"    {MARKS[standing]} {words}", style=STYLES[standing])
    if row["speaker"]:
        other = say("代表する行: ", "the row that speaks for it: ")
        yield Text(f"    → {other}{_place(row['speaker'], language)}")
    for gap in row["gaps"]:
        yield Text(f"    {say('欠落', 'gap')} {gap['gap_id']}: {say(gap['detail_ja'], gap['detail_en'])}")


def _place(case: Mapping[str, Any], language: Language) -> str:
    parts = [_where(case, language), f"[{case['record_id'] or '–'}]", str(case["deciding_date"] or "")]
    if case["gap_ids"]:
        parts.append(" ".join(case["gap_ids"]))
    return " ".join(part for part in parts if part)


def _where(case: Mapping[str, Any], language: Language) -> str:
    file, row = case["source_file"], case["source_row"]
    return language.pick(f"{file} {row}行目", f"{file} row {row}")


def _budget(source: str | None, language: Language, names: CodeNames) -> str:
    return language.pick(*(NO_BUDGET_SOURCE if source is None else names.said("budget_source", source)))


def _rows(count: int, language: Language) -> str:
    return language.pick(f"{number(count)}行", f"{number(count)} row{'' if count == 1 else 's'}")


def _amount(value: Any) -> str:
    return f"{value:,.2f}".removesuffix(".00")
