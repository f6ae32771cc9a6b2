"""Rules of the definitions of working ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.errors import Refused
from app.models.all import entries
from app.models.ledgers.specs import ledger_spec, ledger_specs, parse_definition
from app.rules.rule import Breach, Rule, Scope
from app.spec.findings import Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFINITION = entries.LedgerDefinition.__tablename__
_DEFINITION = entries.LedgerDefinition.__table__.c
_ENTRY = entries.LedgerEntry.__table__.c
_ARCHIVES = Citation("企业文件材料归档范围和档案保管期限规定", "国家档案局令第10号")


def defined_ledgers(scope: Scope) -> Iterator[Breach]:
    """No entry is without the definition of its ledger: it would be kept and never seen."""
    own = scope.reader.scalars(
        select(_DEFINITION.definition).where(_DEFINITION.retired_at.is_(None))
    )
    rows = scope.reader.execute(
        select(_ENTRY.ledger_id, func.count())
        .where(_ENTRY.retired_at.is_(None), _ENTRY.ledger_id.not_in(ledger_specs(own)))
        .group_by(_ENTRY.ledger_id)
    )
    for ledger_id, count in rows:
        yield Breach(f"台账“{ledger_id}”里有 {count:,} 条记录，定义不能去掉；请先处理这些记录。")


def readable_definitions(scope: Scope) -> Iterator[Breach]:
    """Every definition of a ledger can be read; what cannot be is not shown."""
    rows = scope.reader.execute(
        select(_DEFINITION.id, _DEFINITION.ledger_id, _DEFINITION.definition).where(
            _DEFINITION.retired_at.is_(None), *scope.among(_DEFINITION.id)
        )
    )
    for number, ledger_id, text in rows:
        try:
            ledger_spec(parse_definition(text))
        except Refused as refusal:
            yield Breach(f"{refusal.happened}。", number, name=ledger_id)


RULES = (
    Rule("led-definition", DEFINITION, Level.ERROR, (_ARCHIVES,), readable_definitions),
    Rule("led-defined", DEFINITION, Level.ERROR, (_ARCHIVES,), defined_ledgers, at_save=True),
)
