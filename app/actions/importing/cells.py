"""What the cells of a row say: values by kind, references by name."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, cast

from app.actions import records
from app.actions.keeping import CheckedRow, ParsedDraft
from app.actions.members import last_change
from app.models.all import record_called
from app.models.base import spec_of
from app.queries.listing import reference_labels
from app.spec.codes import fold
from app.spec.drafts import TableRow, column_of, problems
from app.spec.identity import check_character, read_resident_id
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, clean, is_masked, mask, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.actions.keeping import ReadDraft
    from app.spec.dates import DateOrder
    from app.spec.drafts import Draft
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.store.unit import Unit

_TYPE_OF_PAPER = "id_type"
_NO_NUMBER = re.compile(r"[^\d\s+-]+")
_OLD_NUMBER = re.compile(r"[1-9]\d{14}")
_WORD_SHOWN = 20  # characters of a cell that a remark repeats
_STARS = "**"  # what masking leaves
_UNREAD = object()
_NUMBER_AFTER = re.compile(r"（[^（）]*）$")
_NUMERALS = str.maketrans("一二三四五六七八九〇零", "12345678900")


def fold_name(name: str) -> str:
    """A name of a group as it is compared: 装配1组 and 装配一组 are one."""
    return fold(name).translate(_NUMERALS)


@dataclass(frozen=True, slots=True)
class NewReference:
    """A name that no record of the other register has yet; added when the import is written."""

    target: str
    name: str


class References:
    """What the reference fields of a register point to, by name."""

    def __init__(self, reader: Connection, spec: RecordSpec) -> None:
        self._spec = spec
        self._known: dict[str, dict[str, list[int]]] = {}
        for name, labels in reference_labels(reader, spec).items():
            by_name = self._known.setdefault(name, {})
            for record_id, label in labels.items():
                # Namesakes are labelled with their number; the name alone finds all of them.
                for called in {label, _NUMBER_AFTER.sub("", label)}:
                    by_name.setdefault(fold_name(called), []).append(record_id)
        self._new: dict[str, dict[str, str]] = {}

    def find(self, field_name: str, raw: object) -> object:
        """The number of the record called ``raw``; a :class:`NewReference` where one may be made.

        Raises:
            ValueProblem: no such record and none may be made, or several of that name.
        """
        name = clean(str(raw)) if raw is not None else ""
        if not name:
            return None
        key = fold_name(name)
        found = self._known.get(field_name, {}).get(key, [])
        target = self._spec.fields[field_name].target or ""
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueProblem(f"有 {len(found)} 个“{name}”，分不清是哪一个")
        if not _is_made_of_its_name(target):
            raise ValueProblem(f"没有找到“{name}”")
        return NewReference(target, self._new.setdefault(target, {}).setdefault(key, name))

    @staticmethod
    def named_in(drafts: Iterable[ReadDraft]) -> list[NewReference]:
        """The names in ``drafts`` that no record has, each once, in order."""
        values = (
            value
            for draft in drafts
            for value in (draft.cells if isinstance(draft, CheckedRow) else draft.values())
            if type(value) is NewReference
        )
        return list(dict.fromkeys(values))

    @staticmethod
    def create(unit: Unit, wanted: Iterable[NewReference]) -> dict[NewReference, int]:
        """Add the records for new names; return their numbers."""
        made: dict[NewReference, int] = {}
        by_target = sorted(wanted, key=lambda reference: reference.target)
        for target, found in groupby(by_target, key=lambda reference: reference.target):
            references = list(found)
            other = _spec(target)
            drafts = [ParsedDraft({other.name_field: each.name}) for each in references]
            made.update(zip(references, records.add_all(unit, other, drafts), strict=True))
        return made

    @staticmethod
    def settle(draft: ReadDraft, made: Mapping[NewReference, int | None]) -> ReadDraft:
        """``draft`` with new references replaced by their numbers."""
        if not made:
            return draft
        if isinstance(draft, CheckedRow):
            if NewReference not in map(type, draft.cells):
                return draft
            cells = [made[cell] if isinstance(cell, NewReference) else cell for cell in draft.cells]
            return CheckedRow(draft.places, tuple(cells))
        return type(draft)(
            (name, made[value] if isinstance(value, NewReference) else value)
            for name, value in draft.items()
        )


def _spec(record_id: str) -> RecordSpec:
    return spec_of(record_called(record_id))


def _is_made_of_its_name(target: str) -> bool:
    """Whether a record of ``target`` needs nothing but its name, and is no person."""
    spec = _spec(target)
    needed = [field.name for field in spec.fields.values() if field.required]
    return needed == [spec.name_field] and spec.fields[spec.name_field].kind is not Kind.NAME


def _is_covered(field: FieldSpec, raw: object) -> bool:
    """Whether a cell shows stars in place of a value; a value of one letter shows one."""
    return is_masked(field) and isinstance(raw, str) and (_STARS in raw or raw.strip() == "*")


def _can_be_left_out(field: FieldSpec) -> bool:
    """Whether a cell with an unknown word may stay out, and the person come in without it.

    Not where the word decides who somebody is or whether the person is a member at all.
    """
    if field.required or field.name == _TYPE_OF_PAPER:
        return False
    if field.derived and field.name != last_change.REASON:
        return False
    return field.kind in {Kind.CHOICE, Kind.YES_NO}


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


def hint_of_old_number(number: object) -> str:
    """How an identity number of 15 figures would stand today, in words that do not repeat it.

    Blank for any other number. Only a suggestion: the card itself decides.
    """
    if not isinstance(number, str) or not _OLD_NUMBER.fullmatch(number):
        return ""
    figures = f"{number[:6]}19{number[6:]}"
    check = check_character(figures)
    newer = read_resident_id(figures + check)
    if newer is None or newer.born_on is None:
        return ""
    return f"对照证件，18 位号码可能是在第 6 位后加“19”、末尾加“{check}”"


def _columns(rows: Sequence[Draft], names: Iterable[str]) -> Iterable[Sequence[object]]:
    """The cells of ``rows`` column by column."""
    if isinstance(first := rows[0], TableRow):
        places = first.places
        if all(isinstance(row, TableRow) and row.places is places for row in rows):
            columns = list(zip(*(cast("TableRow", row).cells for row in rows), strict=False))
            return [columns[places[name]] for name in names]
    return [column_of(rows, name) for name in names]


class CellReader:
    """Reads the cells of one sheet; what repeats down a column is read once.

    Args:
        columns: field names the sheet has a column for.
    """

    # Different values of a column that are remembered: all the days of a working life.
    _REMEMBERED = 20_000

    def __init__(
        self,
        spec: RecordSpec,
        references: References,
        columns: tuple[str, ...],
        order: DateOrder | None,
        system: int,
    ) -> None:
        self._spec = spec
        self._references = references
        self._places = {name: place for place, name in enumerate(columns)}
        self._order = order
        self._system = system
        self._seen: dict[str, dict[object, object]] = {name: {} for name in columns}

    def read_all(self, rows: Sequence[Draft]) -> list[CheckedRow | None]:
        """The values of many rows, column by column.

        Returns:
            ``None`` for each row of which there is anything to say; see :meth:`read`.
        """
        columns = [
            self._column(self._spec.fields[name], column)
            for name, column in zip(self._places, _columns(rows, self._places), strict=True)
        ]
        missing = any(
            field.required and not field.derived and name not in self._places
            for name, field in self._spec.fields.items()
        )
        if missing or not columns:
            return [None] * len(rows)
        return [
            None if _UNREAD in values else CheckedRow(self._places, values)
            for values in zip(*columns, strict=True)
        ]

    def _column(self, field: FieldSpec, column: Sequence[object]) -> list[object]:
        """The values of one column, ``_UNREAD`` where a cell must be looked at closely."""
        seen = self._seen[field.name]
        found: list[object] = []
        for raw in column:
            key = raw if type(raw) is str else (type(raw), raw)  # 1, 1.0 and True are equal
            value = seen.get(key, seen)  # the dictionary itself stands for "not there"
            if value is seen:
                value = self._faultless(field, raw)
                if len(seen) < self._REMEMBERED:
                    seen[key] = value
            found.append(value)
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

    def read(self, cells: Draft) -> tuple[ParsedDraft, list[str], list[str]]:
        """The values of one row, its faults, and what should be said of it."""
        draft = ParsedDraft()
        faults: list[str] = []
        notes: list[str] = []
        for name, raw in cells.items():
            field = self._spec.fields[name]
            if _is_covered(field, raw):
                notes.append(f"{field.label}是遮盖过的，不取")
                continue
            try:
                draft[name] = self._value(field, raw)
            except ValueProblem as problem:
                if field.kind is Kind.PHONE and (numbers := _numbers_in(field, raw)):
                    draft[name] = numbers[0]
                    notes.append(_of_several(field, numbers))
                elif _can_be_left_out(field):
                    notes.append(_left_out(field, raw, problem))
                else:
                    faults.append(f"{field.label}：{problem.message}")
        return draft, faults, notes

    def _value(self, field: FieldSpec, raw: object) -> object:
        if field.kind is Kind.REFERENCE:
            return self._references.find(field.name, raw)
        return parse(field, raw, order=self._order, system=self._system)
