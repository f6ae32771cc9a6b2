"""The panel at the right: everything known of the current row, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.queries.listing import rows
from app.queries.members.completeness import wanted_names
from app.spec.field import is_extra
from app.spec.kinds import DATES, NUMERIC, Kind
from app.spec.values import is_masked, masked, show
from app.ui.checks.beside import RecordFindings
from app.ui.register.panel.facts import WholeFacts
from app.ui.register.panel.sections import sections_of
from app.ui.style.tokens import PANEL_WIDTH, Colour, px
from app.ui.table.cells import MISSING, cell_of
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import StatusLabel, label

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.register.reveal import Reveals
    from app.ui.table.rows.pages import Row

    Labels = Mapping[str, Mapping[int, str]]

_MEMBERS = "member"
_FACTS = 4  # said below the name
_LABEL = 68  # five characters; longer labels take two lines


class _Pair(QWidget):
    """A value, and 显示 where it is masked."""

    def __init__(self, field: FieldSpec) -> None:
        super().__init__()
        self.field = field
        self.value = label("", "value", wrap=True)
        self.value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_link: QPushButton | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        row.addWidget(self.value, 1)
        if is_masked(field):
            self.show_link = button("显示", "link", tip=f"显示{field.label}，30 秒后自动遮盖")
            self.show_link.setProperty("tight", True)
            row.addWidget(self.show_link, 0, Qt.AlignmentFlag.AlignTop)

    def show_text(self, text: str, *, is_missing: bool, is_covered: bool) -> None:
        """Show words; ``is_covered``: there is more to be seen behind the stars."""
        self.value.setText(text)
        kind = "missing" if is_missing else "value"
        if self.value.property("kind") != kind:
            self.value.setProperty("kind", kind)
            self.value.style().polish(self.value)
        if self.show_link is not None:
            self.show_link.setVisible(is_covered)


class DetailsPanel(QFrame):
    """The fields of one record by the sections of its form; blank ones are left out.

    Attributes:
        edit_wanted: 修改 was pressed.
        closed: the panel was closed.
    """

    edit_wanted = Signal()
    closed = Signal()

    def __init__(
        self, office: Office, spec: RecordSpec, reveals: Reveals, labels: Callable[[], Labels]
    ) -> None:
        super().__init__()
        self._labels = labels  # the table has read them; asking anew for each row would be felt
        self.setProperty("kind", "card")
        self.setMinimumWidth(px(200))
        self.office = office
        self.spec = spec
        self.reveals = reveals
        self.number = 0
        self._is_at_end = False  # the attachments were asked for, and stay in sight
        self.pairs: dict[str, _Pair] = {}
        self._titles: list[tuple[QLabel, QFormLayout, list[str]]] = []
        self._wanted: Collection[str] = ()  # blank fields of this record that ought to be filled
        self.sections = sections_of(office, spec, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._head())
        inside = QWidget()
        self.body = self._body(inside)
        column.addWidget(self.body, 1)
        self._fill(inside)
        column.addWidget(self._foot())
        reveals.changed.connect(lambda: self.show_record(self.number))

    def _head(self) -> QWidget:
        head = frame("bar")
        self.name = label("", "heading", wrap=True)
        self.state = StatusLabel()
        self.facts = WholeFacts()
        shut = button("", "bare", icon_name="close", act=self.closed.emit, tip="收起右栏")
        upper = QHBoxLayout()
        upper.setSpacing(px(8))
        top = Qt.AlignmentFlag.AlignTop
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        upper.addWidget(self.name, 1)
        upper.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        upper.addWidget(shut, 0, top)
        column = QVBoxLayout(head)
        column.setContentsMargins(px(16), px(10), px(12), px(10))
        column.setSpacing(px(2))
        column.addLayout(upper)
        column.addWidget(self.facts)
        return head

    def _body(self, inside: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.verticalScrollBar().rangeChanged.connect(self._stay_at_end)
        return area

    def _fill(self, inside: QWidget) -> None:
        """Put in what the panel tells, once it stands where it stays: none is styled twice."""
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(16), px(4), px(12), px(12))
        column.setSpacing(px(6))
        self.refusals = FindingsArea()
        column.addWidget(self.refusals)
        self.findings = RecordFindings(self.office, self.spec.id)
        column.addWidget(self.findings)
        widest = max(
            (self.fontMetrics().horizontalAdvance(field.label) for field in self._listed()),
            default=0,
        )
        width = min(widest * 13 // 14, px(_LABEL))
        for title, names in self.spec.layout.form:
            heading = label(title, "card-title")
            heading.setContentsMargins(0, px(8), 0, 0)
            pairs = QFormLayout()
            pairs.setContentsMargins(0, 0, 0, 0)
            pairs.setVerticalSpacing(px(6))
            pairs.setHorizontalSpacing(px(8))
            pairs.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
            pairs.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            shown = [name for name in names if name != self.spec.name_field]
            for name in shown:
                self._add_pair(pairs, self.spec.fields[name], width)
            column.addWidget(heading)
            column.addLayout(pairs)
            self._titles.append((heading, pairs, shown))
        for section in self.sections:
            column.addWidget(section.widget())
        column.addStretch(1)

    def _listed(self) -> list[FieldSpec]:
        names = (name for _title, section in self.spec.layout.form for name in section)
        return [self.spec.fields[name] for name in names]

    def _add_pair(self, pairs: QFormLayout, field: FieldSpec, width: int) -> None:
        pair = _Pair(field)
        if pair.show_link is not None:
            pair.show_link.clicked.connect(
                lambda _checked=False: self.reveals.open(
                    self.number, field, show=self.refusals.show_error
                )
            )
        words = label(field.label, "pair", wrap=True)
        words.setFixedWidth(width)
        words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.pairs[field.name] = pair
        pairs.addRow(words, pair)

    def _foot(self) -> QWidget:
        foot = frame("foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.setSpacing(px(8))
        self.edit = button(
            "修改", icon_name="edit", act=self.edit_wanted.emit, small=True, tip="修改（F4）"
        )
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.more = menu_button("更多", self.menu)
        row.addWidget(self.edit)
        row.addStretch(1)
        row.addWidget(self.more)
        return foot

    def add_deed(self, text: str, act: Callable[[], object]) -> None:
        """Add an entry to 更多."""
        self.menu.addAction(text).triggered.connect(lambda _checked=False: act())

    # --- showing ------------------------------------------------------------------------

    def show_attachments(self) -> None:
        """Bring the attachments into sight, which stand below all else, as they grow."""
        self._is_at_end = True
        bar = self.body.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _stay_at_end(self, _least: int, most: int) -> None:
        if self._is_at_end:
            self.body.verticalScrollBar().setValue(most)

    def show_record(self, number: int) -> None:
        """Show another record; 0 for none."""
        if number != self.number:
            self.refusals.clear()
            self._is_at_end = False
            self.body.verticalScrollBar().setValue(0)
        self.number = number
        reader = self.office.desk.reader
        found = rows(reader, self.spec, [number]) if number else []
        may_act = bool(found) and not self.office.desk.read_only
        self.edit.setEnabled(may_act)
        self.more.setEnabled(bool(found))
        if not found:
            self.name.setText("")
            self.facts.say("选中一行，这里显示它的全部内容。")
            self.state.set_state("", Colour.NEUTRAL)
        self.findings.show_record(number if found else 0)
        for section in self.sections:
            section.show_record(number if found else 0)
        if self.spec.id == _MEMBERS:
            self._wanted = wanted_names(reader, number)
        labels = self._labels()
        row = found[0] if found else {}
        if found:
            self._show_head(row, labels)
        for heading, pairs, names in self._titles:
            shown = [self._show_pair(pairs, name, row, labels) for name in names]
            heading.setVisible(any(shown))

    def _show_pair(self, pairs: QFormLayout, name: str, row: Row, labels: Labels) -> bool:
        pair = self.pairs[name]
        field, value = pair.field, row.get(name)
        is_wanted = (field.required and not field.derived) or name in self._wanted
        is_missing = bool(row) and value in {None, ""} and is_wanted
        text = show(field, value, labels.get(name))
        revealed = (self.number, name) in self.reveals.open_ones
        covered = masked(field, text)
        shown = MISSING if is_missing else text if revealed else covered
        if field.unit and text:
            shown += f" {field.unit}"
        pair.show_text(shown, is_missing=is_missing, is_covered=covered != text and not revealed)
        visible = bool(shown)
        pairs.setRowVisible(pair, visible)
        return visible

    def _show_head(self, row: Row, labels: Labels) -> None:
        spec = self.spec
        name = spec.fields[spec.name_field] if spec.name_field else None
        self.name.setText(
            show(name, row.get(name.name), labels.get(name.name)) if name else spec.title
        )
        state, word = None, ""
        facts = []
        for field in spec.columns(spec.layout.table):
            cell = cell_of(field, row.get(field.name), labels.get(field.name), revealed=False)
            if cell.state is not None and not word:
                state, word = cell.state, cell.text
            elif self._is_fact(field) and cell.text not in {"", MISSING}:
                facts.append(_as_fact(field, cell.text))
        self.state.set_state(word, state or Colour.NEUTRAL)
        self.facts.set_facts(facts[:_FACTS])

    def _is_fact(self, field: FieldSpec) -> bool:
        """Whether the field may stand in the line below the name; own columns say too little."""
        is_plain = (
            not is_masked(field) and field.kind is not Kind.MONEY and not is_extra(field.name)
        )
        return is_plain and field.name != self.spec.name_field

    def sizeHint(self) -> QSize:
        """272 pixels wide."""
        return QSize(px(PANEL_WIDTH), px(400))


def _as_fact(field: FieldSpec, text: str) -> str:
    """A value as it is understood without its column: figures and days say what they are."""
    says_unit = not field.unit or field.label.endswith(field.unit)  # 人次 86, not 人次 86 人次
    unit = "" if says_unit else f"\u00a0{field.unit}"
    named = field.kind in NUMERIC or field.kind in DATES
    return f"{field.label}\u00a0{text}{unit}" if named else text
