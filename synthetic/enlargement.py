"""Large synthetic inboxes: the cases of one sample many times over, each time about other companies.

The invented names run out at some ten thousand companies, and cells made one by one take minutes per million rows.
Here DuckDB copies the rows of a small sample: case numbers, corporate numbers (with right check digits), phones and
names are those of the copy, everything else stays. Belongs here: making and changing large inboxes. Not here: what a
sample looks like (`world`).
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from duckdb.func import PythonUDFType

from synthetic.companies import corporate_numbers
from synthetic.dates import FULL_WIDTH
from synthetic.exports import Cell, ExportFile
from synthetic.gaps import plant_gaps
from synthetic.generate import NOTICE, NOTICE_FILE
from synthetic.narratives import narrative_files, write_narrative
from synthetic.schedule import REFERENCE_DATE
from synthetic.world import build_files, build_world
from synthetic.writers import CSV_STYLES, write_file

SUPPORTS_AT_SCALE_1 = 120_000
# Of one sample; more come from copies of it.
MOST_SUPPORTS = 100_000
KEYS = ("案件番号", "支援番号", "成功番号", "調査番号", "参加者番号", "相談番号", "活動番号")
NAMES = ("企業名", "日本企業名")
NUMBER, PHONE = "法人番号", "電話番号"
# One row per month and site or currency, however large the agency.
NOT_COPIED = ("web_analytics", "fx_rates")
LEGAL_FORMS = ("株式会社", "㈱", "(株)", "（株）", "有限会社", "㈲", "(有)", "（有）", "合同会社")
# Three signs tell the names of a copy; with this stride two copies rarely share more than one of them.
SIGNS, LETTERS = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ",
    "BCDFGHJKLMNPRSTVWXZ",
)
STRIDE = 7_919
NUMBER_STRIDE, PHONE_STRIDE = 104_729_113, 7_777_771
BLOCK = 8 * 1024 * 1024


@dataclass(frozen=True)
class LargeInbox:
    """What was written.

    Attributes:
        inbox: The folder.
        rows: Rows per source in the snapshots that count.
        plain: Folder of the same snapshots as UTF-8 CSV with one header row; None when it was not asked for.
    """

    inbox: Path
    rows: dict[str, int]
    plain: Path | None


def write_large_inbox(
    out: Path,
    supports: int,
    *,
    seed: int = 20231,
    as_of: date = REFERENCE_DATE,
    with_gaps: bool = False,
    plain: Path | None = None,
) -> LargeInbox:
    """Write exports of all sources in the usual formats and proportions.

    Args:
        out: Folder to write to; made when missing.
        supports: Rows of overseas_support, about so many.
        seed: Chooses the invented world.
        as_of: Day of the newest snapshots.
        with_gaps: Whether gaps are planted; they are copied too.
        plain: Folder for the snapshots that count as UTF-8 CSV, with one header row and every cell as text.
    """
    copies = max(1, round(supports / MOST_SUPPORTS))
    world = build_world(seed, supports / copies / SUPPORTS_AT_SCALE_1, as_of)
    files = build_files(world, as_of)
    if with_gaps:
        plant_gaps(world, files, as_of)
    out.mkdir(parents=True, exist_ok=True)
    (out / NOTICE_FILE).write_text(NOTICE, encoding="utf-8")
    rows: dict[str, int] = {}
    with duckdb.connect() as connection:
        _add_functions(connection)
        for file in files:
            times = 1 if file.source in NOT_COPIED else copies
            if file.suffix == "csv":
                _copy_csv(connection, file, times, out / file.name, CSV_STYLES[file.source].encoding)
            else:
                write_file(_copied(file, times), out)
            if file.is_newest:
                rows[file.source] = rows.get(file.source, 0) + file.rows * times
                if plain is not None:
                    _copy_csv(connection, file, times, (plain / file.name).with_suffix(".csv"), "utf-8")
    for narrative in narrative_files(seed, as_of):
        write_narrative(narrative, out)
    return LargeInbox(out, rows, plain)


def change_newest_supports(inbox: Path, one_in: int = 100) -> int:
    """Correct some rows of the newest file of supports, as a desk does that sends it again.

    Args:
        inbox: A large inbox.
        one_in: The last flag of one row in so many is turned over.

    Returns:
        Rows changed.
    """
    path = max((inbox / "overseas_support").glob("*.csv"))
    corrected = path.with_suffix(".corrected")
    yes, changed = "○".encode("cp932"), 0
    with path.open("rb") as lines, corrected.open("wb") as out:
        for position, line in enumerate(lines):
            body = line.rstrip(b"\r\n")
            if position and position % one_in == 0 and body.endswith((b",", b"," + yes)):
                end = line[len(body) :]
                line = (body.removesuffix(yes) if body.endswith(yes) else body + yes) + end
                changed += 1
            out.write(line)
    corrected.replace(path)
    return changed


def _copy_csv(connection: duckdb.DuckDBPyConnection, file: ExportFile, copies: int, path: Path, encoding: str) -> None:
    """Write the rows of a file once per copy; by way of UTF-8, which is all that DuckDB writes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.register(
        "sample", pa.table({heading: [_text(cell) for cell in cells] for heading, cells in file.columns.items()})
    )
    listed = ", ".join(f'{_copied_column(heading)} as "{heading}"' for heading in file.columns)
    as_utf8 = path if encoding == "utf-8" else path.with_suffix(".utf8")
    # Values go in as text only: names of files are made here.
    connection.execute(
        f"copy (select {listed} from range({copies}) as copies (copy) cross join sample) "  # noqa: S608
        f"to '{as_utf8}' (format csv, header, nullstr '')"
    )
    connection.unregister("sample")
    if as_utf8 != path:
        decoder = codecs.getincrementaldecoder("utf-8")()
        encoder = codecs.getincrementalencoder(encoding)()
        with as_utf8.open("rb") as read, path.open("wb") as write:
            for block in iter(partial(read.read, BLOCK), b""):
                write.write(encoder.encode(decoder.decode(block)))
        as_utf8.unlink()


