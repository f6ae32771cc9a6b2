"""Columns that stand on a paper besides its own: those that users added, and what else is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models.extras.specs import words_in
from app.models.members.member import Member
from app.queries.listing import reference_labels, rows
from app.reports.forms.form import ALSO, COLUMNS
from app.spec.codes import fold
from app.spec.field import is_extra
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.reports.forms.form import Besides, Inquiry
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

    Line = dict[str, object]

PERSONS = Member.__tablename__


def users_columns(register: str, person: str = "") -> Besides:
    """The columns that the user added to ``register``, then those added to the persons it names.

    Args:
        person: the field of a row that names a person, if there is one.

    Returns:
        What to ask of the registers of a ledger. A person's column is named
        ``<person>.<column>``; one that is called like a column of the register says whose it is.
    """

    def found(specs: Mapping[str, RecordSpec]) -> tuple[FieldSpec, ...]:
        own = _added_by_user(specs[register])
        if not person:
            return own
        taken = {fold(field.label) for field in own}
        added = _added_by_user(specs[PERSONS])
        title = specs[PERSONS].title
        return (*own, *(_of_person(field, person, title, taken) for field in added))

    return found


def _added_by_user(spec: RecordSpec) -> tuple[FieldSpec, ...]:
    return tuple(field for field in spec.fields.values() if is_extra(field.name))


def _of_person(field: FieldSpec, person: str, title: str, taken: set[str]) -> FieldSpec:
    label = f"{field.label}（{title}）" if fold(field.label) in taken else field.label
    return replace(field, name=f"{person}.{field.name}", label=label)


def all_but(register: str, printed: Iterable[str]) -> Besides:
    """Every column of ``register`` that the paper does not print by itself, the user's last."""
    known = frozenset(printed)
    return lambda specs: tuple(
        field for field in specs[register].fields.values() if field.name not in known
    )


def asked_names(
    inquiry: Inquiry, spec: RecordSpec, printed: Sequence[FieldSpec] = ()
) -> tuple[str, ...]:
    """The fields asked for by :data:`COLUMNS`, by label or name; none when nothing was asked.

    Args:
        printed: the paper's own columns, which are also known by the headings they have there.

    Raises:
        Refused: no such column.
    """
    fields = (*spec.fields.values(), *printed)
    return _names(inquiry.values.get(COLUMNS.name), fields, spec.title)


def asked_besides(
    inquiry: Inquiry, besides: Besides, title: str, printed: Iterable[str] = ()
) -> tuple[FieldSpec, ...]:
    """The columns asked for by :data:`ALSO`, by label or name, in the order of the register.

    Args:
        title: of the paper, for the refusal.
        printed: names of the columns that stand on the paper anyhow.

    Raises:
        Refused: no such column can be added.
    """
    fields = besides(inquiry.specs)
    asked = _names(inquiry.values.get(ALSO.name), fields, title)
    known = frozenset(printed)
    return tuple(field for field in fields if field.name in asked and field.name not in known)


def told_besides(
    inquiry: Inquiry,
    register: str,
    fields: Sequence[FieldSpec],
    lines: Sequence[Line],
    person: str = "",
) -> list[Line]:
    """``lines`` with the values of ``fields`` as ``register`` keeps them.

    Args:
        lines: each with the number of its record as ``id``.
        person: the field of a line that names a person, for columns named after it.
    """
    own = tuple(field.name for field in fields if not _is_of(field, person))
    told = _kept(inquiry, register, own, [line["id"] for line in lines])
    if len(own) == len(fields):
        return [line | told[line["id"]] for line in lines]
    inner = tuple(field.name.partition(".")[2] for field in fields if _is_of(field, person))
    of_person = _kept(inquiry, PERSONS, inner, [line[person] for line in lines])
    return [
        line
        | told[line["id"]]
        | {f"{person}.{name}": value for name, value in of_person[line[person]].items()}
        for line in lines
    ]


def _is_of(field: FieldSpec, person: str) -> bool:
    """Whether a column is one of the persons that the field ``person`` names."""
    return bool(person) and field.name.startswith(f"{person}.")


def _kept(
    inquiry: Inquiry, register: str, names: tuple[str, ...], numbers: Iterable[object]
) -> dict[object, Line]:
    """By number what its record keeps under ``names``; blanks for one that is not there."""
    wanted = list(dict.fromkeys(int(str(number)) for number in numbers))
    kept: dict[object, Line] = {number: dict.fromkeys(names) for number in wanted}
    if names:
        for row in rows(inquiry.reader, inquiry.specs[register], wanted, names):
            kept[row["id"]] = {name: row[name] for name in names}
    return kept


def labels_besides(
    inquiry: Inquiry, register: str, fields: Iterable[FieldSpec], person: str = ""
) -> dict[str, dict[int, str]]:
    """By reference among ``fields``, what the records pointed to are called."""
    if all(field.kind is not Kind.REFERENCE for field in fields):
        return {}
    labels = reference_labels(inquiry.reader, inquiry.specs[register])
    if person:
        of_person = reference_labels(inquiry.reader, inquiry.specs[PERSONS])
        labels |= {f"{person}.{name}": found for name, found in of_person.items()}
    return labels


def _names(written: object, fields: Iterable[FieldSpec], title: str) -> tuple[str, ...]:
    asked = words_in(written)
    known = {fold(each): f.name for f in fields for each in (f.label, f.name)}
    if strange := [word for word in asked if fold(word) not in known]:
        raise Refused(
            f"“{title}”没有“{strange[0][:20]}”这一列",
            "没有写入任何内容",
            "请按列表上的列名填写，用逗号隔开",
            "R-528",
        )
    return tuple(dict.fromkeys(known[fold(word)] for word in asked))
