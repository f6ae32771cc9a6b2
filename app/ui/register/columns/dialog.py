"""新增一列: what a column of one's own is called, what it holds, how it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout

from app.actions import extra_columns
from app.actions.extra_columns import ColumnDraft
from app.queries.sources import core_spec
from app.spec.codes import plain_list
from app.spec.field import EXTRA, FieldSpec
from app.spec.kinds import NUMERIC, Kind
from app.ui.editors.asked_value import AskedValue
from app.ui.editors.tick import Tick
from app.ui.register.columns.shown import show_besides
from app.ui.style.tokens import px
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.actions.extra_columns import KnownColumn
    from app.spec.record import RecordSpec
    from app.store.unit import Unit
    from app.ui.office import Office

_LABEL = FieldSpec("label", "列名", Kind.TEXT, required=True, max_length=30)
_CHOICES = FieldSpec("choices", "选项，用顿号隔开", Kind.TEXT, max_length=2000)
_UNIT = FieldSpec("unit", "单位", Kind.TEXT, max_length=20)
_PLACES = FieldSpec(
    "places",
    "小数位数",
    Kind.CHOICE,
    required=True,
    choices=plain_list("places", "小数位数", [str(number) for number in range(1, 5)]),
)
_ALIASES = FieldSpec("aliases", "导入时也认的列名（可不填）", Kind.TEXT, max_length=400)
_NOTES = {
    Kind.TEXT: "一行文字，最多 200 个字。",
    Kind.INTEGER: "没有小数的数字，可以排序、合计；有小数的请选“小数”。",
    Kind.DECIMAL: "有小数的数字，例如 1.5；可以排序、合计。多于所选位数的拒收，不会自动四舍五入。",
    Kind.MONEY: "以元计，两位小数，可以合计。",
    Kind.PARTIAL_DATE: "年、年月或年月日，知道多少填多少。",
    Kind.CHOICE: "只能从这些选项里选，别的写法会拒收。",
    Kind.YES_NO: "是或否；不填就是不知道。",
    Kind.REFERENCE: "从会员名册里选一个人。",
}


class ColumnDialog(Dialog):
    """Describes a new column, or one that is there anew."""

    def __init__(
        self,
        office: Office,
        spec: RecordSpec,
        known: KnownColumn | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = f"修改“{known.draft.label}”列" if known else f"给“{spec.title}”新增一列"
        about = "自定义列" if known else "新增一列"
        super().__init__(title, parent, width=WIDE, about=about)
        self.office = office
        self.spec = spec
        self.known = known
        self.findings = FindingsArea()
        self.label = AskedValue(_LABEL)
        self.kind = AskedValue(core_spec("extra_column").fields["kind"])
        self.choices = AskedValue(_CHOICES)
        self.choices.show_hint("例如：小、中、大")
        self.unit = AskedValue(_UNIT)
        self.unit.show_hint("例如：人、天、学时")
        self.places = AskedValue(_PLACES)
        self.aliases = AskedValue(_ALIASES)
        self.personal = Tick("个人信息：屏幕、导出和打印时以星号遮盖")
        self.in_list = Tick("显示在列表里")
        self._note = label("", "note", wrap=True)
        self._arrange()
        self._show(known.draft if known else ColumnDraft(""))

    def _arrange(self) -> None:
        self.body.addWidget(self.findings)
        self.body.addLayout(_beside(self.label, self.kind))
        self.body.addWidget(self._note)
        self.body.addWidget(self.choices)
        self.body.addLayout(_beside(self.aliases, self.places, self.unit))
        self.body.addWidget(self.personal)
        self.body.addWidget(self.in_list)
        self.body.addStretch(1)
        self.kind.settled.connect(self._fit)
        for asked in (self.label, self.kind, self.choices, self.places, self.unit, self.aliases):
            asked.objected.connect(lambda: QTimer.singleShot(0, self, self.grow))
        self.add_button("取消", self.reject)
        act = "保存这一列" if self.known else "新增这一列"
        self.add_button(act, self.save, kind="primary").setDefault(True)

    def _show(self, draft: ColumnDraft) -> None:
        self.label.show_value(draft.label or None)
        self.kind.show_value(str(draft.kind))
        self.choices.show_value(draft.choices or None)
        self.unit.show_value(draft.unit or None)
        self.places.show_value(str(draft.places))
        self.aliases.show_value(draft.aliases or None)
        self.personal.setChecked(draft.personal)
        self.in_list.setChecked(draft.in_list)
        self._fit()

    def _kind(self) -> Kind:
        return Kind(str(self.kind.value or Kind.TEXT))

    def _fit(self) -> None:
        """Ask only what the kind chosen has."""
        kind = self._kind()
        self._note.setText(_NOTES[kind])
        self.choices.setVisible(kind is Kind.CHOICE)
        self.unit.setVisible(kind in NUMERIC)
        self.places.setVisible(kind is Kind.DECIMAL)
        self.personal.setVisible(kind is Kind.TEXT)
        self.adjustSize()

    def draft(self) -> ColumnDraft:
        """The column as it is described now."""
        kind = self._kind()
        return ColumnDraft(
            label=str(self.label.value or ""),
            kind=kind,
            choices=str(self.choices.value or ""),
            aliases=str(self.aliases.value or ""),
            unit=str(self.unit.value or ""),
            places=int(str(self.places.value or ColumnDraft("").places)),
            personal=self.personal.isChecked() and kind is Kind.TEXT,
            in_list=self.in_list.isChecked(),
        )

    def save(self) -> None:
        """Write it; what is refused is said above, and nothing typed is lost."""
        asked = (self.label, self.kind, self.choices, self.places, self.unit, self.aliases)
        settled = [each.settle() for each in asked]  # each says what is wrong with it
        if not all(settled):
            return
        draft, spec, known = self.draft(), self.spec, self.known

        def work(unit: Unit) -> None:
            if known is not None:
                extra_columns.change_column(unit, known.id, draft)
                return
            number = extra_columns.add_column(unit, spec.id, draft)
            if draft.in_list:  # the page is built anew as soon as it is saved
                show_besides(self.office, spec, f"{EXTRA}{number}")

        verb = "修改" if known else "新增"
        done = self.office.act(
            "change_column" if known else "add_column",
            f"{spec.title}{verb}列：{draft.label}",
            work,
            ask=lambda _findings: None,
            refuse=self.findings.show_findings,
            show=self.findings.show_error,
        )
        if done is not None:
            self.accept()


def _beside(*parts: QWidget) -> QHBoxLayout:
    """Two inputs in one line; one alone has all of it."""
    row = QHBoxLayout()
    row.setSpacing(px(16))
    for part in parts:
        row.addWidget(part, 1)
    return row


def ask_new_column(office: Office, spec: RecordSpec, parent: QWidget) -> ColumnDialog:
    """Open the dialog for a new column."""
    return _opened(ColumnDialog(office, spec, parent=parent))


def ask_changed_column(
    office: Office, spec: RecordSpec, known: KnownColumn, parent: QWidget
) -> ColumnDialog:
    """Open the dialog for a column that is there."""
    return _opened(ColumnDialog(office, spec, known, parent))


def _opened(dialog: ColumnDialog) -> ColumnDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setModal(True)
    dialog.open()
    dialog.label.editor.setFocus()
    return dialog
