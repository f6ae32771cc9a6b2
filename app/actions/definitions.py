"""Definitions of working ledgers: taken in, changed, hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import Refused
from app.models.ledgers.entries import LedgerDefinition
from app.models.ledgers.specs import ledger_spec, ledger_specs, parse_definition
from app.spec.codes import fold
from app.store.unit import table_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec
    from app.store.ledger import Ledger


_LARGEST = 256 * 1024  # bytes; thirty columns with long lists of choices take a tenth of it


def take_in(ledger: Ledger, path: Path) -> RecordSpec:
    """Adopt the definition in the file at ``path``; it stands over a shipped one of its id.

    Raises:
        Refused: the file cannot be read, is no definition, or is called like another ledger.
            Nothing was written.
    """
    text = _text_of(path)
    spec = ledger_spec(parse_definition(text))
    table = table_of(LedgerDefinition)
    with ledger.unit("define_ledger", f"采用台账定义：{spec.title}") as unit:
        _refuse_namesake(unit.connection, spec)
        known = unit.connection.scalar(select(table.c.id).where(table.c.ledger_id == spec.id))
        if known is None:
            unit.insert(LedgerDefinition, [{"ledger_id": spec.id, "definition": text}])
        else:
            unit.update(LedgerDefinition, known, {"definition": text, "retired_at": None})
        unit.commit()
    return spec


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size <= _LARGEST:
            return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        pass  # whatever it is, it is no definition
    raise Refused(
        f"“{path.name}”不是台账定义文件",
        "没有写入任何内容",
        "请选择由本程序导出的定义文件（.toml）",
        "Y-504",
    )


def _refuse_namesake(reader: Connection, spec: RecordSpec) -> None:
    """Ledgers are asked for by their titles, so that each must have its own."""
    table = table_of(LedgerDefinition)
    query = select(table.c.definition).where(table.c.retired_at.is_(None))
    for other in ledger_specs(reader.scalars(query)).values():
        if other.id != spec.id and fold(other.title) == fold(spec.title):
            raise Refused(
                f"已有一本台账叫“{spec.title}”，编号是“{other.id}”",
                "台账和已有的记录没有变化",
                f"请改用其他名称；要改那一本，请把编号写成“{other.id}”",
                "Y-503",
            )
