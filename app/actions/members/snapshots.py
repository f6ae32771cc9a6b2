"""Taking a half-year snapshot: the register of a day under a digest that the log seals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects.sqlite import insert

from app.errors import Refused
from app.models.members.snapshot import Snapshot, SnapshotContent, packed
from app.models.members.standing import Standing
from app.queries.members.people import WOMAN
from app.queries.members.snapshots import content_on, snapshot_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.spec.drafts import Draft
    from app.spec.record import RecordSpec
    from app.store.unit import Unit

_SAFE = "台账没有变化"


def take_snapshot(unit: Unit, day: str) -> int:
    """Freeze the register as it stood at the end of the ISO day ``day``; its number.

    Raises:
        Refused: the day is not over yet, a snapshot of it is there, or nobody was there.
    """
    if day > unit.today:
        raise Refused(f"{day} 还没有到，不能做快照", _SAFE, "请选今天或更早的日期", "R-510")
    if any(line.as_at == day for line in snapshot_lines(unit.connection)):
        raise Refused(f"{day} 的快照已经有了", _SAFE, "请直接看这一份，快照不能重做", "R-511")
    content = content_on(unit.connection, day)
    people: list[Mapping[str, object]] = content["people"]
    if not people:
        raise Refused(f"{day} 名册里还没有人", _SAFE, "请另选日期", "R-512")
    digest, stored = packed(content)
    keep = insert(SnapshotContent).values(digest=digest, packed=stored)
    unit.connection.execute(keep.on_conflict_do_nothing())
    members = [person for person in people if person["standing"] == Standing.REGULAR]
    row = {
        "as_at": day,
        "workers": sum(bool(person["works"]) for person in people),
        "members": len(members),
        "women_members": sum(person["sex"] == WOMAN for person in members),
        "retained": sum(person["standing"] == Standing.RETAINED for person in people),
        "digest": digest,
    }
    return unit.insert(Snapshot, [row])[0]


class SnapshotKeeper:
    """Lets nobody type or change a snapshot."""

    def __init__(self, spec: RecordSpec) -> None:
        self.spec = spec

    def add(self, _unit: Unit, _drafts: Iterable[Draft]) -> list[int]:
        """Refuse: a snapshot is taken, not written."""
        raise _read_only()

    def change(self, _unit: Unit, _changes: Mapping[int, Draft]) -> None:
        """Refuse: a snapshot never changes."""
        raise _read_only()


def _read_only() -> Refused:
    return Refused("半年快照是只读的", _SAFE, "请在“半年快照”页另做一份", "R-513")
