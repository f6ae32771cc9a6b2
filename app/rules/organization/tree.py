"""The tree of the union: no circles, nothing new below what is dissolved, none lost in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models.all import groups, member, membership
from app.rules.rule import Breach, Rule, Scope
from app.spec.dates import surely_after
from app.spec.findings import Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Row

_GROUP = groups.Group.__table__
_MEMBER = member.Member.__table__.c
_EVENT = membership.MembershipEvent.__table__.c
_CHARTER = Citation("中国工会章程")  # the articles on unions and their groups are not known yet


def group_tree(scope: Scope) -> Iterator[Breach]:
    """No group stands, directly or by others, under itself."""
    rows = scope.reader.execute(
        select(_GROUP.c.id, _GROUP.c.name, _GROUP.c.parent_id).where(_GROUP.c.retired_at.is_(None))
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


def _nodes(scope: Scope) -> Mapping[int, Row[Any]]:
    """Every node of the tree by its number, but for those put aside."""
    rows = scope.reader.execute(select(_GROUP).where(_GROUP.c.retired_at.is_(None)))
    return {row.id: row for row in rows}


def founded_in_time(scope: Scope) -> Iterator[Breach]:
    """A dissolved node takes no new nodes below it, and none ends before it begins."""
    nodes = scope.once(_nodes)
    for number, node in nodes.items():
        if (scope.ids is not None and number not in scope.ids) or not node.founded_on:
            continue
        above = nodes.get(node.parent_id)
        if above is not None and _is_after(node.founded_on, above.dissolved_on):
            message = f"上级“{above.name}”已于{above.dissolved_on}撤并，不能再设“{node.name}”。"
            yield Breach(message, number, "parent_id", node.name)
        if node.dissolved_on and surely_after(node.founded_on, node.dissolved_on):
            message = f"撤并日期{node.dissolved_on}早于成立日期{node.founded_on}，请核对。"
            yield Breach(message, number, "dissolved_on", node.name)


def outlives(scope: Scope) -> Iterator[Breach]:
    """No node goes on below one that is dissolved."""
    nodes = scope.once(_nodes)
    for number, node in nodes.items():
        above = nodes.get(node.parent_id)
        if above is None or not above.dissolved_on:
            continue
        if node.dissolved_on and not _is_after(node.dissolved_on, above.dissolved_on):
            continue
        message = f"“{above.name}”已于{above.dissolved_on}撤并，下面的“{node.name}”还没有撤并。"
        if scope.ids is None or number in scope.ids:
            yield Breach(message, number, "dissolved_on", node.name)
        elif above.id in scope.ids:
            yield Breach(message, above.id, "dissolved_on", above.name)


def members_in_time(scope: Scope) -> Iterator[Breach]:
    """Nobody who joined after a node was dissolved stands in it."""
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, _MEMBER.joined_on, _GROUP.c.name, _GROUP.c.dissolved_on)
        .join_from(member.Member.__table__, _GROUP, _MEMBER.group_id == _GROUP.c.id)
        .where(
            _MEMBER.retired_at.is_(None),
            _GROUP.c.dissolved_on.is_not(None),
            _MEMBER.joined_on.is_not(None),
            *scope.among(_MEMBER.id),
        )
    )
    for number, name, joined_on, group, dissolved_on in rows:
        if _is_after(joined_on, dissolved_on):
            message = f"“{group}”已于{dissolved_on}撤并，{joined_on}入会的{name}不能编在其中。"
            yield Breach(message, number, "group_id", name)


def moved_in_time(scope: Scope) -> Iterator[Breach]:
    """Nobody is moved into a node after it was dissolved."""
    rows = scope.reader.execute(
        select(_EVENT.id, _MEMBER.name, _EVENT.happened_on, _GROUP.c.name, _GROUP.c.dissolved_on)
        .join_from(membership.MembershipEvent.__table__, _GROUP, _EVENT.group_id == _GROUP.c.id)
        .join(member.Member.__table__, _EVENT.member_id == _MEMBER.id)
        .where(
            _EVENT.retired_at.is_(None),
            _GROUP.c.dissolved_on.is_not(None),
            *scope.among(_EVENT.id),
        )
    )
    for number, name, happened_on, group, dissolved_on in rows:
        if _is_after(happened_on, dissolved_on):
            message = f"“{group}”已于{dissolved_on}撤并，{happened_on}不能再把{name}编入。"
            yield Breach(message, number, "group_id", name)


def still_used(scope: Scope) -> Iterator[Breach]:
    """No node is put aside while people or other nodes stand in it: dissolved, it stays known."""
    below = _GROUP.alias()
    inside = (
        ("人", _MEMBER.group_id, _MEMBER.retired_at),
        ("个下级", below.c.parent_id, below.c.retired_at),
    )
    for word, held_by, retired_at in inside:
        rows = scope.reader.execute(
            select(_GROUP.c.id, _GROUP.c.name, func.count())
            .join_from(_GROUP, held_by.table, held_by == _GROUP.c.id)
            .where(
                _GROUP.c.retired_at.is_not(None),
                retired_at.is_(None),
                *scope.among(_GROUP.c.id),
            )
            .group_by(_GROUP.c.id)
        )
        for number, name, count in rows:
            message = f"“{name}”里还有{count}{word}，不能删除；撤并的请填撤并日期，登记错的先调走。"
            yield Breach(message, number, name=name)


def _is_after(day: str, end: str | None) -> bool:
    return bool(end) and surely_after(day, end or "")


_TABLE = groups.Group.__tablename__
_MEMBERS, _EVENTS = member.Member.__tablename__, membership.MembershipEvent.__tablename__
_ERROR = Level.ERROR
RULES = (
    Rule("org-group-tree", _TABLE, _ERROR, (_CHARTER,), group_tree, at_save=True),
    Rule("org-group-founded", _TABLE, _ERROR, (_CHARTER,), founded_in_time, at_save=True),
    Rule("org-group-outlives", _TABLE, Level.WARNING, (_CHARTER,), outlives, at_save=True),
    Rule("org-group-used", _TABLE, _ERROR, (_CHARTER,), still_used, at_save=True),
    Rule("org-group-members", _MEMBERS, _ERROR, (_CHARTER,), members_in_time, at_save=True),
    Rule("org-group-moved", _EVENTS, _ERROR, (_CHARTER,), moved_in_time, at_save=True),
)
