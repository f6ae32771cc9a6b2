"""How a record is declared: a mapped column that says what it means, read back as a spec."""

from __future__ import annotations

import json
from functools import cache, partial
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    inspect,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from app.resources import read_toml, toml_files
from app.spec.codes import CodeList, code_list
from app.spec.field import FieldSpec, Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter, Family, RecordSpec


class Base(DeclarativeBase):
    """Everything the ledger file holds."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Record(Base):
    """A row a user keeps. Retired, not deleted; ``uid`` identifies it across files."""

    __abstract__ = True
    title: ClassVar[str]
    chapter: ClassVar[Chapter]
    layout: ClassVar[Layout]
    keys: ClassVar[tuple[tuple[str, ...], ...]] = ()
    order: ClassVar[tuple[str, ...]] = ()
    name_field: ClassVar[str] = ""
    signers: ClassVar[tuple[str, ...]] = ()
    period: ClassVar[str] = ""
    retention: ClassVar[str] = ""
    is_single: ClassVar[bool] = False
    begins_with: ClassVar[tuple[str, ...]] = ()

    # Numbers are never used twice, so that the change log means one row by one number.
    __table_args__: Any = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own shape

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-4)
    uid: Mapped[str] = mapped_column(String(36), unique=True, sort_order=-3)
    created_at: Mapped[str] = mapped_column(String(27), sort_order=-2)
    retired_at: Mapped[str | None] = mapped_column(String(27), sort_order=-1)
    # Values of the user's own columns by field name, as stored forms; blank ones are not there.
    # Before all others: SQLite finds a value by reading what stands in the row before it.
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), sort_order=-1)


_TYPES = {
    Kind.LONG_TEXT: Text,
    Kind.INTEGER: Integer,
    Kind.MONEY: BigInteger,
    Kind.DECIMAL: BigInteger,
    Kind.YES_NO: Boolean,
    Kind.REFERENCE: Integer,
}
_LENGTHS = {
    Kind.DATE: 10,
    Kind.PARTIAL_DATE: 10,
    Kind.CHOICE: 20,
    Kind.ID_NUMBER: 30,
    Kind.PHONE: 20,
    Kind.NAME: 50,
}
_FREE_TEXT = frozenset({Kind.TEXT, Kind.NAME, Kind.CODE, Kind.LONG_TEXT, Kind.ID_NUMBER})


def field(
    label: str,
    kind: Kind,
    length: int | None = None,
    *,
    target: str | None = None,
    choices: str | None = None,
    index: bool = False,
    default: object = None,
    **meaning: Any,
) -> MappedColumn[Any]:
    """Map a column and say what it means, in one place.

    Args:
        label: what people call it.
        length: most characters of a text; kinds of fixed shape know theirs.
        target: table a reference points to.
        choices: id of the code list a choice is made from.
        meaning: further facts of :class:`FieldSpec` (``personal``, ``derived``, ``aliases`` …).
    """
    length = length or _LENGTHS.get(kind)
    column_type = _TYPES[kind] if kind in _TYPES else String(length)
    keys = (ForeignKey(f"{target}.id"),) if target else ()
    facts = {
        "label": label,
        "kind": kind,
        "max_length": length if kind in _FREE_TEXT else None,
        "choices": codes(choices) if choices else None,
        **meaning,
    }
    return mapped_column(column_type, *keys, index=index, default=default, info={"meaning": facts})


def remark() -> MappedColumn[Any]:
    """What else there is to say of a record (备注), in one line."""
    return field("备注", Kind.TEXT, 200)


@cache
def codes(list_id: str) -> CodeList:
    """The code list ``list_id`` as shipped."""
    return code_list(read_toml(f"codes/{list_id}.toml"))


def _headings_of(table: str) -> dict[str, list[str]]:
    """Further headings of a record's columns in other people's workbooks, by field name."""
    path = f"headings/{table}.toml"
    return read_toml(path) if path in toml_files("headings") else {}


@cache
def spec_of(record: type[Record]) -> RecordSpec:
    """Read the description back from the mapping; nothing is stated twice."""
    fields: dict[str, FieldSpec] = {}
    headings = _headings_of(record.__tablename__)
    for attribute in inspect(record).column_attrs:
        column = attribute.columns[0]
        facts = column.info.get("meaning")
        if facts is None:
            continue  # keys and internal columns stay internal
        targets = [key.column.table.name for key in column.foreign_keys]
        fields[attribute.key] = FieldSpec(
            name=attribute.key,
            required=not column.nullable and column.default is None,
            target=targets[0] if targets else None,
            **{**facts, "aliases": (*facts.get("aliases", ()), *headings.get(attribute.key, ()))},
        )
    return RecordSpec(
        id=record.__tablename__,
        title=record.title,
        chapter=record.chapter,
        family=Family.CORE,
        fields=fields,
        layout=record.layout,
        keys=record.keys,
        order=record.order,
        name_field=record.name_field,
        signers=record.signers,
        period=record.period,
        retention=record.retention,
        is_single=record.is_single,
        begins_with=record.begins_with,
    )


json_text = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
JsonValues = JSON(none_as_null=True)
