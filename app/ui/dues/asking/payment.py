"""登记缴费: whose dues, how and when they were paid, and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.ui.dues.asking.dialogs import in_columns
from app.ui.editors.asked_value import AskedValue
from app.ui.editors.tick import Tick
from app.ui.editors.tick_list import TickList
from app.ui.widgets.buttons import button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from app.ui.dues.paying import Asked, Earlier

_DAY = FieldSpec("paid_on", "缴费日期", Kind.DATE, required=True)
_RECEIPT = FieldSpec("receipt_no", "收据号", Kind.CODE, max_length=30)
_COLLECTOR = FieldSpec("collector_name", "经收人", Kind.NAME, max_length=50)
_THEY_OWE = "下面 {count:,} 人以前的月份还有欠缴，登记后他们的连续未交月数从头算，"
_WHY_NOT = _THEY_OWE + "所以先不登记；确实收到的请勾上。"
_WRITTEN = _THEY_OWE + "不登记的请去掉勾。"
_ONE = "{name}以前的月份还有{told}。登记后连续未交月数从头算。"


class PayDialog(Dialog):
    """Says what it comes to, and asks how it was paid.

    Of several people those who owe earlier months are named and left out until they are ticked: a
    whole month paid at one stroke would end their run of unpaid months unseen.

    Args:
        earlier: who of ``asked`` owes months before.
        way: the field of the ways there are.
        start: answers known beforehand, by name.
        act: does it, with the payments and the answers by name; ``receipt`` says whether the book
            gets one.
    """

    def __init__(
        self,
        asked: Asked,
        earlier: Sequence[Earlier],
        way: FieldSpec,
        start: Mapping[str, str],
        act: Callable[[Asked, dict[str, object]], object],
        parent: QWidget,
    ) -> None:
        super().__init__("登记缴费", parent, about="会费")
        self._payments = asked
        self._act = act
        self.said = label("", "body2", wrap=True)
        self.body.addWidget(self.said)
        self.earlier: TickList | None = None
        if len(asked.people) > 1 and earlier:
            self._name(earlier, on=asked.is_written)
        elif earlier:
            self.say(_ONE.format(name=earlier[0].line.name, told=earlier[0].told), "note")
        self.asked = {field.name: AskedValue(field) for field in (_DAY, way, _RECEIPT, _COLLECTOR)}
        for name, value in start.items():
            self.asked[name].show_value(value)
        self.body.addLayout(in_columns(*self.asked.values()))
        self.receipt = Tick("同时登记一张收据")
        self.body.addWidget(self.receipt)
        self._wanting = label("请填收据号。", "fault")
        self._wanting.hide()
        self.body.addWidget(self._wanting)
        self.receipt.toggled.connect(self._propose)
        self._next = ""
        self.add_button("取消", self.reject)
        self.go = self.add_button("登记", self._take, kind="primary")
        self.go.setDefault(True)
        self._tell()

    def _name(self, earlier: Sequence[Earlier], *, on: bool) -> None:
        """Name those who owe earlier months, to be ticked one by one or all at once."""
        words = _WRITTEN if on else _WHY_NOT
        self.say(words.format(count=len(earlier)), "warning-note")
        lines = [
            (f"{each.line.name}　{each.group}", each.told, each.line.member_id) for each in earlier
        ]
        self.earlier = TickList("以前月份还有欠缴的人", lines, on=on)
        self.earlier.changed.connect(self._tell)
        self.body.addWidget(self.earlier)
        ways = QHBoxLayout()
        self.all_in = button("全部登记", "link", act=lambda: self._tick_all(on=True))
        self.none_in = button("都不登记", "link", act=lambda: self._tick_all(on=False))
        for each in (self.all_in, self.none_in):
            ways.addWidget(each)
        ways.addStretch(1)
        self.body.addLayout(ways)

    def _tick_all(self, *, on: bool) -> None:
        if self.earlier is not None:
            self.earlier.tick_all(on=on)

    @property
    def _left_out(self) -> frozenset[int]:
        unticked = self.earlier.unticked() if self.earlier is not None else ()
        return frozenset(int(str(number)) for number in unticked)

    def _tell(self) -> None:
        """Say how many and how much is registered, and what is left out."""
        left_out = self._left_out
        count = len(self._payments.without(left_out).payments)
        self.said.setText(self._payments.said_without(left_out))
        self.go.setText(f"登记 {count:,} 笔")
        self.go.setEnabled(bool(count))
        self.go.setToolTip("" if count else "一个人也没有勾")

    def propose_receipt(self, number: str) -> None:
        """The number that a receipt gets where one is ticked and none written."""
        self._next = number

    def _propose(self, on: bool) -> None:  # noqa: FBT001 - Qt's own shape
        asked = self.asked["receipt_no"]
        asked.settle()
        if on and not asked.value:
            asked.show_value(self._next)

    def _take(self) -> None:
        read = [each.settle() for each in self.asked.values()]  # each says what is wrong with it
        answers = {name: each.value for name, each in self.asked.items()}
        answers["receipt"] = self.receipt.isChecked()
        lacks_number = self.receipt.isChecked() and not answers["receipt_no"]
        self._wanting.setVisible(lacks_number)
        if lacks_number or not all(read):
            return
        self.accept()
        self._act(self._payments.without(self._left_out), answers)
