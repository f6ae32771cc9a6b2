"""The papers: one builder per form, all of them listed here."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from app.errors import Refused
from app.reports.forms import checks, dues, figures, members, organization
from app.reports.forms.common import has_personal_numbers
from app.reports.forms.form import ALSO, BLANK, COLUMNS, FULL, Form, Inquiry
from app.reports.forms.persons import listed
from app.reports.forms.persons.chosen import PEOPLE, is_asked_for_nobody
from app.reports.forms.register_paper import register_form
from app.reports.forms.rosters import building, groups
from app.reports.forms.stamp import stamped
from app.spec.codes import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from app.reports.document import Document
    from app.spec.record import RecordSpec

    Progress = Callable[[int, int], None]

FORMATS = ("pdf", "xlsx", "txt")
_NEAREST = 3
_LONGEST_NAME_SHOWN = 30
_TITLE_SHOWN = 12
# Parameters that leave something out.
_NARROWING = ("as_at", "group", "flag", "from", "until", "columns", "blank", "year", "month")
OWN_FORMS: tuple[Form, ...] = (
    *building.FORMS,
    groups.FORM,
    *members.FORMS,
    *listed.FORMS,
    *dues.FORMS,
    *figures.FORMS,
    *organization.FORMS,
    checks.FORM,
)


def all_forms(specs: Mapping[str, RecordSpec]) -> tuple[Form, ...]:
    """Every paper of a ledger: those with a builder of their own, then each register's.

    A register is left out whose own paper prints any columns asked for, the user's among them.
    """
    printed = {form.register for form in OWN_FORMS if COLUMNS in form.parameters}
    registers = (register_form(spec) for spec in specs.values() if spec.id not in printed)
    return (*(_with_users_columns(form, specs) for form in OWN_FORMS), *registers)


def _with_users_columns(form: Form, specs: Mapping[str, RecordSpec]) -> Form:
    """``form`` with the parameters that the columns which can be added to it make sense of."""
    added = form.besides(specs)
    if ALSO in form.parameters and not added:
        return replace(form, parameters=tuple(p for p in form.parameters if p is not ALSO))
    if FULL not in form.parameters and has_personal_numbers(added):
        return replace(form, parameters=(FULL, *form.parameters))
    return form


def form_called(specs: Mapping[str, RecordSpec], name: str) -> Form:
    """The paper called ``name``: by id, title, the handbook's number, or the register it prints.

    Raises:
        Refused: there is none; the nearest are named.
    """
    forms = all_forms(specs)
    wanted = fold(name)
    # 会籍变动 is the handbook's paper (ZZ-06) before it is the bare register of that name.
    own = forms[: len(OWN_FORMS)]
    for among in (own, forms):
        for names in (_own_names, _short_names, _register_names):
            for form in among:
                if wanted in map(fold, names(form, specs)):
                    return form
    nearest = _nearest(forms, wanted)
    near = "、".join(f"{f.title[:_TITLE_SHOWN]}（{f.number or f.id}）" for f in nearest)
    raise Refused(
        f"没有名为“{name[:_LONGEST_NAME_SHOWN]}”的表册",
        "没有写入任何内容",
        f"请改用 {near}；全部用 forms 命令列出",
        "R-408",
    )


def _own_names(form: Form, _specs: Mapping[str, RecordSpec]) -> tuple[str, ...]:
    return (form.id, form.title, form.number)


def _short_names(form: Form, _specs: Mapping[str, RecordSpec]) -> tuple[str, ...]:
    # 工会会员名册（登记卡） is also asked for without its second name.
    return (form.title.partition("（")[0],)


def _register_names(form: Form, specs: Mapping[str, RecordSpec]) -> tuple[str, ...]:
    spec = specs.get(form.register)
    return (form.register, spec.title if spec else "")


def _nearest(forms: tuple[Form, ...], wanted: str) -> list[Form]:
    """The papers most like what was asked for."""

    def likeness(form: Form) -> float:
        names = (form.id, form.title, form.number)
        return max(SequenceMatcher(None, wanted, fold(name)).ratio() for name in names)

    return sorted(forms, key=likeness, reverse=True)[:_NEAREST]


def build(
    reader: Connection,
    form: Form,
    values: Mapping[str, object],
    *,
    today: str,
    specs: Mapping[str, RecordSpec],
    moment: str = "",
) -> Document:
    """The document of ``form``; nothing is drawn yet.

    Args:
        values: parameters in their stored forms.
        moment: local ``yyyy-mm-dd hh:mm`` that the paper says it was printed at; blank says
            the day alone.

    Raises:
        Refused: no such paper can exist today.
    """
    values = completed(form, values)
    form.check(values, today)
    document = form.build(Inquiry(reader, values, today, specs))
    if values.get(BLANK.name):
        return document
    return stamped(document, form.number or form.title, moment or today)


def completed(form: Form, values: Mapping[str, object]) -> dict[str, object]:
    """``values`` with what is meant where nothing was said: a blank copy, or whole numbers."""
    found = dict(values)
    if is_blank_for_want_of_people(form, found):
        found[BLANK.name] = 1
    if found.get(BLANK.name):
        found[FULL.name] = False
    elif form.whole_numbers and found.get(FULL.name) is None:
        found[FULL.name] = True
    return found


def is_blank_for_want_of_people(form: Form, values: Mapping[str, object]) -> bool:
    """Whether ``form`` is one of persons and asked for nobody: one blank copy to write on."""
    asked_for_none = is_asked_for_nobody(values) and not values.get(BLANK.name)
    return PEOPLE in form.parameters and asked_for_none


def printed_facts(document: Document, values: Mapping[str, object]) -> dict[str, object]:
    """What history notes of a paper: which one, and of whom and of which day it tells.

    Args:
        values: its parameters as :func:`completed` has them.
    """
    narrowed = {name: values[name] for name in _NARROWING if values.get(name)}
    if chosen := str(values.get(PEOPLE.name) or ""):
        narrowed["people"] = len(chosen.split(","))
    is_full = bool(values.get(FULL.name)) and document.has_numbers
    facts = {"form": document.form_id, "full": is_full, **narrowed}
    return facts | ({"code": document.page.print_code} if document.page.print_code else {})


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
