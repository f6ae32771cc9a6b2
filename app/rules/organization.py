"""Rules of the union's own organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.errors import Refused
from app.models.all import entries, groups, union
from app.models.ledgers.specs import ledger_spec, ledger_specs, parse_definition
from app.rules.rule import Breach, Rule, Scope
from app.spec.findings import Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GROUP = groups.Group.__tablename__
_GROUP = groups.Group.__table__.c
UNION = union.Union.__tablename__
DEFINITION = entries.LedgerDefinition.__tablename__
_UNION = union.Union.__table__.c
_DEFINITION = entries.LedgerDefinition.__table__.c
_ENTRY = entries.LedgerEntry.__table__.c
_CHARTER = Citation("中国工会章程")  # the articles on unions and their groups are not known yet
_ARCHIVES = Citation("企业文件材料归档范围和档案保管期限规定", "国家档案局令第10号")


def group_tree(scope: Scope) -> Iterator[Breach]:
    """No group stands, directly or by others, under itself."""
    rows = scope.reader.execute(
        select(_GROUP.id, _GROUP.name, _GROUP.parent_id).where(_GROUP.retired_at.is_(None))
    ).all()
    parents = {number: parent for number, _name, parent in rows}
    for number, name, _parent in rows:
        if (scope.ids is None or number in scope.ids) and _is_above_itself(number, parents):
            yield Breach(f"“{name}”的上级绕回了它自己，请核对。", number, "parent_id", name)


def one_union(scope: Scope) -> Iterator[Breach]:
    """A ledger is one union's: a second union keeps a ledger of its own."""
    rows = scope.reader.execute(
        select(_UNION.id, _UNION.name).where(_UNION.retired_at.is_(None)).order_by(_UNION.id)
    ).all()
    for number, name in rows[1:]:
        message = f"台账是“{rows[0].name}”的，“{name}”请另建台账；改名请在工会概况里修改。"
        yield Breach(message, number, "name", name)


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


def _is_above_itself(number: int, parents: Mapping[int, int | None]) -> bool:
    seen: set[int] = set()
    above = parents.get(number)
    while above is not None and above not in seen:
        if above == number:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


RULES = (
    Rule("org-group-tree", GROUP, Level.ERROR, (_CHARTER,), group_tree, at_save=True),
    Rule("org-one-union", UNION, Level.ERROR, (_CHARTER,), one_union, at_save=True),
    Rule("led-definition", DEFINITION, Level.ERROR, (_ARCHIVES,), readable_definitions),
    Rule("led-defined", DEFINITION, Level.ERROR, (_ARCHIVES,), defined_ledgers, at_save=True),
)
