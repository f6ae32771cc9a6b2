"""The line of facts beside the title of a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.listing import View, count

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec


def _member_facts(reader: Connection) -> list[str]:
    from app.queries.members import member_facts

    facts = member_facts(reader)
    standing = facts.by_standing
    lines = [f"正常 {standing.get('regular', 0):,} 人"]
    if retained := standing.get("retained", 0):
        lines.append(f"保留会籍 {retained:,} 人")
    if applicants := standing.get("applicant", 0):
        lines.append(f"申请中 {applicants:,} 人")
    if facts.incomplete:
        lines.append(f"待补 {facts.incomplete:,} 人")
    return lines


# Registers that have more to say than how many lines they hold.
_OWN_FACTS: dict[str, Callable[[Connection], list[str]]] = {"member": _member_facts}


def facts_of(reader: Connection, spec: RecordSpec, view: View) -> list[str]:
    """What the head of the register's page says."""
    own = _OWN_FACTS.get(spec.id)
    if view.as_at is not None:
        return [f"{view.as_at} 在册 {count(reader, spec, View(as_at=view.as_at)):,} 人", "只看不改"]
    if own is not None:
        return own(reader)
    return [f"{count(reader, spec, View()):,} 条"]
