"""What is done to a node of the tree: another name, another place, its end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.organization.dialogs import DissolveDialog, MoveDialog, places_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.queries.organization.tree import Node
    from app.store.unit import Unit
    from app.ui.office import Office
    from app.ui.organization.view import TreeView
    from app.ui.widgets.finding_box import FindingsArea

_ACKNOWLEDGED = "调整组织架构"
_FINDINGS_SHOWN = 3  # of many that say the same of many people


class TreeDeeds(QObject):
    """Acts on the current node of a tree; what stands against it is shown where it was asked.

    Args:
        findings: of the page, for what is done without a dialog.
    """

    def __init__(self, office: Office, view: TreeView, findings: FindingsArea) -> None:
        super().__init__(view)
        self._office = office
        self._view = view
        self._findings = findings

    def current(self) -> Node | None:
        """The node to act on; ``None`` where nothing may be changed."""
        line = self._view.current()
        return line.node if line is not None and self._view.lines.may_write else None

    def _act(
        self, name: str, title: str, work: Callable[[Unit], object], area: FindingsArea
    ) -> bool:
        """Do one thing to the tree; whether it was done."""
        area.clear()
        done = self._office.act(
            name,
            title,
            work,
            ask=lambda _findings: _ACKNOWLEDGED,
            refuse=lambda findings: area.show_findings(findings[:_FINDINGS_SHOWN]),
            show=area.show_error,
        )
        return done is not None

    def rename(self, number: int, name: str) -> None:
        """Give a node another name."""
        from app.actions.organization import rename_group

        node = self._view.lines.tree.node(number)
        if node is not None:
            title = f"“{node.name}”改名为“{name}”"
            work = partial(rename_group, group_id=number, name=name)
            self._act("rename_group", title, work, self._findings)

    def move(self, number: int, above: int) -> None:
        """Put a node that was dragged under another one, or under the union (0)."""
        self._move(number, above, self._findings)

    def _move(self, number: int, above: int, area: FindingsArea) -> bool:
        from app.actions.organization import move_group

        tree = self._view.lines.tree
        node, target = tree.node(number), tree.node(above)
        if node is None:
            return False
        where = f"“{target.name}”下面" if target else "工会直属"
        work = partial(move_group, group_id=number, below=above or None)
        is_done = self._act("move_group", f"“{node.name}”移到{where}", work, area)
        if is_done:
            self._view.go(number)
            self._office.told.emit(f"“{node.name}”已移到{where}，按 Ctrl+Z 可以撤销")
        return is_done

    def ask_where(self) -> MoveDialog | None:
        """Ask where the current node shall stand."""
        if (node := self.current()) is None:
            return None
        tree = self._view.lines.tree
        places = places_for(tree, node, self._office.desk.union_name)
        dialog = MoveDialog(
            node.name,
            places,
            lambda above: self._move(node.id, above, dialog.findings),
            self._view.window(),
        )
        dialog.open()
        return dialog

    def ask_day(self) -> DissolveDialog | None:
        """Ask from which day the current node is no more, and where its people go."""
        node = self.current()
        if node is None or not node.is_there:
            return None
        title = f"撤并“{node.name}”"

        def dissolve(day: str, people_to: int | None) -> bool:
            from app.actions.organization import dissolve_group

            work = partial(dissolve_group, group_id=node.id, day=day, people_to=people_to)
            is_done = self._act("dissolve_group", title, work, dialog.findings)
            if is_done:
                moved = f"，{dialog.people} 人已调整小组" if dialog.people else ""
                self._office.told.emit(f"已{title}{moved}，按 Ctrl+Z 可以撤销")
            return is_done

        tree = self._view.lines.tree
        dialog = DissolveDialog(self._office, tree, node, dissolve, self._view.window())
        dialog.open()
        return dialog
