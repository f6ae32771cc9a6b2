"""The panel beside a preview: what the paper can be asked with, and the paper it is on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.reports.forms.form import ALSO, BLANK, FULL, SORT
from app.reports.forms.persons.labels import CONTENT, SIZE, START, default_content
from app.reports.forms.persons.placing import label_sheets
from app.spec.codes import plain_list
from app.spec.kinds import Kind
from app.ui.editors.asked_value import AskedValue
from app.ui.editors.tick import Tick
from app.ui.printing.asked_people import AskedPeople
from app.ui.printing.offsets import Offsets, is_offset
from app.ui.style.tokens import Colour, px
from app.ui.widgets.buttons import button
from app.ui.widgets.frames import bar_of, frame
from app.ui.widgets.labels import StatusLabel, label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.bootstrap import Desk
    from app.reports.document import Page
    from app.reports.forms.form import Form
    from app.spec.field import FieldSpec
    from app.ui.preferences import Preferences

_PAUSE = 250  # milliseconds between the last change and making the paper anew
_BLANK = "blank"
_COLUMNS = "columns"
_PEOPLE = "people"
_KEPT = "print/also"
_AS_AT = "as_at"  # the day that a paper tells of; today unless asked otherwise
# What is meant by an input left empty.
_HINTS = {
    SORT.name: "按小组、会员证号",
    SIZE.name: label_sheets()[0].title,
    CONTENT.name: default_content(),
    START.name: "1",
}
_NOTED = "这份表要用完整的号码才有效，所以先勾上；预览、打印和存为文件都记入历史。"
_NOT_NOTED = "台账是只读打开的，看完整号码没法记入历史，只能遮盖。"
_BLANK_ROWS = 15  # empty rows of a blank form, unless told otherwise


class OptionsPanel(QFrame):
    """Options of one paper, built from its parameters.

    Args:
        whose: the ledger's union; columns of a user's own are other ones in another ledger.

    Attributes:
        changed: the paper has to be made anew.
        offsets: how far the paper is moved for a printer, if it is one of cards or labels.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences, whose: str) -> None:
        super().__init__()
        self._preferences = preferences
        self._whose = whose
        self.offsets: Offsets | None = None
        self.setProperty("kind", "card")
        self._asked: dict[str, AskedValue] = {}
        self._ticks: dict[str, Tick] = {}
        self._others: dict[str, Tick] = {}  # by column, of those that can be added
        self._kept_as = ""  # where the choice among them is remembered
        self._shown = ""  # names of the columns that the list shows
        self._today = ""
        self._meant: dict[str, bool] = {}  # ticks that are set unless somebody unsets them
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_PAUSE)
        self._wait.timeout.connect(self.changed)
        self.state = StatusLabel("正在排版", Colour.NEUTRAL)
        self._state_note = label("", "note", wrap=True)
        self._paper = label("", "value", wrap=True)
        self._body = QVBoxLayout()
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        reset = button("恢复默认", "link", act=self.reset)
        column.addWidget(bar_of(label("选项", "card-title"), None, reset, left=16))
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        outer.addLayout(self._body)
        outer.addLayout(self._section("纸张", self._paper))
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        foot = frame("foot")
        words = QVBoxLayout(foot)
        words.setContentsMargins(px(16), px(12), px(16), px(12))
        words.setSpacing(px(4))
        words.addWidget(self.state)
        words.addWidget(self._state_note)
        column.addWidget(foot)

    def _section(self, title: str, *parts: QWidget) -> QVBoxLayout:
        section = QVBoxLayout()
        section.setContentsMargins(px(16), px(12), px(16), px(12))
        section.setSpacing(px(8))
        if title:
            section.addWidget(label(title, "card-title"))
        for part in parts:
            section.addWidget(part)
        return section

    # --- the paper shown ----------------------------------------------------------------

    def show_form(
        self,
        form: Form,
        values: Mapping[str, object],
        desk: Desk,
        suggestions: Mapping[str, Sequence[str]],
    ) -> None:
        """Offer the parameters of ``form``.

        Args:
            values: what is asked for at first, in stored forms.
            suggestions: by parameter, words to choose from.
        """
        self._wait.stop()
        self._clear()
        self._today = today = desk.today
        # Where the history cannot keep that numbers were seen whole, they are not.
        self._meant = {FULL.name: not desk.read_only} if form.whole_numbers else {}
        asked: list[QWidget] = []
        ticks: list[QWidget] = []
        for parameter in form.parameters:
            words = suggestions.get(parameter.name, ())
            if parameter.name in {_BLANK, ALSO.name} or is_offset(parameter):
                continue
            if parameter.name == _COLUMNS:
                ticks += self._offer_columns(parameter, words)
            elif parameter.kind is Kind.YES_NO:
                ticks.append(self._tick(parameter))
                if parameter is FULL:
                    ticks += self._tell_of_numbers(may_note=not desk.read_only)
            else:
                asked.append(self._ask(parameter, today, words))
        if asked:
            self._body.addLayout(self._section("", *asked))
            self._body.addWidget(frame("rule"))
        if ticks:
            self._body.addLayout(self._section("内容", *ticks))
            self._body.addWidget(frame("rule"))
        self._offer_others(form, form.besides(desk.specs))
        self._offer_offsets([each for each in form.parameters if is_offset(each)])
        blank = [parameter for parameter in form.parameters if parameter.name == _BLANK]
        if blank:
            self._offer_blank(blank[0])
        self._show(values)

    def _clear(self) -> None:
        self._asked, self._ticks, self._others, self.offsets = {}, {}, {}, None
        _empty(self._body)

    def _ask(self, parameter: FieldSpec, today: str, words: Sequence[str]) -> AskedValue:
        if parameter.name == _PEOPLE:
            people = AskedPeople(parameter)
            people.settled.connect(self._wait.start)
            self._asked[_PEOPLE] = people
            return people
        if words:  # one of these, chosen like any other code
            choices = plain_list(parameter.name, parameter.label, words)
            parameter = replace(parameter, kind=Kind.CHOICE, choices=choices)
        made = AskedValue(parameter, today=today, small=True)
        if words:
            made.show_hint("按小组选人" if _PEOPLE in self._asked else "全部")
        elif hint := _HINTS.get(parameter.name):
            made.show_hint(hint)
        made.settled.connect(self._wait.start)
        self._asked[parameter.name] = made
        return made

    def _offer_offsets(self, parameters: Sequence[FieldSpec]) -> None:
        if parameters:
            self.offsets = Offsets(parameters, self._preferences)
            self.offsets.changed.connect(self._wait.start)
            self._body.addLayout(self._section("位置微调", self.offsets))
            self._body.addWidget(frame("rule"))

    def _tick(self, parameter: FieldSpec) -> Tick:
        made = Tick(parameter.label, lambda _on: self._wait.start(), wraps=True)
        self._ticks[parameter.name] = made
        return made

    def _tell_of_numbers(self, *, may_note: bool) -> list[QWidget]:
        """What is to be known of whole numbers before they are printed."""
        self._ticks[FULL.name].setEnabled(may_note)
        if not may_note:
            return [label(_NOT_NOTED, "note", wrap=True)]
        return [label(_NOTED, "note", wrap=True)] if self._meant else []

    def _offer_columns(self, parameter: FieldSpec, names: Sequence[str]) -> list[QWidget]:
        """Offer the columns that the list shows in place of the paper's own."""
        self._shown = ",".join(names)
        return [self._tick(replace(parameter, label="打印当前显示的列"))] if names else []

    def _offer_others(self, form: Form, columns: Sequence[FieldSpec]) -> None:
        """Offer the columns that can be added to the paper's own; what is chosen is remembered."""
        self._kept_as = f"{_KEPT}/{self._whose}/{form.id}"
        kept = self._preferences.read(self._kept_as, [])
        for column in columns:
            tick = self._others[column.name] = Tick(column.label)
            tick.setChecked(column.name in kept)
            tick.toggled.connect(self._keep)
        if columns:
            self._body.addLayout(self._section(ALSO.label, *self._others.values()))
            self._body.addWidget(frame("rule"))

    def _chosen_others(self) -> list[str]:
        return [name for name, tick in self._others.items() if tick.isChecked()]

    def _keep(self, _on: object) -> None:
        self._preferences.keep(self._kept_as, self._chosen_others())
        self._wait.start()

    def _offer_blank(self, parameter: FieldSpec) -> None:
        rows = AskedValue(parameter, small=True)
        rows.settled.connect(self._wait.start)
        rows.hide()
        tick = Tick("打印空白表，供手填")
        first = _BLANK_ROWS if parameter is BLANK else 1

        def turn(on: object) -> None:
            rows.setVisible(bool(on))
            rows.show_value(first if on else None)
            self._wait.start()

        tick.toggled.connect(turn)
        self._asked[_BLANK] = rows
        self._ticks[_BLANK] = tick
        self._body.addLayout(self._section("空白表", tick, rows))
        self._body.addWidget(frame("rule"))

    def _show(self, values: Mapping[str, object]) -> None:
        for name, tick in self._ticks.items():
            tick.setChecked(bool(values.get(name, self._meant.get(name))))
        for name, asked in self._asked.items():
            asked.show_value(values.get(name) or (self._today if name == _AS_AT else None))
        self._wait.stop()

    def reset(self) -> None:
        """Ask for the paper as it comes by itself, of the people it is asked for."""
        people = self._asked.get(_PEOPLE)
        self._show({_PEOPLE: people.value} if people is not None else {})
        for tick in self._others.values():
            tick.setChecked(False)
        self._wait.stop()
        self.changed.emit()

    def values(self) -> dict[str, object]:
        """Parameters in their stored forms; those left open are not there."""
        ticked: dict[str, object] = {
            name: self._shown if name == _COLUMNS else True
            for name, tick in self._ticks.items()
            if tick.isChecked() and name not in self._asked
        }
        ticked |= {name: self._ticks[name].isChecked() for name in self._meant}
        written = {name: asked.value for name, asked in self._asked.items()}
        ticked |= self.offsets.values() if self.offsets is not None else {}
        if others := self._chosen_others():
            ticked[ALSO.name] = ",".join(others)
        return ticked | {name: value for name, value in written.items() if value is not None}

    # --- what became of it --------------------------------------------------------------

    def show_page(self, page: Page) -> None:
        """Say what paper it is printed on."""
        left, right, top, bottom = (f"{margin:g}" for margin in page.margins)
        turned = "横向" if page.landscape else "纵向"
        self._paper.setText(
            f"{page.paper}　{turned}\n左 {left}　右 {right}　上 {top}　下 {bottom}　毫米"
        )

    def show_state(self, word: str, state: Colour, note: str) -> None:
        """Say whether it can be printed."""
        self.state.set_state(word, state)
        self._state_note.setText(note)
        self._state_note.setVisible(bool(note))


def _empty(box: QVBoxLayout) -> None:
    while (item := box.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner := item.layout(), QVBoxLayout):
            _empty(inner)
