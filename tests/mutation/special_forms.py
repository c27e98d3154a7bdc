"""The forms of gaps that no single row shows.

Cases of two programmes, shares of categories, closed years that changed, waivers whose term is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from expectations.waivers import Waiver
from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import CASE_WON, Condition
from synthetic.planting import KEYS
from synthetic.schedule import PERIOD_START, fiscal_year_of
from tests.mutation.exports import AS_OF, MONTHLY_BY, Exports, Finding, month_of
from tests.mutation.kinds import Kind, untouched
from tests.mutation.ripples import ALL_RIPPLES

IN_COLLABORATION = "fdi_cases__case_id__also_in_collaboration"
IN_FDI = "collaboration_cases__case_id__also_in_fdi"
DRIFT = "category_shares__distance__drift"
CHANGED = "closed_years__figures__changed"
CLOSED_YEAR = fiscal_year_of(PERIOD_START)
# Enough for the year itself, too little for the years before the next one.
SHARE_RECODED = 0.45


def copied_case(theirs: str, ours: str, names: dict[str, str], fixed: dict[str, Cell], finding: str) -> Kind:
    """A success of one programme that stands in the file of the other too.

    Args:
        theirs: Source it belongs to.
        ours: Source it is copied into.
        names: Headings of theirs by headings of ours.
        fixed: Cells that theirs has no heading for.
        finding: The expectation meant for it.
    """

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(theirs, CASE_WON)
        if chosen is None:
            return []
        export, position = chosen
        case = export.row(position)
        target = next((one for one in exports.speaking(ours) if one.fiscal_year == export.fiscal_year), None)
        months = exports.rows_by_month(ours)
        if target is None or not target.rows or target.snapshot_date < export.snapshot_date:
            return []
        clean = next(one for one in exports.clean.files if (one.source, one.fiscal_year) == (ours, export.fiscal_year))
        programme = next(name for name in clean.columns["事業名"] if "補正" not in str(name))
        row = clean.row(0) | {head: cell for head, cell in case.items() if head in target.columns}
        row |= {mine: case[yours] for mine, yours in names.items()} | fixed | {"事業名": programme}
        month = month_of(row[MONTHLY_BY[ours]])
        if month is None or not months[month]:
            return []  # it would fill a month that has no row
        target.append(row)
        exports.touch(ours, str(row["案件番号"]))
        record = str(row["案件番号"])
        sides = (("fdi_cases", IN_COLLABORATION), ("collaboration_cases", IN_FDI))
        return [Finding(expectation, source, export.fiscal_year, record) for source, expectation in sides]

    return Kind(f"a case of {theirs} too", ours, finding, plant, ALL_RIPPLES)


def drifted(source: str, category: str, heading: str, becomes: str, where: Mapping[str, Condition]) -> Kind:
    """Many rows of the last closed year recoded to one value of a category."""

    def plant(exports: Exports) -> list[Finding]:
        year = fiscal_year_of(AS_OF) - 1
        export = next((one for one in untouched(exports, source) if one.fiscal_year == year), None)
        if export is None:
            return []
        fitting = [
            place
            for place in range(export.rows)
            if all(test(export.columns[head][place]) for head, test in where.items())
        ]
        for place in fitting[: round(len(fitting) * SHARE_RECODED)]:
            export.columns[heading][place] = becomes
        return [Finding(DRIFT, source, year, category)]

    return Kind(f"many {heading} recoded", source, DRIFT, plant, ALL_RIPPLES, is_wide=True)


def came_late(source: str, indicator: str, where: Mapping[str, Condition]) -> Kind:
    """A case of a closed year that was not there yet when the year was reported."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, where, within={CLOSED_YEAR})
        if chosen is None:
            return []
        record = str(chosen[0].columns[KEYS[source]][chosen[1]])

        def change(before: Exports) -> None:
            export = _closed_file(before, source)
            export.remove([export.columns[KEYS[source]].index(record)])

        exports.earlier.append(change)
        return [Finding(CHANGED, source, CLOSED_YEAR, f"{indicator}/{record}")]

    return Kind("a case of a closed year came late", source, CHANGED, plant, ALL_RIPPLES)


def taken_back(source: str, indicator: str, where: Mapping[str, Condition]) -> Kind:
    """A case of a closed year that was reported and is gone."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, where, within={CLOSED_YEAR})
        if chosen is None:
            return []
        row = chosen[0].row(chosen[1])
        record = f"{row[KEYS[source]]}-B"

        def change(before: Exports) -> None:
            _closed_file(before, source).append(row | {KEYS[source]: record})

        exports.earlier.append(change)
        return [Finding(CHANGED, source, CLOSED_YEAR, f"{indicator}/{record}")]

    return Kind("a case of a closed year taken back", source, CHANGED, plant, ALL_RIPPLES)


def waiver(what: str, expectation_id: str, accepts: str, until: date) -> Kind:
    """A waiver in the file of waivers."""
    source = "fdi_cases"

    def plant(exports: Exports) -> list[Finding]:
        exports.waivers.append(
            Waiver(
                expectation_id=accepts,
                source=source,
                fiscal_year=CLOSED_YEAR,
                accepted_until=until,
                reason="合成データ / synthetic",
                accepted_by="invest_japan",
            )
        )
        return [Finding(expectation_id, source, CLOSED_YEAR, accepts)]

    return Kind(what, source, expectation_id, plant)


def _closed_file(exports: Exports, source: str) -> ExportFile:
    return next(one for one in exports.speaking(source) if one.fiscal_year == CLOSED_YEAR)
