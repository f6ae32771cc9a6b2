"""实名制导出: everybody, or whoever changed since, as the real-name system takes them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.errors import AppError
from app.queries.findings.mendable import birthdays_by_number
from app.queries.listing import Named, View
from app.queries.members.real_name import templates
from app.queries.members.real_name_changes import ASKED_FOR, MADE, past_sheets, untold_since
from app.queries.past.states import last_change
from app.spec.values import UNMASKED
from app.ui.checks.mending import birthday_button
from app.ui.naming import LACKING, LACKING_MEANS, file_name
from app.ui.style.tokens import Colour
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.chooser import Chooser, documents
from app.ui.widgets.choosing.drop_list import DropList
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from app.ui.widgets.labels import label
from app.ui.widgets.ways_to_file import written_box

if TYPE_CHECKING:
    from pathlib import Path

    from app.queries.members.real_name import Template
    from app.queries.members.real_name_changes import Untold
    from app.reports.registers.real_name import Made
    from app.ui.register.screen import RegisterScreen

_NAMED = 5
_KINDS = "Excel 表格 (*.xlsx);;文本表格 (*.csv)"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for: a sheet, and whom it tells of (``None``: everybody on the roll)."""

    template: Template
    untold: Untold | None
    upto: int


class RealNameDialog(Dialog):
    """Asks which sheet, and whether for everybody or for those who changed."""

    def __init__(self, screen: RegisterScreen) -> None:
        super().__init__("导出会员实名制表", screen, about="会员实名制")
        self._screen = screen
        self._reader = screen.office.desk.reader
        self.sheet = DropList()
        for template in templates().values():
            confirmed = "" if template.confirmed else "（待核）"
            self.sheet.addItem(f"{template.title}{confirmed}", template)
        self.who = DropList()
        self.told = label("", "note", wrap=True)
        self.say("按上级工会系统要求的列写成表格，身份证号和手机号是完整的，会记入历史。")
        if self.sheet.count() > 1:
            self.body.addWidget(label("模板", "field"))
            self.body.addWidget(self.sheet)
        self.body.addWidget(label("写哪些人", "field"))
        self.body.addWidget(self.who)
        self.body.addWidget(self.told)
        self.findings = FindingsArea()
        self.completing = birthday_button(screen.office, self.findings)
        if self.completing is not None:
            self.completing.clicked.connect(self._completed)
            self.body.addWidget(self.completing, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.findings)
        self.add_button("取消", self.reject)
        self.go = self.add_button("选择存放位置", self.accept, kind="primary")
        self.go.setDefault(True)
        self.sheet.currentIndexChanged.connect(self._offer)
        self.who.currentIndexChanged.connect(self._count)
        self.accepted.connect(lambda: _ask_place(screen, self.wish()))
        self._untold: Untold | None = None
        self._offer()

    def _completed(self) -> None:
        """Whoever is complete by now has changed; the button is done with."""
        if self.completing is not None:
            self.completing.setVisible(bool(birthdays_by_number(self._reader)))
        self._count()

    @property
    def template(self) -> Template:
        """The sheet that is chosen."""
        chosen: Template = self.sheet.currentData()
        return chosen

    def wish(self) -> _Wish:
        """What was asked for."""
        return _Wish(self.template, self._untold, last_change(self._reader))

    def _offer(self) -> None:
        self.who.clear()
        self.who.addItem("全部在册会员", None)
        for past in past_sheets(self._reader, self.template):
            self.who.addItem(f"{past.at} 生成（{past.rows:,} 人）以后有变更的", past.upto)
        if self.who.count() > 1:
            self.who.setCurrentIndex(1)

    def _count(self) -> None:
        upto = self.who.currentData()
        self._untold = None if upto is None else untold_since(self._reader, self.template, upto)
        said, may_go = "", True
        if self._untold is not None:
            count, new = len(self._untold.member_ids), len(self._untold.newcomers)
            may_go = count > 0
            said = (
                f"{count:,} 人：新增 {new:,}，变更 {count - new:,}。"
                if count
                else "没有要报的变更。"
            )
            if self._untold.removed:
                said += f"已删除而表中没有的：{'、'.join(self._untold.removed)}。"
        self.told.setText(said)
        self.told.setVisible(bool(said))
        self.go.setEnabled(may_go)


def export_real_name(screen: RegisterScreen) -> RealNameDialog:
    """Ask what is wanted and where, then write in the background."""
    dialog = RealNameDialog(screen)
    dialog.open()
    return dialog


def _ask_place(screen: RegisterScreen, wish: _Wish) -> None:
    name = file_name(screen.office.desk, "会员实名制变更" if wish.untold else "会员实名制", "xlsx")
    place = Chooser().new_file(screen, "存为文件", str(documents() / name), _KINDS)
    if place is not None:
        start_writing(screen, wish, place)


def start_writing(screen: RegisterScreen, wish: _Wish, target: Path) -> Task | None:
    """Write the sheet to ``target``, with progress under the head of the page.

    ``None`` where whole numbers cannot be noted, and so do not leave.
    """
    desk, template = screen.office.desk, wish.template
    said = f"导出{template.title}{UNMASKED}"
    try:
        asked_for = screen.office.note_whole(ASKED_FOR, said, template=template.id)
    except AppError as refusal:
        screen.findings.show_error(refusal)
        return None
    who = wish.untold.member_ids if wish.untold else None

    def work(progress: Progress) -> object:
        from app.reports.registers.real_name import write_real_name

        with desk.snapshot() as reader:
            return write_real_name(reader, template, target, who, progress)

    def done(made: Made) -> None:
        facts = {"template": template.id, "upto": wish.upto, "rows": made.rows}
        desk.note(MADE, f"{said}：{made.rows:,} 人", asked_for=asked_for, **facts)
        _tell(screen, target, made)

    task = Task(f"正在导出{template.title}", work)
    task.finished.connect(done)
    task.failed.connect(screen.findings.show_error)
    screen.findings.clear()
    screen.task_bar.run(task)
    return task


def _tell(screen: RegisterScreen, target: Path, made: Made) -> None:
    notes = [f"{made.told_earlier}。"] if made.earlier else []
    sentence = f"{made.rows:,} 人写入“{target.name}”。"
    screen.findings.add(written_box("已导出", sentence, target, notes, screen.findings.clear))
    if made.incomplete:
        _tell_incomplete(screen, made)


def _tell_incomplete(screen: RegisterScreen, made: Made) -> None:
    """Name who lacks what the system demands, and lead to them."""
    lacking = list(made.incomplete.values())
    named = "；".join(f"{name}缺{'、'.join(missing)}" for name, missing in lacking[:_NAMED])
    more = " 等" if len(lacking) > _NAMED else ""
    these = View(named=Named(LACKING, tuple(made.incomplete)))
    box = FindingBox(
        LACKING,
        Colour.WARN,
        f"{len(lacking):,} 人有必填项空着，上级系统会拒收这几行。",
        notes=[f"{named}{more}。"],
    )
    box.setToolTip(LACKING_MEANS)
    if (completing := birthday_button(screen.office, screen.findings)) is not None:
        box.add_action(completing)
    box.add_action(button("看这些人", small=True, act=lambda: screen.show_about(these)))
    screen.findings.add(box)
