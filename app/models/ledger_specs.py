"""Working ledgers: a TOML definition becomes the same specification as a mapped record."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import Refused
from app.models import all as all_records
from app.models.base import codes, record_classes
from app.resources import read_toml, resource, toml_files
from app.spec.codes import CodeList, plain_list
from app.spec.field import FieldSpec, Layout
from app.spec.kinds import DATES, TEXTUAL, Kind
from app.spec.record import Chapter, Family, RecordSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

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
_LENGTHS = {Kind.LONG_TEXT: 2000, Kind.NAME: 50, Kind.CODE: 50, Kind.ID_NUMBER: 30}
_TEXT_LENGTH = 200


def _refused(title: object, fault: str) -> Refused:
    return Refused(
        f"台账定义“{title}”有误：{fault}",
        "台账和已有的记录没有变化",
        "请改正定义文件后重新导入",
        "Y-501",
    )


class _Fault(ValueError):
    """What is wrong with a definition, in Chinese, without naming the ledger."""


def _demand(holds: object, fault: str) -> None:
    if not holds:
        raise _Fault(fault)


def _unknown_keys(given: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    strange = "、".join(sorted(given.keys() - known))
    _demand(not strange, f"{where}中有不认识的项目“{strange}”")


def _choices(ledger_id: str, column: Mapping[str, Any]) -> CodeList | None:
    """The list a choice is made from: its labels, or the id of a list the program ships."""
    given = column.get("choices")
    if given is None:
        return None
    if not isinstance(given, str):
        labels = [str(label) for label in given]
        return plain_list(f"{ledger_id}.{column['name']}", column["label"], labels)
    try:
        return codes(given)
    except FileNotFoundError:
        raise _Fault(f"没有代码表“{given}”") from None


@cache
def _targets() -> frozenset[str]:
    """Tables a reference may point to: those whose rows have a name."""
    return frozenset(record.__tablename__ for record in record_classes() if record.name_field)


def _field(ledger_id: str, column: Mapping[str, Any]) -> FieldSpec:
    label = column.get("label", column.get("name", ""))
    _demand(column.get("name") and column.get("label"), "每一列都要有 name 和 label")
    _unknown_keys(column, _COLUMN_KEYS, f"列“{label}”")
    _demand(
        _NAME.fullmatch(column["name"]),
        f"列“{label}”的 name 应是小写英文字母开头的字母、数字和下划线",
    )
    try:
        kind = Kind(column.get("kind", Kind.TEXT))
    except ValueError:
        raise _Fault(f"列“{label}”的类型“{column['kind']}”不存在") from None
    choices = _choices(ledger_id, column)
    _demand(kind is not Kind.CHOICE or choices, f"列“{label}”没有给出可选的内容")
    _demand(
        kind is not Kind.REFERENCE or column.get("target") in _targets(),
        f"列“{label}”的 target 应是一种有名称的记录，例如 member",
    )
    length = column.get("length") or _LENGTHS.get(kind, _TEXT_LENGTH)
    return FieldSpec(
        name=column["name"],
        label=column["label"],
        kind=kind,
        required=bool(column.get("required", False)),
        max_length=length if kind in TEXTUAL and kind is not Kind.PHONE else None,
        minimum=column.get("minimum"),
        maximum=column.get("maximum"),
        choices=choices,
        target=column.get("target"),
        unit=column.get("unit", ""),
        personal=bool(column.get("personal", False)),
        aliases=tuple(column.get("aliases", ())),
    )


def _names(document: Mapping[str, Any], key: str, fields: Mapping[str, FieldSpec]) -> Any:
    """The names listed under ``key``, every one of them a column."""
    names = tuple(document.get(key, fields))
    strange = "、".join(name for name in names if name not in fields)
    _demand(not strange, f"{key} 中的“{strange}”不是本台账的列")
    return names


def _first(fields: Mapping[str, FieldSpec], kinds: frozenset[Kind]) -> list[str]:
    return [field.name for field in fields.values() if field.kind in kinds][:1]


def _spec(document: Mapping[str, Any]) -> RecordSpec:
    _unknown_keys(document, _LEDGER_KEYS, "定义")
    ledger_id = str(document.get("id", ""))
    _demand(_ID.fullmatch(ledger_id), "编号 id 应为大写字母、数字和短横，最多 20 个字")
    _demand(document.get("title"), "没有名称 title")
    _demand(document.get("columns"), "一列也没有")
    fields = {}
    for column in document["columns"]:
        field = _field(ledger_id, column)
        _demand(field.name not in fields, f"列 name“{field.name}”重复")
        fields[field.name] = field
    form = tuple(
        (section["title"], _names(section, "columns", fields))
        for section in document.get("form", ())
    )
    missing = {field.name for field in fields.values() if field.required} - {
        name for _title, names in form for name in names
    }
    _demand(not form or not missing, f"表单上缺必填的列“{'、'.join(sorted(missing))}”")
    named = document.get("name_field") or "".join(_first(fields, TEXTUAL))
    _demand(not named or named in fields, f"name_field“{named}”不是本台账的列")
    return RecordSpec(
        id=ledger_id,
        title=document["title"],
        chapter=Chapter(document.get("chapter", Chapter.WORK)),
        family=Family.LEDGER,
        fields=fields,
        layout=Layout(
            table=_names(document, "table", fields),
            form=form or ((document["title"], tuple(fields)),),
            paper=_names(document, "paper", fields),
        ),
        keys=tuple(_names({"keys": group}, "keys", fields) for group in document.get("keys", ())),
        order=_names({"order": document.get("order", _first(fields, DATES))}, "order", fields),
        name_field=named,
        signers=tuple(document.get("signers", ())),
        period=document.get("period", ""),
        retention=document.get("retention", ""),
    )


def ledger_spec(document: Mapping[str, Any]) -> RecordSpec:
    """The specification of a working ledger from its parsed TOML document.

    Keys of the document: ``id``, ``title``, ``columns`` (a list of tables with ``name``, ``label``
    and, as needed, ``kind``, ``required``, ``choices``, ``unit``, ``length``, ``aliases``,
    ``personal``, ``target``, ``minimum``, ``maximum``); optionally ``chapter``, ``form`` (sections
    with ``title`` and ``columns``), ``table``, ``paper``, ``signers``, ``period``, ``retention``,
    ``keys`` (groups of names), ``order``, ``name_field``.

    Raises:
        Refused: the definition is faulty; the message says where.
    """
    try:
        return _spec(document)
    except _Fault as fault:
        raise _refused(document.get("title") or document.get("id", ""), str(fault)) from None
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        title = document.get("title") or document.get("id", "")
        raise _refused(title, f"某一项的写法不对（{error}）") from error


def parse_definition(text: str) -> dict[str, Any]:
    """The document of a definition's TOML text.

    Raises:
        Refused: the text is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused("", f"不是 TOML 文本（{error}）") from None


