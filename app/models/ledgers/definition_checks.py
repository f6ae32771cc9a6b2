"""What a definition of a working ledger may say; every fault names the column and the mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.models.all import RECORDS
from app.resources import toml_files
from app.spec.codes import fold
from app.spec.field import is_extra
from app.spec.kinds import NUMERIC, TEXTUAL, Kind
from app.spec.record import Chapter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ID = re.compile("[A-Z0-9][A-Z0-9-]{0,19}")  # capitals: never the name of a mapped table
_NAME = re.compile("[a-z][a-z0-9_]{0,39}")
_LEDGER_KEYS = frozenset(
    {"id", "title", "chapter", "columns", "form", "table", "paper", "signers", "period"}
    | {"retention", "keys", "order", "name_field"}
)
_COLUMN_KEYS = frozenset(
    {"name", "label", "kind", "required", "choices", "unit", "length", "aliases"}
    | {"personal", "target", "minimum", "maximum"}
)
_SECTION_KEYS = frozenset({"title", "columns"})
# Names every row has besides its columns, and the printed column of running numbers.
_RESERVED_NAMES = frozenset(
    {"id", "uid", "created_at", "retired_at", "ledger_id", "content", "pinyin", "initials", "seq"}
)
_RESERVED_LABELS = frozenset({"序号"})
_MOST_COLUMNS = 30  # more are legible on no paper
_MOST_SIGNERS = 6
_LONGEST_TITLE = 40
_LONGEST_LABEL = 30
_LONGEST_CHOICE = 50
_LONGEST_WORD = 20  # unit, period, retention, a signer
_LONGEST_CELL = 10_000
_MOST_CHOICES = 200
_GREATEST = 10**15  # fen or pieces; far from what SQLite cannot hold


class DefinitionFault(ValueError):
    """What is wrong with a definition, in Chinese, without naming the ledger."""


def demand(holds: object, fault: str) -> None:
    """Refuse a definition with ``fault`` unless ``holds``.

    Raises:
        DefinitionFault: it does not hold.
    """
    if not holds:
        raise DefinitionFault(fault)


def check_definition(document: Mapping[str, Any]) -> None:
    """Demand that a parsed document says everything in the right type and agrees with itself.

    Raises:
        DefinitionFault: the first mistake found.
    """
    _known_keys(document, _LEDGER_KEYS, "定义")
    demand(
        isinstance(document.get("id"), str) and _ID.fullmatch(document["id"]),
        "编号 id 应为大写字母、数字和短横，最多 20 个字",
    )
    demand(document.get("title"), "没有名称 title")
    _words(document["title"], "名称 title", _LONGEST_TITLE)
    _refuse_core_names(document["id"], document["title"])
    _check_chapter(document.get("chapter", Chapter.WORK))
    for key in ("period", "retention"):
        if key in document:
            _words(document[key], key, _LONGEST_WORD, blank=True)
    if "signers" in document:
        signers = _list_of_words(document["signers"], "signers", _LONGEST_WORD)
        demand(len(signers) <= _MOST_SIGNERS, f"signers 最多 {_MOST_SIGNERS} 个")
    columns: Any = document.get("columns")
    demand(columns, "一列也没有")
    demand(_is_list_of(columns, dict), "columns 应是一组列，每列写成 { name = …, label = … }")
    demand(
        len(columns) <= _MOST_COLUMNS,
        f"有 {len(columns)} 列，最多 {_MOST_COLUMNS} 列，请分成两本台账",
    )
    for column in columns:
        _check_column(column)
    _check_headings(columns)
    _check_layouts(document, [column["name"] for column in columns])


def _known_keys(given: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    strange = "、".join(f"“{_short(key)}”" for key in sorted(given.keys() - known)[:3])
    demand(not strange, f"{where}中有不认识的项目{strange}")


def _refuse_core_names(ledger_id: str, title: str) -> None:
    for record in RECORDS:
        demand(
            fold(ledger_id) != fold(record.__tablename__), f"编号“{ledger_id}”是程序自己用的，请换"
        )
        demand(fold(title) != fold(record.title), f"名称“{title}”与程序自带的台账相同，请换")


def _check_chapter(chapter: object) -> None:
    chapters = [each.value for each in Chapter]
    demand(
        isinstance(chapter, str) and chapter in chapters,
        f"没有章节“{_short(chapter)}”，可用：{'、'.join(chapters)}",
    )


# --- one column ---------------------------------------------------------------------------


def _check_column(column: Mapping[str, Any]) -> None:
    shown = column.get("label") or column.get("name") or "（无名）"
    where = f"列“{_short(shown)}”"
    demand(column.get("name") and column.get("label"), f"{where}要有 name 和 label")
    _known_keys(column, _COLUMN_KEYS, where)
    name = column["name"]
    demand(
        isinstance(name, str) and _NAME.fullmatch(name),
        f"{where}的 name 应是小写英文字母开头的字母、数字和下划线，最多 40 个",
    )
    demand(
        name not in _RESERVED_NAMES and not is_extra(name),
        f"{where}的 name“{name}”是程序自己用的，请换一个",
    )
    _words(column["label"], f"{where}的 label", _LONGEST_LABEL)
    demand(column["label"] not in _RESERVED_LABELS, f"{where}不必设：打印和导出时程序自己编“序号”")
    for key in ("required", "personal"):
        value = column.get(key, False)
        demand(isinstance(value, bool), f"{where}的 {key} 应是 true 或 false")
    kind = _kind(column, where)
    _check_bounds(column, kind, where)
    _check_choices(column, kind, where)
    if "unit" in column:
        _words(column["unit"], f"{where}的 unit", _LONGEST_WORD, blank=True)
    if "aliases" in column:
        _list_of_words(column["aliases"], f"{where}的 aliases", _LONGEST_LABEL)


def _kind(column: Mapping[str, Any], where: str) -> Kind:
    given = column.get("kind", Kind.TEXT)
    known = [kind.value for kind in Kind]
    demand(isinstance(given, str) and given in known, f"{where}的类型“{_short(given)}”不存在")
    return Kind(given)


def _check_bounds(column: Mapping[str, Any], kind: Kind, where: str) -> None:
    if "length" in column:
        demand(kind in TEXTUAL and kind is not Kind.PHONE, f"{where}不是文字列，不能设 length")
        demand(
            _is_number(column["length"]) and 1 <= column["length"] <= _LONGEST_CELL,
            f"{where}的 length 应是 1 到 {_LONGEST_CELL} 的整数",
        )
    bounds = [key for key in ("minimum", "maximum") if key in column]
    demand(not bounds or kind in NUMERIC, f"{where}不是数值列，不能设最小值、最大值")
    for key in bounds:
        demand(
            _is_number(column[key]) and abs(column[key]) <= _GREATEST,
            f"{where}的 {key} 应是整数（金额以分计）",
        )
    demand(
        len(bounds) < 2 or column["minimum"] <= column["maximum"],
        f"{where}的最小值大于最大值",
    )


def _check_choices(column: Mapping[str, Any], kind: Kind, where: str) -> None:
    given = column.get("choices")
    demand(kind is not Kind.CHOICE or given, f"{where}没有给出可选的内容")
    demand(kind is Kind.CHOICE or given is None, f"{where}不是 choice 列，不能设 choices")
    if isinstance(given, str):
        demand(
            f"codes/{given}.toml" in toml_files("codes"), f"{where}：没有代码表“{_short(given)}”"
        )
    elif given is not None:
        labels = _list_of_words(given, f"{where}的 choices", _LONGEST_CHOICE)
        demand(len(labels) <= _MOST_CHOICES, f"{where}的 choices 最多 {_MOST_CHOICES} 项")
    targets = {record.__tablename__ for record in RECORDS if record.name_field}
    target = column.get("target")
    demand(
        kind is not Kind.REFERENCE or (isinstance(target, str) and target in targets),
        f"{where}的 target 应是一种有名称的记录，例如 member",
    )
    demand(kind is Kind.REFERENCE or target is None, f"{where}不是 reference 列，不能设 target")


def _check_headings(columns: Sequence[Mapping[str, Any]]) -> None:
    """No name twice, and no heading by which a workbook's column could be two."""
    names: set[str] = set()
    owners: dict[str, int] = {}
    for number, column in enumerate(columns):
        label = column["label"]
        demand(column["name"] not in names, f"列“{label}”的 name“{column['name']}”重复")
        names.add(column["name"])
        for heading in (label, *column.get("aliases", ())):
            other = owners.setdefault(fold(heading), number)
            demand(
                other == number,
                f"第 {number + 1} 列“{label}”的名称或别名“{heading}”与第 {other + 1} 列"
                f"“{columns[other]['label']}”相同",
            )


