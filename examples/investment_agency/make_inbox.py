"""Writes the synthetic inbox of the fictional investment agency: the same files every time.

    python examples/investment_agency/make_inbox.py

Nothing in it is real. A few gaps are planted, so that there is something to see: an enquiry month that never arrived, a
project with a status that nobody knows, one that landed without a date, a visit entered twice, a deal count that is no
number, and surveys that few answered.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

INBOX = Path(__file__).parent / "inbox"
SNAPSHOTS = {2024: date(2025, 1, 15), 2025: date(2026, 1, 15), 2026: date(2026, 9, 30)}
COUNTRIES = ("Germany", "United States", "Singapore", "France", "Korea", "Canada")
SECTORS = ("Energy", "Biotech", "Software", "Logistics", "Food")
MARKETS = ("Vietnam", "Thailand", "Germany", "United States")
FIRST = (
    "Northwind",
    "Cobalt",
    "Juniper",
    "Harbour",
    "Lumen",
    "Quarry",
    "Saffron",
    "Tidal",
    "Umber",
    "Vesper",
    "Willow",
)
SECOND = ("Robotics", "Foods", "Grid", "Instruments", "Marine", "Optics", "Textiles", "Works", "Systems", "Brewing")
NOTICE = """# Synthetic data

Every file in this folder is made up: no agency, company, number, case or amount is real. `make_inbox.py` wrote them.
"""

Row = dict[str, object]


def days_of(chance: random.Random, year: int, rows: int) -> list[date]:
    """Days of a year up to its snapshot, ascending."""
    last = min(SNAPSHOTS[year], date(year, 12, 31))
    span = (last - date(year, 1, 1)).days
    return sorted(date(year, 1, 1) + timedelta(days=chance.randrange(span)) for _ in range(rows))


def company(chance: random.Random, kind: str) -> str:
    """A made-up company; `SMP` marks it as a sample."""
    return f"SMP {chance.choice(FIRST)} {chance.choice(SECOND)} {kind}"


def funding(chance: random.Random) -> Row:
    """Funding and programme of a record."""
    is_special = chance.random() < 0.15
    return {"Funding": "Special" if is_special else "Core", "Programme": "Green Bay" if is_special else "Open Door"}


def enquiries(chance: random.Random, year: int) -> Iterator[Row]:
    """Enquiries of a year; those of May 2026 are missing."""
    for number, day in enumerate(days_of(chance, year, 380 if year < 2026 else 290), 1):
        if (day.year, day.month) == (2026, 5):
            continue
        stage = chance.choices(("Qualified", "New", "Closed"), (65, 20, 15))[0]
        yield {
            "Enquiry": f"SMP-E{year}-{number:04d}",
            "Company": company(chance, "GmbH"),
            "Corporate number": "",
            "Country": chance.choice(COUNTRIES),
            "Received": day.isoformat(),
            "Stage": stage,
            **funding(chance),
        }


def projects(chance: random.Random, year: int) -> Iterator[Row]:
    """Projects opened in a year and what had become of them by the day of its file."""
    for number, day in enumerate(days_of(chance, year, 165 if year < 2026 else 118), 1):
        landed = day + timedelta(days=chance.randrange(30, 200))
        status = "Landed" if chance.random() < 0.28 and landed <= SNAPSHOTS[year] else chance.choice(("Open", "Lost"))
        row: Row = {
            "Project": f"SMP-P{year}-{number:04d}",
            "Company": company(chance, "Inc"),
            "Corporate number": "",
            "Country": chance.choice(COUNTRIES),
            "Sector": chance.choice(SECTORS),
            "Opened": day.isoformat(),
            "Landed": landed.isoformat() if status == "Landed" else "",
            "Status": status,
            "Certainty": "" if status != "Landed" else chance.choices(("Confirmed", "Expected"), (9, 1))[0],
            **funding(chance),
        }
        if (year, number) == (2025, 20):
            row["Status"] = "Parked"
        if (year, number) == (2026, 11):
            row |= {"Status": "Landed", "Certainty": "Confirmed", "Landed": ""}
        yield row


def trade_missions(chance: random.Random, year: int) -> Iterator[Row]:
    """Visits of a year: one is entered twice, the deals of one are no number."""
    for number, day in enumerate(days_of(chance, year, 120 if year < 2026 else 88), 1):
        row: Row = {
            "Visit": f"SMP-V{year}-{number:04d}",
            "Company": company(chance, "KK"),
            "Corporate number": "",
            "Market": chance.choice(MARKETS),
            "Date": day.isoformat(),
            "Deals": chance.choices((0, 1, 2, 3), (45, 30, 15, 10))[0],
            **funding(chance),
        }
        if (year, number) == (2026, 40):
            row["Deals"] = "a few"
        yield row
        if (year, number) == (2025, 33):
            yield row


def aftercare_survey(chance: random.Random, year: int, landed: list[Row]) -> Iterator[Row]:
    """Surveys of the projects landed; about two in three that were due are answered."""
    for number, project in enumerate(landed, 1):
        sent = date.fromisoformat(str(project["Landed"])) + timedelta(days=20)
        if sent > SNAPSHOTS[year]:
            sent = SNAPSHOTS[year]
        due = sent + timedelta(days=30)
        response = chance.choices(("Answered", "Pending", "Declined"), (66, 26, 8))[0]
        is_answered = response == "Answered" and sent + timedelta(days=12) <= SNAPSHOTS[year]
        currency = chance.choices(("JPY", "USD"), (3, 1))[0]
        yield {
            "Survey": f"SMP-S{year}-{number:04d}",
            "Project": project["Project"],
            "Subject": "Project",
            "Sent": sent.isoformat(),
            "Due": due.isoformat(),
            "Answered": (sent + timedelta(days=12)).isoformat() if is_answered else "",
            "Response": "Pending" if response == "Answered" and not is_answered else response,
            "Capital invested": round(chance.lognormvariate(4, 1), 1) if is_answered else "",
            "Unit": "million",
            "Currency": currency,
            "Jobs created": chance.randrange(3, 60) if is_answered else "",
        }


def exchange_rates(chance: random.Random, year: int) -> Iterator[Row]:
    """Made-up monthly means of the dollar."""
    for month in range(1, 13 if year < 2026 else 10):
        yield {"Month": f"{year}-{month:02d}", "Currency": "USD", "Yen": f"{148 + chance.uniform(-4, 4):.2f}"}


def write(source: str, year: int, rows: list[Row]) -> None:
    """Write one export."""
    path = INBOX / source / f"{source}_FY{year}_{SNAPSHOTS[year]:%Y%m%d}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main() -> None:
    """Write every file."""
    chance = random.Random(2024)  # noqa: S311 (made-up data)
    for year in SNAPSHOTS:
        opened = list(projects(chance, year))
        write("enquiries", year, list(enquiries(chance, year)))
        write("projects", year, opened)
        write("trade_missions", year, list(trade_missions(chance, year)))
        write("aftercare_survey", year, list(aftercare_survey(chance, year, [row for row in opened if row["Landed"]])))
        write("exchange_rates", year, list(exchange_rates(chance, year)))
    (INBOX / "SYNTHETIC.md").write_text(NOTICE, encoding="utf-8")


if __name__ == "__main__":
    main()
