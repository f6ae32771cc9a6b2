"""下载模板: an empty workbook for a register, for whoever has no table yet.

Its headings are the register's own, so that it comes back without a question; numbers are kept
as text and words are chosen from lists, so that Excel spoils nothing on the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.actions.importing.reading.references import is_department
from app.actions.members.last_change import IS_MEMBER, STANDING, in_sheets
from app.models.organization.groups import Group
from app.queries.listing import reference_labels
from app.reports.drawing.cells import sheet_name
from app.reports.registers.several import tab_fields
from app.reports.registers.taking_in import LISTS
from app.reports.safe_file import replacing
from app.spec.kinds import DATES, TEXTUAL, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

ROWS = 2000  # made ready for writing
_HINTS = "填写说明"
_NARROWEST, _WIDEST = 10, 24  # characters
_HEAD_FILL = "EBEBEB"
_YES_NO = ("是", "否")
_HOW = {
    Kind.NAME: "与身份证一致，字间不用空格",
    Kind.CODE: "照原样写，前面的 0 保留",
    Kind.ID_NUMBER: "18 位，末位可以是 X；这一列已设为文本，直接输入就不会变样",
    Kind.PHONE: "11 位手机号，或带区号的座机号；只写一个",
    Kind.DATE: "如 2013-06-03",
    Kind.PARTIAL_DATE: "知道到哪天、哪月、哪年都可以：2013-06-03、2013.6、2013年",
    Kind.MONEY: "单位是元，只写数字",
    Kind.INTEGER: "写整数",
    Kind.YES_NO: "选“是”或“否”",
    Kind.CHOICE: "从下拉列表里选",
}


def fields_of(spec: RecordSpec) -> list[FieldSpec]:
    """The columns of the blank sheet: what is required, what tells rows apart, what lists show."""
    fields = in_sheets(spec).fields
    keys = {name for names in spec.keys for name in names}
    required = {field.name for field in fields.values() if field.required}
    first = spec.layout.form[0][1] if spec.layout.form else ()
    places = {field.name for field in tab_fields(spec)}
    wanted = keys | required | places | {*first, *spec.layout.table, IS_MEMBER}
    if IS_MEMBER in fields:
        wanted.discard(STANDING)  # it follows
    given = {*spec.begins_with, IS_MEMBER}
    return [
        field
        for field in fields.values()
        if field.name in wanted and (not field.derived or field.name in given)
    ]


def write_blank_sheet(reader: Connection, spec: RecordSpec, target: Path, today: str) -> int:
    """Write an empty workbook that the register takes in as soon as it is filled.

    Args:
        today: ISO; choices in force then are offered.

    Returns:
        The number of columns.

    Raises:
        StorageError: the file could not be written. What was there still is.
    """
    from openpyxl import Workbook

    fields = fields_of(spec)
    words = {field.name: _words(reader, spec, field, today) for field in fields}
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet_name(spec.title, ())
    _write_heads(page, fields)
    _write_hints(book.create_sheet(_HINTS), spec, fields, words)
    _offer(page, book.create_sheet(LISTS), fields, words)
    for sheet in book.worksheets[:2]:
        _fit_to_width(sheet)
    with replacing(target) as draft:
        book.save(draft)
    return len(fields)


def _words(reader: Connection, spec: RecordSpec, field: FieldSpec, today: str) -> Sequence[str]:
    """What may be chosen for a field; nothing where anything may be written."""
    if field.kind is Kind.YES_NO:
        return _YES_NO
    if field.choices is not None:
        return [code.label for code in field.choices.in_force(today)]
    if field.target == Group.__tablename__ and field.name in spec.fields:
        return sorted(reference_labels(reader, spec)[field.name].values())
    return ()


def _write_heads(page: Any, fields: Sequence[FieldSpec]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for place, field in enumerate(fields, start=1):
        head = page.cell(1, place, f"{field.label}*" if field.required else field.label)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor=_HEAD_FILL)
        head.alignment = Alignment(horizontal="center", vertical="center")
        column = page.column_dimensions[get_column_letter(place)]
        longest = 22 if field.kind is Kind.ID_NUMBER else 2 * len(field.label) + 4
        column.width = max(_NARROWEST, min(longest, _WIDEST))
        if field.kind in TEXTUAL | DATES:
            column.number_format = "@"  # Excel leaves alone what is typed
            for line in range(2, ROWS + 2):
                page.cell(line, place).number_format = "@"
    page.row_dimensions[1].height = 24
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"


def _write_hints(
    page: Any, spec: RecordSpec, fields: Sequence[FieldSpec], words: Mapping[str, Sequence[str]]
) -> None:
    from openpyxl.styles import Alignment, Font

    page.append(["一行写一条（名册里就是一个人）。带 * 的必填；用不着的列可以删，次序可以换。"])
    page.append([f"填好以后在“{spec.title}”页点“导入”，把这个文件拖进去，核对以后再写入。"])
    page.append([])
    page.append(["栏目", "怎样填写", "可以填的内容"])
    for cell in page[4]:
        cell.font = Font(bold=True)
    for field in fields:
        page.append([field.label, _how(field), "、".join(words[field.name])])
    for letter, width in (("A", 18), ("B", 56), ("C", 70)):
        page.column_dimensions[letter].width = width
    for row in page.iter_rows(min_row=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _fit_to_width(page: Any) -> None:
    """Some fill it in by hand: on paper all columns stand side by side, with lines."""
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.gridLines = True


def _how(field: FieldSpec) -> str:
    how = _HOW.get(field.kind, "")
    if field.target == Group.__tablename__:
        how = "从下拉列表里选；没有的直接写名称，导入时会问"
    elif is_department(field):
        how = "照本单位的叫法写，前后一致"
    return "；".join(filter(None, ("必须填写" if field.required else "", how)))


def _offer(
    page: Any, lists: Any, fields: Sequence[FieldSpec], words: Mapping[str, Sequence[str]]
) -> None:
    """Drop-lists and hints on the columns; the words stand on a hidden sheet."""
    from openpyxl.utils import get_column_letter

    lists.sheet_state = "hidden"
    for place, field in enumerate(fields, start=1):
        for validation in _validations(lists, field, words[field.name]):
            letter = get_column_letter(place)
            validation.add(f"{letter}2:{letter}{ROWS + 1}")
            page.add_data_validation(validation)


def _validations(lists: Any, field: FieldSpec, words: Sequence[str]) -> Iterator[Any]:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    how = _how(field)
    prompt = {"promptTitle": field.label, "prompt": how, "showInputMessage": bool(how)}
    if words:
        place = lists.max_column + (lists.cell(1, 1).value is not None)
        for line, word in enumerate(words, start=1):
            lists.cell(line, place, word)
        letter = get_column_letter(place)
        formula = f"'{lists.title}'!${letter}$1:${letter}${len(words)}"
        made = DataValidation("list", formula1=formula, allow_blank=True, **prompt)
        # A name that is in no list is asked about when the sheet comes in.
        made.showErrorMessage = field.kind is not Kind.REFERENCE
        made.errorTitle, made.error = "不在列表里", "请从下拉列表里选"
        yield made
    elif field.kind is Kind.ID_NUMBER:
        made = DataValidation(
            "textLength", operator="between", formula1="1", formula2="18", **prompt
        )
        made.errorStyle, made.errorTitle, made.error = "warning", "位数", "身份证号是 18 位，请核对"
        made.showErrorMessage = True
        yield made
    elif how:
        yield DataValidation(allow_blank=True, **prompt)
