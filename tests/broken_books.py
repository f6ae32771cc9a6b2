"""Makes the files that offices, broken sticks and attackers hand in: built as bytes, none kept."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import xlwt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAIN = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f"<styleSheet {MAIN}><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>"
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/></cellXfs></styleSheet>'
)
NEW_YEAR = (2026, 1, 1, 0, 0, 0)  # the same bytes in every run

HEAD = ("姓名", "身份证号", "入会日期")
ZHANG = ("张三", "11010519491231002X", "2024-03-01")
LI = ("李四", "990001198503010012", "2023.5")
ROSTER = (HEAD, ZHANG, LI)


def column(index: int) -> str:
    return chr(ord("A") + index)


def cell(place: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def rows_xml(rows: Iterable[Sequence[object]], first: int = 1) -> str:
    return "".join(
        f'<row r="{line}">'
        + "".join(cell(f"{column(index)}{line}", value) for index, value in enumerate(row))
        + "</row>"
        for line, row in enumerate(rows, start=first)
    )


def sheet_xml(data: str, *, merges: Sequence[str] = (), dimension: str = "A1") -> str:
    blocks = "".join(f'<mergeCell ref="{block}"/>' for block in merges)
    merged = f"<mergeCells>{blocks}</mergeCells>" if blocks else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet {MAIN}><dimension ref="{dimension}"/>'
        f"<sheetData>{data}</sheetData>{merged}</worksheet>"
    )


def parts(
    sheets: Mapping[str, str], *, hidden: Sequence[str] = (), date1904: bool = False
) -> dict[str, str]:
    """The members of an .xlsx package with these sheets, by name on the tab."""
    listed = links = types = ""
    members: dict[str, str] = {}
    for number, (name, xml) in enumerate(sheets.items(), start=1):
        state = ' state="hidden"' if name in hidden else ""
        tab = quoteattr(name)
        listed += f'<sheet name={tab} sheetId="{number}"{state} r:id="rId{number}"/>'
        target = f"worksheets/sheet{number}.xml"
        links += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="{target}"/>'
        types += f'<Override PartName="/xl/{target}" ContentType="application/xml"/>'
        members[f"xl/{target}"] = xml
    dates = '<workbookPr date1904="1"/>' if date1904 else ""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f"<workbook {MAIN}>{dates}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        ),
        "xl/styles.xml": STYLES,
        **members,
    }


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name, NEW_YEAR), content, method)
    return file.getvalue()


def xlsx(
    rows: Iterable[Sequence[object]] = ROSTER,
    *,
    data: str | None = None,
    merges: Sequence[str] = (),
    date1904: bool = False,
) -> bytes:
    """A workbook of one sheet, from rows or from the XML of its ``sheetData``."""
    xml = sheet_xml(rows_xml(rows) if data is None else data, merges=merges)
    return packed(parts({"名册": xml}, date1904=date1904))


def sheets(contents: Mapping[str, Iterable[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    return packed(
        parts({name: sheet_xml(rows_xml(rows)) for name, rows in contents.items()}, hidden=hidden)
    )


def with_part(name: str, content: str | bytes) -> bytes:
    """A good workbook with one part added or replaced."""
    return packed({**parts({"名册": sheet_xml(rows_xml(ROSTER))}), name: content})


def lying_size(data: bytes, name: str, size: int) -> bytes:
    """``data`` whose directory says that member ``name`` unpacks to ``size`` bytes."""
    changed = bytearray(data)
    at = changed.rfind(name.encode()) - 46
    changed[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(changed)


def xls(
    rows: Iterable[Sequence[object]] = ROSTER,
    *,
    date1904: bool = False,
    merges: Sequence[tuple[int, int, int, int]] = (),
    hidden_too: bool = False,
) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = date1904
    sheet = book.add_sheet("名册")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for line, row in enumerate(rows):
        for index, value in enumerate(row):
            if isinstance(value, (date, datetime)):
                sheet.write(line, index, value, day)
            elif value == "#N/A":
                sheet.row(line).set_cell_error(index, 0x2A)
            elif value is not None:
                sheet.write(line, index, value)
    for block in merges:
        sheet.merge(*block)
    if hidden_too:
        book.add_sheet("旧数据").visibility = 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ole(*streams: str) -> bytes:
    """A compound file's first sectors with these names in its directory; nothing behind them."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams)
    return head + names.ljust(1024, b"\x00")


def csv_text(rows: Iterable[Sequence[object]] = ROSTER, delimiter: str = ",") -> str:
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in rows)
