"""What the columns of a sheet mean: by their headings, else by what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from app.actions.members.last_change import in_sheets
from app.reports.readers.heading import Heading, known_label
from app.reports.readers.table import CellError, column_name, shown
from app.spec.codes import fold
from app.spec.identity import read_resident_id
from app.spec.kinds import DATES, Kind
from app.spec.pinyin import usual
from app.spec.values import ValueProblem, is_masked, mask, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.reports.readers.table import Cell, Table
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

LEFT_OUT = ""  # what a column means of which nothing is taken in
SURE = 80  # confidence from which a column is taken without being asked
# Columns that count rows, and those that an earlier import has written beside the rows.
NEVER = frozenset(
    {"序号", "序", "项次", "no", "no.", "行号"}
    | {"原表工作表", "原表行号", "导入结果", "没有写入的原因", "是否导入成功", "错误原因"}
)
_LOOKED_AT = 200  # rows from which a column is judged
_SAMPLES = 3
_FIGURES = 6  # a number of an identity paper has at least so many
_MOSTLY, _HALF = 0.8, 0.5  # shares of a column's values
_ALIKE, _AHEAD = 0.75, 0.1  # how like a label a heading must be, and how much more than another
# 配偶身份证号 is nobody's in the register, whatever its numbers look like.
_SOMEBODY_ELSE = re.compile(
    "配偶|爱人|丈夫|妻|父|母|子女|孩子|家属|亲属|家庭|紧急|联系人|监护|负责人|领导|介绍人|推荐人|经办|填表"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PERSON = re.compile("[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet and what it is taken for.

    Attributes:
        column: from 0; ``letters`` is what the workbook calls it.
        heading: what stands over it, joined where it stands on several lines.
        field: name of the field; blank where nothing of the column is taken in.
        confidence: 0 to 100; columns below :data:`SURE` are not taken by themselves.
        reason: why it is taken for that, or left out, in the user's words.
        samples: its first different values, numbers of persons masked.
        suggestion: a field that it may mean, where it is left out; blank for none.
    """

    column: int
    letters: str
    heading: str
    field: str
    confidence: int
    reason: str
    samples: tuple[str, ...] = ()
    suggestion: str = ""


def columns_of(
    table: Table,
    heading: Heading,
    spec: RecordSpec,
    labels: Mapping[str, str],
    chosen: Mapping[int, str],
) -> tuple[SheetColumn, ...]:
    """Every column of ``table`` that holds something, and what it is taken for.

    Args:
        labels: field name by folded label or alias.
        chosen: what a person has said of a column (from 0): a field name, or :data:`LEFT_OUT`.
    """
    spec = in_sheets(spec)
    values = _values(table, heading)
    found = {
        column: _by_heading(column, heading, spec, labels, values.get(column, ()))
        for column in sorted({*heading.texts, *values, *chosen})
    }
    for column, name in chosen.items():
        _choose(found, column, name, spec)
    for column, known in found.items():
        if column not in chosen and not known.field and column not in heading.repeated:
            taken = {other.field for other in found.values()}
            found[column] = _guess(known, spec, labels, values.get(column, ()), taken)
    return tuple(
        replace(one, samples=_samples(one, spec, values.get(column, ())))
        for column, one in found.items()
    )


def with_columns(heading: Heading, columns: Sequence[SheetColumn]) -> Heading:
    """``heading`` with its columns taken for what ``columns`` says."""
    fields = {one.column: one.field for one in columns if one.field}
    texts = {one.column: one.heading for one in columns}
    repeated = tuple(column for column in heading.repeated if column not in fields)
    unmatched = tuple(
        one.column
        for one in columns
        if not one.field and one.heading and one.column not in repeated
    )
    return replace(heading, columns=fields, texts=texts, repeated=repeated, unmatched=unmatched)


def _values(table: Table, heading: Heading) -> dict[int, list[Cell]]:
    """The different values of each column in the first rows below the heading."""
    found: dict[int, dict[Cell, None]] = {}
    below = [row for row in table.rows if row.line > heading.last_line][:_LOOKED_AT]
    for row in below:
        for column, cell in enumerate(row.cells):
            if cell is not None and not isinstance(cell, CellError) and shown(cell).strip():
                found.setdefault(column, {})[cell] = None
    return {column: list(values) for column, values in found.items()}


def _by_heading(
    column: int,
    heading: Heading,
    spec: RecordSpec,
    labels: Mapping[str, str],
    values: Sequence[Cell],
) -> SheetColumn:
    text = heading.texts.get(column, "")
    one = SheetColumn(column, column_name(column), text, LEFT_OUT, 0, "没有对应的栏目")
    name = heading.columns.get(column)
    if name is None:
        if column in heading.repeated:
            return replace(one, reason="这一栏已有更合适的列")
        return one if text else replace(one, reason="没有栏目名称")
    field = spec.fields[name]
    fitting = _share(field, values)
    if fitting is not None and fitting < _HALF:
        reason = f"名称是“{field.label}”，内容多数不像，请核对"
        return replace(one, field=name, confidence=SURE, reason=reason)
    if known_label(text, labels) == fold(field.label):
        return replace(one, field=name, confidence=100, reason="栏目名称相同")
    return replace(one, field=name, confidence=95, reason=f"“{field.label}”的另一种叫法")


