"""Definitions of working ledgers: taken in, changed, hidden."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import Refused
from app.models.ledger_specs import ledger_spec
from app.models.ledgers import LedgerDefinition
from app.store.unit import table_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.spec.record import RecordSpec
    from app.store.ledger import Ledger


def take_in(ledger: Ledger, path: Path) -> RecordSpec:
    """Adopt the definition in the file at ``path``; it stands over a shipped one of its id.

    Raises:
        Refused: the file cannot be read or is no definition. Nothing was written.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        spec = ledger_spec(tomllib.loads(text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(
            f"“{path.name}”不是台账定义文件",
            "没有写入任何内容",
            "请选择由本程序导出的定义文件（.toml）",
            "I-620",
        ) from error
    table = table_of(LedgerDefinition)
    with ledger.unit("define_ledger", f"采用台账定义：{spec.title}") as unit:
        known = unit.connection.scalar(select(table.c.id).where(table.c.ledger_id == spec.id))
        if known is None:
            unit.insert(LedgerDefinition, [{"ledger_id": spec.id, "definition": text}])
        else:
            unit.update(LedgerDefinition, known, {"definition": text, "retired_at": None})
        unit.commit()
    return spec
