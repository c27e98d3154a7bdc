"""The forms that gaps in single records take: cells overwritten, codes unknown, rows repeated, numbers mistyped.

Does not belong here: forms of dates (`dated`), of files and months (`file_forms`); what is done to which source.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import Condition
from synthetic.planting import COMPANY_HEADINGS, KEYS
from tests.mutation.exports import Exports, Finding
from tests.mutation.kinds import Change, Kind, calm, other_company
from tests.mutation.ripples import ALL_RIPPLES

UNKNOWN_CODE = "確認中"
UNKNOWN_PREFECTURE = "関東"


def spoilt(
    what: str,
    source: str,
    rule: str,
    where: Mapping[str, Condition],
    change: Change | Mapping[str, Cell],
    also: Sequence[str] = (),
    may_also: Collection[str] = (),
) -> Kind:
    """Cells of one record overwritten.

    Args:
        what: What is done.
        source: Source it is done to.
        rule: Rest of the expectation's id behind the source.
        where: Which records will do, by heading.
        change: New cells, by heading.
        also: Rests of ids that find the same record.
        may_also: See `Kind`.
    """

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, where, calm(exports, source))
        if chosen is None:
            return []
        export, position = chosen
        key = KEYS[source]
        cells = change if isinstance(change, Mapping) else change(exports, export, position)
        record = str(export.columns[key][position])
        for heading, cell in cells.items():
            export.columns[heading][position] = cell
        if key in cells:
            record = str(cells[key])
            exports.touch(source, record)
        return [Finding(f"{source}__{rest}", source, export.fiscal_year, record) for rest in (rule, *also)]

    return Kind(what, source, f"{source}__{rule}", plant, ALL_RIPPLES, frozenset(may_also))


def codes(source: str, where: Mapping[str, Condition], **headings: str) -> list[Kind]:
    """A code that is blank, and one that stands on no list; headings by column."""
    return [
        spoilt(f"{heading} {what}", source, f"{column}__unknown", where, {heading: cell})
        for column, heading in headings.items()
        for what, cell in (("blank", ""), ("unknown", UNKNOWN_CODE))
    ]


def blanks(source: str, where: Mapping[str, Condition], **headings: str) -> list[Kind]:
    """A cell that must not be blank; headings by column."""
    return [
        spoilt(f"{heading} blank", source, f"{column}__missing", where, {heading: ""})
        for column, heading in headings.items()
    ]


def unreadable(source: str, heading: str, text: str, where: Mapping[str, Condition], also: Sequence[str] = ()) -> Kind:
    """A cell that cannot be read."""
    what = f"{heading} no such day" if text == NO_SUCH_DAY else f"{heading} unreadable"
    return spoilt(what, source, "values__unreadable", where, {heading: text}, also=also)


def wrong_numbers(source: str, where: Mapping[str, Condition], may_also: Collection[str] = ()) -> list[Kind]:
    """A corporate number whose check digit is wrong, and one that lacks a digit."""
    return [
        spoilt(what, source, "corporate_number__invalid", where, change, may_also=may_also)
        for what, change in (("法人番号 mistyped", _wrong_check_digit), ("法人番号 a digit short", _one_digit_short))
    ]


def numbered_twice(
    source: str, column: str, where: Mapping[str, Condition], numbered: Mapping[str, Condition] | None = None
) -> list[Kind]:
    """A number that two rows bear: a row twice, another company's row beside it, another record's number mistyped.

    Args:
        source: Source to spoil.
        column: The number's column.
        where: Which records will do, by heading.
        numbered: Which records will do where companies are told apart; `where` when None.
    """
    numbered = where if numbered is None else numbered
    rule = f"{column}__duplicate"
    return [
        repeated(source, rule, where),
        repeated(source, rule, numbered, of_another_company=True),
        mistyped(source, rule, numbered),
    ]


def repeated(source: str, rule: str, where: Mapping[str, Condition], *, of_another_company: bool = False) -> Kind:
    """A row that stands there twice, as it is or with another company under its number."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, where)
        if chosen is None:
            return []
        export, position = chosen
        row = export.row(position)
        if of_another_company:
            other = other_company(exports, export, position)
            if other is None:
                return []
            row |= {heading: cell for heading, cell in export.row(other).items() if heading in COMPANY_HEADINGS}
        exports.insert(export, position, row)
        return [Finding(f"{source}__{rule}", source, export.fiscal_year, str(row[KEYS[source]]))]

    what = "a number given to another company too" if of_another_company else "a row twice"
    return Kind(what, source, f"{source}__{rule}", plant)


def mistyped(source: str, rule: str, where: Mapping[str, Condition]) -> Kind:
    """A record that bears the number of another company's record of the same file."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, where, calm(exports, source))
        if chosen is None:
            return []
        export, position = chosen
        other = other_company(exports, export, position)
        if other is None:
            return []
        keys = export.columns[KEYS[source]]
        exports.touch(source, str(keys[other]))
        keys[position] = keys[other]
        return [Finding(f"{source}__{rule}", source, export.fiscal_year, str(keys[other]))]

    return Kind("the number of another record", source, f"{source}__{rule}", plant, ALL_RIPPLES)


NO_SUCH_DAY = "2025/13/45"


def _wrong_check_digit(_: Exports, export: ExportFile, position: int) -> dict[str, Cell]:
    number = str(export.columns["法人番号"][position])
    last = int(number[-1])
    # From 9 to 0 the check digit would stay right.
    return {"法人番号": f"{number[:-1]}{last + 1 if last < 9 else 8}"}


def _one_digit_short(_: Exports, export: ExportFile, position: int) -> dict[str, Cell]:
    return {"法人番号": str(export.columns["法人番号"][position])[:-1]}
