"""Samples written once per session, and a reader of their files that shares no code with the generator."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from synthetic.generate import SampleReport, write_sample

AS_OF = date(2026, 10, 31)
SCALE = 0.05


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp932")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        yield {heading: plain(cell) for heading, cell in row.items()}


def read_workbook(path: Path) -> Iterator[dict[str, str]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    headings = [str(lower or upper) for upper, lower in zip(rows[1], rows[2], strict=True)]
    for cells in rows[3:]:
        if not re.match(r"※|注|小計|合計", str(cells[0] or "")):
            yield {heading: plain(cell) for heading, cell in zip(headings, cells, strict=True)}


def plain(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if cell is None:
        return ""
    return unicodedata.normalize("NFKC", str(cell)).strip()


def read_day(text: str) -> date | None:
    """Read any of the ways to write a date; None for a blank and for what is no date."""
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{4})(\d{2})(\d{2})", text):
        year, month, day = (int(part) for part in match.groups() if part)
    elif match := re.fullmatch(r"(?:令和|R)(\d+)[年.](\d+)[月.](\d+)日?", text):
        year, month, day = int(match[1]) + 2018, int(match[2]), int(match[3])
    elif re.fullmatch(r"\d{5}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_month(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{4})[-/年]?(\d{1,2})月?", text)
    assert match, text
    return int(match[1]), int(match[2])


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


@dataclass
class Sample:
    """A written sample and its content as a reader of the files sees it."""

    report: SampleReport

    @property
    def out(self) -> Path:
        return self.report.out

    @cached_property
    def truth(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.report.ground_truth.read_text(encoding="utf-8"))
        return content

    def paths(self, source: str) -> list[Path]:
        return sorted((self.out / source).iterdir())

    def newest(self, source: str) -> dict[int, Path]:
        """Path by fiscal year, by the rule that the latest snapshot of a year replaces the others."""
        return {int(path.name.split("_FY")[1][:4]): path for path in self.paths(source)}

    def rows(self, source: str) -> list[dict[str, str]]:
        """Rows of the newest files, cells as stripped NFKC text."""
        return [row for year in self.newest(source) for row in self.rows_of(source, year)]

    def rows_of(self, source: str, fiscal_year: int) -> list[dict[str, str]]:
        path = self.newest(source)[fiscal_year]
        return list(read_csv(path) if path.suffix == ".csv" else read_workbook(path))

    def rows_by_key(self, file: str, key: str) -> dict[str, list[dict[str, str]]]:
        path = self.out / file
        found: dict[str, list[dict[str, str]]] = {}
        for row in read_csv(path) if path.suffix == ".csv" else read_workbook(path):
            found.setdefault(row[key], []).append(row)
        return found

    report_day = AS_OF
    read_day = staticmethod(read_day)
    read_month = staticmethod(read_month)
    fiscal_year = staticmethod(fiscal_year)


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    out = tmp_path_factory.mktemp("planted")
    return Sample(write_sample(out, scale=SCALE, as_of=AS_OF))


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    out = tmp_path_factory.mktemp("clean")
    return Sample(write_sample(out, scale=SCALE, as_of=AS_OF, plant_gaps=False))
