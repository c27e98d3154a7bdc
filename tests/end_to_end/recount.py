"""The eight target indicators counted once more, from the export files, in plain Python.

Belongs here: reading exports with `csv` and `openpyxl`, and the counting rules written down a second time. Does not
belong here: anything of the pipeline. Nothing is imported from it, so that the two counts can disagree.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import openpyxl
from stdnum.jp import cn

PERIOD_START, PERIOD_END = date(2023, 4, 1), date(2027, 3, 31)
VERSIONS = ("current", "revised")
# Beside the headings of a row: the day of the file it stands in, and the year that the file registers.
SNAPSHOT, FILE_YEAR = "snapshot", "file year"
COMPANY_HEADING = {"collaboration_cases": "日本企業名"}
SOURCES_WITH_COMPANIES = (
    "fdi_cases",
    "collaboration_cases",
    "startup_cases",
    "overseas_support",
    "overseas_success",
    "agrifood_cases",
    "coercion_consultations",
)
ENTREPRENEUR_PROGRAMME = "起業家等育成プログラム"
HEALTHCARE_PROGRAMME = "ヘルスケアスタートアップ・エコシステム強化事業"
SUPPLEMENTARY_PROGRAMMES = {
    "対日投資促進事業(補正)",
    "J-Bridge(補正)",
    "グローバル・アクセラレーション(補正)",
    HEALTHCARE_PROGRAMME,
}
LEGAL_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)"
    r"|[\s,.]+(?:CO\.?,? ?LTD|INC|LLC|LTD|CORP|CORPORATION|LIMITED|GMBH|K\.?K|PTE\.?,? ?LTD)\.?\s*$"
)

OLD_KANJI = str.maketrans("髙﨑邊邉澤濵濱廣國齋櫻", "高崎辺辺沢浜浜広国斎桜")

Row = dict[str, str]
Company = tuple[str, ...]
# True: it counts. False: something rules it out. None: what decides is missing or unknown, so it stays open.
Truth = bool | None


@dataclass(frozen=True)
class Figures:
    """What one indicator comes to under one target version."""

    actual: int
    low: int
    high: int
    excluded: int


@dataclass(frozen=True)
class Record:
    """One row as one indicator sees it: `unit` is what counts once, `rule` leaves exclusion and budget aside."""

    unit: object
    rule: Truth
    budget: str
    company: Company | None = None
    excluded: Truth = False
    doubtful: bool = False
    # Says initial budget, though its programme exists in the supplementary one only.
    misbudgeted: bool = False


# ---------------------------------------------------------------------------------------------- reading the exports


def current_files(inbox: Path, source: str, as_of: date) -> list[Path]:
    """Return the newest file of each fiscal year that is dated on or before a day, by fiscal year."""
    newest: dict[str, tuple[str, Path]] = {}
    for path in (inbox / source).glob(f"{source}_FY*"):
        year, day = path.stem.removeprefix(f"{source}_FY").split("_")
        if day <= f"{as_of:%Y%m%d}":
            newest[year] = max(newest.get(year, ("", path)), (day, path))
    return [path for _, (_, path) in sorted(newest.items())]


def read_rows(inbox: Path, source: str, as_of: date) -> list[Row]:
    """Return the rows of a source, cells as NFKC text without blanks at their ends."""
    rows: list[Row] = []
    for path in current_files(inbox, source, as_of):
        year, snapshot = path.stem.removeprefix(f"{source}_FY").split("_")
        found = _read_csv(path) if path.suffix == ".csv" else _read_workbook(path)
        rows += [{**row, SNAPSHOT: snapshot, FILE_YEAR: year} for row in found]
    return rows


def _read_csv(path: Path) -> Iterator[Row]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp932")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        yield {_text(heading): _text(cell) for heading, cell in row.items()}


def _read_workbook(path: Path) -> Iterator[Row]:
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    _title, upper, lower, *rest = sheet.iter_rows(values_only=True)
    headings = [_text(below or above) for above, below in zip(upper, lower, strict=True)]
    for cells in rest:
        row = [_text(cell) for cell in cells]
        if any(row) and not row[0].startswith(("※", "注", "合計", "小計")):
            yield dict(zip(headings, row, strict=True))


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return unicodedata.normalize("NFKC", "" if cell is None else str(cell)).strip()


@cache
def read_day(text: str) -> date | None:
    """Read a date in any of the agreed ways; None for a blank and for what is no date."""
    try:
        if re.fullmatch(r"\d{5}", text):
            return date(1899, 12, 30) + timedelta(days=int(text))
        if match := re.fullmatch(r"(\d{4})(\d\d)(\d\d)|(\d{4})[-/](\d+)[-/](\d+)", text):
            return date(*(int(part) for part in match.groups() if part))
        if match := re.fullmatch(r"(?:令和|R)(元|\d+)[年.](\d+)[月.](\d+)日?", text):
            year = 1 if match[1] == "元" else int(match[1])
            return date(2018 + year, int(match[2]), int(match[3]))
    except ValueError:
        return None
    return None


# ------------------------------------------------------------------------------------------------------- companies


@cache
def corporate_number(text: str) -> str | None:
    """Return a corporate number whose check digit is right, else None."""
    number = text.upper().replace("-", "").removeprefix("T")
    return number if cn.is_valid(number) else None


@cache
def comparable(name: str) -> str:
    """Return a company name without legal form, blanks and punctuation, in upper case and new kanji."""
    bare = LEGAL_FORMS.sub("", name.upper().translate(OLD_KANJI))
    return "".join(sign for sign in bare if unicodedata.category(sign)[0] in "LNM" or sign == "ー")


class Companies:
    """Tells which company a row is about, knowing the numbers that names have in any source."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self._of_name: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for source, found in rows.items():
            for row in found:
                number, name = self.number(row), self.name(source, row)
                if number and name:
                    self._of_name[(name,)].add(number)
                    if "都道府県" in row:
                        self._of_name[name, row["都道府県"]].add(number)

    @staticmethod
    def number(row: Row) -> str | None:
        return corporate_number(row["法人番号"])

    @staticmethod
    def name(source: str, row: Row) -> str:
        return comparable(row[COMPANY_HEADING.get(source, "企業名")])

    def candidates(self, source: str, row: Row) -> list[Company]:
        """Return the company, several when nobody can tell which, none when the row does not say."""
        name = self.name(source, row)
        if number := self.number(row):
            return [(number,)]
        if not name:
            return []
        called = (name, row["都道府県"]) if "都道府県" in row else (name,)
        return [(number,) for number in sorted(self._of_name.get(called, ()))] or [called]

    def company(self, source: str, row: Row) -> Company | None:
        found = self.candidates(source, row)
        return found[0] if len(found) == 1 else None


