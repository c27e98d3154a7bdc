"""Plants the gaps: the single mistakes of `gap_plan`, and those of whole months, files and groups of surveys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from synthetic.dates import ordinal_of
from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import CASE_WON, REPEATS, spoils
from synthetic.ground_truth import PlantedGap
from synthetic.planting import Planter
from synthetic.schedule import fiscal_year_of, fiscal_year_start, next_month
from synthetic.world import World

STALE_DAYS = 70
MISSING_MONTHS_AGO = 4
HIGHEST_SPOILT_RATE = 0.42
SUCCESS_SOURCES = ("overseas_success", "agrifood_cases")
RATELESS_CURRENCY = "THB"


def plant_gaps(world: World, files: Sequence[ExportFile], as_of: date) -> list[PlantedGap]:
    """Spoil the newest files and return what was done; a gap for which a small sample has no record is left out."""
    planter = Planter(list(files), world.stream("gaps"), world.scale)
    _protect_surveyed(planter)
    _plant_missing_month(planter, as_of)
    for spoil in spoils(as_of):
        planter.spoil(spoil)
    for repeat in REPEATS:
        planter.repeat(repeat)
    _plant_case_in_both(planter)
    _plant_low_response_rate(planter, as_of)
    _plant_missing_rate(planter)
    _plant_stale_snapshot(planter, as_of)
    return planter.gaps


def _protect_surveyed(planter: Planter) -> None:
    # An answer in foreign currency is converted by the success date, so spoiling that date would open further gaps.
    sources = {"fdi": "fdi_cases", "collaboration": "collaboration_cases", "startup": "startup_cases"}
    for export in planter.newest("outcome_survey"):
        columns = export.columns
        for subject, case, status in zip(columns["対象"], columns["案件番号"], columns["回答状況"], strict=True):
            if status == "回答" and subject in sources:
                planter.protect(sources[str(subject)], [str(case)])


def _plant_missing_month(planter: Planter, as_of: date) -> None:
    month = as_of.replace(day=1)
    for _ in range(MISSING_MONTHS_AGO):
        month = (month - timedelta(days=1)).replace(day=1)
    for export in planter.newest("agrifood_cases"):
        gone = [
            position
            for position, cell in enumerate(export.columns["成約日"])
            if month.toordinal() <= (ordinal_of(cell) or 0) < next_month(month).toordinal()
        ]
        # A file without any row would be another gap.
        if gone and len(gone) < export.rows:
            export.remove(gone)
            note = f"{month:%Y-%m}の行がすべて欠けている / all rows of {month:%Y-%m} are missing"
            planter.note("missing_month", "source_files__month__missing", export, [f"{month:%Y-%m}"], note)


def _plant_case_in_both(planter: Planter) -> None:
    chosen = planter.choose("collaboration_cases", 1, CASE_WON) or planter.choose("collaboration_cases", 1, {})
    for theirs, record in chosen:
        case = theirs.row(theirs.columns["案件番号"].index(record))
        ours = next((one for one in planter.newest("fdi_cases") if one.fiscal_year == theirs.fiscal_year), None)
        if ours is None:
            continue
        row = ours.row(ours.rows - 1) | {heading: cell for heading, cell in case.items() if heading in ours.columns}
        row |= {"企業名": case["海外企業名"], "法人番号": "", "事業名": ours.row(0)["事業名"]}
        ours.append(row)
        planter.protect("fdi_cases", [record])
        note = "協業・連携の案件が対日投資にもある / a collaboration case stands among the FDI cases too"
        planter.note("case_in_both", "fdi_cases__case_id__also_in_collaboration", ours, [record], note)
        other_side = "collaboration_cases__case_id__also_in_fdi"
        planter.note("case_in_both", other_side, theirs, [record], note, is_consequence=True)


def _plant_low_response_rate(planter: Planter, as_of: date) -> None:
    year = max(2023, fiscal_year_of(as_of) - 1)
    due = 0
    answered: list[tuple[ExportFile, int]] = []
    for export in planter.newest("outcome_survey"):
        for position, subject in enumerate(export.columns["対象"]):
            day = ordinal_of(export.columns["回答期限"][position]) or as_of.toordinal() + 1
            if subject != "fdi" or day > as_of.toordinal() or fiscal_year_of(date.fromordinal(day)) != year:
                continue
            due += 1
            # An answer with nothing left in it would be another gap.
            if (
                export.columns["投資金額"][position] not in ("", "-9999")
                and export.columns["新規雇用者数"][position] != ""
            ):
                answered.append((export, position))
    silenced = answered[int(due * HIGHEST_SPOILT_RATE) :]
    for export, position in silenced:
        export.columns["投資金額"][position] = ""
    if silenced:
        planter.gaps.append(
            PlantedGap(
                kind="low_response_rate",
                expectation_id="survey_response__rate__below_threshold",
                source="outcome_survey",
                fiscal_year=year,
                file=None,
                records=["fdi/investment_amount"],
                note="投資金額の回答が半数に満たない / fewer than half say how much they invested",
            )
        )


def _plant_missing_rate(planter: Planter) -> None:
    needed = {source: _months_in_need(planter, source) for source in SUCCESS_SOURCES}
    if not needed["overseas_success"]:
        return
    month = needed["overseas_success"].most_common(1)[0][0]
    for export in planter.newest("fx_rates"):
        rows = zip(export.columns["年月"], export.columns["通貨"], strict=True)
        gone = [position for position, row in enumerate(rows) if row == (f"{month:%Y-%m}", RATELESS_CURRENCY)]
        export.remove(gone)
        for source in SUCCESS_SOURCES:
            if gone and needed[source][month]:
                planter.gaps.append(
                    PlantedGap(
                        kind="missing_rate",
                        expectation_id="fx_rates__rate__missing",
                        source=source,
                        fiscal_year=export.fiscal_year,
                        file=export.name,
                        records=[f"{month:%Y-%m}/{RATELESS_CURRENCY}"],
                        note="使われている通貨の月平均レートがない / no rate for a currency in use",
                        is_consequence=source != "overseas_success",
                    )
                )


def _months_in_need(planter: Planter, source: str) -> Counter[date]:
    return Counter(
        date.fromordinal(day).replace(day=1)
        for export in planter.newest(source)
        for day, currency, amount in _dated_amounts(export)
        if currency == RATELESS_CURRENCY and amount != ""
    )


def _dated_amounts(export: ExportFile) -> list[tuple[int, Cell, Cell]]:
    columns = export.columns
    rows = zip(columns["成約日"], columns["通貨"], columns["成約金額"], strict=True)
    return [(day, currency, amount) for cell, currency, amount in rows if (day := ordinal_of(cell)) is not None]


def _plant_stale_snapshot(planter: Planter, as_of: date) -> None:
    snapshot = as_of - timedelta(days=STALE_DAYS)
    for export in planter.newest("web_analytics"):
        start = fiscal_year_start(export.fiscal_year)
        if export.fiscal_year != fiscal_year_of(as_of) or snapshot < next_month(start):
            continue
        covered = snapshot.month - start.month + 12 * (snapshot.year - start.year)
        export.remove(range(covered * len(set(export.columns["サイト"])), export.rows))
        export.snapshot_date = snapshot
        note = f"{STALE_DAYS}日前の時点 / as it was {STALE_DAYS} days ago"
        planter.note("stale_snapshot", "source_files__snapshot__stale", export, [snapshot.isoformat()], note)
