"""Recipes (表格方案): what a person has said of a sender's sheet, kept and found again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.actions.importing.asked import ImportOptions, Word
from app.errors import Refused
from app.models.import_recipe import ImportRecipe
from app.spec.dates import DateOrder
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec
    from app.store.unit import Unit

_LONGEST = 50  # characters of a name
_FALLBACK = "表格方案"
# What changes from one sheet of a sender to the next: days, months, years, copies, versions.
_CHANGING = re.compile(
    r"\d{4}\s*年(?:度)?|\d{1,2}\s*月(?:份)?|\d{1,2}\s*日|第[一二三四1-4]季度|[上下]半年"
    r"|\d{4}[-._]?\d{2}(?:[-._]?\d{2})?|副本|最新|终稿|定稿|[vV]\d+|\(\d+\)|（\d+）"
)
_ORDERS = {DateOrder.YMD: "年月日", DateOrder.DMY: "日月年", DateOrder.MDY: "月日年"}
_EMPTY = re.compile(r"[(（]\s*[)）]")
_EDGES = " -_.·—,，、"


@dataclass(frozen=True, slots=True)
class RecipeDraft:
    """What is to be remembered.

    Attributes:
        register: id of the register that sheets like this are taken into.
        heading: folded texts of the heading's rows, by which such a sheet is known again.
        columns: by column (from 0) the field it means; blank for columns left out.
        options: decisions about single rows are not kept: rows are others next time.
        tab: the field for which the sheet's name stands; blank for none, ``None`` where nothing
            was said of it.
    """

    register: str
    name: str
    heading: tuple[tuple[str, ...], ...]
    columns: Mapping[int, str]
    options: ImportOptions
    tab: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe as it is kept; see :class:`RecipeDraft`."""

    recipe_id: int
    register: str
    name: str
    heading: tuple[tuple[str, ...], ...]
    columns: Mapping[int, str]
    content: Mapping[str, Any]

    @property
    def tab(self) -> str | None:
        """The field for which the sheet's name stands; see :class:`RecipeDraft`."""
        found: str | None = self.content.get("tab")
        return found

    def options(self) -> ImportOptions:
        """How rows are read and matched."""
        kept = self.content
        common = kept.get("date_order")
        return ImportOptions(
            key=kept.get("key", ""),
            overwrite_blanks=bool(kept.get("overwrite_blanks")),
            date_order=DateOrder(common) if common else None,
            date_orders={name: DateOrder(order) for name, order in kept["date_orders"].items()},
            words={
                name: {key: _answer(value) for key, value in answers.items()}
                for name, answers in kept["words"].items()
            },
        )

    def said(self, spec: RecordSpec) -> list[str]:
        """What it says, for people: one line for each thing settled."""
        texts = ["".join(stack) for stack in zip(*_padded(self.heading), strict=True)]
        lines = [
            f"“{texts[column]}”列读作“{spec.fields[name].label}”"
            for column, name in self.columns.items()
            if name in spec.fields and column < len(texts)
        ]
        if self.tab and self.tab in spec.fields:
            lines.append(f"工作表的名称读作“{spec.fields[self.tab].label}”")
        options = self.options()
        lines += [
            f"“{spec.fields[name].label}”按{_ORDERS[order]}的先后读"
            for name, order in options.date_orders.items()
            if name in spec.fields
        ]
        keys = [spec.fields[name].label for name in options.key_fields if name in spec.fields]
        if keys:
            lines.append(f"按{'、'.join(keys)}认定同一条记录")
        if answers := sum(map(len, options.words.values())):
            lines.append(f"记住了 {answers} 个名称的写法")
        if options.overwrite_blanks:
            lines.append("空白单元格清空原有内容")
        return lines