# ------------------------------------------------------------------------------------------------------- the rules


def all_of(*parts: Truth) -> Truth:
    """Return False when a part rules it out, else None when a part is open, else True."""
    if False in parts:
        return False
    return None if None in parts else True


def among(text: str, counting: set[str], others: set[str] = frozenset()) -> Truth:  # type: ignore[assignment]
    """Tell whether a code counts; one that stands in neither list is unknown."""
    return True if text in counting else False if text in others else None


def known_by(row: Row, as_of: date) -> date:
    """Return the last day that a row can tell of."""
    return min(as_of, read_day(row[SNAPSHOT]) or as_of)


def registered_from(row: Row) -> date:
    """Return the first day of the year that the row's file registers."""
    return date(int(row[FILE_YEAR]), 4, 1)


def in_period(row: Row, heading: str, as_of: date, *, ahead: bool = False) -> Truth:
    """Tell whether a deciding date counts; one that cannot be right leaves the record open.

    It cannot be right after the day of its file (unless `ahead`). Before the year of its file it may be a slip: that
    matters where it would rule the record out.
    """
    day = read_day(row[heading])
    if day is None or day > (as_of if ahead else known_by(row, as_of)):
        return None
    if day < PERIOD_START:
        return None if day < registered_from(row) else False
    return day <= PERIOD_END


def succeeded(row: Row) -> Truth:
    """Tell whether the status says success; one that a confirmed success contradicts is open."""
    if row["状態"] in {"支援中", "中止"} and row["確度"] == "確定" and read_day(row["成功日"]):
        return None
    return among(row["状態"], {"成功"}, {"支援中", "中止"})


