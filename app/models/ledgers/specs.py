"""Working ledgers: a TOML definition becomes the same specification as a mapped record."""

from __future__ import annotations

import contextlib
import json
import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import Refused
from app.models import all as all_records
from app.models.base import codes
from app.models.ledgers.definition_checks import DefinitionFault, check_definition
from app.resources import read_toml, resource, toml_files
from app.spec.codes import CodeList, plain_list
from app.spec.field import FieldSpec, Layout
from app.spec.kinds import DATES, TEXTUAL, Kind
from app.spec.record import Chapter, Family, RecordSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

_LINE = re.compile(r"at line (\d+)")  # where tomllib stopped
_LENGTHS = {Kind.LONG_TEXT: 2000, Kind.NAME: 50, Kind.CODE: 50, Kind.ID_NUMBER: 30}
_TEXT_LENGTH = 200
_LONGEST_TITLE_SHOWN = 20


def _refused(title: object, fault: str) -> Refused:
    shown = "".join(filter(str.isprintable, title)) if isinstance(title, str) else ""
    named = f"“{shown[:_LONGEST_TITLE_SHOWN]}”" if shown else ""
    return Refused(
        f"台账定义{named}有误：{fault}",
        "台账和已有的记录没有变化",
        "请改正定义文件后重新导入",
        "Y-501",
    )


def _choices(ledger_id: str, column: Mapping[str, Any]) -> CodeList | None:
    """The list a choice is made from: its labels, or the id of a list the program ships."""
    given = column.get("choices")
    if given is None or isinstance(given, str):
        return codes(given) if given else None
    return plain_list(f"{ledger_id}.{column['name']}", column["label"], given)


def _field(ledger_id: str, column: Mapping[str, Any]) -> FieldSpec:
    kind = Kind(column.get("kind", Kind.TEXT))
    length = column.get("length") or _LENGTHS.get(kind, _TEXT_LENGTH)
    return FieldSpec(
        name=column["name"],
        label=column["label"],
        kind=kind,
        required=column.get("required", False),
        max_length=length if kind in TEXTUAL and kind is not Kind.PHONE else None,
        minimum=column.get("minimum"),
        maximum=column.get("maximum"),
        choices=_choices(ledger_id, column),
        target=column.get("target"),
        unit=column.get("unit", ""),
        personal=column.get("personal", False),
        aliases=tuple(column.get("aliases", ())),
    )


def _first(fields: Mapping[str, FieldSpec], kinds: frozenset[Kind]) -> list[str]:
    return [field.name for field in fields.values() if field.kind in kinds][:1]


def _spec(document: Mapping[str, Any]) -> RecordSpec:
    """The specification of a document that was checked."""
    found = (_field(document["id"], column) for column in document["columns"])
    fields = {field.name: field for field in found}
    form = tuple(
        (section["title"], tuple(section["columns"])) for section in document.get("form", ())
    )
    return RecordSpec(
        id=document["id"],
        title=document["title"],
        chapter=Chapter(document.get("chapter", Chapter.WORK)),
        family=Family.LEDGER,
        fields=fields,
        layout=Layout(
            table=tuple(document.get("table", fields)),
            form=form or ((document["title"], tuple(fields)),),
            paper=tuple(document.get("paper", fields)),
        ),
        keys=tuple(tuple(group) for group in document.get("keys", ())),
        order=tuple(document.get("order", _first(fields, DATES))),
        name_field=document.get("name_field") or [*_first(fields, TEXTUAL), *fields][0],
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
        Refused: the definition is faulty; the message names the column and the mistake.
    """
    try:
        check_definition(document)
    except DefinitionFault as fault:
        raise _refused(document.get("title") or document.get("id", ""), str(fault)) from None
    return _spec(document)


def parse_definition(text: str) -> dict[str, Any]:
    """The document of a definition's TOML text.

    Raises:
        Refused: the text is no TOML; the message names the line.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _LINE.search(str(error))
        where = f"第 {place[1]} 行" if place else "文件"
        raise _refused("", f"{where}不合 TOML 的写法") from None


@cache
def shipped_ledgers() -> dict[str, RecordSpec]:
    """The working ledgers the program ships with, by id, in the order of their files."""
    specs = (ledger_spec(read_toml(path)) for path in toml_files("ledgers"))
    return {spec.id: spec for spec in specs}


def ledger_specs(definitions: Iterable[str]) -> dict[str, RecordSpec]:
    """All working ledgers by id: the shipped ones, and ``definitions`` (TOML texts) over them.

    A faulty definition is left out: one ledger must not keep all the others from being opened.
    The rule ``led-definition`` names it.
    """
    own: list[RecordSpec] = []
    for text in definitions:
        with contextlib.suppress(Refused):
            own.append(ledger_spec(parse_definition(text)))
    return shipped_ledgers() | {spec.id: spec for spec in own}


def definition_text(reader: Connection, ledger_id: str) -> str:
    """The TOML text of the definition in use of ``ledger_id``: this file's own, or the shipped one.

    Raises:
        Refused: there is no such working ledger.
    """
    table = all_records.entries.LedgerDefinition
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
