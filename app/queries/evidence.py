"""Which records have the papers they should have: a condition that lists can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, exists, func, or_, select, true

from app.models.all import attachments
from app.models.base import codes
from app.resources import read_toml
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement

    from app.queries.sources import Source
    from app.spec.record import RecordSpec

KINDS = codes("attachment_kind")
_HELD = attachments.Attachment.__table__.c
# The column of lists that counts the attachments of each record: no field, since no record keeps
# it, and under a name that no field can have. It is blank where there are none.
HELD = FieldSpec("attached#", "附件", Kind.INTEGER, derived=True, unit="份")


@dataclass(frozen=True, slots=True)
class Rule:
    """Papers that records of a register should have (``resources/evidence.toml``).

    Attributes:
        papers: codes of the kinds.
        where: by field the values that a record must have one of, to be asked for them.
    """

    register: str
    papers: tuple[str, ...]
    where: Mapping[str, tuple[object, ...]]


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            rule["register"],
            tuple(rule["papers"]),
            {name: tuple(values) for name, values in rule.get("where", {}).items()},
        )
        for rule in read_toml("evidence.toml")["rules"]
    )


def rules_of(register: str) -> tuple[Rule, ...]:
    """What is asked of the records of a register."""
    return tuple(rule for rule in _rules() if rule.register == register)


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
    asked = dict.fromkeys(kind for rule in rules_of(register) for kind in rule.papers)
    lacking = (Papers(present=False, kind=kind) for kind in asked)
    return (Papers(present=True), Papers(present=False), *lacking)


def holds(source: Source, papers: Papers) -> ColumnElement[bool]:
    """Whether a row of ``source`` is as ``papers`` asks.

    It lacks a paper of a kind where a rule asks for it, or, of a kind that none asks for, simply
    where there is none.
    """
    held = exists().where(
        _HELD.register == source.spec.id,
        _HELD.record_id == source.id,
        _HELD.retired_at.is_(None),
    )
    if papers.kind:
        held = held.where(_HELD.kind == papers.kind)
    if papers.present:
        return held
    rules = [rule for rule in rules_of(source.spec.id) if papers.kind in rule.papers]
    asked = [
        and_(true(), *(source.values[name].in_(values) for name, values in rule.where.items()))
        for rule in rules
    ]
    return and_(~held, or_(*asked)) if asked else ~held


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
