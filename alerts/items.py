"""The paragraph about one piece of news, in Japanese or in English.

Belongs here: words. Not here: which news go into a message (`composition`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from alerts.facts import SHOWN_RECORDS, Facts
from alerts.model import Change, Kind, Severity, Transition
from reporting.language import Language
from reporting.runbook import runbook_in

SHOWN_INDICATORS = 3
SEVERITIES = {
    Severity.INFO: ("情報", "INFO"),
    Severity.WARNING: ("警告", "WARNING"),
    Severity.ERROR: ("エラー", "ERROR"),
    Severity.CRITICAL: ("重大", "CRITICAL"),
}
CHANGES = {
    Change.OPENED: ("新規", "new"),
    Change.WORSENED: ("悪化", "worse"),
    Change.IMPROVED: ("改善", "better"),
    Change.RECOVERED: ("回復", "recovered"),
    Change.REMINDED: ("継続中", "still open"),
}
STATUSES = {
    "passed": ("合格", "passed"),
    "failed": ("不合格", "failed"),
    "could_not_run": ("検査を実行できず", "could not run"),
    "accepted": ("受容", "accepted"),
    "canceled": ("中止", "canceled"),
    "succeeded": ("成功", "succeeded"),
    "stuck": ("停滞", "stuck"),
    "queued": ("開始待ち", "not begun"),
    "missing": ("未実行", "missing"),
    "ended": ("終了", "ended"),
    "gone": ("検査が廃止", "no longer exists"),
    "unknown": ("不明", "unknown"),
}


@dataclass(frozen=True)
class Voice:
    """How a channel is spoken to.

    Attributes:
        language: Its language.
        zone: Time zone of the times shown.
        runbook: What links to the runbook begin with.
    """

    language: Language
    zone: ZoneInfo
    runbook: str

    def say(self, japanese: str, english: str) -> str:
        """Return the text in the channel's language."""
        return self.language.pick(japanese, english)

    def status(self, status: str) -> str:
        """Return a status in words."""
        from reporting.tables import TRANSLATED_STATUS

        if status in TRANSLATED_STATUS:
            return self.say(TRANSLATED_STATUS[status], status)
        return self.say(*STATUSES.get(status, (status, status)))


def plain(text: object) -> str:
    """Return a text that came with the data in one line that no reader takes for a command, a mention or a link."""
    cleaned = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", " ", str(text))
    return " ".join(cleaned.translate({ord("@"): "＠", ord("<"): "‹", ord(">"): "›", ord("`"): "'"}).split())[:300]


def item_lines(news: Transition, facts: Facts, voice: Voice) -> list[str]:
    """Return the paragraph about one piece of news.

    Args:
        news: The news.
        facts: What is published.
        voice: How to say it.
    """
    severity, change = voice.say(*SEVERITIES[news.severity]), voice.say(*CHANGES[news.change])
    lines = [f"■ {severity} {change}: {_name(news, facts, voice)}"]
    if news.previous is not None and news.previous != news.status:
        lines.append(f"{voice.status(news.previous)} → {voice.status(news.status)}")
    elif news.kind is not Kind.GAPS or news.status != "failed":
        lines.append(voice.say("状態: ", "Status: ") + voice.status(news.status))
    tell = {Kind.GAPS: _gap, Kind.VERDICTS: _verdict}.get(news.kind, _run)
    lines += tell(news, facts, voice)
    if news.change is not Change.OPENED:
        since = f"{news.opened_at.astimezone(voice.zone):%Y-%m-%d %H:%M}"
        lines.append(voice.say(f"発生: {since}", f"Open since: {since}"))
    details = news.details
    if details.get("owner"):
        lines.append(voice.say("担当: ", "Owner: ") + plain(details["owner"]))
    if details.get("runbook") and news.change.is_bad_news:
        anchor = str(details["runbook"]).partition("#")[2]
        runbook = runbook_in(voice.language, voice.runbook)
        lines.append(voice.say("手順: ", "Runbook: ") + runbook + (f"#{anchor}" if anchor else ""))
    for label, name in (("UI", "ui"), ("Data Docs", "data_docs"), (voice.say("ページ", "Page"), "page")):
        if details.get(name) and (news.change.is_bad_news or name == "ui"):
            lines.append(f"{label}: {details[name]}")
    return lines


def _name(news: Transition, facts: Facts, voice: Voice) -> str:
    if news.kind is Kind.VERDICTS:
        return _indicator(str(news.details.get("indicator")), facts, voice)
    return plain(news.details.get("name") or news.subject)


def _indicator(indicator: str, facts: Facts, voice: Voice) -> str:
    names = facts.names.get(indicator)
    return f"{voice.say(*names)} [{indicator}]" if names else indicator


