"""The export files of a clean sample, to be spoilt one by one and put into an inbox.

Belongs here: which file speaks for a source and year, choosing records, and which files differ from the clean ones.
Does not belong here: what is done to a record (`catalogue`), running the pipeline (`pipeline`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from expectations.waivers import Waiver
from synthetic.dates import ordinal_of
from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import Condition
from synthetic.narratives import NarrativeFile, narrative_files, write_narrative
from synthetic.planting import KEYS
from synthetic.world import World, build_files, build_world
from synthetic.writers import csv_bytes, write_file

AS_OF = date(2026, 10, 31)
# By which column a source promises a row in every month, as its contract says.
MONTHLY_BY = {
    "fdi_cases": "支援開始日",
    "collaboration_cases": "支援開始日",
    "startup_cases": "支援日",
    "overseas_support": "支援日",
    "overseas_success": "成約日",
    "agrifood_cases": "成約日",
    "web_analytics": "年月",
    "fx_rates": "年月",
}


@dataclass(frozen=True, order=True)
class Finding:
    """One failing record, as the expectations name it.

    Attributes:
        expectation_id: Expectation that finds it.
        source: Source it concerns.
        fiscal_year: Fiscal year of its file or period; None when it is of none.
        record: Its number, or the month when it is a month; blank when it has neither.
    """

    expectation_id: str
    source: str
    fiscal_year: int | None
    record: str = ""


@dataclass(frozen=True)
class CleanSample:
    """An invented world and its exports without any gap."""

    world: World
    files: list[ExportFile]
    texts: list[NarrativeFile]

    @classmethod
    def build(cls, seed: int, scale: float) -> CleanSample:
        """Invent a world and write down its exports and texts, in memory."""
        world = build_world(seed, scale, AS_OF)
        return cls(world, build_files(world, AS_OF), narrative_files(seed, AS_OF))

    def write(self, inbox: Path) -> None:
        """Write every file."""
        for export in self.files:
            write_file(export, inbox)
        for text in self.texts:
            write_narrative(text, inbox)

    def true_counts(self) -> dict[tuple[str, str], int]:
        """The eight target indicators by target version, as they really are."""
        counts = self.world.true_counts(AS_OF)
        return {
            (indicator, version): getattr(count, reading)
            for indicator, count in counts.items()
            for version, reading in (("current", "initial"), ("revised", "total"))
        }


@dataclass
class Exports:
    """Files of a sample that may be spoilt.

    Attributes:
        clean: The sample they come from.
        rng: Chooses records.
        files: Files that can be read.
        texts: Narratives that arrived.
        unreadable: Bytes of files that cannot be read, by name.
        cut: Positions of rows that lose their last fields when written, by name.
        waivers: What the file of waivers says.
        earlier: How these exports differed when closed years were last reported; nothing was reported when empty.
    """

    clean: CleanSample
    rng: np.random.Generator
    files: list[ExportFile] = field(default_factory=list)
    texts: list[NarrativeFile] = field(default_factory=list)
    unreadable: dict[str, bytes] = field(default_factory=dict)
    cut: dict[str, set[int]] = field(default_factory=dict)
    waivers: list[Waiver] = field(default_factory=list)
    earlier: list[Callable[[Exports], None]] = field(default_factory=list)
    _touched: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, clean: CleanSample, seed: int) -> Exports:
        """Copy a clean sample."""
        return cls(clean, np.random.default_rng(seed), [_copied(one) for one in clean.files], list(clean.texts))

    def as_earlier(self) -> Exports:
        """Return these exports as they were when closed years were last reported."""
        cut = {name: set(positions) for name, positions in self.cut.items()}
        files = [_copied(one) for one in self.files]
        before = Exports(self.clean, np.random.default_rng(0), files, list(self.texts), dict(self.unreadable), cut)
        for change in self.earlier:
            change(before)
        return before

    def speaking(self, source: str) -> list[ExportFile]:
        """Return the newest readable file of each fiscal year."""
        newest: dict[int, ExportFile] = {}
        for export in self.files:
            if export.source == source:
                known = newest.get(export.fiscal_year)
                if known is None or known.snapshot_date < export.snapshot_date:
                    newest[export.fiscal_year] = export
        return [newest[year] for year in sorted(newest)]

    def cells(self, source: str, *headings: str) -> Iterator[tuple[ExportFile, tuple[Cell, ...]]]:
        """Yield some cells of every row that lands, with its file."""
        for export in self.speaking(source):
            cut = self.cut.get(export.name, ())
            columns = zip(*(export.columns[heading] for heading in headings), strict=True)
            for position, cells in enumerate(columns):
                if position not in cut:
                    yield export, cells

    def choose(
        self,
        source: str,
        conditions: Mapping[str, Condition],
        preferred: Mapping[str, Condition] | None = None,
        within: Collection[int] | None = None,
    ) -> tuple[ExportFile, int] | None:
        """Choose a record that nothing was done to yet.

        Args:
            source: Source to choose from.
            conditions: What its cells must fulfil, by heading.
            preferred: What they should fulfil beside that, if a record does.
            within: Fiscal years of the files to choose from; any when None.

        Returns:
            File and position; None when no record will do.
        """
        files = [one for one in self.speaking(source) if within is None or one.fiscal_year in within]
        keys = [self.keys(export) for export in files]
        places = [(number, position) for number, export in enumerate(files) for position in range(export.rows)]
        wanted, better = list(conditions.items()), list((preferred or {}).items())
        second_best = None
        # In random order, so that the first that will do is as good a draw as one among all.
        for place in self.rng.permutation(len(places)).tolist():
            number, position = places[place]
            export = files[number]
            if (source, keys[number][position]) in self._touched or position in self.cut.get(export.name, ()):
                continue
            if not all(test(export.columns[heading][position]) for heading, test in wanted):
                continue
            if all(test(export.columns[heading][position]) for heading, test in better):
                break
            second_best = second_best or (number, position)
        else:
            if second_best is None:
                return None
            number, position = second_best
        self.touch(source, keys[number][position])
        return files[number], position

    def insert(self, export: ExportFile, position: int, row: Mapping[str, Cell]) -> None:
        """Insert a row behind a position."""
        export.append(row, after=position)
        if export.name in self.cut:
            self.cut[export.name] = {place + (place > position) for place in self.cut[export.name]}

    def touch(self, source: str, record: str) -> None:
        """Keep a record from being chosen."""
        self._touched.add((source, record))

    def is_touched(self, source: str, record: str) -> bool:
        """Tell whether something was done to a record."""
        return (source, record) in self._touched

    def rows_by_month(self, source: str) -> Counter[tuple[int, int]]:
        """Count the rows that land by the month in which the source promises them."""
        months: Counter[tuple[int, int] | None] = Counter()
        for export in self.speaking(source):
            cells = export.columns[MONTHLY_BY[source]]
            months.update(map(month_of, cells))
            months.subtract(month_of(cells[position]) for position in self.cut.get(export.name, ()))
        return Counter({month: rows for month, rows in months.items() if month is not None and rows})

    def is_referenced(self, number: Cell) -> bool:
        """Tell whether a survey or a success refers to a number."""
        references = (("outcome_survey", "案件番号"), ("overseas_success", "支援番号"))
        return any(number in one.columns[heading] for source, heading in references for one in self.speaking(source))

    def changed(self) -> list[str]:
        """Return the names of clean files that are gone or differ."""
        now = {export.name: export for export in self.files}
        files = [
            one.name
            for one in self.clean.files
            if one.name in self.cut
            or one.name in self.unreadable
            or one.name not in now
            or now[one.name].columns != one.columns
        ]
        texts = [text.name for text in self.clean.texts if text not in self.texts or text.name in self.unreadable]
        return files + texts

    def changed_sources(self) -> set[str]:
        """Return the sources of which a file differs, is gone or is new."""
        known = {one.name for one in self.clean.files}
        names = {*self.changed(), *self.unreadable, *({one.name for one in self.files} - known)}
        return {name.split("/")[0] for name in names}

    def write_changed(self, inbox: Path) -> None:
        """Write the files that differ from the clean ones."""
        inbox.mkdir(parents=True, exist_ok=True)
        stale = set(self.changed()) - set(self.unreadable)
        known = {one.name for one in self.clean.files}
        for export in self.files:
            if export.name in stale or export.name not in known:
                path = write_file(export, inbox)
                if export.name in self.cut:
                    path.write_bytes(_cut_short(csv_bytes(export), self.cut[export.name]))
        for name, content in self.unreadable.items():
            path = inbox / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def keys(self, export: ExportFile) -> list[str]:
        """Return what names each row of a file: its number, or its first two cells."""
        if export.source in KEYS:
            return [str(cell) for cell in export.columns[KEYS[export.source]]]
        first, second = list(export.columns)[:2]
        return [f"{a}/{b}" for a, b in zip(export.columns[first], export.columns[second], strict=True)]


@cache
def day_of(cell: Cell) -> int | None:
    """Return the ordinal of a date as exports write it, or as it is written into them here; None for any other."""
    day = ordinal_of(cell)
    if day is not None:
        return day
    match = re.fullmatch(r"((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})", str(cell))
    try:
        return date(*(int(part) for part in match.groups())).toordinal() if match else None
    except ValueError:
        return None


def written(export: ExportFile, day: date) -> Cell:
    """Return a day as people write it into a file: a date in a workbook, text in a CSV."""
    return day if export.suffix == "xlsx" else f"{day.year}/{day.month}/{day.day}"


@cache
def month_of(cell: Cell) -> tuple[int, int] | None:
    """Return year and month of a date or month as exports write it."""
    day = day_of(cell)
    if day is not None:
        moment = date.fromordinal(day)
        return moment.year, moment.month
    match = re.fullmatch(r"(20\d\d)[-/年]?(\d{1,2})月?", str(cell))
    return (int(match[1]), int(match[2])) if match else None


def _copied(export: ExportFile) -> ExportFile:
    return replace(export, columns={name: list(cells) for name, cells in export.columns.items()})


def _cut_short(content: bytes, positions: set[int]) -> bytes:
    """Take the last two fields from rows of a CSV whose cells hold no comma of their own there."""
    import csv
    import io

    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    rows = list(csv.reader(io.StringIO(text, newline="")))
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(
        row[: max(2, len(row) - 2)] if position - 1 in positions else row for position, row in enumerate(rows)
    )
    return written.getvalue().encode("cp932" if encoding == "cp932" else "utf-8")
