"""What each kind of change wants to know (handbook of members, 2.3 to 2.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.models.members.standing import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

# Asked of every change, whatever its kind.
ALWAYS = frozenset({"member_id", "kind", "happened_on", "handler_name", "note"})


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What the form of one kind asks for besides what it asks of every kind.

    Attributes:
        expected: what the procedure demands; marked, and still not refused without.
        other: what may be known as well.
        labels: what a field is called here, where that is not its name in lists.
        hint: said below the kind; blank for nothing.
    """

    expected: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""

    @property
    def names(self) -> frozenset[str]:
        """All fields that the form shows."""
        return ALWAYS | {*self.expected, *self.other}


_APPROVAL = ("approved_on", "approval_no")
FACTS: Mapping[str, ChangeFacts] = {
    ChangeKind.APPLIED: ChangeFacts(
        other=("group_id",), labels={"happened_on": "申请日期", "group_id": "编入小组"}
    ),
    ChangeKind.DECLINED: ChangeFacts(other=_APPROVAL, labels={"happened_on": "不予批准日期"}),
    ChangeKind.WITHDRAWN: ChangeFacts(other=("requested_on",), labels={"happened_on": "撤回日期"}),
    ChangeKind.ADMITTED: ChangeFacts(
        other=("group_id", *_APPROVAL),
        labels={"happened_on": "入会日期", "group_id": "编入小组"},
        hint="入会日期就是批准的那一天，会籍从这天算起。",
    ),
    ChangeKind.RECEIVED: ChangeFacts(
        expected=("other_union", "slip_no"),
        other=("reason", "receipt_on", "group_id"),
        labels={
            "happened_on": "转入日期",
            "other_union": "转自工会",
            "receipt_on": "寄出回执日期",
            "group_id": "编入小组",
        },
        hint="请填转自工会和介绍信（接转单）号。",
    ),
    ChangeKind.SENT: ChangeFacts(
        expected=("other_union", "slip_no"),
        other=("reason", "receipt_on"),
        labels={
            "happened_on": "转出日期",
            "other_union": "转往工会",
            "receipt_on": "收到回执日期",
        },
        hint="请填转往工会和介绍信（接转单）号；回执收到以后再补。",
    ),
    ChangeKind.RETAINED: ChangeFacts(
        expected=("reason",),
        other=_APPROVAL,
        labels={"happened_on": "保留会籍日期"},
        hint="请选原因，例如退休、失业；会籍留着，不再交会费。",
    ),
    ChangeKind.RESTORED: ChangeFacts(
        other=("reason", "group_id", *_APPROVAL),
        labels={"happened_on": "恢复日期", "group_id": "编入小组"},
    ),
    ChangeKind.RESIGNED: ChangeFacts(
        expected=("requested_on", "announced_on", "card_returned"),
        other=("reason",),
        labels={"happened_on": "退会日期"},
        hint="请填书面申请日期和宣布退会日期；收回会员证的，请注明。",
    ),
    ChangeKind.EXPELLED: ChangeFacts(
        expected=("judgment", "group_opinion", *_APPROVAL, "filed_on"),
        other=("reason", "card_returned"),
        labels={"happened_on": "除名日期"},
        hint="请填刑事处罚依据、小组意见、审批日期和依据、报上级备案日期；收回会员证的，请注明。",
    ),
    ChangeKind.DIED: ChangeFacts(
        other=("reason", "card_returned"), labels={"happened_on": "死亡日期"}
    ),
    ChangeKind.REGROUPED: ChangeFacts(
        expected=("group_id",),
        labels={"happened_on": "调整日期", "group_id": "调到小组"},
        hint="请选调到哪个小组；不选就是不再编入小组。",
    ),
}
