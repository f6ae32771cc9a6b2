"""What one kind of record is: its fields and their arrangement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.spec.field import FieldSpec, Layout


class Chapter(StrEnum):
    """The chapters of the ledger, in the order of the window's left side."""

    ORGANIZATION = "组织"
    MEMBERS = "会员"
    ELECTIONS = "换届选举"
    MEETINGS = "会议"
    CONTRACTS = "集体合同"
    FUNDS = "经费"
    WORK = "工作台账"
    ANNUAL = "年报上报"
    BINDER = "打印装订"


class Family(StrEnum):
    """Where the rows of a record kind are kept."""

    CORE = "core"  # a mapped table of its own
    LEDGER = "ledger"  # values in the one table of working-ledger entries


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """One kind of record, whichever family it belongs to.

    Attributes:
        id: table name of a core record (``member``), number of a working ledger (``XJ-03``).
        fields: by name, in declaration order.
        keys: field groups that identify a row, tried in order when a workbook is taken in.
        order: field names the list is sorted by at first.
        name_field: the field that names a row to a person.
        signers: who signs the printed register, left to right.
        period: how often the ledger is kept (``发生时``, ``年度`` …).
        retention: how long it is kept (``永久``, ``30年``, ``10年``).
        is_single: a ledger holds one such record and no more.
        begins_with: derived fields that may be given when a record is begun, and only then.
    """

    id: str
    title: str
    chapter: Chapter
    family: Family
    fields: Mapping[str, FieldSpec]
    layout: Layout
    keys: tuple[tuple[str, ...], ...] = ()
    order: tuple[str, ...] = ()
    name_field: str = ""
    signers: tuple[str, ...] = ()
    period: str = ""
    retention: str = ""
    is_single: bool = False
    begins_with: tuple[str, ...] = ()

    def columns(self, names: tuple[str, ...]) -> tuple[FieldSpec, ...]:
        """The named fields, in the order asked for."""
        return tuple(self.fields[name] for name in names)
