"""Readers of tables: every made file is read right, or refused with its code and reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ImportRefused
from app.reports.drawing.formulas import guarded
from app.reports.readers import CellError, FileKind, Limits, Merge, read_in_process
from app.reports.readers.csv_text import plain
from tests import broken_books as made

if TYPE_CHECKING:
    from pathlib import Path

    from app.reports.readers import Table

Rows = list[tuple[object, ...]]
TEXT_ROSTER = made.csv_text()
RARE = (*made.ROSTER, ("䶮㛃𬱖", "", ""))
FORMULA = '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
ONE = '<row r="1"><c r="{}" {}><v>1</v></c></row>'


def read(folder: Path, data: bytes, sheet: str | None = None, **limits: float) -> Table:
    file = folder / "名册.xlsx"  # the name never decides
    file.write_bytes(data)
    return read_in_process(file, sheet=sheet, limits=Limits(**limits))  # type: ignore[arg-type]


def rows(table: Table) -> Rows:
    return [row.cells for row in table.rows]


ROSTER: Rows = [*made.ROSTER]
NO_RESULT = CellError("公式没有保存结果")
NO_DATE = CellError("日期格式的单元格里不是日期")
N_A = CellError("单元格显示为错误值 #N/A")
PICTURE = CellError("单元格里是图片，不是文字")
TOO_LONG = CellError("文字超过了 32767 字的上限")
NO_NUMBER = CellError("数值太大，不能使用")
HOLE = ("姓名", *(None,) * 9, "电话")

READ_RIGHT: dict[str, tuple[bytes, Rows]] = {
    "a plain workbook": (made.xlsx(), ROSTER),
    "an old workbook": (made.xls(), ROSTER),
    "an old workbook with a hidden sheet": (made.xls(hidden_too=True), ROSTER),
    "WPS says dimension A1": (made.xlsx(made.ROSTER), ROSTER),
    "stored without compression": (
        made.packed(made.parts({"名册": made.sheet_xml(made.rows_xml(made.ROSTER))}), 0),
        ROSTER,
    ),
    "names with a prefix": (
        made.with_part(
            "xl/worksheets/sheet1.xml",
            '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<x:sheetData><x:row r="1"><x:c r="A1"><x:f>B1</x:f></x:c><x:c r="B1"><x:v>2</x:v>'
            "</x:c></x:row></x:sheetData></x:worksheet>",
        ),
        [(NO_RESULT, 2)],
    ),
    "single quotes": (
        made.xlsx(data="<row r='1'><c r='A1' t='e'><v>#N/A</v></c><c r='B1'><v>2</v></c></row>"),
        [(N_A, 2)],
    ),
    "a picture called .xml with a DOCTYPE": (
        made.with_part("xl/media/logo.svg", "<!DOCTYPE svg><svg/>"),
        ROSTER,
    ),
    "whole numbers, fractions, truth": (
        made.xlsx(
            data='<row r="1"><c r="A1"><v>7</v></c><c r="B1"><v>0.5</v></c>'
            '<c r="C1" t="b"><v>1</v></c><c r="D1"><v>0</v></c></row>'
        ),
        [(7, 0.5, True, 0)],
    ),
    "an ID number typed as a number": (
        made.xlsx([(1.1010119900307e17,)]),
        [(110101199003070000,)],
    ),
    "more than a number can be": (
        made.xlsx(data=ONE.format("A1", "").replace(">1<", ">1e999<")),
        [(NO_NUMBER,)],
    ),
    "a day of the 1900 system": (
        made.xlsx(data=ONE.format("A1", 's="1"').replace(">1<", ">45000<")),
        [(date(2023, 3, 15),)],
    ),
    "a day of the 1904 system": (
        made.xlsx(data=ONE.format("A1", 's="1"').replace(">1<", ">45000<"), date1904=True),
        [(date(2027, 3, 16),)],
    ),
    "a day with a time": (
        made.xlsx(data=ONE.format("A1", 's="1"').replace(">1<", ">45000.5<")),
        [(datetime(2023, 3, 15, 12),)],  # noqa: DTZ001 - workbooks know no time zones
    ),
    "a time": (
        made.xlsx(data=ONE.format("A1", 's="2"').replace(">1<", ">0.5<")),
        [("12:00",)],
    ),
    "serial 0": (made.xlsx(data=ONE.format("A1", 's="1"').replace(">1<", ">0<")), [(NO_DATE,)]),
    "serial 60": (made.xlsx(data=ONE.format("A1", 's="1"').replace(">1<", ">60<")), [(NO_DATE,)]),
    "serial -5": (made.xlsx(data=ONE.format("A1", 's="1"').replace(">1<", ">-5<")), [(NO_DATE,)]),
    "old: a day of the 1904 system": (
        made.xls([(date(2023, 3, 15),)], date1904=True),
        [(date(2023, 3, 15),)],
    ),
    "a formula without result": (made.xlsx(data=FORMULA), [(NO_RESULT, 2)]),
    "a formula with an empty value": (
        made.xlsx(data=FORMULA.replace("<f>B1</f>", "<f>B1</f><v></v>")),
        [(NO_RESULT, 2)],
    ),
    "a formula whose result is an empty text": (
        made.xlsx(
            data='<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>2</v></c></row>'
        ),
        [(None, 2)],
    ),
    "a shared formula without result": (
        made.xlsx(data=FORMULA.replace("<f>B1</f>", '<f t="shared" si="0"/>')),
        [(NO_RESULT, 2)],
    ),
    "nothing but formulas without result": (
        made.xlsx(data='<row r="3"><c r="B3"><f>1</f></c></row>'),
        [(None, NO_RESULT)],
    ),
    "an error value": (
        made.xlsx(data='<row r="1"><c r="A1" t="e"><f>X1</f><v>#N/A</v></c></row>'),
        [(N_A,)],
    ),
    "old: an error value": (made.xls([("#N/A", "甲")]), [(N_A, "甲")]),
    "a WPS picture in a cell": (
        made.xlsx(
            data='<row r="1"><c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f>'
            '<v>=DISPIMG("ID_1",1)</v></c></row>'
        ),
        [(PICTURE,)],
    ),
    "styled blanks far out": (
        made.xlsx(
            data=made.rows_xml(made.ROSTER)
            + '<row r="1048576"><c r="XFD1048576" s="1"/><c r="XFD1048575" s="1"></c></row>'
        ),
        ROSTER,
    ),
    "a text of 32,767 characters": (made.xlsx([("长" * 32767,)]), [("长" * 32767,)]),
    "a text of 40,000 characters": (made.xlsx([("长" * 40000, "乙")]), [(TOO_LONG, "乙")]),
    "the first column empty": (
        made.xlsx([(None, "甲"), (None, None, "乙")]),
        [(None, "甲", None), (None, None, "乙")],
    ),
    "a hole in the middle": (made.xlsx([HOLE]), [HOLE]),
    "an empty sheet comes first": (
        made.sheets({"封面": [], "名册": made.ROSTER}),
        ROSTER,
    ),
    "a hidden sheet comes first": (
        made.sheets({"旧": [("旧",)], "名册": made.ROSTER}, hidden=("旧",)),
        ROSTER,
    ),
    "UTF-8 with a mark": (TEXT_ROSTER.encode("utf-8-sig"), ROSTER),
    "UTF-8": (TEXT_ROSTER.encode(), ROSTER),
    "UTF-16, little end first": (b"\xff\xfe" + TEXT_ROSTER.encode("utf-16-le"), ROSTER),
    "UTF-16, big end first": (b"\xfe\xff" + TEXT_ROSTER.encode("utf-16-be"), ROSTER),
    "GBK": (TEXT_ROSTER.encode("gbk"), ROSTER),
    "GB 18030 with rare names": (
        made.csv_text(RARE).encode("gb18030"),
        [*ROSTER, ("䶮㛃𬱖", None, None)],
    ),
    "semicolons": (made.csv_text(delimiter=";").encode(), ROSTER),
    "tabs, commas within": (
        made.csv_text([("姓名", "住址"), ("张三", "一区,二号,3"), ("李四", "x")], "\t").encode(),
        [("姓名", "住址"), ("张三", "一区,二号,3"), ("李四", "x")],
    ),
    "old Macintosh line ends": (TEXT_ROSTER.replace("\r\n", "\r").encode(), ROSTER),
    "quoted, with line breaks": (
        '"姓名","备注"\r\n"张三","一\r\n二"'.encode(),
        [("姓名", "备注"), ("张三", "一\r\n二")],
    ),
    "our own guard against formulas": (
        "备注\r\n'=1+1\r\n''=1\r\n'张三\r\n".encode(),
        [("备注",), ("=1+1",), ("'=1",), ("'张三",)],
    ),
    'text written as ="…"': (
        '姓名,证号\r\n张三,="0012"\r\n'.encode(),
        [("姓名", "证号"), ("张三", "0012")],
    ),
    "rows of different length": (
        "姓名,电话\r\n张三\r\n李四,1,2\r\n".encode(),
        [("姓名", "电话", None), ("张三", None, None), ("李四", "1", "2")],
    ),
    "a DOS end of file": (TEXT_ROSTER.encode() + b"\x1a", ROSTER),
    "a text that begins like a picture": (
        "BM编号,姓名\n1,张三\n".encode(),
        [("BM编号", "姓名"), ("1", "张三")],
    ),
    "one column only": ("姓名\n张三\n".encode(), [("姓名",), ("张三",)]),
    "a text that is far too long": (f"甲,{'长' * 40000}".encode(), [("甲", TOO_LONG)]),
}

GOOD = made.xlsx()
MANY = {f"表{n}": [("甲",)] for n in range(51)}
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "I-621"),
    "nothing but blanks": (b"\r\n  \r\n", "I-621"),
    "nothing but delimiters": (b",,\r\n,,\r\n", "I-621"),
    "an empty workbook": (made.xlsx([]), "I-621"),
    "an empty old workbook": (made.xls([]), "I-621"),
    "only hidden sheets hold something": (
        made.sheets({"名册": [], "旧": [("旧",)]}, hidden=("旧",)),
        "I-621",
    ),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "I-611"),
    "a PNG picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "I-611"),
    "a JPEG picture": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "I-611"),
    "a BMP picture": (b"BM\x36\x00\x00\x00\x00\x00", "I-611"),
    "a Word document": (made.packed({"word/document.xml": "<w/>"}), "I-611"),
    "an old Word document": (made.ole("Root Entry", "WordDocument"), "I-611"),
    "an OFD paper": (made.packed({"OFD.xml": "<o/>"}), "I-611"),
    "a zip archive": (made.packed({"名册.txt": "x"}), "I-611"),
    "a RAR archive": (b"Rar!\x1a\x07\x01\x00", "I-611"),
    "a ledger": (b"SQLite format 3\x00" + bytes(100), "I-611"),
    "a program": (b"MZ\x90\x00\x03\x00\x00\x00", "I-611"),
    "a rich text": (rb"{\rtf1\ansi}", "I-611"),
    "a web page named .xls": ("<html><table><tr><td>姓名".encode(), "I-612"),
    "a web page with a DOCTYPE": (b"\xef\xbb\xbf <!DOCTYPE html><html>", "I-612"),
    "XML of 2003": (b'<?xml version="1.0"?><Workbook/>', "I-612"),
    "a web archive": (b"MIME-Version: 1.0\r\n", "I-612"),
    "an .ods sheet": (made.packed({"mimetype": "x", "content.xml": "<o/>"}), "I-613"),
    "an .xlsb workbook": (made.packed({"xl/workbook.bin": b"\x00"}), "I-613"),
    "a workbook with a password": (made.ole("EncryptionInfo", "EncryptedPackage"), "I-614"),
    "an old workbook of two sectors": (made.ole("Root Entry", "Workbook"), "I-602"),
    "a compound file of nothing known": (made.ole("Root Entry"), "I-602"),
    "a DOCTYPE in a sheet": (
        made.with_part("xl/worksheets/sheet1.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"),
        "I-617",
    ),
    "a DOCTYPE in UTF-16": (
        made.with_part("xl/sharedStrings.xml", "<!DOCTYPE x><sst/>".encode("utf-16")),
        "I-617",
    ),
    "a DOCTYPE after a long comment": (
        made.with_part("xl/styles.xml", f"<!--{' ' * 262_130}--><!DOCTYPE x><s/>"),
        "I-617",
    ),
    "a compression nobody uses": (made.packed({"xl/workbook.xml": "<w/>"}, 12), "I-617"),
    "no sheet list": (made.with_part("xl/workbook.xml", ""), "I-602"),
    "a broken sheet list": (made.with_part("xl/workbook.xml", "<workbook><sheets>"), "I-602"),
    "a sheet that breaks off": (
        made.with_part(
            "xl/worksheets/sheet1.xml", made.sheet_xml(made.rows_xml(made.ROSTER))[:-40]
        ),
        "I-602",
    ),
    "a sheet that is missing": (
        made.packed({n: x for n, x in made.parts({"甲": ""}).items() if "worksheets/" not in n}),
        "I-602",
    ),
    "a directory that lies: 500 MB": (
        made.lying_size(GOOD, "xl/styles.xml", 500 << 20),
        "I-616",
    ),
    "a directory that lies: too little": (made.lying_size(GOOD, "xl/styles.xml", 5), "I-602"),
    "one cell at the far corner": (made.xlsx(data=ONE.format("XFD1048576", "")), "I-619"),
    "one cell in row 300,001": (made.xlsx(data=ONE.format("B300001", "")), "I-619"),
    "one cell in the 201st column": (made.xlsx(data=ONE.format("GS1", "")), "I-619"),
    "one cell outside any sheet": (made.xlsx(data=ONE.format("ZZZZ9", "")), "I-619"),
    "a far formula": (
        made.xlsx(data='<row r="1"><c s="1" r="XFD9" ><f>1</f></c></row>'),
        "I-619",
    ),
    "a far row without names of cells": (
        made.xlsx(data='<row r="900000"><c><v>1</v></c></row>'),
        "I-619",
    ),
    "201 columns of text": (",".join("甲" * 201).encode(), "I-619"),
    "51 sheets": (made.sheets(MANY), "I-620"),
    "bytes of no encoding": (b"\x81\x20\xff\xff,\n", "I-623"),
    "a picture's middle": (bytes(range(256)), "I-623"),
    "UTF-8 cut within a character": (TEXT_ROSTER.encode() + b"\xe5", "I-623"),
    "UTF-8 with one bad byte": ("姓名,出生日期,单位\n".encode() + b"\xd5\xc5,1\n", "I-623"),
    "a mark of UTF-8 before GBK": (b"\xef\xbb\xbf" + TEXT_ROSTER.encode("gbk"), "I-623"),
    "UTF-16 of odd length": (b"\xff\xfe" + TEXT_ROSTER.encode("utf-16-le")[:-1], "I-623"),
    "an open quotation mark": ('姓名,备注\n张三,"好\n李四,x\n'.encode(), "I-624"),
}


@pytest.mark.parametrize("name", READ_RIGHT)
def test_is_read_right(name: str, tmp_path: Path) -> None:
    data, expected = READ_RIGHT[name]
    assert rows(read(tmp_path, data)) == expected


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_its_code(name: str, tmp_path: Path) -> None:
    data, code = REFUSED[name]
    with pytest.raises(ImportRefused) as refusal:
        read(tmp_path, data)
    assert refusal.value.code == code


def test_types_survive(tmp_path: Path) -> None:
    cells = read(tmp_path, READ_RIGHT["whole numbers, fractions, truth"][0]).rows[0].cells
    assert [type(cell) for cell in cells] == [int, float, bool, int]


def test_a_table_knows_where_it_comes_from(tmp_path: Path) -> None:
    table = read(tmp_path, made.sheets({"甲": made.ROSTER, "乙": [("乙",)]}, hidden=("乙",)), "乙")
    assert (table.kind, table.sheet, table.date_system) == (FileKind.XLSX, "乙", 1900)
    assert [(one.name, one.visible) for one in table.sheets] == [("甲", True), ("乙", False)]
    assert len(table.digest) == 64
    assert read(tmp_path, made.xlsx(date1904=True)).date_system == 1904
    assert read(tmp_path, made.xls(date1904=True)).date_system == 1904
    assert read(tmp_path, made.xls()).kind is FileKind.XLS
    assert read(tmp_path, TEXT_ROSTER.encode("gbk")).encoding == "GB18030"


def test_an_unknown_sheet_is_refused_with_those_there(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="“丙”的工作表，现有：甲、乙") as refusal:
        read(tmp_path, made.sheets({"甲": [("1",)], "乙": [("2",)]}), "丙")
    assert refusal.value.code == "I-622"


def test_lines_are_the_workbooks_own(tmp_path: Path) -> None:
    data = made.rows_xml(made.ROSTER[:1], 3) + made.rows_xml(made.ROSTER[1:], 7)
    assert [row.line for row in read(tmp_path, made.xlsx(data=data)).rows] == [3, 7, 8]
    text = '\r\n姓名,备注\r\n张三,"一\n二"\r\n\r\n李四,x\r\n'.encode()
    assert [row.line for row in read(tmp_path, text).rows] == [2, 3, 5]


def test_rows_after_a_long_gap_are_kept_and_the_gap_is_told(tmp_path: Path) -> None:
    data = made.rows_xml(made.ROSTER) + made.rows_xml([made.LI], 1005)
    table = read(tmp_path, made.xlsx(data=data))
    assert table.rows[-1].cells == made.LI
    assert table.gaps == ((3, 1005),)
    near = made.rows_xml(made.ROSTER) + made.rows_xml([made.LI], 1004)
    assert read(tmp_path, made.xlsx(data=near)).gaps == ()


def test_merges_are_told(tmp_path: Path) -> None:
    for data in (made.xlsx(merges=("A4:C5",)), made.xls(merges=((3, 4, 0, 2),))):
        assert read(tmp_path, data).merges == (Merge(4, 5, 0, 2),)


def test_many_rows_keep_their_order_and_types(tmp_path: Path) -> None:
    many = [(n, f"名{n}", n / 4 if n % 7 else None, date(2020, 1, 1)) for n in range(1, 5000)]
    assert rows(read(tmp_path, made.xls(many))) == many


@given(st.text())
def test_the_guard_comes_off_as_it_went_on(text: str) -> None:
    if not (text.startswith('="') and text.endswith('"')):
        assert plain(guarded(text)) == text
    assert plain(guarded(f'="{text}"')) == f'="{text}"'
