"""Columns of the user's own: added, changed, put in order, retired, brought back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.actions.members.last_change import in_sheets
from app.actions.records import record_class
from app.errors import Refused
from app.models.extras.columns import LONGEST_LABEL, LONGEST_WORD, MOST_WORDS, ExtraColumn
from app.models.extras.specs import PLACES, Extra, extra_of, extras, open_specs, words_in
from app.models.extras.values import held_in, home_of
from app.models.ledgers.entries import LedgerEntry
from app.queries.listing import reference_labels
from app.spec.codes import fold
from app.spec.drafts import problems
from app.spec.field import is_extra
from app.spec.kinds import NUMERIC, Kind
from app.spec.record import Family
from app.spec.values import ValueProblem, masked, parse, show
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.store.unit import Unit

MOST = 40  # columns of one register; more are found by nobody
_EXAMPLES = 3
_LONGEST_EXAMPLE = 8
_KEPT = "列和已填的内容没有变化"
_NONE_ADDED = "已有的列和内容没有变化"
_SAME = frozenset({"序号"})  # printed beside every register by the program itself
_TABLE = table_of(ExtraColumn).c


@dataclass(frozen=True, slots=True)
class ColumnDraft:
    """A column as somebody describes it.

    Attributes:
        choices: the words of a choice, with 、 or a comma between them.
        aliases: further headings it goes by in workbooks, likewise.
        personal: shown with stars where it is a text, as ID numbers are.
        places: decimals of a decimal number, 1 to 4.
        in_list: shown in the list unless the user hides it there.
    """

    label: str
    kind: Kind = Kind.TEXT
    choices: str = ""
    aliases: str = ""
    unit: str = ""
    places: int = PLACES
    personal: bool = False
    in_list: bool = True


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """A column as its manager shows it.

    Attributes:
        filled: how many rows hold a value, those put aside included.
    """

    id: int
    draft: ColumnDraft
    is_retired: bool
    filled: int


def columns_of(reader: Connection, register: str) -> list[KnownColumn]:
    """The user's columns of a register in their order, the retired ones last."""
    found = []
    for column in extras(reader, retired=True).get(register, ()):
        filled = held_in(reader, home_of(register), column.field.name)
        found.append(KnownColumn(column.id, _draft_of(column), column.is_retired, len(filled)))
    return sorted(found, key=lambda column: column.is_retired)


def _draft_of(column: Extra) -> ColumnDraft:
    field = column.field
    words = [entry.label for entry in field.choices.codes] if field.choices else []
    return ColumnDraft(
        field.label,
        field.kind,
        "、".join(words),
        "、".join(field.aliases),
        field.unit,
        field.places if field.kind is Kind.DECIMAL else PLACES,
        field.personal,
        column.in_list,
    )


# --- what is done with them ---------------------------------------------------------------


def add_column(unit: Unit, register: str, draft: ColumnDraft) -> int:
    """Give a register one more column, the last; return its number. Does not commit.

    Raises:
        Refused: the name is taken, a choice has no words, or the register is no longer there.
    """
    spec = _spec(unit.connection, register)
    draft = _checked(spec, draft)
    present = [name for name in spec.fields if is_extra(name)]
    if len(present) >= MOST:
        raise Refused(
            f"“{spec.title}”已有 {MOST} 个自定义列，不能再加",
            _NONE_ADDED,
            "请先停用不再使用的列",
            "R-525",
        )
    last = unit.connection.scalar(
        select(func.max(_TABLE.position)).where(_TABLE.register == register)
    )
    row = {**_row(draft), "register": register, "position": (last or 0) + 1}
    return unit.insert(ExtraColumn, [row])[0]


def change_column(unit: Unit, number: int, draft: ColumnDraft) -> None:
    """Describe a column anew; its values become those of the new kind. Does not commit.

    Raises:
        Refused: the name is taken, or a value can be none of the new kind. Nothing was written.
    """
    before = _present(unit.connection, number)
    spec = _spec(unit.connection, before.register)
    draft = _checked(spec, draft, but=before.field.name)
    row = _row(draft)
    after = extra_of(number, {**row, "register": before.register})
    if _nature(before.field) != _nature(after.field):
        _convert(unit, spec, before, after.field)
    was = _row(_draft_of(before))
    if differing := {name: value for name, value in row.items() if was[name] != value}:
        unit.update(ExtraColumn, number, differing)


def put_in_order(unit: Unit, register: str, numbers: Sequence[int]) -> None:
    """Let the columns of a register stand in the order of ``numbers``. Does not commit."""
    query = select(_TABLE.id, _TABLE.position).where(_TABLE.register == register)
    positions = {
        row.id: row.position for row in unit.connection.execute(query.order_by(_TABLE.position))
    }
    ordered = [*numbers, *(number for number in positions if number not in numbers)]
    for place, number in enumerate(ordered, 1):
        if positions[number] != place:
            unit.update(ExtraColumn, number, {"position": place})


def retire_column(unit: Unit, number: int) -> None:
    """Show a column nowhere; what it holds is kept. Does not commit."""
    _present(unit.connection, number)
    unit.update(ExtraColumn, number, {"retired_at": unit.now})


def bring_back_column(unit: Unit, number: int) -> None:
    """Show a retired column again, with all that it held. Does not commit.

    Raises:
        Refused: another column has its name by now.
    """
    column = _present(unit.connection, number)
    spec = _spec(unit.connection, column.register)
    _checked(spec, _draft_of(column), but=column.field.name)
    unit.update(ExtraColumn, number, {"retired_at": None})


