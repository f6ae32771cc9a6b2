"""会费 at the foot of a person's details: paid until when, what is owed, the way to the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.queries.dues.arrears import account_of
from app.ui.dues.grid import yuan
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.store.unit import Changed
    from app.ui.office import Office

_SHEET = "dues_sheet"
_DUES = "dues"


class DuesAccount(QWidget):
    """How one person's dues stand; nothing for somebody on no list."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._number = 0
        self.receipt = button(
            "打印收据", "link", act=self._print_receipt, tip="最近一次缴费的收据，带存根"
        )
        self.open = button("看会费表", "link", act=self._show_sheet)
        head = QHBoxLayout()
        head.addWidget(label("会费", "card-title"))
        head.addStretch(1)
        head.addWidget(self.receipt)
        head.addWidget(self.open)
        self.paid = label("", "value", wrap=True)
        self.owed = label("", "warning-note", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addWidget(self.paid)
        column.addWidget(self.owed)
        office.hub.changed.connect(self._on_changed)

    def widget(self) -> QWidget:
        """What stands in the panel: this."""
        return self

    def show_record(self, number: int) -> None:
        """Show another person's dues; 0 for nobody's."""
        self._number = number
        desk = self._office.desk
        account = account_of(desk.reader, number, desk.today) if number else None
        if account is None or account.latest is None:
            self.hide()
            return
        self.paid.setText(f"已交至 {account.paid_until}" if account.paid_until else "还没有交过")
        count = len(account.owed)
        since = f"{account.owed[0]} 起 {count} 个月，" if count else ""
        self.owed.setText(f"欠缴 {since}{yuan(account.owed_fen)} 元")
        self.owed.setVisible(bool(count))
        self.receipt.setVisible(account.has_paid)
        self.show()

    def _print_receipt(self) -> None:
        from app.ui.dues.receipts import receipts_of

        self._office.wanted.emit("preview", receipts_of([self._number]))

    def _on_changed(self, changed: Changed) -> None:
        """Dues are paid on other pages, and the list of people is not read again for that."""
        if _DUES in changed.records:
            self.show_record(self._number)

    def _show_sheet(self) -> None:
        self._office.wanted.emit(_SHEET, self._number)