def recipes_of(reader: Connection, register: str) -> list[Recipe]:
    """The recipes for a register, the newest first."""
    table = table_of(ImportRecipe)
    query = (
        select(table.c.id, table.c.register, table.c.name, table.c.content)
        .where(table.c.register == register, table.c.retired_at.is_(None))
        .order_by(table.c.id.desc())
    )
    return [
        Recipe(
            row.id,
            row.register,
            row.name,
            tuple(tuple(line) for line in row.content["heading"]),
            {int(column): name for column, name in row.content["columns"].items()},
            row.content,
        )
        for row in reader.execute(query)
    ]


def recipe_called(reader: Connection, spec: RecordSpec, name: str) -> Recipe:
    """The recipe called ``name``.

    Raises:
        Refused: there is none.
    """
    kept = recipes_of(reader, spec.id)
    for recipe in kept:
        if recipe.name == name:
            return recipe
    names = "、".join(recipe.name for recipe in kept[:5])
    raise Refused(
        f"{spec.title}没有叫“{name[:20]}”的表格方案",
        "没有写入任何内容",
        f"可用：{names}" if names else "请先导入一次，再记住这份表格的对应",
        "R-571",
    )


def remember(unit: Unit, draft: RecipeDraft) -> int:
    """Keep a recipe; one of the same name for the same register is replaced. Does not commit.

    Returns:
        Its number.

    Raises:
        Refused: it has no name.
    """
    name = _named(draft.name)
    content = _content(draft)
    kept = recipes_of(unit.connection, draft.register)
    known = next((one.recipe_id for one in kept if one.name == name), None)
    if known is not None:
        unit.update(ImportRecipe, known, {"content": content})
        return known
    row = {"register": draft.register, "name": name, "content": content}
    return unit.insert(ImportRecipe, [row])[0]


def rename(unit: Unit, recipe: Recipe, name: str) -> None:
    """Call a recipe otherwise. Does not commit.

    Raises:
        Refused: it has no name, or another recipe of the register is called so.
    """
    name = _named(name)
    kept = recipes_of(unit.connection, recipe.register)
    if any(one.name == name and one.recipe_id != recipe.recipe_id for one in kept):
        raise Refused(
            f"已有一个表格方案叫“{name[:20]}”", "原来的方案没有变化", "请换一个名称", "R-572"
        )
    unit.update(ImportRecipe, recipe.recipe_id, {"name": name})


def forget(unit: Unit, recipe: Recipe) -> None:
    """Put a recipe aside; taking this back brings it back. Does not commit."""
    unit.update(ImportRecipe, recipe.recipe_id, {"retired_at": unit.now})


def proposed_name(file_name: str) -> str:
    """A name for the recipe of a file: the file's own, without what changes each month."""
    name = _EMPTY.sub("", _CHANGING.sub("", file_name)).strip(_EDGES)
    return (name or _FALLBACK)[:_LONGEST]


def _named(name: str) -> str:
    name = " ".join(name.split())[:_LONGEST]
    if not name:
        raise Refused("表格方案还没有名称", "没有写入任何内容", "请给它起一个名称", "R-573")
    return name


def _content(draft: RecipeDraft) -> dict[str, Any]:
    options = draft.options
    return {
        "heading": [list(line) for line in draft.heading],
        "columns": {str(column): name for column, name in draft.columns.items()},
        "tab": draft.tab,
        "key": options.key,
        "overwrite_blanks": options.overwrite_blanks,
        "date_order": options.date_order.value if options.date_order else None,
        "date_orders": {name: order.value for name, order in options.date_orders.items()},
        "words": {
            name: {key: _kept(answer) for key, answer in answers.items()}
            for name, answers in options.words.items()
        },
    }


def _kept(answer: int | str | Word) -> dict[str, int | str]:
    if isinstance(answer, Word):
        return {"word": answer.value}
    return {"record": answer} if isinstance(answer, int) else {"text": answer}


def _answer(kept: Mapping[str, Any]) -> int | str | Word:
    if "word" in kept:
        return Word(kept["word"])
    found: int | str = kept["record"] if "record" in kept else kept["text"]
    return found


def _padded(lines: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    width = max(map(len, lines), default=0)
    return [line + ("",) * (width - len(line)) for line in lines]
