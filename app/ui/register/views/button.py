"""视图: choosing, saving and naming what a list shows, beside the bar of its filters."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.queries.evidence import is_listed
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.ui.editors.asked_value import AskedValue
from app.ui.register.columns.shown import shown_names
from app.ui.register.views.kept import KeptViews, without_numbers
from app.ui.style.icons import icon
from app.ui.style.tokens import Colour
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.queries.listing import View
    from app.ui.register.card import RegisterCard
    from app.ui.register.views.kept import SavedView
    from app.ui.widgets.finding_box import FindingsArea

_NAME = FieldSpec("name", "视图名称", Kind.TEXT, required=True, max_length=20)
_NOTHING = "没有保存的视图"


class ViewsButton(QWidget):
    """A button that names the view shown, and the menu of all that can be done with views.

    Attributes:
        current: name of the view chosen last; blank for none.
    """

    def __init__(self, card: RegisterCard, findings: FindingsArea) -> None:
        super().__init__()
        self._card = card
        self._findings = findings
        self.kept = KeptViews(card.office, card.spec)
        self.current = ""
        self._is_open = False
        self._plain_columns: tuple[str, ...] = ()  # those shown before a view was chosen
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # not the button's
        self.button = menu_button("", self.menu)
        self.button.setToolTip("保存的筛选、排序和列")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        card.viewed.connect(self.say)
        self.say()

    # --- what is shown ------------------------------------------------------------------

    def open_default(self) -> None:
        """Show the view that the page opens with, the first time it is shown."""
        if not self._is_open:
            self._is_open = True
            if self.kept.default:
                self.choose(self.kept.default)

    def take_up(self, before: ViewsButton) -> None:
        """Go on from the button of the same page with other columns."""
        self._is_open = True
        self.current = before.current
        self._plain_columns = before._plain_columns
        self.say()

    def choose(self, name: str) -> None:
        """Show the rows and columns of a view; columns that are gone are named."""
        saved = self.kept.get(name)
        if saved is None:
            return
        if not self.current:
            self._plain_columns = self._columns()
        fitting, gone = saved.fitted(self._card.spec)
        self.current = name
        self._show(fitting.view, fitting.columns)
        if gone:
            self._tell_gone(name, gone)

    def choose_none(self) -> None:
        """Show everything again, in the columns that were shown before."""
        self.current = ""
        self._show(self._card.first_view, self._plain_columns)

    def _show(self, view: View, columns: tuple[str, ...]) -> None:
        card = self._card
        self._findings.clear()
        names = [name for name in columns if is_listed(card.spec, name)]
        if names and tuple(names) != self._columns():
            card.show_columns(names, in_order=True)
        card.change_view(
            search=view.search,
            filters=view.filters,
            sort=view.sort or card.first_sort,
            as_at=view.as_at,
            incomplete=view.incomplete,
            papers=view.papers,
            crowd=view.crowd,
            flag=view.flag,
            named=None,
        )
        self.say()

    def _tell_gone(self, name: str, gone: list[str]) -> None:
        named = "、".join(f"“{label}”" for label in gone)
        words = f"视图“{name}”用到的{named}列已停用或去掉，打开时没有用它；其余照常。"
        box = FindingBox("视图缺列", Colour.WARN, words)
        box.add_action(button("知道了", "link", act=self._findings.clear))
        self._findings.add(box)

    def _columns(self) -> tuple[str, ...]:
        return shown_names(self._card.office, self._card.spec)

    def _is_changed(self, saved: SavedView) -> bool:
        """Whether the list shows something else by now than the view."""
        fitting, _gone = saved.fitted(self._card.spec)
        now = without_numbers(self._card.spec, self._card.model.view)
        same_order = (fitting.view.sort or self._card.first_sort) == now.sort
        same_rows = _asked(now) == _asked(fitting.view)
        return not (same_order and same_rows and fitting.columns == self._columns())

    def say(self) -> None:
        """Name the view on the button, and whether something else is shown by now."""
        saved = self.kept.get(self.current)
        if saved is None:
            self.current = ""
            self.button.setText("视图")
        else:
            changed = "（已改动）" if self._is_changed(saved) else ""
            self.button.setText(f"视图：{self.current}{changed}")

    # --- the menu -----------------------------------------------------------------------

    def _fill(self) -> None:
        self.say()
        menu = self.menu
        menu.clear()
        for name in self.kept.names():
            self._offer(name, partial(self.choose, name), checked=name == self.current)
        if self.current:
            self._offer("不用视图，看全部", self.choose_none)
        elif not self.kept.names():
            menu.addAction(_NOTHING).setEnabled(False)
        menu.addSeparator()
        self._offer("存为新视图…", self.ask_new)
        if name := self.current:
            self._offer(f"用现在的样子更新“{name}”", lambda: self.keep(name))
            self._offer(f"给“{name}”改名…", lambda: self.ask_name(name))
            is_first = self.kept.default == name
            turn = partial(self.kept.open_with, "" if is_first else name)
            self._offer(f"打开本页就用“{name}”", turn, checked=is_first)
            self._offer(f"删除“{name}”…", lambda: self.ask_delete(name))

    def _offer(self, text: str, act: Callable[[], object], *, checked: bool = False) -> None:
        action = self.menu.addAction(text)
        if checked:
            action.setIcon(icon("check", Colour.FOCUS))
        action.triggered.connect(lambda _on=False: act())

    def keep(self, name: str) -> None:
        """Keep what is shown now as the view ``name``."""
        now = self._card.model.view
        if not self.current:
            self._plain_columns = self._columns()
        saved = self.kept.keep(name, now, self._columns())
        self.current = name
        self.say()
        left_out = saved.view.filters != now.filters or saved.view.search != now.search
        more = "，证号和电话的筛选没有存" if left_out else ""
        self._card.office.told.emit(f"已存为视图“{name}”{more}")

    def ask_new(self) -> Dialog:
        """Ask how what is shown now shall be called."""
        return self._ask("把现在的样子存为视图", "", "存为视图", self.keep)

    def ask_name(self, name: str) -> Dialog:
        """Ask for another name of a view."""

        def rename(now: str) -> None:
            self.kept.rename(name, now)
            self.current = now
            self.say()

        return self._ask(f"给视图“{name}”改名", name, "改名", rename)

    def _ask(self, title: str, first: str, act: str, take: Callable[[str], object]) -> Dialog:
        dialog = Dialog(title, self.window(), about="保存的视图")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.say("视图记住筛选、查找、排序、显示的列和截至日期，只记在这台电脑上。")
        asked = AskedValue(_NAME)
        asked.show_value(first or None)
        dialog.body.addWidget(asked)

        def accept() -> None:
            name = str(asked.value or "") if asked.settle() else ""
            if not name:
                return
            if name != first and name in self.kept.names():
                asked.object_to("已有叫这个名称的视图，请换一个，或打开它再更新。")
                return
            take(name)
            dialog.accept()

        dialog.add_button("取消", dialog.reject)
        dialog.add_button(act, accept, kind="primary").setDefault(True)
        dialog.setModal(True)
        dialog.open()
        asked.editor.setFocus()
        return dialog

    def ask_delete(self, name: str) -> Dialog:
        """Ask before a view goes: undo does not bring it back."""
        dialog = Dialog(f"删除视图“{name}”", self.window(), about="保存的视图")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.say("只去掉这个名称下记住的筛选和列，台账里的记录没有变化。视图删除后不能撤销。")

        def delete() -> None:
            self.kept.forget(name)
            if self.current == name:
                self.current = ""
            self.say()
            dialog.accept()

        dialog.add_button("不删了", dialog.reject).setDefault(True)
        dialog.add_button("删除这个视图", delete, kind="primary")
        dialog.setModal(True)
        dialog.open()
        return dialog


def _asked(view: View) -> View:
    """What ``view`` asks for, whatever the day and the order of columns and filters."""
    ordered = tuple(sorted(view.filters, key=lambda each: each.field))
    return replace(view, filters=ordered, sort=(), today="")
