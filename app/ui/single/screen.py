"""One record as a card: its sections to be walked, what is missing, and how to fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from app.queries.listing import View, count, reference_labels, row_ids, rows
from app.queries.organization.card import is_asked, told_elsewhere
from app.spec.field import is_extra
from app.spec.values import masked, show
from app.ui.attachments.section import AttachmentsSection
from app.ui.checks.beside import RecordFindings
from app.ui.register.columns.manager import open_manager
from app.ui.register.reveal import Reveals
from app.ui.screens.registry import has_page
from app.ui.screens.screen import FieldOf, FormOf, Screen
from app.ui.single.form import SectionForm
from app.ui.single.section import SectionCard
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import label
from app.ui.widgets.page_head import PageHead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QFrame, QLabel

    from app.queries.organization.card import Told
    from app.spec.record import RecordSpec
    from app.ui.office import Office

_MEMBERS = "member"
_UNION = "union_profile"  # what is set up first; members come next
# Registers that tell something of the union's card.
_TELLERS = frozenset(
    {
        _MEMBERS,
        "member_group",
        "covered_unit",
        "headcount",
        "certificate",
        "bank_account",
        "seal",
        "hardship_file",
        "honour",
    }
)
_ATTACHMENTS = "attachment"


class SingleScreen(Screen):
    """The one record of a register: at the left its sections, at the right what they say.

    Attributes:
        sections: the cards, from top to bottom.
        values: the label of each field's value.
    """

    keys = "F4 修改这一节"

    def __init__(self, office: Office, spec: RecordSpec, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.spec = spec
        self.title = spec.title
        self.chapter = spec.chapter
        self.records = frozenset({spec.id, *_TELLERS, _ATTACHMENTS})
        self.number = 0
        self.row: Mapping[str, object] = {}
        self._reveals = Reveals(office, spec, self)
        self.head = PageHead(spec.title)
        if has_page("preview"):
            self.head.add_quiet("打印", "print", self._print)
        own = self.head.add_quiet("自定义列", "columns", self._manage_columns)
        own.setEnabled(not office.desk.read_only)
        self.edit_button = self.head.add_quiet("修改", "edit", self.edit)
        self.edit_button.setToolTip("F4")
        self.edit_button.setEnabled(not office.desk.read_only)
        self.sections = [SectionCard(title, names) for title, names in spec.layout.form]
        self.values: dict[str, QLabel] = {
            name: fact.value for card in self.sections for name, fact in card.facts.items()
        }
        self.next_step = self._next_step()
        self.area = QScrollArea()
        self.attachments = AttachmentsSection(office, spec, self)
        self.places: list[QFrame] = [*self.sections, self._attachments_card()]
        self.list = self._section_list()
        self._arrange()
        for keys, act in (("F4", self.edit), ("Ctrl+P", self._print)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- building -----------------------------------------------------------------------

    def _arrange(self) -> None:
        # From the outside in: whatever is moved has all that it holds styled anew.
        row = QHBoxLayout()
        row.setSpacing(px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), 0, px(16), px(16))
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(row, 1)
        row.addWidget(self.list)
        row.addWidget(self.area, 1)
        inside = QWidget()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(0, 0, px(4), 0)
        cards.setSpacing(px(12))
        cards.addWidget(self.next_step)
        cards.addWidget(self._findings_card())
        for card in self.sections:
            card.wanted.connect(lambda name, card=card: self.edit_section(card.title, name))
            card.elsewhere.connect(lambda line: self.office.wanted.emit(line.register, line.view))
            card.edit_button.setVisible(not self.office.desk.read_only)
            cards.addWidget(card)
        cards.addWidget(self.places[-1])
        cards.addStretch(1)
        self.area.verticalScrollBar().valueChanged.connect(self._mark_section)

    def _section_list(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("sections")
        made.setAccessibleName("各节")
        made.setFixedWidth(px(168))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.addItems([*(card.title for card in self.sections), self.attachments.title.text()])
        made.setCurrentRow(0)
        made.currentRowChanged.connect(self._go_to)
        made.itemActivated.connect(lambda _item: self.edit())
        return made

    def _attachments_card(self) -> QFrame:
        card = frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(16), px(4), px(16), px(16))
        inside.addWidget(self.attachments)
        return card

    def _findings_card(self) -> QFrame:
        """What the rules say of the record; not there while they say nothing."""
        card = frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(16), px(4), px(16), px(12))
        self.findings = RecordFindings(self.office, self.spec.id)
        self.findings.told.connect(card.setVisible)
        inside.addWidget(self.findings)
        card.hide()
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

    # --- reading ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the record again, what others tell of it, and whether there are members yet."""
        desk = self.office.desk
        self.spec = desk.specs[self.spec.id]  # the unit's kind may have changed its words
        numbers = row_ids(desk.reader, self.spec, View())[:1]
        self.number = numbers[0] if numbers else 0
        found = rows(desk.reader, self.spec, numbers)
        self.row = found[0] if found else {}
        told = told_elsewhere(desk.reader, desk.today) if self.spec.id == _UNION else []
        for card in self.sections:
            self._show(card, [line for line in told if line.section == card.title])
        self._tell_completeness()
        self._show_attachments()
        self.findings.show_record(self.number)
        is_new = self.spec.id == _UNION and not desk.read_only
        members = desk.specs[_MEMBERS]
        self.next_step.setVisible(is_new and not count(desk.reader, members, View()))

    def _show_attachments(self) -> None:
        """Show the papers of the record at the end; nothing of it where there can be none."""
        self.attachments.show_record(self.number)
        row = len(self.sections)
        self.list.item(row).setText(self.attachments.title.text())
        self.list.setRowHidden(row, self.attachments.isHidden())
        self.places[row].setVisible(not self.attachments.isHidden())

    def _show(self, card: SectionCard, told: list[Told]) -> None:
        able = not self.office.desk.read_only
        labels = reference_labels(self.office.desk.reader, self.spec)
        shown = []
        for name, fact in card.facts.items():
            field = self.spec.fields[name]
            text = masked(field, show(field, self.row.get(name), labels.get(name)))
            text = f"{text} {field.unit}".rstrip() if text else ""
            asked = self._is_asked(name)
            own = is_extra(name)  # which the union added, and may leave blank
            fact.show_fact(field.label, text, asked=asked, able=able, offered=own)
            if text or asked or own:
                shown.append(fact)
        for line in told:
            fact = card.told_fact(line)
            able_here = bool(line.register)
            fact.show_fact(line.label, line.text, asked=True, able=able_here, aside=line.aside)
            shown.append(fact)
        card.arrange(shown)

    def _is_asked(self, name: str) -> bool:
        if is_extra(name):
            return False
        return self.spec.id != _UNION or is_asked(name, self.row)

    def _tell_completeness(self) -> None:
        whole = sum(card.count for card in self.sections)
        missing = sum(card.missing for card in self.sections)
        self.head.set_facts(f"已填 {whole - missing} / {whole}")
        lacking = f"还缺 {missing} 项" if missing else ""
        self.head.set_fact_link(lacking, self._go_to_missing, tip="去第一个没填的地方")
        for number, card in enumerate(self.sections):
            aside = f"　缺 {card.missing}" if card.missing else ""
            self.list.item(number).setText(f"{card.title}{aside}")

    # --- going about --------------------------------------------------------------------

    def _go_to(self, number: int) -> None:
        if number >= 0:
            self.area.verticalScrollBar().setValue(self.places[number].y())

    def _go_to_missing(self) -> None:
        """Show the first section that lacks something."""
        for number, card in enumerate(self.sections):
            if card.missing:
                self.list.setCurrentRow(number)
                self._go_to(number)
                return

    def _mark_section(self, top: int) -> None:
        """Mark the section that the eye is on: the first one whose end is still in sight."""
        bar = self.area.verticalScrollBar()
        current = self.list.currentRow()
        if top == self.places[current].y() or (top == bar.maximum() and self._is_seen(current)):
            return
        number = next(
            (n for n, card in enumerate(self.places) if card.y() + card.height() > top + px(48)),
            0,
        )
        self.list.blockSignals(True)
        self.list.setCurrentRow(number)
        self.list.blockSignals(False)

    def _is_seen(self, number: int) -> bool:
        bar, card = self.area.verticalScrollBar(), self.places[number]
        return bar.value() <= card.y() <= bar.value() + self.area.viewport().height()

    # --- changing -----------------------------------------------------------------------

    def edit(self) -> None:
        """Open the form of the section that is marked; papers are added where they stand."""
        row = max(self.list.currentRow(), 0)
        if row < len(self.sections):
            self.edit_section(self.sections[row].title)
        else:
            self.attachments.adding.setFocus()

    def edit_section(self, section: str, name: str = "") -> None:
        """Open the form of ``section``, with the keyboard in the field ``name``."""
        if self.office.desk.read_only or not self.number:
            return
        form = SectionForm(self.office, self.spec, section, self._reveals, self.number, self)
        form.onward.connect(lambda: QTimer.singleShot(0, self, lambda: self._edit_next(section)))
        form.open_modal()
        if name:
            form.lead_to(name)

    def _edit_next(self, section: str) -> None:
        """Open the next section that a complete card needs; some hold exceptions only."""
        titles = [card.title for card in self.sections]
        for number in range(titles.index(section) + 1, len(titles)):
            if any(self._is_asked(name) for name in self.sections[number].facts):
                self.list.setCurrentRow(number)
                self.edit_section(titles[number])
                return

    def show_about(self, target: object) -> None:
        """Show a section, or go on with the form where something was typed and not saved."""
        if isinstance(target, FieldOf):
            self._show_field(target.name)
        if not isinstance(target, FormOf):
            return
        self._catch_up()
        begun = f"{self.spec.id}/{self.number}/"
        drafts = self.office.desk.ledger.kept_drafts()
        section = next((key.removeprefix(begun) for key in drafts if key.startswith(begun)), "")
        if section in [card.title for card in self.sections]:
            self.edit_section(section)
        else:
            self.edit()

    def _show_field(self, name: str) -> None:
        """Mark the section that holds a field, and bring it to sight once it is laid out."""
        self._catch_up()
        places = [place for place, card in enumerate(self.sections) if name in card.facts]
        if places:
            self.list.setCurrentRow(places[0])
            QTimer.singleShot(0, self, lambda: self._go_to(places[0]))

    def take_focus(self) -> None:
        """The next step takes the keyboard, else the list of sections."""
        step = self.next_step.isHidden()
        (self.list if step else self.import_button).setFocus()

    def is_outdated(self) -> bool:
        """Whether the record has other fields by now than this page shows."""
        return self.office.desk.specs.get(self.spec.id, self.spec) != self.spec

    def _manage_columns(self) -> None:
        open_manager(self.office, self.spec, self.window())

    def _import_members(self) -> None:
        self.office.wanted.emit("import", _MEMBERS)

    def _add_member(self) -> None:
        self.office.wanted.emit(_MEMBERS, FormOf(0))

    def _print(self) -> None:
        self.office.wanted.emit("preview", self.spec.id)