def _choose(found: dict[int, SheetColumn], column: int, name: str, spec: RecordSpec) -> None:
    """Have ``column`` mean what a person said; another column for the same field gives way."""
    for other, known in found.items():
        if name and other != column and known.field == name:
            found[other] = replace(
                known, field=LEFT_OUT, confidence=0, reason="这一栏由您指定的列填写"
            )
    reason = f"您指定为“{spec.fields[name].label}”" if name else "您指定不取用"
    found[column] = replace(found[column], field=name, confidence=100, reason=reason)


def _guess(
    one: SheetColumn,
    spec: RecordSpec,
    labels: Mapping[str, str],
    values: Sequence[Cell],
    taken: set[str],
) -> SheetColumn:
    """A column whose heading is unknown, by what stands in it or a heading much like its own."""
    if fold(one.heading) in NEVER or not values:
        return one
    free = [f for f in spec.fields.values() if f.name not in taken and not f.derived]
    guess = _by_values(free, values, spec.name_field) or _by_likeness(
        one, spec, labels, free, values
    )
    if guess is None:
        return one
    field, confidence, reason = guess
    if _SOMEBODY_ELSE.search(usual(one.heading)):
        confidence, reason = 50, f"{reason}，但名称像是别人的"
    if confidence >= SURE:
        return replace(one, field=field.name, confidence=confidence, reason=reason)
    return replace(one, confidence=confidence, reason=reason, suggestion=field.name)


def _by_values(
    free: Sequence[FieldSpec], values: Sequence[Cell], name_field: str
) -> tuple[FieldSpec, int, str] | None:
    """The field that a column's values can be told to belong to."""
    texts = ["".join(shown(value).split()) for value in values]
    for kind, looks, confidence, reason in _LOOKS:
        fields = [field for field in free if field.kind is kind]
        if kind is Kind.NAME:
            fields = [field for field in fields if field.name == name_field]
        if fields and _of(texts, looks) >= _MOSTLY:
            return fields[0], confidence, reason
    if not any(text.isascii() for text in texts):
        fitting = [f for f in free if f.choices and all(map(f.choices.find, texts))]
        if len(fitting) == 1:
            return fitting[0], SURE, f"列中都是“{fitting[0].label}”可填的内容"
    return None


_LOOKS: tuple[tuple[Kind, Callable[[str], bool], int, str], ...] = (
    (
        Kind.ID_NUMBER,
        lambda t: read_resident_id(t.upper()) is not None,
        90,
        "列中都是 18 位证件号码",
    ),
    (Kind.PHONE, lambda text: _MOBILE.fullmatch(text) is not None, 85, "列中都是 11 位手机号"),
    (Kind.NAME, lambda text: _PERSON.fullmatch(text) is not None, 60, "列中像是人的姓名"),
)


def _by_likeness(
    one: SheetColumn,
    spec: RecordSpec,
    labels: Mapping[str, str],
    free: Sequence[FieldSpec],
    values: Sequence[Cell],
) -> tuple[FieldSpec, int, str] | None:
    text = fold(one.heading)
    best: dict[str, tuple[float, str]] = {}
    for label, name in labels.items():
        if not label.isascii() and label:
            best[name] = max(best.get(name, (0.0, "")), (_alike(text, label), label))
    ranked = sorted(best.items(), key=lambda entry: -entry[1][0])[:2]
    if not ranked or ranked[0][1][0] < _ALIKE:
        return None
    (name, (ratio, label)), *others = ranked
    field = spec.fields[name]
    if field not in free:
        return None
    is_ahead = not others or ratio - others[0][1][0] >= _AHEAD
    fitting = _share(field, values)
    sure = is_ahead and fitting is not None and fitting >= _MOSTLY
    return field, SURE if sure else 60, f"名称与“{label}”相近" + ("，内容也相符" if sure else "")


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _of(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts)


def _share(field: FieldSpec, values: Sequence[Cell]) -> float | None:
    """How many of ``values`` the field can hold; ``None`` where it could hold anything."""
    if field.kind not in {Kind.ID_NUMBER, Kind.PHONE, Kind.CHOICE, *DATES} or not values:
        return None
    return _of([shown(value) for value in values], lambda text: _fits(field, text))


def _fits(field: FieldSpec, text: str) -> bool:
    if "**" in text:
        return True
    try:
        value = parse(field, text)
    except ValueProblem as problem:
        return problem.ambiguous
    if field.kind is Kind.ID_NUMBER and value is not None:
        return sum(character.isdigit() for character in str(value)) >= _FIGURES
    return True


def _samples(one: SheetColumn, spec: RecordSpec, values: Sequence[Cell]) -> tuple[str, ...]:
    field = spec.fields.get(one.field or one.suggestion)
    texts = [" ".join(shown(value).split())[:40] for value in values[:_SAMPLES]]
    hide = field is not None and is_masked(field)
    return tuple(mask(text) if hide or is_persons_number(text) else text for text in texts)


def is_persons_number(text: str) -> bool:
    """Whether a value is a person's number, wherever it stands."""
    return read_resident_id(text.upper()) is not None or _MOBILE.fullmatch(text) is not None