# --- what may be --------------------------------------------------------------------------


def _spec(reader: Connection, register: str) -> RecordSpec:
    spec = open_specs(reader).get(register)
    if spec is None:
        raise Refused("这本台账已经不在了", _NONE_ADDED, "请刷新后再试", "R-527")
    return spec


def _present(reader: Connection, number: int) -> Extra:
    row = (
        reader.execute(select(table_of(ExtraColumn)).where(_TABLE.id == number)).mappings().first()
    )
    if row is None:
        raise Refused("这个自定义列已经不在了", "台账没有变化", "请刷新后再试", "R-526")
    return extra_of(number, row)  # type: ignore[arg-type]


def _row(draft: ColumnDraft) -> dict[str, object]:
    """The values of a definition; those blank that its kind has no use for."""
    of_words = draft.kind is Kind.CHOICE
    return asdict(draft) | {
        "kind": str(draft.kind),
        "choices": "、".join(words_in(draft.choices)) if of_words else None,
        "aliases": "、".join(words_in(draft.aliases)) or None,
        "places": draft.places if draft.kind is Kind.DECIMAL else None,
        "unit": draft.unit.strip() or None if draft.kind in NUMERIC else None,
    }


def _checked(spec: RecordSpec, draft: ColumnDraft, but: str = "") -> ColumnDraft:
    """``draft`` with its name tidied.

    Args:
        but: the field that it describes already.
    """
    label = " ".join(draft.label.split())
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise Refused(
            f"列名应是一行文字，最多 {LONGEST_LABEL} 个字", _NONE_ADDED, "请改好列名再保存", "R-523"
        )
    words = words_in(draft.choices)
    if draft.kind is Kind.CHOICE and not (
        words and len(words) <= MOST_WORDS and all(len(word) <= LONGEST_WORD for word in words)
    ):
        raise Refused(
            f"选项要写 1 到 {MOST_WORDS} 个，每个最多 {LONGEST_WORD} 个字",
            _NONE_ADDED,
            "请把选项用顿号隔开，例如“小、中、大”",
            "R-524",
        )
    _refuse_taken(spec, (label, *words_in(draft.aliases)), but)
    return replace(draft, label=label)


def _refuse_taken(spec: RecordSpec, headings: Sequence[str], but: str) -> None:
    """No heading may mean two columns of a workbook."""
    owners = {fold(word): word for word in _SAME}
    for field in in_sheets(spec).fields.values():
        if field.name != but:
            owners |= {fold(each): field.label for each in (field.label, *field.aliases)}
            owners[fold(field.name)] = field.label
    for heading in headings:
        if (other := owners.get(fold(heading))) is not None:
            raise Refused(
                f"“{heading}”与本册“{other}”列的名称或别名相同",
                _NONE_ADDED,
                "请换一个列名",
                "R-520",
            )


# --- values of another kind ---------------------------------------------------------------


def _nature(field: FieldSpec) -> tuple[object, ...]:
    """What decides which values a column can hold."""
    places = field.places if field.kind is Kind.DECIMAL else None
    return field.kind, field.choices, places


def _convert(unit: Unit, spec: RecordSpec, before: Extra, after: FieldSpec) -> None:
    """Read what the column holds as values of the new kind, all of it or nothing."""
    name = after.name
    held = held_in(unit.connection, home_of(spec.id), name)
    shown = _words_of(unit.connection, spec, before.field)
    read: dict[int, object] = {}
    faulty: dict[int, str] = {}
    for row_id, value in held.items():
        text = shown(value)
        try:
            read[row_id] = parse(after, text)
        except ValueProblem:
            faulty[row_id] = text
            continue
        if any(problems(after, read[row_id])):
            faulty[row_id] = text
    if faulty:
        examples = list(dict.fromkeys(masked(before.field, text) for text in faulty.values()))
        shown_ones = "、".join(text[:_LONGEST_EXAMPLE] for text in examples[:_EXAMPLES])
        raise _unfit(after.kind, len(faulty), shown_ones)
    record = record_class(spec)
    for row_id, new in read.items():
        if new != held[row_id] or type(new) is not type(held[row_id]):
            unit.update(record, row_id, _stored(unit.connection, spec, row_id, name, new))


def _stored(
    reader: Connection, spec: RecordSpec, row_id: int, name: str, value: object
) -> Mapping[str, object]:
    """What to write so that a row holds ``value``."""
    if spec.family is Family.CORE:
        return {name: value}
    content = reader.scalar(select(LedgerEntry.content).where(LedgerEntry.id == row_id)) or {}
    return {"content": {**content, name: value}}


def _words_of(reader: Connection, spec: RecordSpec, field: FieldSpec) -> Callable[[object], str]:
    """How values of ``field`` are read by people."""
    if field.kind is not Kind.REFERENCE:
        return lambda value: show(field, value)
    labels = reference_labels(reader, replace(spec, fields={field.name: field}))[field.name]
    return lambda value: show(field, value, labels)


def _unfit(kind: Kind, count: int, examples: str) -> Refused:
    if kind is Kind.CHOICE:
        return Refused(
            f"已填的 {count} 格不在这些选项里：{examples}",
            _KEPT,
            "请把它们写进选项，或先改好这些格子",
            "R-522",
        )
    return Refused(
        f"已填的 {count} 格不能当作这种类型：{examples}",
        _KEPT,
        "请先改好这些格子再换类型，或另加一列",
        "R-521",
    )
