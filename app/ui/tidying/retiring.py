"""删除: at once, with room to say why afterwards; whoever left the union is not deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.members.membership import count_changes
from app.queries.naming.called import NAMED, names_of, whom
from app.queries.past.recycle import REASON_GIVEN
from app.ui.naming import counted
from app.ui.style.tokens import Colour
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox, Notice, reason_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.register.screen import RegisterScreen

_MEMBERS, _CHANGES = "member", "membership_event"
_HINT = "删除的原因（可不填），例如 登记错了"


def retire_selected(screen: RegisterScreen) -> None:
    """Take the selected records out of the register; undo brings them back."""
    numbers = screen.card.selected_numbers()
    if not numbers or screen.office.desk.read_only or screen.spec.is_single:
        return
    screen.findings.clear()
    reader = screen.office.desk.reader
    if screen.spec.id == _MEMBERS and any(count_changes(reader, number) for number in numbers):
        screen.findings.add(_proposal(screen, numbers))
    else:
        _retire(screen, numbers)


def _proposal(screen: RegisterScreen, numbers: Sequence[int]) -> FindingBox:
    """Somebody who leaves the union is not deleted: the change of membership is recorded."""
    first = screen.card.model.name_of(numbers[0])
    who = first if len(numbers) == 1 else f"{first}等 {len(numbers)} 人"
    box = FindingBox(
        "提示",
        Colour.WARN,
        f"{who}登记过会籍变动。离开工会的人不用删除，请登记会籍变动。",
        notes=[
            "转出、退会、除名、去世都是会籍变动，登记以后以往的名册和人数才对得上。",
            "只有登记错了、本来没有这个人，才删除。",
        ],
    )
    if len(numbers) == 1:
        box.add_action(button("登记会籍变动", small=True, act=lambda: _record_change(screen)))
    box.add_action(button("登记错了，仍然删除", small=True, act=lambda: _retire(screen, numbers)))
    box.add_action(button("不删了", "link", act=screen.findings.clear))
    return box


def _record_change(screen: RegisterScreen) -> None:
    """Open the form of a change of the current person's membership."""
    screen.findings.clear()
    screen.follow(screen.office.desk.specs[_CHANGES], "member_id")


def _retire(screen: RegisterScreen, numbers: Sequence[int]) -> None:
    from app.actions import records

    office, spec = screen.office, screen.spec
    what = counted(spec.id, len(numbers))
    names = names_of(office.desk.reader, spec, numbers[:NAMED])
    named = [names[number] for number in numbers[:NAMED] if number in names]
    told = whom(named, len(numbers), what.rpartition(" ")[2])
    screen.findings.clear()
    done = office.act(
        "retire_records",
        f"删除{spec.title}：{told}",
        lambda unit: records.retire(unit, spec, numbers),
        ask=lambda _findings: "已确认",
        refuse=screen.findings.show_findings,
        show=screen.findings.show_error,
    )
    if done is not None and done.action_id is not None:
        office.told.emit(f"已删除 {what}，按 Ctrl+Z 可以恢复")
        screen.findings.add(_afterwards(screen, done.action_id, told))
        screen.card.view.setFocus()


def _afterwards(screen: RegisterScreen, action_id: int, told: str) -> FindingBox:
    """Room to say why, for whoever wants to."""
    box = Notice("已删除", Colour.NEUTRAL, f"{told}已移入回收站。")
    line = reason_line(_HINT)
    line.setMinimumWidth(line.fontMetrics().horizontalAdvance(f"{_HINT}　　"))

    def keep() -> None:
        if text := line.text().strip():
            note = {"about": action_id, "reason": text}
            screen.office.desk.note(REASON_GIVEN, f"说明删除{screen.spec.title}的原因", **note)
            screen.office.told.emit("已记下删除的原因")
        screen.findings.remove(box)
        screen.card.view.setFocus()

    line.returnPressed.connect(keep)
    box.add_action(line)
    box.add_action(button("记下", small=True, act=keep))
    box.add_action(button("不填", "link", act=lambda: screen.findings.remove(box)))
    return box
