"""Texts of the indicators that have no figure: one per year of the period and one of the current year, all made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path

import numpy as np

from synthetic.schedule import PERIOD_START

FOLDER = "narratives"
# What people's editors save.
ENCODINGS = ("utf-8", "cp932", "utf-8-sig")
# Days within a year on which a text is written: with the annual report, and at half-time.
WRITTEN_ON = ((3, 31), (9, 30))
NOTICE = "【合成データ / synthetic】この文章（見本番号 SMP-NR-{number:08d}）は見本であり、実在の取組ではありません。"
TEXTS = {
    "agency_coop_status": (
        "架空の研究開発機構および模擬大使館と、見本となる連携を{year}年度に{count}件行いました。",
        "・共同の説明会（①オンライン、②対面）\n・情報交換の定例会",
    ),
    "partner_trials": (
        "例示県の支援機関と、窓口の一本化を{year}年度に{count}か所で試行しました。",
        "・㈱サンプル支援による相談会\n・案件引継ぎの様式の改善",
    ),
}


@dataclass(frozen=True)
class NarrativeFile:
    """One text to be written.

    Attributes:
        indicator_id: Indicator it tells of.
        dated_on: Day it tells of.
        text: Its lines.
        encoding: Encoding of the file.
    """

    indicator_id: str
    dated_on: date
    text: str
    encoding: str

    @property
    def name(self) -> str:
        """Path relative to the inbox, with forward slashes."""
        return f"{FOLDER}/{self.indicator_id}_{self.dated_on:%Y%m%d}.txt"


def narrative_files(seed: int, as_of: date) -> list[NarrativeFile]:
    """Build the texts known on a day; the first is of the period's first day, so that none is ever missing."""
    days = {PERIOD_START} | {
        day
        for year in range(PERIOD_START.year, as_of.year + 1)
        for month, last in WRITTEN_ON
        if PERIOD_START < (day := date(year, month, last)) <= as_of
    }
    return [
        NarrativeFile(
            indicator_id, day, _text(parts, day, np.random.default_rng([seed, position, day.toordinal()])), encoding
        )
        for position, (indicator_id, parts) in enumerate(TEXTS.items())
        for day, encoding in zip(sorted(days), cycle(ENCODINGS), strict=False)
    ]


def write_narrative(narrative: NarrativeFile, inbox: Path) -> Path:
    """Write one text below the inbox and return its path."""
    path = inbox / narrative.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(narrative.text.replace("\n", "\r\n").encode(narrative.encoding))
    return path


def _text(parts: tuple[str, str], day: date, rng: np.random.Generator) -> str:
    fiscal_year = day.year if day.month >= PERIOD_START.month else day.year - 1
    notice = NOTICE.format(number=rng.integers(10**8))
    return f"{notice}\n\n{parts[0].format(year=fiscal_year, count=rng.integers(2, 9))}\n\n{parts[1]}\n"
