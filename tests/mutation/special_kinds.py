"""Kinds of gap that look at more than one record: cases in two programmes, response rates, rates, web views."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from synthetic.dates import ordinal_of
from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import CASE_WON, Condition
from synthetic.schedule import fiscal_year_of
from tests.mutation.exports import AS_OF, MONTHLY_BY, Exports, Finding, month_of
from tests.mutation.kinds import ALL_RIPPLES, LOW_RATE, Kind
from tests.mutation.ripples import NO_RATE, missing_rates, needed_rates

Change = Callable[[Exports, ExportFile, int], None]

IN_COLLABORATION = "fdi_cases__case_id__also_in_collaboration"
IN_FDI = "collaboration_cases__case_id__also_in_fdi"
ANSWER = "投資金額"
YEAR_ASKED = 2025
# Below the half that the expectation asks for, with room for surveys that other kinds touch.
SHARE_LEFT = 0.4


def _copied_case(theirs: str, ours: str, names: dict[str, str], fixed: dict[str, Cell], finding: str) -> Kind:
    """A success of one programme that stands in the file of the other too."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(theirs, CASE_WON)
        if chosen is None:
            return []
        export, position = chosen
        case = export.row(position)
        target = next((one for one in exports.speaking(ours) if one.fiscal_year == export.fiscal_year), None)
        if target is None or not target.rows:
            return []
        row = target.row(target.rows - 1) | {head: cell for head, cell in case.items() if head in target.columns}
        row |= {mine: case[yours] for mine, yours in names.items()} | fixed | {"事業名": target.row(0)["事業名"]}
        month = month_of(row[MONTHLY_BY[ours]])
        if month is None or not exports.rows_by_month(ours)[month]:
            return []  # it would fill a month that has no row
        target.append(row)
        exports.touch(ours, str(row["案件番号"]))
        record = str(row["案件番号"])
        sides = (("fdi_cases", IN_COLLABORATION), ("collaboration_cases", IN_FDI))
        return [Finding(expectation, source, export.fiscal_year, record) for source, expectation in sides]

    return Kind(f"a case of {theirs} too", ours, finding, plant, ALL_RIPPLES)


COLLABORATION_IN_FDI = _copied_case(
    "collaboration_cases", "fdi_cases", {"企業名": "海外企業名"}, {"法人番号": ""}, IN_COLLABORATION
)
FDI_IN_COLLABORATION = _copied_case(
    "fdi_cases",
    "collaboration_cases",
    {"日本企業名": "企業名"},
    {"海外企業名": "", "国内外": "国内", "形態": "その他"},
    IN_FDI,
)


def _silence(exports: Exports) -> list[Finding]:
    due, answered = 0, []
    for export in exports.speaking("outcome_survey"):
        for position, subject in enumerate(export.columns["対象"]):
            day = ordinal_of(export.columns["回答期限"][position])
            is_due = day is not None and day <= AS_OF.toordinal()
            if subject != "fdi" or not is_due or fiscal_year_of(date.fromordinal(day or 0)) != YEAR_ASKED:
                continue
            due += 1
            if export.columns[ANSWER][position] not in ("", "-9999"):
                answered.append((export, position))
    silenced = answered[int(due * SHARE_LEFT) :]
    for export, position in silenced:
        export.columns[ANSWER][position] = ""
    return [Finding(LOW_RATE, "outcome_survey", YEAR_ASKED, "fdi/investment_amount")] if silenced else []


LOW_RESPONSE = Kind("answers silenced", "outcome_survey", LOW_RATE, _silence)


def _rate_kind(what: str, expectation_id: str, is_needed: bool, change: Change) -> Kind:
    def plant(exports: Exports) -> list[Finding]:
        needed = needed_rates(exports)
        pairs = {(month, currency) for _, month, currency in needed}
        fitting = []
        for export in exports.speaking("fx_rates"):
            for position in range(export.rows):
                row = export.row(position)
                key = f"{row['年月']}/{row['通貨']}"
                if exports.is_touched("fx_rates", key):
                    continue
                if ((month_of(row["年月"]), row["通貨"]) in pairs) is is_needed and row["通貨"] != "USD":
                    fitting.append((export, position, key))
        if not fitting:
            return []
        export, position, key = fitting[int(exports.rng.integers(len(fitting)))]
        exports.touch("fx_rates", key)
        month = month_of(export.columns["年月"][position])
        assert month is not None
        record = f"{month[0]}-{month[1]:02d}-01/{export.columns['通貨'][position]}"
        change(exports, export, position)
        if expectation_id != NO_RATE:
            return [Finding(expectation_id, "fx_rates", export.fiscal_year, record)]
        return [finding for finding in missing_rates(exports) if finding.record == record]

    return Kind(what, "fx_rates", expectation_id, plant, ALL_RIPPLES)


def _overwrite(cell: Cell) -> Change:
    def change(_: Exports, export: ExportFile, position: int) -> None:
        export.columns["円"][position] = cell

    return change


def _remove(_: Exports, export: ExportFile, position: int) -> None:
    export.remove([position])


RATE_ROW_MISSING = _rate_kind("a rate in use missing", NO_RATE, True, _remove)
RATE_BLANK = _rate_kind("円 of a rate in use blank", NO_RATE, True, _overwrite(""))
RATE_UNREADABLE = _rate_kind("円 unreadable", "fx_rates__values__unreadable", False, _overwrite("未定"))


def _web_kind(what: str, rules: list[str], change: Change, *, names_month: bool = True) -> Kind:
    filled: dict[str, Condition] = {"閲覧数": lambda cell: cell != ""}

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose("web_analytics", filled)
        if chosen is None:
            return []
        export, position = chosen
        month, site = month_of(export.columns["年月"][position]), str(export.columns["サイト"][position])
        assert month is not None
        change(exports, export, position)
        record = f"{month[0]}-{month[1]:02d}-01/{site}" if names_month else site
        return [Finding(f"web_analytics__{rule}", "web_analytics", export.fiscal_year, record) for rule in rules]

    return Kind(what, "web_analytics", f"web_analytics__{rules[0]}", plant, ALL_RIPPLES)


def _put(heading: str, cell: Cell) -> Change:
    def change(_: Exports, export: ExportFile, position: int) -> None:
        export.columns[heading][position] = cell

    return change


def _twice(views: Cell | None) -> Change:
    def change(exports: Exports, export: ExportFile, position: int) -> None:
        row = export.row(position)
        exports.insert(export, position, row if views is None else row | {"閲覧数": views})

    return change


WEB_KINDS = [
    _web_kind("a month of a site twice", ["month__duplicate"], _twice(None)),
    _web_kind("two figures for a month of a site", ["month__duplicate"], _twice("12345")),
    _web_kind("閲覧数 blank", ["views__missing"], _put("閲覧数", "")),
    _web_kind("閲覧数 unreadable", ["values__unreadable", "views__missing"], _put("閲覧数", "集計中")),
    _web_kind("年月 no such month", ["values__unreadable"], _put("年月", "2025/13"), names_month=False),
]
