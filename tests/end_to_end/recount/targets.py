"""The eight target indicators counted once more, from the export files, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from tests.end_to_end.recount.companies import SOURCES_WITH_COMPANIES, Companies, Company
from tests.end_to_end.recount.exports import SNAPSHOT, Row, read_day, read_rows
from tests.end_to_end.recount.rules import (
    ENTREPRENEUR_PROGRAMME,
    HEALTHCARE_PROGRAMME,
    Figures,
    Record,
    Truth,
    all_of,
    among,
    confirmed,
    in_period,
    is_programme,
    misbudgeted,
    registered_from,
    succeeded,
    tally,
    without_earlier_support,
)


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
