"""Setting, changing and removing the start-up password, on the settings page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError, Refused
from app.store.password import is_set
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.ui.office import Office

_HONEST = (
    "打开台账和离开一段时间后要输入密码。密码无法由任何人找回，请写在纸上与工会印章一起保管。"
    "它挡住旁人，不给文件加密：拿到文件的人仍可用其他软件读出内容。"
)


class PasswordCard(QFrame):
    """Three lines to fill; what they do stands on the button."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._office = office
        self.old = _line("原密码")
        self.new = _line("新密码")
        self.again = _line("再输入一次新密码")
        self.findings = FindingsArea()
        self.setting = button("设置密码", "plain", act=self.set_it)
        self.removing = button("取消密码", "link", act=self.remove_it)
        self.locking = button("立即锁定", "link", act=office.lock_wanted.emit)
        self.locking.setToolTip("Ctrl+L")
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for widget in (
            self.old,
            self.new,
            self.again,
            self.setting,
            self.removing,
            self.locking,
        ):
            row.addWidget(widget)
        row.addStretch(1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(px(16), px(16), px(16), px(16))
        inside.setSpacing(px(8))
        inside.addWidget(label("启动密码", "card-title"))
        inside.addWidget(label(_HONEST, "note", wrap=True))
        inside.addLayout(row)
        inside.addWidget(self.findings)
        self._show_state()

    def set_it(self) -> None:
        """Set the new password, or replace the old one by it."""
        if not self.new.text() or self.new.text() != self.again.text():
            happened = "两次输入的新密码不一致" if self.new.text() else "新密码还没有填写"
            self.findings.show_error(
                Refused(happened, "密码没有变化", "请把新密码填写两遍，再点“设置密码”", "S-802")
            )
            return
        self._replace(self.new.text(), "密码已设置，下次打开台账时生效")

    def remove_it(self) -> None:
        """Ask for no password any more."""
        self._replace("", "密码已取消")

    def _replace(self, new: str, told: str) -> None:
        try:
            self._office.desk.ledger.set_password(self.old.text(), new)
        except AppError as error:
            self.findings.show_error(error)
            return
        self.findings.clear()
        for line in (self.old, self.new, self.again):
            line.clear()
        self._show_state()
        self._office.told.emit(told)

    def _show_state(self) -> None:
        there = is_set(self._office.desk.reader)
        self.old.setVisible(there)
        self.removing.setVisible(there)
        self.locking.setVisible(there)
        self.setting.setText("修改密码" if there else "设置密码")
        self.setEnabled(not self._office.desk.read_only)


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    made.setMinimumWidth(px(152))
    return made
