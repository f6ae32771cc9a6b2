"""Rules of the union's own organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.all import organization
from app.rules.rule import Breach, Rule, Scope
from app.spec.findings import Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GROUP = organization.Group.__tablename__
_GROUP = organization.Group.__table__.c
_CHARTER = Citation("中国工会章程")  # the article on branches and groups is not known yet


def group_tree(scope: Scope) -> Iterator[Breach]:
    """No group stands, directly or by others, under itself."""
    rows = scope.reader.execute(
        select(_GROUP.id, _GROUP.name, _GROUP.parent_id).where(_GROUP.retired_at.is_(None))
    ).all()
    parents = {number: parent for number, _name, parent in rows}
    for number, name, _parent in rows:
        if (scope.ids is None or number in scope.ids) and _is_above_itself(number, parents):
            yield Breach(f"“{name}”的上级绕回了它自己，请核对。", number, "parent_id", name)


def _is_above_itself(number: int, parents: Mapping[int, int | None]) -> bool:
    seen: set[int] = set()
    above = parents.get(number)
    while above is not None and above not in seen:
        if above == number:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


RULES = (Rule("org-group-tree", GROUP, Level.ERROR, (_CHARTER,), group_tree, at_save=True),)