# --- arrangement --------------------------------------------------------------------------


def _check_layouts(document: Mapping[str, Any], columns: list[str]) -> None:
    for key in ("table", "paper", "order"):
        if key in document:
            _names(document[key], key, columns)
    if "keys" in document:
        keys = document["keys"]
        demand(_is_list_of(keys, list), 'keys 应是一组或几组列，写成 [["name"]]')
        for group in keys:
            _names(group, "keys", columns)
    if "form" in document:
        _check_form(document["form"], columns, document["columns"])
    named = document.get("name_field", "")
    demand(isinstance(named, str), "name_field 应是一列的 name")
    demand(not named or named in columns, f"name_field“{_short(named)}”不是本台账的列")


def _names(given: object, key: str, columns: list[str]) -> list[str]:
    names = _list_of_words(given, key, _LONGEST_LABEL + 10)
    strange = "、".join(f"“{_short(name)}”" for name in names if name not in columns)
    demand(not strange, f"{key} 中的{strange}不是本台账的列")
    return names


def _check_form(sections: object, names: list[str], columns: Iterable[Mapping[str, Any]]) -> None:
    demand(
        sections and _is_list_of(sections, dict),
        "form 应是一组栏目，每个写成 { title = …, columns = […] }",
    )
    shown: list[str] = []
    for section in sections:  # type: ignore[attr-defined]  # demanded above
        _known_keys(section, _SECTION_KEYS, "form 的栏目")
        demand("title" in section and "columns" in section, "form 的每个栏目要有 title 和 columns")
        _words(section["title"], "form 的栏目名 title", _LONGEST_LABEL)
        shown += _names(section["columns"], "form", names)
    twice = next((name for name in shown if shown.count(name) > 1), "")
    demand(not twice, f"form 中的“{twice}”出现了两次")
    missing = [c["label"] for c in columns if c.get("required") and c["name"] not in shown]
    demand(not missing, f"表单 form 上缺必填的列“{'、'.join(missing[:3])}”")


