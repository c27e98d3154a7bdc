"""The story of an indicator and of a gap, in Japanese or in English.

Belongs here: words. Not here: what is told (`explanation`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.text import Text

from reporting.language import Language
from reporting.runbook import runbook_in
from reporting.tables import SEVERITY_STYLES, STATUS_STYLES, TRANSLATED_STATUS, number

READINGS = {
    "initial": ("当初予算分", "initial budget"),
    "all": ("対象案件すべて", "all in-scope cases"),
    "supplement": ("補正予算分", "supplementary budget"),
}


def tell_indicator(told: Mapping[str, Any], language: Language) -> Iterator[Text]:
    """Tell why an indicator stands where it stands.

    Args:
        told: What `explain` returned.
        language: The language.

    Yields:
        Lines.
    """
    say = language.pick
    unit = say(told["unit"] or "", "")
    in_force = say("（適用中）", " (in force)") if told["is_in_force"] else ""
    yield Text(f"{say(told['name_ja'], told['name_en'])} [{told['indicator_id']}]", style="bold")
    reading = say(*READINGS[told["budget_reading"]])
    yield Text(
        say(
            f"版 {told['target_version']}{in_force}、{reading}、基準日 {told['as_of_date']}",
            f"Version {told['target_version']}{in_force}, {reading}, as of {told['as_of_date']}",
        )
    )
    yield _headed(say("数え方", "Rule"), say(told["counting_rule"], told["counting_rule_en"]))
    if told["target"] is not None:
        parts = f"{number(told['target_base'])} + {number(told['target_supplement'])} = {number(told['target'])}"
        yield _headed(say("目標", "Target"), f"{parts}{unit} {say('（当初 + 補正）', '(base + supplement)')}")
    share = "" if told["attainment_pct"] is None else f" ({number(told['attainment_pct'], 1)} %)"
    yield _headed(say("実績", "Actual"), f"{number(told['actual'])}{unit}{share}")
    if told["actual"] is not None:
        yield _headed(
            say("下限～上限", "Bounds"),
            f"{_bound(told['actual_low'], language)}{say('～', ' to ')}{_bound(told['actual_high'], language)}",
        )
    if told["pace"] is not None:
        yield _headed(say("ペース", "Pace"), number(told["pace"], 1))
    if told["excluded"]:
        yield _headed(say("別掲（対象外）", "Left out, shown beside"), f"{number(told['excluded'])}{unit}")
    if told["supplement_actual"] is not None:
        yield _headed(say("補正分の実績", "Supplementary actual"), f"{number(told['supplement_actual'])}{unit}")
    status = Text(_status(told["status"], language), style=STATUS_STYLES.get(told["status"], ""))
    yield Text.assemble((say("判定: ", "Status: "), "bold"), status)
    yield Text(f"  {say(told['reason_ja'], told['reason_en'])}")
    if told["target"] is not None and told["actual_low"] != told["actual_high"]:
        yield from _ends(told, language)
    yield from _sums(told, language)


def tell_gap(gap: Mapping[str, Any], language: Language, indicator: str | None = None) -> Iterator[Text]:
    """Tell what a gap is, what it does, and where to look.

    Args:
        gap: A gap of `told_gaps`, its effects in `effects`, or one of `explain`.
        language: The language.
        indicator: Indicator whose effects are told; all when None.

    Yields:
        Lines.
    """
    say = language.pick
    place = " ".join(str(part) for part in (gap["source"], gap["fiscal_year"] and f"FY{gap['fiscal_year']}") if part)
    head = Text.assemble((gap["gap_id"], "bold"), " ", (gap["severity"], SEVERITY_STYLES.get(gap["severity"], "")))
    if gap["blocking"]:
        head.append(" blocking", style="bold red")
    if gap["status"] in ("accepted", "resolved", "could_not_run"):
        words = {
            "accepted": say("受容", "accepted"),
            "resolved": say("解消", "resolved"),
            "could_not_run": say("検査を実行できず", "could not run"),
        }
        head.append(f" {words[gap['status']]}", style="cyan")
    yield head.append(f" {place} {gap['expectation_id']}")
    yield Text(f"  {say(gap['detail_ja'], gap['detail_en']) or ''}")
    for effect in gap.get("effects", ()):
        if indicator in (None, effect["indicator_id"]):
            reading = say(*READINGS[effect["budget_reading"]])
            yield Text(
                f"  {say('影響', 'effect')} {effect['indicator_id']} ({reading}): "
                f"{signed(effect['effect_low'], language)}{say('～', ' to ')}{signed(effect['effect_high'], language)}"
            )
    since = say(f"初出 {gap['first_seen']}", f"first seen {gap['first_seen']}")
    if gap["resolved_on"]:
        since += say(f"、解消 {gap['resolved_on']}", f", resolved {gap['resolved_on']}")
    runbook = runbook_in(language, gap["runbook"]) if gap["runbook"] else "–"
    yield Text(f"  {say('担当', 'owner')} {gap['owner'] or '–'} · {say('手順', 'runbook')} {runbook} · {since}")
    if gap["accepted_until"]:
        until = say(f"{gap['accepted_until']}まで受容", f"accepted until {gap['accepted_until']}")
        yield Text(f"  {until} ({gap['accepted_by']}): {gap['accepted_reason']}")
    yield from _places(gap, language)


def signed(effect: Decimal | int | None, language: Language) -> str:
    """Show an effect with its sign; None is one that nothing bounds."""
    if effect is None:
        return language.pick("限りなし", "unbounded")
    whole = int(effect) if effect == int(effect) else effect
    return "0" if not whole else f"{whole:+,}"


def _ends(told: Mapping[str, Any], language: Language) -> Iterator[Text]:
    say = language.pick
    for which, bound, status in (
        (say("下限", "low bound"), told["actual_low"], told["status_at_low"]),
        (say("上限", "high bound"), told["actual_high"], told["status_at_high"]),
    ):
        shown = _status(status, language)
        value = _bound(bound, language)
        yield Text(say(f"  {which} {value} なら: {shown}", f"  at the {which} of {value}: {shown}"))


def _sums(told: Mapping[str, Any], language: Language) -> Iterator[Text]:
    say = language.pick
    gaps: Sequence[Mapping[str, Any]] = told["gaps"]
    if not gaps:
        yield _headed(say("データの欠落", "Data gaps"), say("なし", "none"))
        return
    yield Text(say(f"データの欠落 {len(gaps)}件", f"Data gaps: {len(gaps)}"), style="bold")
    if told["actual"] is not None:
        for which, total, bound in (
            (say("下限", "low"), told["sum_low"], told["actual_low"]),
            (say("上限", "high"), told["sum_high"], told["actual_high"]),
        ):
            effect = signed(total, language)
            floor = total is not None and told["actual"] + total < 0
            note = say("（0未満は0とする）", " (nothing counts below 0)") if floor else ""
            yield Text(
                f"  {say('実績', 'actual')} {number(told['actual'])} + {say('影響の合計', 'effects')} ({effect})"
                f" = {which} {_bound(bound, language)}{note}"
            )
    for gap in gaps:
        if gap["is_of_pair"]:
            moves = say("対となる成功指標の判定を左右", "moves the paired success indicator")
        else:
            low, high = signed(gap["effect_low"], language), signed(gap["effect_high"], language)
            moves = say(f"下限 {low}、上限 {high}", f"low {low}, high {high}")
        yield Text("")
        first, *rest = tell_gap(gap, language)
        yield first.append(f": {moves}", style="bold")
        yield from rest


def _places(gap: Mapping[str, Any], language: Language) -> Iterator[Text]:
    say = language.pick
    records: Sequence[Mapping[str, Any]] = gap.get("shown_records", ())
    for record in records:
        where = []
        if record["source_file"]:
            file, row = record["source_file"], record["source_row"]
            where.append(say(f"{file} {row}行目", f"{file} row {row}"))
        if record["month"] and not record["source_file"]:
            where.append(f"{record['month']:%Y-%m}")
        if record["record_id"]:
            where.append(f"[{record['record_id']}]")
        if where:
            yield Text(f"    {' '.join(where)}")
    more = (gap["records"] or 0) - len(records)
    if records and more > 0:
        yield Text(say(f"    ほか{number(more)}件", f"    and {number(more)} more"))


def _status(status: str, language: Language) -> str:
    return language.pick(TRANSLATED_STATUS.get(status, status), status)


def _bound(bound: float | None, language: Language) -> str:
    return language.pick("限りなし", "unbounded") if bound is None else number(bound)


def _headed(heading: str, text: str) -> Text:
    return Text.assemble((f"{heading}: ", "bold"), text)
