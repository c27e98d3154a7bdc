"""Files built to harm a reader, each small on disk; what they do to it is said by their name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from .conftest import ACTIVITY_HEADER

ROW = "AC-1,2024/4/1,1-1,政府連携,3,経済産業省"
CSV = f"{ACTIVITY_HEADER}\r\n{ROW}\r\n"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def table_row(number: int, line: str) -> str:
    cells = "".join(cell(f"{letter}{number}", text) for letter, text in zip("ABCDEF", line.split(","), strict=True))
    return f'<row r="{number}">{cells}</row>'


TABLE = table_row(1, ACTIVITY_HEADER) + table_row(2, ROW)


def sheet_xml(rows: str = TABLE, *, before: str = "", after: str = "", document_type: str = "") -> str:
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return f"{DECLARATION}{document_type}{sheet}"


def parts(sheet: str | None = None, strings: str = "") -> dict[str, bytes]:
    """The parts of the smallest workbook there is."""
    relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{relationship}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
        '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{relationship}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{relationship}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        SHEET: sheet or sheet_xml(),
        STRINGS: f'<sst xmlns="{MAIN}">{strings}</sst>',
    }
    return {name: text.encode() for name, text in texts.items()}


def packed(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def workbook(sheet: str | None = None, *, strings: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    return packed({**parts(sheet, strings), **(more or {})})


def billion_laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    line = ROW.replace("AC-1", "&a9;")
    rows = table_row(1, ACTIVITY_HEADER) + table_row(2, line)
    return workbook(sheet_xml(rows, document_type=f"<!DOCTYPE worksheet [{entities}]>"))


def file_entity() -> bytes:
    rows = table_row(1, ACTIVITY_HEADER) + table_row(2, ROW.replace("AC-1", "&secret;"))
    document_type = '<!DOCTYPE worksheet [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    # Behind a comment of two megabytes, where only a look at the whole part finds it.
    return workbook(sheet_xml(rows, document_type=f"<!--{' ' * 2_000_000}-->{document_type}"))


def two_cells_far_apart() -> bytes:
    far = f'<row r="1048576">{cell("ALK1048576", "x")}</row>'
    return workbook(sheet_xml(TABLE + far))


def cell_in_the_last_column() -> bytes:
    return workbook(sheet_xml(TABLE.replace("</row>", cell("XFD1", "x") + "</row>", 1)))


def one_long_string_many_times() -> bytes:
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(3, 30_000))
    return workbook(sheet_xml(TABLE + cells), strings=f"<si><t>{'長' * 1_000_000}</t></si>")


def zip_bomb() -> bytes:
    return workbook(more={"xl/media/image.xml": b"0" * 300_000_000})


def lying_header() -> bytes:
    """Declares one byte for a part that unpacks to 300 megabytes."""
    true_size = 300_000_000
    content = workbook(more={"xl/theme/theme1.xml": b"0" * true_size})
    return content.replace(struct.pack("<I", true_size), struct.pack("<I", 1))


def overlapping_parts() -> bytes:
    """Many entries of the directory that share the bytes of one."""
    content = parts()
    content["xl/a.xml"] = b"<a>" + b"0" * 50_000 + b"</a>"
    whole = packed(content)
    end = whole.rindex(b"PK\x05\x06")
    entries, directory_size, directory_at = struct.unpack("<HII", whole[end + 10 : end + 20])
    directory = whole[directory_at:end]
    last = directory[directory.rindex(b"PK\x01\x02") :]
    copies = b"".join(last.replace(b"xl/a.xml", f"xl/{letter}.xml".encode()) for letter in "bcdefgh")
    count = entries + 7
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, directory_size + len(copies), directory_at, 0)
    return whole[:directory_at] + directory + copies + tail


def same_part_twice() -> bytes:
    whole = workbook(more={"xl/worksheets/sheet2.xml": sheet_xml(table_row(1, ACTIVITY_HEADER)).encode()})
    return whole.replace(b"xl/worksheets/sheet2.xml", SHEET.encode())


def with_password_flag() -> bytes:
    content = bytearray(workbook())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(magic)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(magic, at + 4)
    return bytes(content)


def a_million_merged_ranges() -> bytes:
    merged = "".join(f'<mergeCell ref="A{row}:F{row}"/>' for row in range(3, 1_000_003))
    return workbook(sheet_xml(after=f'<mergeCells count="1000000">{merged}</mergeCells>'))


def merged_over_everything() -> bytes:
    """Every one of many ranges claims the whole top of the sheet."""
    merged = '<mergeCell ref="A2:XFD1048576"/>' * 50_000
    return workbook(sheet_xml(after=f"<mergeCells>{merged}</mergeCells>"))


def formulas() -> bytes:
    rows = table_row(1, ACTIVITY_HEADER) + (
        f'<row r="2">{cell("A2", "=cmd|&apos;/c calc&apos;!A1")}{cell("B2", "2024/4/1")}{cell("C2", "1-1")}'
        f'{cell("D2", "+政府連携")}<c r="E2"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>3</v></c>'
        f'<c r="F2" t="str"><f>[1]S!A1</f><v>@経済産業省</v></c></row>'
    )
    link = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'.encode()
    relationship = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        'Target="http://127.0.0.1:9/secret.xlsx"/></Relationships>'
    ).encode()
    return workbook(
        sheet_xml(rows, before='<dimension ref="A1:XFD1048576"/>'),
        more={
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": relationship,
        },
    )


def truncated_part() -> bytes:
    """The archive is whole, the packed data of its sheet is not."""
    whole = workbook()
    at = whole.index(SHEET.encode()) + len(SHEET)
    return whole[: at + 20] + b"\0" * 40 + whole[at + 60 :]


def old_workbook_with_password() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000


REFUSED_WORKBOOKS: dict[str, tuple[bytes, str]] = {}
for _build, _said in (
    (zip_bomb, "the workbook unpacks from"),
    (lying_header, "the file is no XLSX"),
    (overlapping_parts, "parts that overlap"),
    (same_part_twice, "two parts of one name"),
    (billion_laughs, "declares a document type or entities"),
    (file_entity, "declares a document type or entities"),
    (two_cells_far_apart, "needs more memory or time"),
    (cell_in_the_last_column, "16,384 columns wide"),
    (one_long_string_many_times, "needs more memory or time"),
    (with_password_flag, "has a password"),
    (truncated_part, "the file is no XLSX"),
    (old_workbook_with_password, "has a password"),
):
    REFUSED_WORKBOOKS[_build.__name__] = (_build(), _said)
for _name in ("../../etc/passwd", "/etc/passwd", "..\\..\\x.xml", "C:\\x.xml"):
    REFUSED_WORKBOOKS[f"part_named_{_name}"] = (workbook(more={_name: b"x"}), "leads out of it")
REFUSED_WORKBOOKS |= {
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "old Excel workbook"),
    "html_as_xlsx": (b"<html><table><tr><td>1</td></tr></table></html>", "the file is no XLSX"),
    "other_archive": (packed({"a.txt": b"x"}), "the file is an archive, but no XLSX"),
    "archive_in_archive": (packed({"inner.xlsx": workbook()}), "the file is an archive, but no XLSX"),
    "cut_off_workbook": (workbook()[:-60], "the file is no XLSX"),
    "utf16_part": (workbook(more={"xl/styles.xml": DECLARATION.encode("utf-16")}), "a part that is not UTF-8"),
    "many_parts": (workbook(more={f"p/{number}": b"" for number in range(10_001)}), "10,007 parts"),
    "no_sheet_part": (packed({k: v for k, v in parts().items() if k != SHEET}), "cannot be read"),
    "sheet_of_garbage": (workbook("<worksheet><sheetData><row><c r='\x01'"), "cannot be read"),
}

REFUSED_CSV: dict[str, tuple[bytes, str]] = {
    "nul_bytes": (CSV.encode() + b"\0" * 5000, "row 3: the file holds NUL bytes"),
    "utf16_without_bom": (CSV.encode("utf-16-le"), "holds NUL bytes"),
    "bytes_undefined_in_cp932": (CSV.encode("cp932").replace(b"AC-1", b"AC-\xa0"), "row 2: byte 0xA0 at position"),
    "half_a_character": (CSV.encode("cp932")[:-3], "row 2: byte 0x8F at position"),
    "broken_utf8_behind_a_bom": (CSV.encode("utf-8-sig") + b"\xe3\x81\n", "row 3: byte 0xE3 at position"),
    "only_a_bom": (b"\xef\xbb\xbf", "the file is empty"),
    "only_blank_lines": (b"\r\n" * 1000, "row 1: the first row is blank"),
    "workbook_as_csv": (workbook(), "an archive or an Excel workbook, not CSV"),
    "old_workbook_as_csv": (b"\xd0\xcf\x11\xe0" + b"\1" * 500, "not CSV"),
    "html_as_csv": (b"\n<!DOCTYPE html><html><body>login</body></html>", "HTML or XML, not CSV"),
    "hundred_thousand_columns": (",".join(["件数"] * 100_000).encode(), "100,000 fields; at most 1,000"),
    "no_line_break_at_all": (b"a" * 20_000_000, "the first row is longer"),
    "long_line_under_the_header": (CSV.encode() + b"a" * 40_000_000, "the CSV cannot be read"),
    "quote_never_closed": (
        CSV.encode() + (b'"' + ROW.encode() + b"\n") + (ROW.encode() + b"\n") * 50,
        "row 3: a quote",
    ),
    "quote_never_closed_in_a_long_file": (
        CSV.encode() + b'"' + (ROW.encode() + b"\n") * 600_000,
        "a quote that is never closed",
    ),
    "quote_opened_in_the_header": (('"' + CSV).encode() + (ROW.encode() + b"\n") * 30_000, "the first row is longer"),
    "semicolons": (CSV.replace(",", ";").encode(), "no header of the contract"),
    "rows_of_commas": (ACTIVITY_HEADER.encode() + b"\n" + b",x," * 2_000_000 + b"\n", "row 2: 4000001 fields"),
    "all_rows_misfit": (ACTIVITY_HEADER.encode() + b"\n" + b"a,b\n" * 200_000, "2 fields where the header has 6"),
    "compressed": (zlib.compress(CSV.encode() * 100), "is neither UTF-8 nor CP932"),
}

LANDED: dict[str, tuple[str, bytes]] = {
    "smallest_workbook": ("xlsx", workbook()),
    "formulas_external_links_and_a_lying_dimension": ("xlsx", formulas()),
    "a_million_merged_ranges": ("xlsx", a_million_merged_ranges()),
    "merged_over_everything": ("xlsx", merged_over_everything()),
    "cell_of_a_million_characters": ("csv", CSV.replace("経済産業省", "長" * 1_000_000).encode()),
    "cell_of_a_million_characters_cp932": ("csv", CSV.replace("経済産業省", "長" * 1_000_000).encode("cp932")),
    "text_that_looks_like_a_formula": ("csv", CSV.replace("経済産業省", "=HYPERLINK(1)").encode()),
    "a_million_blank_lines": ("csv", CSV.encode() + b"\r\n" * 1_000_000),
}
