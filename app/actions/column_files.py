"""Columns of the user's own as a file, to be taken into another ledger."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.actions.extra_columns import ColumnDraft, add_column, columns_of
from app.errors import Refused
from app.models.extras.specs import open_specs, words_in
from app.models.ledgers.specs import to_toml
from app.spec.codes import fold
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec
    from app.store.unit import Unit

_LARGEST = 256 * 1024  # bytes
_LISTS, _TEXTS, _FLAGS = ("choices", "aliases"), ("unit",), ("personal", "in_list")
_KEYS = frozenset({"label", "kind", "places", *_LISTS, *_TEXTS, *_FLAGS})


@dataclass(frozen=True, slots=True)
class ColumnFile:
    """What a file of columns says.

    Attributes:
        register: id of the register that they belong to.
    """

    register: str
    columns: tuple[ColumnDraft, ...]


def text_of(reader: Connection, spec: RecordSpec) -> str:
    """The user's columns of a register as TOML, those in use; blank facts are left out."""
    used = (known.draft for known in columns_of(reader, spec.id) if not known.is_retired)
    return to_toml({"register": spec.id, "columns": [_written(draft) for draft in used]})


def _written(draft: ColumnDraft) -> dict[str, object]:
    facts: dict[str, object] = {"label": draft.label, "kind": str(draft.kind), "unit": draft.unit}
    facts |= {name: list(words_in(getattr(draft, name))) for name in _LISTS}
    facts |= {name: getattr(draft, name) for name in _FLAGS}
    if draft.kind is Kind.DECIMAL:
        facts["places"] = draft.places
    return {name: value for name, value in facts.items() if value not in ("", [])}


def read_file(path: Path) -> ColumnFile:
    """The columns that a file describes.

    Raises:
        Refused: it is no such file.
    """
    try:
        with path.open("rb") as opened:
            text = opened.read(_LARGEST).decode(
                "utf-8-sig"
            )  # of a longer one only nonsense is left
        document = tomllib.loads(text)
        return ColumnFile(str(document["register"]), tuple(map(_draft, document["columns"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(
            f"“{path.name}”不是自定义列的定义文件",
            "没有写入任何内容",
            "请选择由本程序导出的定义文件（.toml）",
            "R-529",
        ) from None


def _draft(column: Mapping[str, Any]) -> ColumnDraft:
    """The column that ``column`` describes.

    Raises:
        ValueError: it says something else; so do other errors of its shape.
    """
    if column.keys() - _KEYS:
        raise ValueError("unknown keys")
    facts: dict[str, Any] = {name: "、".join(column.get(name, ())) for name in _LISTS}
    facts |= {name: column[name] for name in _FLAGS if isinstance(column.get(name), bool)}
    kind = Kind(column["kind"])
    if "places" in column:
        if column["places"] not in range(1, 5):
            raise ValueError("places")
        facts["places"] = int(column["places"])
    return ColumnDraft(
        label=str(column["label"]), kind=kind, unit=str(column.get("unit", "")), **facts
    )


def take_in(unit: Unit, file: ColumnFile) -> list[str]:
    """Add the columns of ``file`` that the register has not yet; return their names.

    Does not commit.

    Raises:
        Refused: the register is not in this ledger, or a name means another column there.
    """
    spec = open_specs(unit.connection).get(file.register)
    present = {fold(f.label): f.kind for f in spec.fields.values()} if spec else {}
    fresh = [draft for draft in file.columns if present.get(fold(draft.label)) is not draft.kind]
    for draft in fresh:
        add_column(unit, file.register, draft)
    return [draft.label for draft in fresh]
