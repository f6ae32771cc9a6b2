"""Add, change, retire and bring back records of any register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from app.actions.batches import batches
from app.actions.dues import keepers as dues
from app.actions.keeping import GenericKeeper, LedgerKeeper
from app.actions.members import keeper, membership, snapshots
from app.errors import Refused
from app.models.all import record_called
from app.models.ledgers.entries import LedgerEntry
from app.models.members.dues import DuesBase
from app.models.members.membership import MembershipEvent
from app.queries.past.recycle import retirements
from app.spec.record import Family
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from app.models.base import Record
    from app.spec.drafts import Draft
    from app.spec.record import RecordSpec
    from app.store.unit import Unit


class Keeper(Protocol):
    """How drafts of one kind of record become rows."""

    def add(self, unit: Unit, drafts: Iterable[Draft]) -> list[int]:
        """Add one row per draft; return their numbers in order."""

    def change(self, unit: Unit, changes: Mapping[int, Draft]) -> None:
        """Set the fields that each draft names."""


# Records whose saving does more than to set columns.
_OWN_KEEPERS: dict[str, Callable[[RecordSpec], Keeper]] = {
    "member": keeper.MemberKeeper,
    "member_snapshot": snapshots.SnapshotKeeper,
    "membership_event": membership.EventKeeper,
    "dues_base": lambda spec: dues.BaseKeeper(spec, record_called(spec.id)),
}


def record_class(spec: RecordSpec) -> type[Record]:
    """The mapped class whose table holds the rows of ``spec``."""
    if spec.family is Family.LEDGER:
        return LedgerEntry
    return record_called(spec.id)


def keeper_of(spec: RecordSpec) -> Keeper:
    """Who keeps the rows of ``spec``: the generic keeper, unless a chapter has its own."""
    if spec.family is Family.LEDGER:
        return LedgerKeeper(spec)
    own = _OWN_KEEPERS.get(spec.id)
    return own(spec) if own else GenericKeeper(spec, record_class(spec))


def add(unit: Unit, spec: RecordSpec, draft: Draft) -> int:
    """Add one record. Does not commit.

    Raises:
        RejectedError: the fields themselves refuse the draft.
    """
    return add_all(unit, spec, [draft])[0]


def add_all(unit: Unit, spec: RecordSpec, drafts: Iterable[Draft]) -> list[int]:
    """Add records in one go; return their numbers in order. Does not commit."""
    return keeper_of(spec).add(unit, drafts)


def change(unit: Unit, spec: RecordSpec, record_id: int, draft: Draft) -> None:
    """Set the fields that ``draft`` names. Does not commit.

    Raises:
        RejectedError: the fields themselves refuse the draft.
        Refused: no such record.
    """
    change_all(unit, spec, {record_id: draft})


def change_all(unit: Unit, spec: RecordSpec, changes: Mapping[int, Draft]) -> None:
    """Set fields of many records, each its own draft. Does not commit."""
    keeper_of(spec).change(unit, changes)


def retire(unit: Unit, spec: RecordSpec, record_ids: Collection[int]) -> None:
    """Take records out of the register; they stay in the file and can be brought back."""
    _set_retired(unit, spec, record_ids, unit.now)


def bring_back(unit: Unit, spec: RecordSpec, record_ids: Collection[int]) -> None:
    """Put retired records back into the register.

    Raises:
        Refused: one was merged into another; what belonged to it is with that one now.
    """
    how = retirements(unit.connection, spec, list(record_ids))
    if any(each.merged_into is not None for each in how.values()):
        raise Refused(
            f"这条{spec.title}已经合并到另一条，不能单独恢复",
            "台账没有变化",
            "请在回收站里用“撤销那次合并”",
            "R-530",
        )
    _set_retired(unit, spec, record_ids, None)


def _set_retired(
    unit: Unit, spec: RecordSpec, record_ids: Collection[int], moment: str | None
) -> None:
    record = record_class(spec)
    table = table_of(record)
    known: set[int] = set()
    for batch in batches(record_ids):
        known.update(unit.connection.scalars(select(table.c.id).where(table.c.id.in_(batch))))
    if missing := set(record_ids) - known:
        raise Refused(
            f"{spec.title}里没有第 {min(missing)} 号记录",
            "台账没有变化",
            "请刷新列表后再选择",
            "R-404",
        )
    is_event = record is MembershipEvent
    before = membership.stories_with(unit, record_ids) if is_event else {}
    for record_id in record_ids:
        unit.update(record, record_id, {"retired_at": moment})
    if is_event:
        now = membership.events_of(unit, before)
        membership.settle(unit, before, now, frozenset(record_ids))
    if record is DuesBase:
        dues.follow_put_aside(unit, record_ids)