def _verdict(news: Transition, facts: Facts, voice: Voice) -> Iterator[str]:
    row = facts.targets.get(str(news.details.get("indicator")))
    if row is None:
        return
    # What is published may be of an earlier run than the news.
    if row["status"] == news.status:
        yield plain(voice.say(row["reason_ja"], row["reason_en"]))
    yield voice.say(f"基準日 {row['as_of_date']}", f"As of {row['as_of_date']}")


def _gap(news: Transition, facts: Facts, voice: Voice) -> Iterator[str]:
    if not news.change.is_bad_news:
        return
    gaps = facts.gaps.get(str(news.details.get("name")), [])
    for gap in gaps[:SHOWN_INDICATORS]:
        yield plain(voice.say(gap["detail_ja"], gap["detail_en"]))
    if len(gaps) > SHOWN_INDICATORS:
        more = len(gaps) - SHOWN_INDICATORS
        yield voice.say(f"ほか{more}件の欠落", f"and {more} more gaps of it")
    if any(gap["blocking"] for gap in gaps):
        yield voice.say("判定を止める欠落。", "Blocks the verdict.")
    yield from _effects(gaps, facts, voice)
    places = _places(news, gaps, facts, voice)
    if places:
        yield voice.say("該当行: ", "Rows: ") + "; ".join(places)


def _effects(gaps: list[dict[str, Any]], facts: Facts, voice: Voice) -> Iterator[str]:
    indicators = list(dict.fromkeys(one for gap in gaps for one in gap["indicator_ids"] or ()))
    # Those with a target first: their verdict is what may change.
    indicators.sort(key=lambda one: one not in facts.targets)
    if not indicators:
        return
    yield voice.say("影響する指標:", "Affects:")
    for indicator in indicators[:SHOWN_INDICATORS]:
        yield f"・{_indicator(indicator, facts, voice)}{_effect(indicator, gaps, facts, voice)}"
    if len(indicators) > SHOWN_INDICATORS:
        more = len(indicators) - SHOWN_INDICATORS
        yield voice.say(f"・ほか{more}指標", f"・and {more} more")


def _effect(indicator: str, gaps: list[dict[str, Any]], facts: Facts, voice: Voice) -> str:
    row = facts.targets.get(indicator)
    reading = row["budget_reading"] if row else "all"
    effects = [
        effect
        for gap in gaps
        for effect in facts.effects.get(gap["gap_id"], ())
        if effect["indicator_id"] == indicator and effect["budget_reading"] == reading
    ]
    colon = voice.say("：", ": ")
    parts = []
    if any(effect.get("is_suppressed") for effect in effects):
        parts.append(voice.say("影響は秘匿", "effect held back"))
    elif effects:
        low, high = (_sum(effects, end, voice) for end in ("effect_low", "effect_high"))
        parts.append(voice.say(f"実績への影響 {low}～{high}", f"could move the actual by {low} to {high}"))
    if row is not None:
        status = voice.status(row["status"])
        opens = row["status"] == "not_assessable"
        parts.append(
            voice.say(f"判定 {status}", f"verdict {status}")
            + (voice.say("（欠落により変わりうる）", " (gaps could change it)") if opens else "")
        )
    return colon + voice.say("、", ", ").join(parts) if parts else ""


def _sum(effects: list[dict[str, Any]], end: str, voice: Voice) -> str:
    from reporting.stories import signed

    values = [effect[end] for effect in effects]
    return signed(None if any(value is None for value in values) else sum(values), voice.language)


def _places(news: Transition, gaps: list[dict[str, Any]], facts: Facts, voice: Voice) -> list[str]:
    """Where failing rows stand: file and row only, whatever else is known of them."""
    records: list[Mapping[str, Any]] = [record for gap in gaps for record in facts.records.get(gap["gap_id"], ())]
    records = records or list(news.details.get("sample") or ())
    places = [(record.get("source_file"), record.get("source_row")) for record in records if record.get("source_file")]
    return [
        voice.say(f"{plain(file)} {row}行目", f"{plain(file)} row {row}")
        for file, row in list(dict.fromkeys(places))[:SHOWN_RECORDS]
    ]


def _run(news: Transition, facts: Facts, voice: Voice) -> Iterator[str]:
    for label_ja, label_en, name in (
        ("ジョブ", "Job", "job"),
        ("ステップ", "Step", "step"),
        ("原因", "Cause", "cause"),
        ("詳細", "Detail", "said"),
    ):
        value = news.details.get(name)
        if value and news.change.is_bad_news:
            yield f"{voice.say(label_ja, label_en)}: {plain(voice.say(*value) if isinstance(value, list) else value)}"
