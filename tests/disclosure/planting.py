"""Plants recognisable names, phone numbers and e-mail addresses into an inbox of exports.

Which columns get them is taken from the contracts, so that a column that is added later is planted too: personal
columns and free text get a name, a phone number and an address; free text that is published gets the phone number and
the address, as people write them behind a programme or a company. A survey tool's own columns, and narratives, too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from ingest.contracts import ColumnContract, SourceContract, load_contracts

ROWS = 6
HEADER_ROWS = 6
# Free text whose words are published. A name in it cannot be told from other words.
PUBLISHED_TEXT = {"programme", "success_type", "company_name"}
# What tells rows apart: no free text.
IDENTIFIERS = {"site"}


@dataclass
class Plants:
    """What was planted.

    Attributes:
        texts: Every planted text.
        published: Those among them that were written into text which is published.
        columns: Where something was planted, as source and column.
    """

    texts: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    columns: set[tuple[str, str]] = field(default_factory=set)

    def contact(self) -> str:
        """Return a phone number and an address that were not planted yet."""
        number = len(self.texts) + 1
        new = [f"03-5550-{number:04d}", f"person{number:04d}@mail.example"]
        self.texts += new
        return " ".join(new)

    def person(self) -> str:
        """Return a name, a phone number and an address that were not planted yet."""
        name = f"個人花子{len(self.texts) + 1:04d}"
        self.texts.append(name)
        return f"{name} {self.contact()}"


def plant_personal_data(inbox: Path) -> Plants:
    """Plant into every file of an inbox.

    Args:
        inbox: Folder of exports, changed in place.

    Returns:
        What was planted.
    """
    plants = Plants()
    for contract in load_contracts().values():
        writers = {
            column.header: writer for column in contract.columns if (writer := _writer(plants, contract, column))
        }
        for path in sorted((inbox / contract.source).iterdir()):
            plant_file = _plant_workbook if path.suffix == ".xlsx" else _plant_csv
            plant_file(path, writers)
    _write_form(inbox / "outcome_survey" / "outcome_survey_FY2026_20261031.csv", plants)
    narrative = next(path for path in sorted((inbox / "narratives").iterdir()) if "20260930" in path.name)
    content, encoding = _decoded(narrative)
    narrative.write_bytes(f"{content}\n担当 {plants.person()}\n".encode(encoding))
    return plants


def _writer(plants: Plants, contract: SourceContract, column: ColumnContract) -> Callable[[str], str] | None:
    """Return what turns a cell of a column into one with planted data, None for a column that holds no words."""
    is_words = column.personal or (
        column.type == "text"
        and column.identity in (None, "company_name")
        and column.name not in (*contract.key, *IDENTIFIERS)
        and not column.name.endswith("_id")
    )
    if not is_words:
        return None
    plants.columns.add((contract.source, column.name))
    if column.name in PUBLISHED_TEXT:
        contact = plants.contact()
        plants.published += contact.split()
        return lambda cell: f"{cell}（{contact}）"
    person = plants.person()
    return lambda cell: f"{cell} {person}".strip()


def _plant_csv(path: Path, writers: dict[str, Callable[[str], str]]) -> None:
    content, encoding = _decoded(path)
    rows = list(csv.reader(io.StringIO(content, newline="")))
    places = {rows[0].index(header): writer for header, writer in writers.items()}
    for row in rows[1 : ROWS + 1]:
        for place, writer in places.items():
            row[place] = writer(row[place])
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    path.write_bytes(written.getvalue().encode(encoding))


def _plant_workbook(path: Path, writers: dict[str, Callable[[str], str]]) -> None:
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    headers = {
        cell.value: cell for row in sheet.iter_rows(max_row=HEADER_ROWS) for cell in row if cell.value in writers
    }
    # Merged downwards or not: data begins below the lowest row that holds a header.
    first = max([cell.row for cell in headers.values()] + [area.max_row for area in sheet.merged_cells.ranges]) + 1
    for row in range(first, first + ROWS):
        if sheet.cell(row, 1).value is None:
            break
        for header, cell in headers.items():
            place = sheet.cell(row, cell.column)
            place.value = writers[header](str(place.value or ""))
    assert set(headers) == set(writers), path
    workbook.save(path)


def _decoded(path: Path) -> tuple[str, str]:
    """Return the text of a file and its encoding."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        return content.decode("cp932"), "cp932"


def _write_form(path: Path, plants: Plants) -> None:
    """Turn answers of a survey file into the export of a form, with the columns the tool adds about who answered."""
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("cp932"), newline="")))
    answered = [row for row in rows if row["対象"] in ("fdi", "対日投資") and row["投資金額"].isdecimal()][:ROWS]
    assert answered, f"{path} holds no answers to write as a form"
    headers = [
        *[
            "タイムスタンプ",
            "メールアドレス",
            "ユーザー名",
            "調査番号",
            "ご利用の事業",
            "案件番号",
            "発送日",
            "回答期限",
        ],
        *["投資金額", "出資額", "金額の単位", "通貨", "新規雇用者数", "売上の変化"],
        *["支援を受けて変わったこと（複数選択）", "企業価値"],
    ]
    lines: list[Sequence[str]] = [headers]
    for row in answered:
        name, _, address = plants.person().split()
        asked = [row[header] for header in ("調査番号",)] + [
            "対日投資",
            row["案件番号"],
            row["発送日"],
            row["回答期限"],
        ]
        amounts = [row["投資金額"], "", row["単位"], row["通貨"], row["新規雇用者数"], "", "", ""]
        lines.append(["10/20/2026 9:00:00", address, name, *asked, *amounts])
    plants.columns.add(("outcome_survey", "form"))
    written = io.StringIO(newline="")
    csv.writer(written).writerows(lines)
    path.write_bytes(written.getvalue().encode("utf-8"))
