"""What is asked before a node moves or is dissolved: where to, and from which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.queries.organization.tree import people_in
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse
from app.ui.editors.choice import ChoiceEditor
from app.ui.editors.text import LineEditor
from app.ui.organization.model import UNION
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.queries.organization.tree import Node, Tree
    from app.ui.editors.choice import Option
    from app.ui.office import Office

PLACE = "组织架构"  # what the manual calls the page
_BELOW = FieldSpec("parent_id", "移到哪里", Kind.REFERENCE, target="member_group")
_PEOPLE_TO = FieldSpec("group_id", "调到哪里", Kind.REFERENCE, target="member_group")
_DAY = FieldSpec("dissolved_on", "撤并日期", Kind.DATE)


def path_of(tree: Tree, node: Node) -> str:
    """The name of a node after those above it: 装配分工会 / 装配一组."""
    above = tree.node(node.parent_id) if node.parent_id is not None else None
    return f"{path_of(tree, above)} / {node.name}" if above else node.name


class _Asking(Dialog):
    """Takes what was chosen, and says below what cannot be taken."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent, about=PLACE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.findings = FindingsArea()
        self.fault = label("", "fault", wrap=True)

    def _finish(self, act: str, take: Callable[[], object]) -> None:
        self.body.addWidget(self.fault)
        self.body.addWidget(self.findings)
        self.fault.hide()
        self.add_button("取消", self.reject)
        self.act = self.add_button(act, take, kind="primary")
        self.act.setDefault(True)

    def _choice(self, field: FieldSpec, options: Sequence[Option]) -> ChoiceEditor:
        editor = ChoiceEditor(field, options)
        self.body.addWidget(label(field.label, "label"))
        self.body.addWidget(editor)
        return editor

    def _chosen(self, editor: ChoiceEditor) -> int | None:
        """The number chosen; ``None``, and a word on it, where it names nothing."""
        raw = editor.raw()
        if isinstance(raw, int):
            return raw
        self._say_fault("请从列表里选一个。")
        editor.setFocus()
        return None

    def _say_fault(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.show()


class MoveDialog(_Asking):
    """移到…: the keyboard's way of dragging a node.

    Args:
        options: where it may stand, with the words for each; 0 is the union itself.
        move: does it with the number chosen; whether it was done.
    """

    def __init__(
        self, name: str, options: Sequence[Option], move: Callable[[int], bool], parent: QWidget
    ) -> None:
        super().__init__(f"移动“{name}”", parent)
        self._move = move
        self.say("它下面的小组和会员跟着一起移，会员的小组不变。")
        self.where = self._choice(_BELOW, options)
        self._finish("移到这里", self.take)
        self.where.setFocus()

    def take(self) -> None:
        """Move the node where it was said."""
        self.fault.hide()
        number = self._chosen(self.where)
        if number is not None and self._move(number):
            self.accept()


class DissolveDialog(_Asking):
    """撤并: from which day, and where the people go.

    Args:
        dissolve: does it with the day and the number of the node that takes the people; whether
            it was done.
    """

    def __init__(
        self,
        office: Office,
        tree: Tree,
        node: Node,
        dissolve: Callable[[str, int | None], bool],
        parent: QWidget,
    ) -> None:
        super().__init__(f"撤并“{node.name}”", parent)
        self._dissolve = dissolve
        going = tree.at_and_below(node.id)
        self.people = len(people_in(office.desk.reader, going))
        below = sum(tree.node(number) in tree.shown() for number in going) - 1
        if below:
            self.say(f"下面的 {below} 个小组一并撤并。")
        self.say("以前的名册不变，按当时的日期仍然打得出来；可以撤销。")
        self.body.addWidget(label(_DAY.label, "label"))
        self.day = LineEditor(_DAY, office.desk.today)
        self.day.show_hint()
        self.day.setText(office.desk.today)
        self.body.addWidget(self.day)
        self.where: ChoiceEditor | None = None
        if self.people:
            self.say(f"在册会员 {self.people} 人（含保留会籍）当天一并调整小组：")
            others = [each for each in tree.nodes if each.is_there and each.id not in going]
            self.where = self._choice(
                _PEOPLE_TO, [(each.id, path_of(tree, each)) for each in others]
            )
            if not others:
                self.say("没有别的分工会或小组可以调去，请先登记一个。", "warning-note")
        self._finish("撤并", self.take)
        (self.where or self.day).setFocus()

    def take(self) -> None:
        """Dissolve the node as it was said."""
        self.fault.hide()
        try:
            day = parse(_DAY, self.day.text())
        except ValueProblem as problem:
            self._say_fault(f"{problem.message}。")
            return
        if day is None:
            self._say_fault("请填撤并日期。")
            return
        to = self._chosen(self.where) if self.where is not None else None
        if (self.where is None or to is not None) and self._dissolve(str(day), to):
            self.accept()


def places_for(tree: Tree, node: Node, union: str) -> list[Option]:
    """Where a node may be moved, as a list to choose from; the union itself first."""
    going = tree.at_and_below(node.id)
    top: list[Option] = [(UNION, f"{union}（直属）")] if node.parent_id is not None else []
    return top + [
        (each.id, path_of(tree, each))
        for each in tree.nodes
        if each.is_there and each.id not in going and each.id != node.parent_id
    ]