def without_earlier_support(row: Row, start: str) -> bool:
    """Tell whether a success lacks a support that began before it."""
    began, won = read_day(row[start]), read_day(row["成功日"])
    return began is None or (won is not None and won < began)


def is_programme(row: Row, programme: str) -> bool:
    return row["事業名"] == programme


def confirmed(row: Row) -> Truth:
    return among(row["確度"], {"確定"}, {"見込", "取下げ"})


def tally(records: Iterable[Record]) -> dict[str, Figures]:
    """Count units: once if a record of theirs counts, by target version."""
    units: defaultdict[object, list[Record]] = defaultdict(list)
    for record in records:
        units[record.unit].append(record)
    return {version: _tally(units.values(), version) for version in VERSIONS}


def _tally(units: Iterable[list[Record]], version: str) -> Figures:
    actual = low = high = excluded = 0
    for unit in units:
        applies = [(r, all_of(r.rule, version == "revised" or _initial(r.budget))) for r in unit]
        open_or_in = [
            (r, truth) for r, rule in applies
            if (truth := all_of(rule, None if r.excluded is None else not r.excluded)) is not False
        ]  # fmt: skip
        counting = [r for r, truth in open_or_in if truth]
        actual += bool(counting)
        low += any(not (r.doubtful or (version == "current" and r.misbudgeted)) for r in counting)
        # One number for several companies may hide as many cases.
        high += max(len({r.company for r, _ in open_or_in if r.company}), bool(open_or_in))
        excluded += not counting and any(rule and r.excluded for r, rule in applies)
    return Figures(actual, low, high, excluded)


def misbudgeted(row: Row) -> bool:
    """Tell whether a row gives the initial budget for a programme of the supplementary one."""
    return row["財源"] == "当初予算" and row["事業名"] in SUPPLEMENTARY_PROGRAMMES


def _initial(budget: str) -> Truth:
    return among(budget, {"当初予算"}, {"令和5年度補正"})


# -------------------------------------------------------------------------------------------------- the indicators


def recount(inbox: Path, as_of: date) -> dict[tuple[str, str], Figures]:
    """Count every target indicator over the exports of an inbox.

    Args:
        inbox: Folder of exports.
        as_of: Day up to which is counted.

    Returns:
        Figures by indicator and target version; cases, or companies per fiscal year.
    """
    rows = {source: read_rows(inbox, source, as_of) for source in SOURCES_WITH_COMPANIES}
    companies = Companies(rows)
    collaborations = {row["案件番号"] for row in rows["collaboration_cases"]} - {""}
    investments = {row["案件番号"] for row in rows["fdi_cases"]} - {""}
    supports = {row["支援番号"] for row in rows["overseas_support"]} - {""}

    def records(
        source: str, key: str, rule: Callable[[Row], Truth], excluded: Callable[[Row], Truth] = lambda row: False,
        doubtful: Callable[[Row], bool] = lambda row: False, shared: set[str] = frozenset(),  # type: ignore[assignment]
    ) -> Iterator[Record]:  # fmt: skip
        for position, row in enumerate(rows[source]):
            # Without a number nobody can tell whether it was counted already; `shared` are those another source claims.
            open_end: Truth = None if not row[key] or row[key] in shared else True
            yield Record(
                unit=row[key] or (position,), rule=all_of(rule(row), open_end), budget=row["財源"],
                company=companies.company(source, row), excluded=excluded(row), doubtful=doubtful(row),
                misbudgeted=misbudgeted(row),
            )  # fmt: skip

    def supported(heading: str) -> Callable[[Row], Truth]:
        return lambda row: in_period(row, heading, as_of)

    def case_success(row: Row) -> Truth:
        return all_of(
            succeeded(row),
            confirmed(row),
            among(row["区分"].strip("()"), {"1", "2", "3", "4"}),
            in_period(row, "成功日", as_of),
        )

    def startup_success(row: Row) -> Truth:
        return (row["成功日"] != "" or row["成功種別"] != "") and all_of(
            confirmed(row), in_period(row, "成功日", as_of)
        )

    def overseas_success(row: Row) -> Truth:
        day = read_day(row["成約日"])
        if row["確度"] == "見込" and day and day > as_of:
            return False
        ahead = row["確度"] == "見込"
        return all_of(among(row["確度"], {"確定", "見込"}, {"取下げ"}), in_period(row, "成約日", as_of, ahead=ahead))

    def supplementary_programme(row: Row) -> Truth:
        if not is_programme(row, ENTREPRENEUR_PROGRAMME):
            return False
        return among(row["財源"], {"令和5年度補正"}, {"当初予算"})

    def no_earlier_support(heading: str) -> Callable[[Row], bool]:
        return lambda row: without_earlier_support(row, heading)

    def healthcare(row: Row) -> bool:
        return is_programme(row, HEALTHCARE_PROGRAMME)

    fdi, collab, start = "fdi_cases", "collaboration_cases", "支援開始日"
    shared = collaborations & investments
    counted = {
        "fdi_success": records(fdi, "案件番号", case_success, doubtful=no_earlier_support(start), shared=shared),
        "fdi_support": records(fdi, "案件番号", supported(start), shared=shared),
        "collab_success": records(
            collab, "案件番号", case_success,
            doubtful=lambda row: row["案件番号"] in shared or without_earlier_support(row, start),
        ),
        "collab_support": records(
            collab, "案件番号", supported(start), doubtful=lambda row: row["案件番号"] in shared
        ),
        "su_success": records(
            "startup_cases", "支援番号", startup_success, supplementary_programme, no_earlier_support("支援日")
        ),
        "su_support": records("startup_cases", "支援番号", supported("支援日")),
        "ovs_success": records(
            "overseas_success", "成功番号", overseas_success, healthcare, lambda row: row["支援番号"] not in supports
        ),
        "ovs_support_companies": company_years(rows["overseas_support"], companies, healthcare, as_of),
    }  # fmt: skip
    return {
        (indicator, version): figures
        for indicator, found in counted.items()
        for version, figures in tally(found).items()
    }


