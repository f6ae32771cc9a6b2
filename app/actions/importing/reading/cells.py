"""What the cells of a row say: values by kind, repaired where that can be proved."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, cast

from app.actions.importing.reading import repairs
from app.actions.importing.reading.date_columns import relied_upon
from app.actions.importing.reading.references import is_department
from app.actions.importing.reading.repairs import looks_whole
from app.actions.keeping import CheckedRow, ParsedDraft
from app.actions.members import last_change
from app.actions.members.headings import REASON
from app.spec.drafts import TableRow, column_of, problems
from app.spec.identity import read_resident_id, whole_birthday
from app.spec.kinds import DATES, Kind
from app.spec.values import ValueProblem, clean, is_masked, mask, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.actions.importing.reading.date_columns import JudgedColumns
    from app.actions.importing.reading.references import References
    from app.spec.drafts import Draft
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_TYPE_OF_PAPER, _NUMBER, _BIRTHDAY = "id_type", "id_number", "born_on"
# What is written into a cell that nothing is to be written into.
_DASHES = frozenset({"-", "--", "—", "——", "/", "\\", "…", "……"})
_UNKNOWN = frozenset({"未知", "暂无", "待定", "待补", "待查", "不清楚", "不明", "未填", "空"})
_NO_NUMBER = re.compile(r"[^\d\s+-]+")
_WORD_SHOWN = 20  # characters of a cell that a remark repeats
_STARS = "**"  # what masking leaves
_UNREAD = object()
_CELLS = (str, int, float, dt.date)


def _is_covered(field: FieldSpec, raw: object) -> bool:
    """Whether a cell shows stars in place of a value; a value of one letter shows one."""
    return is_masked(field) and isinstance(raw, str) and (_STARS in raw or raw.strip() == "*")


def _can_be_left_out(field: FieldSpec) -> bool:
    """Whether a cell with an unknown word may stay out, and the person come in without it.

    Not where the word decides who somebody is or whether the person is a member at all.
    """
    if field.required or field.name == _TYPE_OF_PAPER:
        return False
    if field.derived and field.name != REASON:
        return False
    return field.kind in {Kind.CHOICE, Kind.YES_NO}


def _may_be_unknown(field: FieldSpec) -> bool:
    """Whether 待定 in a cell is as good as nothing."""
    return field.kind in {*DATES, Kind.PHONE, Kind.ID_NUMBER} or _can_be_left_out(field)


def _left_out(field: FieldSpec, raw: object, problem: ValueProblem) -> str:
    """What is said of a cell that stays out: which, what stands in it, what might."""
    word = f"“{clean(str(raw))[:_WORD_SHOWN]}”"
    said = problem.message if problem.message.startswith("“") else f"{word}{problem.message}"
    return f"“{field.label}”填写不规范，没有写入：{said}"


def _numbers_in(field: FieldSpec, raw: object) -> list[str]:
    """The telephone numbers in a cell that holds several, or words beside one."""
    found: list[str] = []
    for piece in _NO_NUMBER.split(unicodedata.normalize("NFKC", str(raw))):
        words = piece.split()
        whole = _number(field, "".join(words))
        found += [whole] if whole else filter(None, [_number(field, word) for word in words])
    return list(dict.fromkeys(found))


def _number(field: FieldSpec, text: str) -> str:
    """The telephone number that ``text`` is; blank when it is none."""
    with suppress(ValueProblem):
        return str(parse(field, text) or "")
    return ""


def _of_several(field: FieldSpec, numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"{field.label}取其中的号码，旁边的文字没有写入"
    others = "、".join(mask(number) for number in numbers[1:])
    return f"{field.label}取第一个号码，另有 {others} 没有写入"


def _columns(rows: Sequence[Draft], names: Iterable[str]) -> Iterable[Sequence[object]]:
    """The cells of ``rows`` column by column."""
    if isinstance(first := rows[0], TableRow):
        places = first.places
        if all(isinstance(row, TableRow) and row.places is places for row in rows):
            columns = list(zip(*(cast("TableRow", row).cells for row in rows), strict=False))
            return [columns[places[name]] for name in names]
    return [column_of(rows, name) for name in names]


@dataclass(slots=True)
class ReadCells:
    """What the cells of one row say.

    Attributes:
        faults: by field name, why a cell cannot be read.
        notes: what should be known of the others.
    """

    draft: ParsedDraft = dataclass_field(default_factory=ParsedDraft)
    faults: dict[str, str] = dataclass_field(default_factory=dict)
    notes: list[str] = dataclass_field(default_factory=list)


class Readings:
    """What cells were read as, kept from one look at a sheet to the next.

    A cell of a field is read alike whatever column it stands in and whatever is decided about
    other columns; only how dates are meant, and what names stand for, changes what it says.
    """

    def __init__(self) -> None:
        self._kept: dict[object, tuple[dict[object, object], dict[object, str]]] = {}

    def of(self, key: object) -> tuple[dict[object, object], dict[object, str]]:
        """By what stands in a cell its value, and what is said of it."""
        return self._kept.setdefault(key, ({}, {}))


class CellReader:
    """Reads the cells of one sheet; what repeats down a column is read once.

    Args:
        columns: field names the sheet has a column for.
        dates: how ambiguous dates are meant, and what proves it.
        readings: what was read before.
    """

    # Different values of a column that are remembered: the people of a large union.
    _REMEMBERED = 50_000

    def __init__(
        self,
        spec: RecordSpec,
        references: References,
        columns: tuple[str, ...],
        dates: JudgedColumns,
        system: int,
        readings: Readings | None = None,
    ) -> None:
        self._spec = spec
        self._references = references
        self._places = {name: place for place, name in enumerate(columns)}
        self._orders, self._proofs = dates.orders, dates.proofs
        self._system = system
        self._seen: dict[str, dict[object, object]] = {}
        self._said: dict[str, dict[object, str]] = {}
        kept = readings or Readings()
        for name in columns:
            field = spec.fields[name]
            # What a name stands for is asked of the ledger each time.
            named = field.kind is Kind.REFERENCE or is_department(field)
            store = Readings() if named else kept
            dated = dates.orders.get(name), dates.proofs.get(name)
            self._seen[name], self._said[name] = store.of((name, *dated, system))
        self._spelt = {name for name in columns if is_department(spec.fields[name])}
        self._unwritten = self._spelt | {
            name for name in columns if spec.fields[name].kind in {Kind.NAME, Kind.REFERENCE}
        }

    def read_all(self, rows: Sequence[Draft]) -> list[tuple[CheckedRow | None, tuple[str, ...]]]:
        """The values of many rows, column by column, and what was repaired in each.

        Returns:
            ``None`` for each row of which there is more to say; see :meth:`read`.
        """
        raw = list(_columns(rows, self._places))
        columns = [
            self._column(self._spec.fields[name], column)
            for name, column in zip(self._places, raw, strict=True)
        ]
        said = self._repaired(raw)
        self._complete_birthdays(columns, said)
        missing = any(
            field.required and not field.derived and name not in self._places
            for name, field in self._spec.fields.items()
        )
        if missing or not columns:
            return [(None, ())] * len(rows)
        return [
            (None if _UNREAD in values else CheckedRow(self._places, values), said.get(row, ()))
            for row, values in enumerate(zip(*columns, strict=True))
        ]

    def _complete_birthdays(
        self, columns: Sequence[list[object]], said: dict[int, tuple[str, ...]]
    ) -> None:
        """Days of birth known to the month become those that right numbers tell."""
        if not {_NUMBER, _BIRTHDAY} <= self._places.keys():
            return
        numbers, days = (columns[self._places[name]] for name in (_NUMBER, _BIRTHDAY))
        paper = self._places.get(_TYPE_OF_PAPER)
        for row, (number, noted) in enumerate(zip(numbers, days, strict=True)):
            if not isinstance(number, str) or not isinstance(noted, str):
                continue
            kind = columns[paper][row] if paper is not None else None
            if day := whole_birthday(number, noted, kind):
                days[row] = day
                said[row] = (*said.get(row, ()), self._completed(day))

    def _completed(self, day: str) -> str:
        return f"{self._spec.fields[_BIRTHDAY].label}按证号补全为 {day}"

    def _column(self, field: FieldSpec, column: Sequence[object]) -> list[object]:
        """The values of one column, ``_UNREAD`` where a cell must be looked at closely."""
        seen = self._seen[field.name]
        found: list[object] = []
        numbers, names = field.kind is Kind.ID_NUMBER, field.kind is Kind.NAME
        for raw in column:
            key = raw if type(raw) is str else (type(raw), raw)  # 1, 1.0 and True are equal
            value = seen.get(key, seen)  # the dictionary itself stands for "not there"
            if value is seen:
                value = self._faultless(field, raw)
                if len(seen) < self._REMEMBERED:
                    seen[key] = value
                changed = (
                    value is not raw
                    or (numbers and not looks_whole(str(raw)))
                    or (names and repairs.is_odd_name(raw))
                )
                if changed and value is not _UNREAD:
                    self._note(field, raw, value, key)
            found.append(value)
        return found

    def _note(self, field: FieldSpec, raw: object, value: object, key: object) -> None:
        if said := self._said_of(field, raw, value):
            self._said[field.name][key] = said

    def _said_of(self, field: FieldSpec, raw: object, value: object) -> str:
        """What should be known of a cell that was read: what was changed, what was relied upon."""
        if said := repairs.said_of(field, raw, value, self._system):
            return said
        return relied_upon(field.label, raw, value, self._proofs.get(field.name, ""))

    def _repaired(self, columns: Sequence[Sequence[object]]) -> dict[int, tuple[str, ...]]:
        """What was repaired in each row where anything was, by its place."""
        found: dict[int, tuple[str, ...]] = {}
        for name, column in zip(self._places, columns, strict=True):
            if said := self._said[name]:
                for row, raw in enumerate(column):
                    key = raw if type(raw) is str else (type(raw), raw)
                    if note := said.get(key):
                        found[row] = (*found.get(row, ()), note)
        return found

    def _faultless(self, field: FieldSpec, raw: object) -> object:
        if _is_covered(field, raw):
            return _UNREAD
        try:
            value = self._value(field, raw)
        except ValueProblem:
            return _UNREAD
        if not field.derived and any(problems(field, value)):
            return _UNREAD
        # One object for both, where reading changed nothing.
        return raw if type(value) is type(raw) and value == raw else value

    def read(self, cells: Draft, *, without_number: bool = False) -> ReadCells:
        """The values of one row, its faults, and what should be said of it.

        Args:
            without_number: whose row it is has been settled: a damaged identity number stays out.
        """
        found = ReadCells()
        for name, raw in cells.items():
            field = self._spec.fields[name]
            if _is_covered(field, raw):
                found.notes.append(f"{field.label}是遮盖过的，不取")
                continue
            if raw is not None and not isinstance(raw, _CELLS):  # the reader says what is wrong
                found.faults[name] = f"{field.label}：{raw}"
                continue
            try:
                found.draft[name] = value = self._value(field, raw)
                if value is not None:
                    found.notes += filter(None, [self._said_of(field, raw, value)])
            except ValueProblem as problem:
                if field.kind is Kind.PHONE and (numbers := _numbers_in(field, raw)):
                    found.draft[name] = numbers[0]
                    found.notes.append(_of_several(field, numbers))
                elif clean(str(raw)) in _UNKNOWN and _may_be_unknown(field):
                    found.notes.append(f"{field.label}“{clean(str(raw))}”当作没有填写")
                elif without_number and field.kind is Kind.ID_NUMBER:
                    found.notes.append(f"{field.label}没有写入，册中的不变")
                elif _can_be_left_out(field):
                    found.notes.append(_left_out(field, raw, problem))
                else:
                    found.faults[name] = f"{field.label}：{problem.message}"
        self._leave_to_number(found, cells)
        return found

    def _leave_to_number(self, found: ReadCells, cells: Draft) -> None:
        """What a right number tells: the rest of a birthday, or all of one that cannot be read."""
        noted = found.draft.get(_BIRTHDAY)
        if isinstance(noted, str):
            written = str(found.draft.get(_NUMBER) or "")
            if day := whole_birthday(written, noted, found.draft.get(_TYPE_OF_PAPER)):
                found.draft[_BIRTHDAY] = day
                found.notes.append(self._completed(day))
        number = read_resident_id(str(found.draft.get(_NUMBER) or ""))
        if _BIRTHDAY in found.faults and number and number.check_holds and number.born_on:
            del found.faults[_BIRTHDAY]
            label, said = self._spec.fields[_BIRTHDAY].label, clean(str(cells[_BIRTHDAY]))
            found.notes.append(f"{label}“{said[:_WORD_SHOWN]}”读不出，按证号为 {number.born_on}")

    def _value(self, field: FieldSpec, raw: object) -> object:
        if field.name in self._unwritten and str(raw).strip() in _DASHES:
            return None
        if field.kind is Kind.REFERENCE:
            return self._references.find(field.name, raw)
        if field.name == last_change.IS_MEMBER:
            raw = last_change.as_yes_or_no(raw)
        if field.kind is Kind.ID_NUMBER and isinstance(raw, str) and not looks_whole(raw):
            if mended := repairs.mended_number(raw):
                return mended
            if lost := repairs.damage(raw):
                raise ValueProblem(lost)
        value = parse(field, raw, order=self._orders.get(field.name), system=self._system)
        if field.name in self._spelt and isinstance(value, str):
            return self._references.spelling(field.name, value)
        return value
