"""Writes a sample: the export files, the narratives, the notice that all of it is made up, and the ground truth."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from synthetic.exports import SOURCES
from synthetic.gaps import plant_gaps as plant
from synthetic.ground_truth import GROUND_TRUTH_FILE, PlantedGap, TrueCount, write_ground_truth
from synthetic.narratives import FOLDER as NARRATIVES
from synthetic.narratives import narrative_files, write_narrative
from synthetic.schedule import PERIOD_START, REFERENCE_DATE
from synthetic.world import build_files, build_world
from synthetic.writers import write_file

NOTICE_FILE = "SYNTHETIC.md"
NOTICE = """# 合成データ / Synthetic data

このフォルダのファイルはすべて乱数で作った見本です。企業名、法人番号、電話番号、案件、金額、為替レートのいずれも実在のものではありません。\
番号の先頭の SMP は見本（sample）を表し、法人番号は登記所番号にない 99 を含み、電話番号は 000 で始まります。

Every file in this folder is a sample made from random numbers. No company, corporate number, phone number, case, \
amount or exchange rate is real. SMP at the head of a number marks it as a sample; corporate numbers carry 99, which \
no registry office uses; phone numbers begin with 000. `ground_truth.json` \
says what is true and which gaps were planted.
"""


@dataclass(frozen=True)
class SampleReport:
    """What was written.

    Attributes:
        out: The folder, an inbox as it stands.
        files: Paths of the export files.
        narratives: Paths of the texts.
        rows: Rows per source in the snapshots that count.
        true_counts: The target indicators as they really are.
        gaps: What was planted.
        ground_truth: Path of the JSON that says so.
    """

    out: Path
    files: tuple[Path, ...]
    narratives: tuple[Path, ...]
    rows: dict[str, int]
    true_counts: dict[str, TrueCount]
    gaps: tuple[PlantedGap, ...]
    ground_truth: Path


def write_sample(
    out: Path,
    *,
    seed: int = 20231,
    scale: float = 1.0,
    as_of: date = REFERENCE_DATE,
    plant_gaps: bool = True,
) -> SampleReport:
    """Write synthetic exports of all sources from FY2023 to a date.

    The same arguments give the same bytes; the same seed and scale give the same cases whatever the date, seen earlier
    or later. A former sample in the folder is replaced.

    Args:
        out: Folder to write to; made when missing.
        seed: Chooses the invented world.
        scale: Factor on all volumes; 1 is about 3,500 FDI cases and 120,000 overseas supports by the default date.
        as_of: Day of the newest snapshots.
        plant_gaps: False for exports without any gap.

    Raises:
        ValueError: The scale is not positive, or the date lies before the objective period.
        FileExistsError: The folder holds exports that are no sample.
    """
    if scale <= 0:
        raise ValueError(f"scale is {scale}. Remedy: choose a number above 0, such as 0.05 or 1.")
    if as_of < PERIOD_START:
        raise ValueError(f"as_of is {as_of}. Remedy: choose a day from {PERIOD_START} on.")
    _clear_former_sample(out)
    world = build_world(seed, scale, as_of)
    files = build_files(world, as_of)
    gaps = plant(world, files, as_of) if plant_gaps else []
    out.mkdir(parents=True, exist_ok=True)
    # The notice comes first: a sample that was interrupted is still told from real exports.
    (out / NOTICE_FILE).write_text(NOTICE, encoding="utf-8")
    paths = tuple(write_file(export, out) for export in files)
    texts = tuple(write_narrative(narrative, out) for narrative in narrative_files(seed, as_of))
    counts = world.true_counts(as_of)
    ground_truth = write_ground_truth(
        out,
        seed=seed,
        scale=scale,
        as_of=as_of,
        files=files,
        narratives=[text.relative_to(out).as_posix() for text in texts],
        counts=counts,
        gaps=gaps,
    )
    rows: Counter[str] = Counter()
    for export in files:
        rows[export.source] += export.rows if export.is_newest else 0
    return SampleReport(out, paths, texts, dict(rows), counts, tuple(gaps), ground_truth)


def _clear_former_sample(out: Path) -> None:
    present = [path for folder in (*SOURCES, NARRATIVES) for path in (out / folder).glob("*") if path.is_file()]
    if present and not (out / NOTICE_FILE).exists():
        raise FileExistsError(
            f"{out} holds exports that are no sample ({present[0].relative_to(out)}). "
            "Remedy: choose another folder; made-up data must not mix with real data."
        )
    truth = out / GROUND_TRUTH_FILE
    if truth.exists():
        content = json.loads(truth.read_text(encoding="utf-8"))
        # A sample of an older version has no narratives.
        for name in [*(entry["file"] for entry in content["files"]), *content.get("narratives", [])]:
            (out / name).unlink(missing_ok=True)
        truth.unlink()