# --- types --------------------------------------------------------------------------------


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, kind) for item in value)


def _words(value: object, what: str, longest: int, *, blank: bool = False) -> None:
    """Demand one line of text that can be printed."""
    demand(isinstance(value, str), f"{what} 应是文字，要加引号")
    text = str(value)
    demand(blank or text.strip(), f"{what} 是空的")
    demand(text.replace("\u3000", "").isprintable(), f"{what} 含有换行或看不见的字符")
    demand(len(text) <= longest, f"{what} 太长，最多 {longest} 个字")


def _list_of_words(value: object, what: str, longest: int) -> list[str]:
    """Demand a list of texts, at least one, none twice."""
    demand(_is_list_of(value, str), f'{what} 应是一组文字，写成 ["甲", "乙"]')
    texts = [str(item) for item in value]  # type: ignore[attr-defined]  # demanded above
    demand(texts, f"{what} 是空的")
    for text in texts:
        _words(text, f"{what} 中的一项", longest)
    folded = [fold(text) for text in texts]
    twice = next((text for text in texts if folded.count(fold(text)) > 1), "")
    demand(not twice, f"{what} 中的“{_short(twice)}”出现了两次")
    return texts


def _short(value: object) -> str:
    """What was written, short enough for a message, without marks nobody sees."""
    plain = str(value) if isinstance(value, str | int | float) else "…"
    text = "".join(filter(str.isprintable, plain))
    return text if len(text) <= _LONGEST_WORD else f"{text[:_LONGEST_WORD]}…"