def _copied_column(heading: str) -> str:
    """SQL of a column of a copy; that of copy 0 is the sample's own."""
    column = f'"{heading}"'
    if heading in KEYS:
        copied = f"{column} || '-' || copy"
    elif heading in NAMES:
        forms = "|".join(form.replace("(", r"\(").replace(")", r"\)") for form in LEGAL_FORMS)
        is_latin = f"regexp_matches({column}, '^[A-Za-z]')"
        mark = f"if({is_latin}, {_mark(LETTERS)}, {_mark(SIGNS)})"
        copied = f"regexp_replace({column}, '^((?:{forms})?[ 　]*)', '\\1' || {mark})"
    elif heading == NUMBER:
        copied = f"shifted_number({column}, copy)"
    elif heading == PHONE:
        number = f"((cast(replace({column}, '-', '') as bigint) + copy * {PHONE_STRIDE}) % 100000000)"
        copied = f"printf('000-%04d-%04d', {number} // 10000, {number} % 10000)"
    else:
        return f"nullif({column}, '')"
    return f"case when {column} = '' then null when copy = 0 then {column} else {copied} end"


def _add_functions(connection: duckdb.DuckDBPyConnection) -> None:
    connection.create_function(
        "shifted_number", _shifted_numbers, ["varchar", "bigint"], "varchar", type=PythonUDFType.ARROW
    )


def _mark(signs: str) -> str:
    """SQL of the signs by which the names of a copy are told from others."""
    count = len(signs)
    return " || ".join(f"substr('{signs}', copy * {STRIDE} // {count**power} % {count} + 1, 1)" for power in range(3))


def _shifted_numbers(numbers: pa.ChunkedArray, copies: pa.ChunkedArray) -> pa.Array:
    """Corporate numbers of the copies, again with a right check digit and in the same width."""
    shown: Sequence[str] = numbers.to_pylist()
    narrow = [number.translate(_NARROW) for number in shown]
    is_number = [len(number) == 13 and number.isascii() and number.isdigit() for number in narrow]
    bases = np.array([int(number[3:]) if good else 0 for number, good in zip(narrow, is_number, strict=True)])
    shifted = corporate_numbers((bases + np.asarray(copies.to_numpy()) * NUMBER_STRIDE) % 10**10)
    return pa.array(
        [
            old if not good else new.translate(FULL_WIDTH) if old != plain else new
            for old, plain, new, good in zip(shown, narrow, shifted, is_number, strict=True)
        ],
        pa.string(),
    )


_NARROW = {wide: narrow for narrow, wide in FULL_WIDTH.items()}


def _copied(file: ExportFile, copies: int) -> ExportFile:
    """Return the file of a workbook with its rows once per copy; cells that are no text keep their type."""
    if copies == 1:
        return file
    columns: dict[str, list[Cell]] = {}
    with duckdb.connect() as connection:
        _add_functions(connection)
        for heading, cells in file.columns.items():
            if heading not in (*KEYS, *NAMES, NUMBER, PHONE):
                columns[heading] = list(cells) * copies
                continue
            connection.register("sample", pa.table({heading: [_text(cell) for cell in cells]}))
            found = connection.execute(
                f"select coalesce({_copied_column(heading)}, '') "  # noqa: S608
                f"from range({copies}) as copies (copy) cross join sample"
            ).fetchall()
            columns[heading] = [cell for (cell,) in found]
    return replace(file, columns=columns)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.isoformat() if isinstance(cell, date) else str(cell)