def supported_on(row: Row, as_of: date) -> Truth:
    """Tell whether a support date counts where it decides the fiscal year too, and so must lie in that of its file."""
    day = read_day(row["支援日"])
    slipped = day is not None and day < registered_from(row)
    return all_of(in_period(row, "支援日", as_of), None if slipped else True)


def company_years(
    rows: list[Row], companies: Companies, excluded: Callable[[Row], bool], as_of: date
) -> Iterator[Record]:
    """Return the supports as records whose unit is a company in one fiscal year.

    Companies are told by exact agreement only. Linkage may put more together and never less, so what it leaves
    uncertain lies between this count and this count less one for every pair within a year.
    """
    source = "overseas_support"
    first_company: dict[str, Company | None] = {}
    # The newest file speaks for a number, and in it the first row.
    for row in sorted(rows, key=lambda row: row[SNAPSHOT], reverse=True):
        first_company.setdefault(row["支援番号"], companies.company(source, row))
    seen: set[tuple[Company, int]] = set()
    for row in rows:
        day, found = read_day(row["支援日"]), companies.candidates(source, row)
        if day is not None and len(found) == 1 and supported_on(row, as_of) and not excluded(row):
            seen.add((found[0], day.year - (day.month < 4)))
    for position, row in enumerate(rows):
        found = companies.candidates(source, row)
        company = found[0] if len(found) == 1 else None
        rule, day = supported_on(row, as_of), read_day(row["支援日"])
        known = company is not None
        year = None if day is None or rule is None else day.year - (day.month < 4)
        # One of several companies, none of which was supported that year, is one more whichever it is.
        known |= len(found) > 1 and year is not None and not any((one, year) in seen for one in found)
        # A number given to another company speaks for that one; this one may have been meant.
        known &= row["支援番号"] == "" or first_company[row["支援番号"]] == company
        name = companies.name(source, row)
        who: object = company or ((name, row["都道府県"]) if name else position)
        yield Record(
            # Without a fiscal year it may be a year of its own.
            unit=(who, year if year is not None else f"row {position}"),
            rule=all_of(rule, known or None),
            budget=row["財源"],
            excluded=excluded(row),
            doubtful=company is not None and len(company) > 1 and row["法人番号"] != "",
            misbudgeted=misbudgeted(row),
        )
