"""表格方案: how the sheets of one sender are taken in, remembered under a name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import JsonValues, Record
from app.spec.field import Layout
from app.spec.record import Chapter


class ImportRecipe(Record):
    """What a person has once said of a sender's sheet (表格方案): columns, dates, names, key.

    ``content`` is what :mod:`app.actions.importing.recipes` writes and reads; the recipe is found
    again by the heading in it, whatever the file is called.
    """

    __tablename__ = "import_recipe"
    title = "表格方案"
    chapter = Chapter.MEMBERS
    layout = Layout(table=(), form=())

    register: Mapped[str] = mapped_column(String(50), index=True)
    name: Mapped[str] = mapped_column(String(50))
    content: Mapped[dict[str, Any]] = mapped_column(JsonValues)
