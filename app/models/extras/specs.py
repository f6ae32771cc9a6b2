"""The registers of an open ledger as they stand there: with the columns that the user added."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models import all as all_records
from app.models.base import spec_of
from app.models.ledgers.specs import ledger_specs
from app.spec.codes import fold, plain_list
from app.spec.field import EXTRA, FieldSpec
from app.spec.kinds import NUMERIC, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec

SECTION = "自定义"  # of the form, below all others
_MEMBER = "member"
_TEXT_LENGTH = 200
PLACES = 2  # decimals, unless somebody wants another number of them
_GREATEST = 10**15  # fen, pieces or ten-thousandths; far from what SQLite cannot hold
_BETWEEN_WORDS = re.compile(r"[、，,;；\n]+")


@dataclass(frozen=True, slots=True)
class Extra:
    """A column of the user's own, read from its definition.

    Attributes:
        id: number of its :class:`ExtraColumn`.
        register: id of the register that has it.
        in_list: shown in the list unless the user hides it there.
        is_retired: shown nowhere; its values are kept.
    """

    id: int
    register: str
    field: FieldSpec
    in_list: bool = True
    is_retired: bool = False


def words_in(text: object) -> tuple[str, ...]:
    """The words of a list as people write one, each once: 、 comma, semicolon or a line between."""
    parts = (" ".join(part.split()) for part in _BETWEEN_WORDS.split(str(text or "")))
    return tuple(dict.fromkeys(filter(None, parts)))


def extra_of(number: int, row: Mapping[str, Any]) -> Extra:
    """The column that the values of a definition describe."""
    name, kind = f"{EXTRA}{number}", Kind(row["kind"])
    of_words = kind is Kind.CHOICE
    places = row.get("places") or PLACES if kind is Kind.DECIMAL else None
    field = FieldSpec(
        name=name,
        label=row["label"],
        kind=kind,
        max_length=_TEXT_LENGTH if kind is Kind.TEXT else places,
        minimum=-_GREATEST if kind in NUMERIC else None,
        maximum=_GREATEST if kind in NUMERIC else None,
        choices=plain_list(name, row["label"], words_in(row["choices"])) if of_words else None,
        target=_MEMBER if kind is Kind.REFERENCE else None,
        unit=row["unit"] or "",
        personal=bool(row["personal"]),
        aliases=words_in(row["aliases"]),
    )
    return Extra(
        number, row["register"], field, bool(row["in_list"]), row.get("retired_at") is not None
    )


def extras(reader: Connection, *, retired: bool = False) -> dict[str, list[Extra]]:
    """The columns added to each register, in the user's order.

    Args:
        retired: those taken out of use as well.
    """
    table = all_records.columns.ExtraColumn.__table__
    query = select(table).order_by(table.c.position, table.c.id)
    if not retired:
        query = query.where(table.c.retired_at.is_(None))
    found: defaultdict[str, list[Extra]] = defaultdict(list)
    for row in reader.execute(query).mappings():
        found[row["register"]].append(extra_of(row["id"], row))  # type: ignore[arg-type]
    return dict(found)


def with_extras(spec: RecordSpec, added: Iterable[Extra]) -> RecordSpec:
    """``spec`` with further columns: in the list as wanted, in a section of their own on the form.

    The paper is left as it is; whoever prints may choose them.
    """
    taken = {fold(field.label) for field in spec.fields.values()}
    columns = [_told_apart(column, taken) for column in added]
    if not columns:
        return spec
    names = tuple(column.field.name for column in columns)
    listed = tuple(column.field.name for column in columns if column.in_list)
    layout = replace(
        spec.layout,
        table=(*spec.layout.table, *listed),
        form=(*spec.layout.form, (SECTION, names)),
        paper=spec.layout.paper or spec.layout.table,
    )
    own = {column.field.name: column.field for column in columns}
    return replace(spec, fields={**spec.fields, **own}, layout=layout)


def _told_apart(column: Extra, taken: Collection[str]) -> Extra:
    """``column`` under a name of its own, where the register has come to have one of that name."""
    if fold(column.field.label) not in taken:
        return column
    return replace(column, field=replace(column.field, label=f"{column.field.label}（{SECTION}）"))


def open_specs(reader: Connection, *, retired: bool = False) -> dict[str, RecordSpec]:
    """Every register of a ledger by id: core records that have a list, then working ledgers.

    Args:
        retired: with the columns taken out of use as well, to tell of what they held.
    """
    core = [spec_of(record) for record in all_records.RECORDS if record.layout.table]
    definition = all_records.entries.LedgerDefinition
    own = reader.scalars(select(definition.definition).where(definition.retired_at.is_(None)))
    added = extras(reader, retired=retired)
    specs = {spec.id: spec for spec in core} | ledger_specs(own)
    return {name: with_extras(spec, added.get(name, ())) for name, spec in specs.items()}
