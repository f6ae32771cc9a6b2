"""One record as a card: its sections to be read, 修改, and for a new ledger the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.queries.listing import View, count, row_ids, rows
from app.spec.values import masked, show
from app.ui.register.entry.form import RecordForm
from app.ui.register.reveal import Reveals
from app.ui.screens.registry import has_page
from app.ui.screens.screen import FormOf, Screen
from app.ui.style.tokens import px
from app.ui.table.cells import MISSING
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import frame, label
from app.ui.widgets.page_head import PageHead

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFrame, QLabel

    from app.spec.record import RecordSpec
    from app.ui.office import Office

_MEMBERS = "member"
_UNION = "union_profile"  # what is set up first; members come next


class SingleScreen(Screen):
    """The one record of a register."""

    def __init__(self, office: Office, spec: RecordSpec, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.spec = spec
        self.title = spec.title
        self.chapter = spec.chapter
        self.records = frozenset({spec.id, _MEMBERS})
        self.number = 0
        self.values: dict[str, QLabel] = {}
        self._reveals = Reveals(office, spec, self)
        self.head = PageHead(spec.title)
        if has_page("preview"):
            self.head.add_quiet("打印", "print", self._print)
        self.edit_button = self.head.add_quiet("修改", "edit", self.edit)
        self.edit_button.setToolTip("F4")
        self.edit_button.setEnabled(not office.desk.read_only)
        self.next_step = self._next_step()
        self._arrange()
        for keys, act in (("F4", self.edit), ("Ctrl+P", self._print)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _arrange(self) -> None:
        inside = QWidget()
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(px(12))
        cards.addWidget(self.next_step)
        for title, names in self.spec.layout.form:
            cards.addWidget(self._section(title, names))
        cards.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), 0, px(20), px(16))
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(area, 1)

    def _section(self, title: str, names: tuple[str, ...]) -> QFrame:
        card = frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(16), px(12), px(16), px(16))
        inside.setSpacing(px(12))
        inside.addWidget(label(title, "card-title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(12))
        for place, name in enumerate(names):
            pair = QVBoxLayout()
            pair.setSpacing(px(2))
            self.values[name] = label("", "value", wrap=True)
            self.values[name].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            pair.addWidget(label(self.spec.fields[name].label, "label"))
            pair.addWidget(self.values[name])
            pair.addStretch(1)
            grid.addLayout(pair, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inside.addLayout(grid)
        return card

    def _next_step(self) -> QFrame:
        """What comes after setting up a ledger."""
        card = frame("card")
        row = QHBoxLayout(card)
        row.setContentsMargins(px(16), px(16), px(16), px(16))
        row.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(label("台账已建好，下一步：导入会员花名册", "heading", wrap=True))
        words.addWidget(
            label("人事部门给的 Excel 或 CSV 都可以；先看预览，满意了再写入。", "note", wrap=True)
        )
        row.addLayout(words, 1)
        self.add_button = button("逐个登记会员", act=self._add_member)
        self.import_button = button(
            "导入会员花名册", "primary", icon_name="import", act=self._import_members
        )
        row.addWidget(self.add_button)
        row.addWidget(self.import_button)
        card.hide()
        return card

    def refresh(self) -> None:
        """Read the record again, and whether there are members yet."""
        reader = self.office.desk.reader
        numbers = row_ids(reader, self.spec, View())[:1]
        self.number = numbers[0] if numbers else 0
        found = rows(reader, self.spec, numbers)
        row = found[0] if found else {}
        for name, value in self.values.items():
            field = self.spec.fields[name]
            text = masked(field, show(field, row.get(name)))
            value.setText(f"{text} {field.unit}".rstrip() if text else MISSING)
            value.setProperty("kind", "value" if text else "note")
            value.style().polish(value)
        is_new = self.spec.id == _UNION and not self.office.desk.read_only
        members = self.office.desk.specs[_MEMBERS]
        self.next_step.setVisible(is_new and not count(reader, members, View()))

    def edit(self) -> None:
        """Open the form."""
        if self.office.desk.read_only or not self.number:
            return
        form = RecordForm(self.office, self.spec, self._reveals, self.number, self)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.setModal(True)
        form.open()

    def show_about(self, target: object) -> None:
        """Go on with the form where something was typed and not saved."""
        if isinstance(target, FormOf):
            self.edit()

    def take_focus(self) -> None:
        """The next step takes the keyboard, else the way to change what is shown."""
        step = self.next_step.isHidden()
        (self.edit_button if step else self.import_button).setFocus()

    def _import_members(self) -> None:
        self.office.wanted.emit("import", _MEMBERS)

    def _add_member(self) -> None:
        self.office.wanted.emit(_MEMBERS, FormOf(0))

    def _print(self) -> None:
        self.office.wanted.emit("preview", self.spec.id)
