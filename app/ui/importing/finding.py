"""What stands against the current row, what is safe, and how to mend it on the spot."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.actions.importing.candidates import candidates_for
from app.actions.importing.taking_in import RowDecision, RowState
from app.spec.kinds import Kind
from app.ui.importing.asking.review import facts_of
from app.ui.importing.flow import FlowLayout
from app.ui.importing.sheet.cells import STATE_COLOURS, TITLE
from app.ui.importing.told import UNDECIDED
from app.ui.style.tokens import is_folded, px
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import ElidedLabel, StatusLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.actions.importing.candidates import Candidate
    from app.actions.importing.taking_in import RowPreview
    from app.spec.field import FieldSpec
    from app.ui.importing.sheet.cells import LookedSheet
    from app.ui.importing.told import Told

_MEANS = {
    RowState.NEW: "写入时新增这一条。",
    RowState.CHANGED: "写入时只改这些，其余不变。",
    RowState.SAME: "与册中的相同，不写入。",
    RowState.SKIPPED: "不写入，其他行不受影响。",
    RowState.REFUSED: "不写入，其他行不受影响。",
}
_HINTS = {Kind.ID_NUMBER: "补录 18 位身份证号", Kind.PHONE: "补录 11 位号码"}
_INPUT = 188


class RowFinding(QFrame):
    """The finding of the current row: mend a value, choose a namesake, leave the row out.

    Attributes:
        cell_told: another text for a cell; line, field name, text.
        row_told: what is decided about the row; line and decision.
        kind_told: whether the row is data; line, and ``None`` for as it looks.
    """

    cell_told = Signal(int, str, str)
    row_told = Signal(int, object)
    kind_told = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "finding")
        self.setMinimumHeight(px(68))
        self.input: QLineEdit | None = None
        self.deeds: list[QWidget] = []
        self.sentence = ElidedLabel("", "sentence")
        self._inside: QWidget | None = None
        self._has_namesakes = False  # the register knows somebody whom the row may be about
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.hide()

    def clear(self) -> None:
        """No row is current."""
        self._take_out()
        self.hide()

    @property
    def has_row(self) -> bool:
        """Whether there is something to be told."""
        return self._inside is not None

    def _take_out(self) -> None:
        if self._inside is not None:
            self._row.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside, self.input, self.deeds = None, None, []
        self._has_namesakes = False

    def show_row(self, row: RowPreview, sheet: LookedSheet, reader: Connection, told: Told) -> None:
        """Tell what becomes of a row, and offer what can be done about it."""
        self._take_out()
        self._inside = QWidget()
        line = QHBoxLayout(self._inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        edge = frame(f"edge-{_EDGES[row.state]}")
        edge.setFixedWidth(px(3))
        line.addWidget(edge)
        self._offer(row, sheet, reader, told)
        words = self._words(row, sheet)
        if is_folded():
            body = QVBoxLayout()
            body.setSpacing(px(2))
            body.addLayout(words)
            if self.deeds:
                flow = FlowLayout(px(8), px(4))
                for made in self.deeds:
                    flow.addWidget(made)
                body.addLayout(flow)
            body.setContentsMargins(px(14), px(6), px(14), px(6))
            line.addLayout(body, 1)
        else:
            body_row = QHBoxLayout()
            body_row.setContentsMargins(px(14), px(8), px(14), px(8))
            body_row.setSpacing(px(12))
            body_row.addLayout(words, 1)
            for made in self.deeds:
                body_row.addWidget(made)
            line.addLayout(body_row, 1)
        self._row.addWidget(self._inside)

    def _words(self, row: RowPreview, sheet: LookedSheet) -> QVBoxLayout:
        struck = sheet.is_struck(row)
        name = "" if struck else sheet.name_of(row)
        changes = sheet.changes(row)
        said = "；".join(changes) or row.reason
        sentence = "：".join(part for part in (name, said) if part) or row.state.label
        word = TITLE if sheet.is_above(row) else row.state.label
        column = QVBoxLayout()
        column.setSpacing(px(4))
        column.addStretch(1)
        first = QHBoxLayout()
        first.setSpacing(px(12))
        first.addWidget(StatusLabel(f"{sheet.where(row)}{word}", STATE_COLOURS[row.state]))
        self.sentence = ElidedLabel(sentence, "sentence")
        first.addWidget(self.sentence, 1)
        column.addLayout(first)
        remark = f"{row.reason}。" if changes and row.reason else ""
        column.addWidget(ElidedLabel(f"{remark}{self._safe(row, sheet)}", "note"))
        column.addStretch(1)
        return column

    def _safe(self, row: RowPreview, sheet: LookedSheet) -> str:
        if sheet.is_above(row):
            return "表头以上的行不读；表头认错了，可以在上方更改。"
        if sheet.is_struck(row):
            return "不是要导入的行；若其实是，可以当作数据行。"
        if row.doubtful:
            return "没有定下来就不写入；请选是册中哪一位，或者新增。"
        if row.faulty:
            choice = "也可以选定册中的人，" if self._has_namesakes else ""
            return f"补录后马上重看；{choice}其他行不受影响。"
        return _MEANS[row.state]

    # --- what can be done ---------------------------------------------------------------

    def _offer(self, row: RowPreview, sheet: LookedSheet, reader: Connection, told: Told) -> None:
        decision = told.of_row(row.line)
        if sheet.is_above(row):
            return
        if row.line in told.choices.rows:
            self._add("恢复原样", partial(self.kind_told.emit, row.line, None))
        elif sheet.is_struck(row):
            self._add("当作数据行", partial(self.kind_told.emit, row.line, True))
        elif not decision.skip:
            self._offer_mending(row, sheet, reader, decision)
        if decision != UNDECIDED:
            self._add("撤回改动", partial(self.row_told.emit, row.line, UNDECIDED), kind="quiet")
        is_out = row.state is RowState.SAME or (row.state is RowState.SKIPPED and not row.doubtful)
        if not decision.skip and not sheet.is_struck(row) and not is_out:
            skipped = replace(decision, skip=True)
            self._add("跳过此行", partial(self.row_told.emit, row.line, skipped), kind="quiet")

    def _offer_mending(
        self, row: RowPreview, sheet: LookedSheet, reader: Connection, decision: RowDecision
    ) -> None:
        if row.state is RowState.REFUSED:
            self._offer_input(row, fields_to_mend(row, sheet))
        if row.state is RowState.REFUSED or row.doubtful:
            found = candidates_for(reader, sheet.looked.preview, row)
            self._offer_candidates(row, found, decision)
        if row.doubtful:
            fresh = replace(decision, is_new=True, belongs_to=None)
            self._add("新增", partial(self.row_told.emit, row.line, fresh))

    def _offer_input(self, row: RowPreview, fields: Sequence[FieldSpec]) -> None:
        if not fields:
            return
        made = QLineEdit()
        made.setFixedWidth(px(_INPUT))
        self.input = made
        self._mended = fields[0]
        if len(fields) > 1:
            menu = QMenu()
            chooser = menu_button(fields[0].label, menu, "plain")
            for field in fields:
                entry = menu.addAction(field.label)
                entry.triggered.connect(partial(self._mend_field, field, chooser))
            self.deeds.append(chooser)
        self._mend_field(fields[0])
        made.returnPressed.connect(lambda: self._mend(row.line))
        self.deeds.append(made)
        QShortcut(QKeySequence("Esc"), made, self._leave).setContext(
            Qt.ShortcutContext.WidgetShortcut
        )
        self._add("补录", partial(self._mend, row.line))

    def _mend_field(
        self, field: FieldSpec, chooser: QWidget | None = None, _checked: object = None
    ) -> None:
        self._mended = field
        if chooser is not None:
            chooser.setText(field.label)  # type: ignore[attr-defined]
        if self.input is not None:
            hint = _HINTS.get(field.kind, f"补录{field.label}")
            self.input.setPlaceholderText(hint)
            self.input.setAccessibleName(hint)

    def _mend(self, line: int) -> None:
        if self.input is not None and (text := self.input.text().strip()):
            self.cell_told.emit(line, self._mended.name, text)

    def _leave(self) -> None:
        self.focusPreviousChild()

    def _offer_candidates(
        self, row: RowPreview, found: Sequence[Candidate], decision: RowDecision
    ) -> None:
        if not found:
            return
        self._has_namesakes = True
        menu = QMenu()
        for one in found:
            entry = menu.addAction(f"{facts_of(one)}（{one.reason}）")
            chosen = replace(decision, belongs_to=one.record_id, is_new=False)
            entry.triggered.connect(partial(self._belong, row.line, chosen))
        text = "选同名会员" if row.state is RowState.REFUSED else "就是这人"
        self.deeds.append(menu_button(text, menu, "plain"))

    def _belong(self, line: int, decision: RowDecision, _checked: object = None) -> None:
        self.row_told.emit(line, decision)

    def _add(self, text: str, act: partial[None], *, kind: str = "plain") -> None:
        self.deeds.append(button(text, kind, act=act))


_EDGES = {state: paint.value for state, paint in STATE_COLOURS.items()} | {
    RowState.SKIPPED: "neutral"
}


def fields_to_mend(row: RowPreview, sheet: LookedSheet) -> list[FieldSpec]:
    """The fields of which a refused row lacks something, first those that cannot be read."""
    fields = sheet.spec.fields
    faulty = [fields[name] for name in row.faulty if name in fields]
    if faulty:
        return faulty
    named = [field for field in fields.values() if any(field.label in why for why in row.reasons)]
    keys = [fields[name] for names in sheet.spec.keys if len(names) == 1 for name in names]
    return list(dict.fromkeys([*named, *keys]))
