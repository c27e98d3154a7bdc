"""The tools with which gaps are planted: choose records, spoil cells, repeat rows, and keep the record of it.

Which gaps there are belongs to `gap_plan` and `gaps`. Only newest snapshots are touched, and no record is spoilt twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import Condition, Repeat, Spoil, is_plain_number
from synthetic.ground_truth import PlantedGap

KEYS = {
    "fdi_cases": "案件番号",
    "collaboration_cases": "案件番号",
    "startup_cases": "支援番号",
    "entrepreneur_programme": "参加者番号",
    "overseas_support": "支援番号",
    "overseas_success": "成功番号",
    "agrifood_cases": "成功番号",
    "coercion_consultations": "相談番号",
    "activities": "活動番号",
    "outcome_survey": "調査番号",
}
COMPANY_HEADINGS = ("企業名", "日本企業名", "法人番号", "都道府県", "電話番号")


@dataclass
class Planter:
    """Spoils the newest files of a sample and remembers what it did.

    Attributes:
        files: All files of the sample.
        rng: Chooses the records.
        scale: Scale of the sample: a small one gets fewer gaps.
        gaps: What was planted so far.
    """

    files: list[ExportFile]
    rng: np.random.Generator
    scale: float
    gaps: list[PlantedGap] = field(default_factory=list)
    _spoilt: set[tuple[str, str]] = field(default_factory=set)

    def newest(self, source: str) -> list[ExportFile]:
        """Return the files of a source that count, by fiscal year."""
        return [export for export in self.files if export.source == source and export.is_newest]

    def few(self, count: int) -> int:
        """Scale a number of gaps down with the sample, to one at least."""
        return max(1, round(count * min(1.0, self.scale)))

    def protect(self, source: str, records: Iterable[str]) -> None:
        """Keep records from being chosen."""
        self._spoilt.update((source, record) for record in records)

    def choose(self, source: str, count: int, conditions: Mapping[str, Condition]) -> list[tuple[ExportFile, str]]:
        """Choose records that fulfil all conditions on their cells; fewer when there are not that many.

        Args:
            source: Source to choose from.
            count: Records wanted.
            conditions: By heading.

        Returns:
            File and key of each; none of them will be chosen again.
        """
        files = self.newest(source)
        starts = np.cumsum([0] + [export.rows for export in files])
        chosen: dict[int, tuple[ExportFile, str]] = {}
        for place in self.rng.permutation(int(starts[-1])).tolist():
            if len(chosen) == count:
                break
            export_index = int(np.searchsorted(starts, place, side="right")) - 1
            export, position = files[export_index], place - int(starts[export_index])
            record = str(export.columns[KEYS[source]][position])
            fits = all(test(export.columns[heading][position]) for heading, test in conditions.items())
            if fits and (source, record) not in self._spoilt:
                chosen[place] = (export, record)
                self.protect(source, [record])
        return [chosen[place] for place in sorted(chosen)]

    def spoil(self, spoil: Spoil) -> None:
        """Overwrite cells of chosen records."""
        by_file: dict[str, tuple[ExportFile, list[str]]] = {}
        for export, record in self.choose(spoil.source, self.few(spoil.records), spoil.conditions):
            position = export.columns[KEYS[spoil.source]].index(record)
            for heading, cell in spoil.change(export, position).items():
                export.columns[heading][position] = cell
            by_file.setdefault(export.name, (export, []))[1].append(record)
        for export, records in by_file.values():
            self.note(spoil.kind, f"{spoil.source}__{spoil.rule}", export, records, spoil.note)
            if spoil.consequence:
                expectation = f"{spoil.source}__{spoil.consequence}"
                self.note(spoil.kind, expectation, export, records, spoil.note, is_consequence=True)

    def repeat(self, repeat: Repeat) -> None:
        """Repeat rows under the same number, as they are or with the company of another row."""
        kind, note = "repeated_row", "同じ行が二度ある / the same row twice"
        if repeat.of_another_company:
            kind, note = "conflicting_row", "同じ番号で別の企業 / another company under the same number"
        for export, record in self.choose(repeat.source, self.few(repeat.records), repeat.conditions):
            position = export.columns[KEYS[repeat.source]].index(record)
            row = export.row(position)
            if repeat.of_another_company:
                row |= self._another_company(export, row)
            export.append(row, after=position)
            self.note(kind, f"{repeat.source}__{repeat.rule}", export, [record], note)

    def note(
        self,
        kind: str,
        expectation_id: str,
        export: ExportFile,
        records: list[str],
        note: str,
        *,
        is_consequence: bool = False,
    ) -> None:
        """Remember a gap in a file."""
        self.gaps.append(
            PlantedGap(
                kind, expectation_id, export.source, export.fiscal_year, export.name, records, note, is_consequence
            )
        )

    def _another_company(self, export: ExportFile, row: Mapping[str, Cell]) -> dict[str, Cell]:
        others = [
            position
            for position, number in enumerate(export.columns["法人番号"])
            if is_plain_number(number) and number != row["法人番号"]
        ]
        other = export.row(others[int(self.rng.integers(len(others)))])
        return {heading: other[heading] for heading in COMPANY_HEADINGS if heading in other}
