"""Which records have the papers they should have: a condition that lists can be narrowed by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, func, select

from app.models.all import attachments
from app.models.base import codes
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement

    from app.queries.sources import Source
    from app.spec.record import RecordSpec

KINDS = codes("attachment_kind")
# The papers that an inspection asks for each record of a register.
EXPECTED: dict[str, tuple[str, ...]] = {"member": ("application", "registration")}
_HELD = attachments.Attachment.__table__.c
# The column of lists that counts the attachments of each record: no field, since no record keeps
# it, and under a name that no field can have. It is blank where there are none.
HELD = FieldSpec("attached#", "附件", Kind.INTEGER, derived=True, unit="份")


class Papers(NamedTuple):
    """Records that have an attachment, or that have none.

    Attributes:
        kind: code of the kind it must be of; blank for any.
    """

    present: bool
    kind: str = ""

    @property
    def words(self) -> str:
        """What is asked for, as people say it: 缺入会申请书."""
        if self.kind:
            return f"{'有' if self.present else '缺'}{KINDS.label(self.kind)}"
        return "有附件" if self.present else "没有附件"


def choices_for(register: str) -> tuple[Papers, ...]:
    """What the list of a register can be narrowed to."""
    lacking = (Papers(present=False, kind=kind) for kind in EXPECTED.get(register, ()))
    return (Papers(present=True), Papers(present=False), *lacking)


def holds(source: Source, papers: Papers) -> ColumnElement[bool]:
    """Whether a row of ``source`` is as ``papers`` asks."""
    held = exists().where(
        _HELD.register == source.spec.id,
        _HELD.record_id == source.id,
        _HELD.retired_at.is_(None),
    )
    if papers.kind:
        held = held.where(_HELD.kind == papers.kind)
    return held if papers.present else ~held


def is_listed(spec: RecordSpec, name: str) -> bool:
    """Whether a list of ``spec`` can have a column ``name``."""
    return name in spec.fields or name == HELD.name


def listed(spec: RecordSpec, name: str) -> FieldSpec:
    """The column ``name`` of a list of ``spec``: a field, or the count of attachments."""
    return HELD if name == HELD.name else spec.fields[name]


def fields_among(names: Iterable[str]) -> list[str]:
    """``names`` of columns of a list without what is no field of its records."""
    return [name for name in names if name != HELD.name]


def count_held(register: str, number: ColumnElement[int]) -> ColumnElement[int]:
    """How many attachments the record ``number`` of a register has; ``NULL`` for none."""
    counted = select(func.nullif(func.count(), 0)).where(
        _HELD.register == register, _HELD.record_id == number, _HELD.retired_at.is_(None)
    )
    return counted.scalar_subquery()
