"""What records are called, for histories, lists of what went, and messages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.attachments import Attachment
from app.models.distinct import DistinctPair
from app.models.extras.specs import open_specs
from app.queries.sources import label_of, source_of
from app.spec.kinds import Kind
from app.spec.values import masked, show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec

NAMED = 3  # records named where there are many
_MOST = 500  # of which the names are read at once


def names_of(reader: Connection, spec: RecordSpec, numbers: Sequence[int]) -> dict[int, str]:
    """By number what the records of ``spec`` are called, put aside or not; masked where it must be.

    Those without a name of their own are left out.
    """
    found: dict[int, str] = {}
    read = _OWN.get(spec.id, partial(_by_name_field, spec=spec))
    for start in range(0, len(numbers), _MOST):
        found |= read(reader, numbers[start : start + _MOST])
    return found


def _by_name_field(reader: Connection, numbers: Sequence[int], spec: RecordSpec) -> dict[int, str]:
    naming = spec.fields.get(spec.name_field)
    if naming is None:
        return {}
    source = source_of(spec)
    value = source.values[naming.name]
    is_reference = naming.kind is Kind.REFERENCE
    rows = reader.execute(
        select(source.id, label_of(naming, value) if is_reference else value)
        .select_from(source.table)
        .where(source.id.in_(numbers), *source.conditions)
    )
    told = {number: name if is_reference else show(naming, name) for number, name in rows}
    return {number: masked(naming, text) for number, text in told.items() if text}


def _attachments(reader: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Each file with whose it is: 入会申请书.pdf（会员 白建军）."""
    table = Attachment.__table__.c
    rows = reader.execute(
        select(table.id, table.name, table.register, table.record_id).where(table.id.in_(numbers))
    ).all()
    owners = _called_in(reader, {(register, record) for _id, _name, register, record in rows})
    return {
        number: f"{name}（{owners[register, record]}）" for number, name, register, record in rows
    }


def _pairs(reader: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Each conclusion with the two it speaks of: 白建军 与 白健军."""
    table = DistinctPair.__table__.c
    rows = reader.execute(
        select(table.id, table.register, table.first_id, table.second_id).where(
            table.id.in_(numbers)
        )
    ).all()
    both = {(register, each) for _id, register, *pair in rows for each in pair}
    called = _called_in(reader, both)
    return {
        number: f"{called[register, first]} 与 {called[register, second]}"
        for number, register, first, second in rows
    }


def _called_in(reader: Connection, records: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Kind and name of records of any registers, by register and number."""
    specs = open_specs(reader, retired=True)
    found: dict[tuple[str, int], str] = {}
    for register in {register for register, _number in records}:
        numbers = [number for where, number in records if where == register]
        spec = specs.get(register)
        names = names_of(reader, spec, numbers) if spec is not None else {}
        title = spec.title if spec is not None else ""
        for number in numbers:
            name = names.get(number) or f"第 {number} 号"
            found[register, number] = f"{title} {name}".strip()
    return found


# Kinds of record without a list of their own, which are called by what they belong to.
_OWN: Mapping[str, Callable[[Connection, Sequence[int]], dict[int, str]]] = {
    Attachment.__tablename__: _attachments,
    DistinctPair.__tablename__: _pairs,
}


def whom(names: Sequence[str], total: int, unit: str = "条") -> str:
    """The first of several records by name, and how many there are: 白建军、曹桂芳 等 12 条.

    Args:
        names: of the first few, in order.
    """
    told = "、".join(" ".join(name.split()) for name in names[:NAMED])  # on one line
    if total == len(names[:NAMED]):
        return told
    return f"{told} 等 {total:,} {unit}" if told else f"{total:,} {unit}"
