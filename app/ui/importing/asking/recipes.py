"""Recipes (表格方案): a sender's sheet is read next time as it was read once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.actions.importing import recipes
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions.importing.recipes import Recipe, RecipeDraft
    from app.spec.record import RecordSpec
    from app.store.unit import Unit
    from app.ui.importing.work import Looked
    from app.ui.office import Office

_ABOUT = "从表格导入"
_SHOWN = 8  # lines of what a recipe says


class _Named(Dialog):
    """A dialog with the name of a recipe.

    Attributes:
        settled: what was wanted is in the ledger; carries a sentence.
    """

    settled = Signal(str)

    def __init__(self, title: str, office: Office, name: str, parent: QWidget) -> None:
        super().__init__(title, parent, about=_ABOUT)
        self.office = office
        self.findings = FindingsArea()
        self.name = QLineEdit(name)
        self.name.setAccessibleName("方案名称")
        self.name.selectAll()

    def _ask_name(self) -> None:
        self.body.addWidget(label("名称", "label"))
        self.body.addWidget(self.name)
        self.body.addWidget(self.findings)

    def _act(self, name: str, title: str, work: Callable[[Unit], object], said: str) -> None:
        done = self.office.act(
            name,
            title,
            work,
            ask=lambda _findings: None,
            refuse=self.findings.show_findings,
            show=self.findings.show_error,
        )
        if done is not None:
            self.accept()
            self.settled.emit(said)


class RememberDialog(_Named):
    """记住这家的对应: under which name."""

    def __init__(self, office: Office, looked: Looked, parent: QWidget) -> None:
        bench = looked.bench
        name = looked.recipe.name if looked.recipe is not None else bench.proposed_name()
        super().__init__("记住这家的对应", office, name, parent)
        self._looked = looked
        self.say("下次表头相同的表，自动按这次的对应、日期和名称来读；单独改过的行不记。")
        self._ask_name()
        draft = self._draft(name)
        taken = sum(bool(field) for field in draft.columns.values())
        answers = sum(map(len, draft.options.words.values()))
        told = [
            f"{taken} 列的对应",
            f"{len(draft.options.date_orders)} 列日期",
            f"{answers} 个名称",
        ]
        self.say(f"要记住的：{'、'.join(told)}，以及怎样认出同一条。", "note")
        self.add_button("不记了", self.reject)
        self.add_button("记住", self._remember, kind="primary").setDefault(True)

    def _draft(self, name: str) -> RecipeDraft:
        told = self._looked.told
        return self._looked.bench.recipe_from(name, told.choices, told.options)

    def _remember(self) -> None:
        name = self.name.text().strip()
        work = partial(_remember, draft=self._draft(name))
        said = f"已记住“{name}”，下次表头相同就按它来读"
        self._act("keep_recipe", f"记住表格方案：{name}", work, said)


def _remember(unit: Unit, draft: RecipeDraft) -> int:
    return recipes.remember(unit, draft)


class RecipeDialog(_Named):
    """更改: what a recipe says, another name for it, or away with it."""

    def __init__(self, office: Office, recipe: Recipe, spec: RecordSpec, parent: QWidget) -> None:
        super().__init__("更改表格方案", office, recipe.name, parent)
        self._recipe = recipe
        lines = recipe.said(spec)
        more = f"\n…共 {len(lines)} 条" if len(lines) > _SHOWN else ""
        self.say("\n".join(lines[:_SHOWN]) + more, "note")
        self._ask_name()
        self.say("对应改在表格上：改好以后再点“记住这家的对应”，用同一个名称就换掉原来的。", "note")
        self.add_button("不改", self.reject)
        self.add_button("删除方案", self._forget)
        self.add_button("改名", self._rename, kind="primary").setDefault(True)

    def _rename(self) -> None:
        recipe, name = self._recipe, self.name.text().strip()
        title = f"表格方案改名：{recipe.name} → {name}"
        self._act(
            "rename_recipe",
            title,
            lambda unit: recipes.rename(unit, recipe, name),
            f"方案已改名为“{name}”",
        )

    def _forget(self) -> None:
        recipe = self._recipe
        title = f"删除表格方案：{recipe.name}"
        said = f"方案“{recipe.name}”已删除，撤销可以找回"
        self._act("forget_recipe", title, lambda unit: recipes.forget(unit, recipe), said)
