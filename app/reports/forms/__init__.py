"""The papers: one builder per form, all of them listed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Refused
from app.reports.forms import members
from app.reports.forms.form import Form, Inquiry
from app.reports.forms.register_paper import register_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from app.reports.document import Document
    from app.spec.record import RecordSpec

    Progress = Callable[[int, int], None]

FORMATS = ("pdf", "xlsx", "txt")
OWN_FORMS: tuple[Form, ...] = members.FORMS


def all_forms(specs: Mapping[str, RecordSpec]) -> tuple[Form, ...]:
    """Every paper of a ledger: those with a builder of their own, then each register's."""
    printed = {form.register for form in OWN_FORMS}
    registers = (register_form(spec) for spec in specs.values() if spec.id not in printed)
    return (*OWN_FORMS, *registers)


def form_called(specs: Mapping[str, RecordSpec], name: str) -> Form:
    """The paper called ``name``, by id or title.

    Raises:
        Refused: there is none.
    """
    forms = all_forms(specs)
    for form in forms:
        if name in {form.id, form.title}:
            return form
    names = "、".join(f"{form.id}（{form.title}）" for form in forms)
    raise Refused(f"没有名为“{name}”的表册", "没有写入任何内容", f"可用：{names}", "R-408")


def build(
    reader: Connection,
    form: Form,
    values: Mapping[str, object],
    *,
    today: str,
    specs: Mapping[str, RecordSpec],
) -> Document:
    """The document of ``form``; nothing is drawn yet."""
    return form.build(Inquiry(reader, values, today, specs))


def write_document(document: Document, target: Path, progress: Progress | None = None) -> int:
    """Write ``document`` in the format that the name of ``target`` ends with.

    Returns:
        The number of pages.

    Raises:
        Refused: no such format, or characters that no font can draw. Nothing was written.
    """
    suffix = target.suffix.lower().lstrip(".")
    if suffix == "pdf":
        from app.reports.to_pdf import to_pdf

        return to_pdf(document, target, progress=progress)
    if suffix == "xlsx":
        from app.reports.to_xlsx import to_xlsx

        return to_xlsx(document, target, progress=progress)
    if suffix == "txt":
        from app.reports.safe_file import write_bytes
        from app.reports.to_text import to_text

        text = to_text(document)
        write_bytes(target, text.encode())
        return text.count("\f")
    raise Refused(
        f"不能生成“.{suffix}”文件",
        "没有写入任何内容",
        f"请用下列扩展名之一：{'、'.join(FORMATS)}",
        "R-409",
    )