@cache
def shipped_ledgers() -> dict[str, RecordSpec]:
    """The working ledgers the program ships with, by id, in the order of their files."""
    specs = (ledger_spec(read_toml(path)) for path in toml_files("ledgers"))
    return {spec.id: spec for spec in specs}


def ledger_specs(definitions: Iterable[str]) -> dict[str, RecordSpec]:
    """All working ledgers by id: the shipped ones, and ``definitions`` (TOML texts) over them.

    Raises:
        Refused: a definition is faulty.
    """
    own = (ledger_spec(parse_definition(text)) for text in definitions)
    return shipped_ledgers() | {spec.id: spec for spec in own}


def definition_text(reader: Connection, ledger_id: str) -> str:
    """The TOML text of the definition in use of ``ledger_id``: this file's own, or the shipped one.

    Raises:
        Refused: there is no such working ledger.
    """
    table = all_records.ledgers.LedgerDefinition
    own = reader.scalar(
        select(table.definition).where(table.ledger_id == ledger_id, table.retired_at.is_(None))
    )
    if own is not None:
        return own
    path = f"ledgers/{ledger_id}.toml"
    if path not in toml_files("ledgers"):
        raise Refused(
            f"没有编号为“{ledger_id}”的工作台账", "台账没有变化", "请核对编号后重试", "Y-502"
        )
    return resource(path).read_text(encoding="utf-8")


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {_value(item)}" for key, item in value.items())
        return f"{{ {inside} }}"
    # TOML writes texts, numbers, true and false as JSON does, but for DEL, which no text holds.
    return json.dumps(value, ensure_ascii=False)


def to_toml(document: Mapping[str, Any]) -> str:
    """The TOML text of a definition, one line for each column; read back it is the same."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            lines += [f"{key} = [", *(f"  {_value(item)}," for item in value), "]"]
        else:
            lines.append(f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"
