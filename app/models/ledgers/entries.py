"""工作台账: definitions of working ledgers and the one table of their entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import JsonValues, Record
from app.spec.field import Layout
from app.spec.record import Chapter


class LedgerDefinition(Record):
    """A working ledger this union made, or changed from the shipped one (台账定义).

    ``definition`` is the TOML text as in ``resources/ledgers``; it stands over the shipped one
    of the same id.
    """

    __tablename__ = "ledger_definition"
    title = "台账定义"
    chapter = Chapter.WORK
    layout = Layout(table=(), form=())
    extra = None  # takes no columns of the user's own

    ledger_id: Mapped[str] = mapped_column(String(20), unique=True)
    definition: Mapped[str] = mapped_column(Text)


class LedgerEntry(Record):
    """One line of a working ledger (台账记录): its values by field name, as stored forms.

    Columns that the user added to the ledger are among them.
    """

    __tablename__ = "ledger_entry"
    title = "台账记录"
    chapter = Chapter.WORK
    layout = Layout(table=(), form=())
    extra = None  # all of its values lie in one place

    ledger_id: Mapped[str] = mapped_column(String(20), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JsonValues)
