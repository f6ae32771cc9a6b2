"""What a roster is: whose names stand on it, in which columns; read from ``resources/papers``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from app.models.members.member import Member
from app.models.members.standing import Standing
from app.queries.members.workers import GONE_WITH_WORK, OUT_OF_WORK
from app.queries.sources import core_spec
from app.resources import read_toml, toml_files
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import is_masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.spec.record import RecordSpec

PERSONS = Member.__tablename__
IS_MEMBER = FieldSpec("is_member", "是否会员", Kind.YES_NO)
FIRST_DUES = FieldSpec("first_dues_month", "会费起交月份", Kind.PARTIAL_DATE)
RECKONED = {field.name: field for field in (IS_MEMBER, FIRST_DUES)}
"""What a list of persons tells that no field of theirs holds."""
_OF_WORKERS: Mapping[str, Any] = {
    "standings": ("", *(each for each in Standing if each not in GONE_WITH_WORK)),
    "unless": {"employment": OUT_OF_WORK},
    "from": "hired_on",
    "until": "left_on",
}  # as :func:`app.queries.members.workers.works` has it


@dataclass(frozen=True, slots=True)
class Source:
    """A field that a column reads.

    Attributes:
        name: where a row keeps the value: ``sex``, or ``member_id.sex`` over a reference.
        through: the reference; blank for a field of the row itself.
    """

    name: str
    field: FieldSpec
    through: str = ""


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """One column of a roster.

    Attributes:
        spec: what it shows, under its heading; its name is where a row keeps the value.
        sources: the fields read, joined where there are several; none is filled in by hand.
        joint: stands between several.
        to_month: days are shortened to their month.
    """

    spec: FieldSpec
    sources: tuple[Source, ...] = ()
    joint: str = ""
    to_month: bool = False
    width_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Roster:
    """One roster as its file declares it.

    Attributes:
        number: what the handbook calls it (``ZZ-04``).
        register: whose rows it lists.
        person: the field of such a row that names a person; blank where rows are persons.
        is_main: it is the paper of its register.
        standings: of a list of persons, those wanted on the day, ``""`` for persons without
            membership; none means whoever is on the roll of members.
        where: by field, the values wanted.
        unless: by field, the values not wanted.
        since: the field before whose day a person is not on it.
        until: the field from whose day on a person is no longer on it.
        between: the field whose days a period is asked for; such a list knows no "as at".
        flag: id of the flag (类别) whose holders stand on it, each and no other, whether or not
            the register has a row of theirs.
        without_row: what the note says of a holder of ``flag`` without such a row.
        by_hand: nobody is known to stand on it: empty rows are printed.
        counted: what the lines are counted in, where they are not persons.
        sums: fields totalled at the foot.
    """

    id: str
    title: str
    register: str
    columns: tuple[RosterColumn, ...]
    number: str = ""
    person: str = ""
    is_main: bool = False
    standings: tuple[str, ...] = ()
    where: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    between: str = ""
    flag: str = ""
    without_row: str = ""
    by_hand: bool = False
    counted: str = ""
    sums: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    period: str = ""
    retention: str = ""

    @property
    def has_personal_numbers(self) -> bool:
        """Whether something on it is masked unless asked for whole."""
        return any(is_masked(column.spec) for column in self.columns)


def roster(document: Mapping[str, Any]) -> Roster:
    """A roster from its parsed TOML document.

    ``workers = true`` stands for whatever makes somebody a worker (职工) on a day.

    Raises:
        KeyError: it names a field that its register does not have.
    """
    if document.get("workers"):
        document = {**_OF_WORKERS, **document}
    spec = core_spec(document["register"])
    return Roster(
        id=document["id"],
        title=document["title"],
        register=spec.id,
        columns=tuple(
            _column(spec, entry, place) for place, entry in enumerate(document["columns"])
        ),
        number=document.get("number", ""),
        person=document.get("person", ""),
        is_main=document.get("is_main", False),
        standings=tuple(document.get("standings", ())),
        where={name: tuple(values) for name, values in document.get("where", {}).items()},
        unless={name: tuple(values) for name, values in document.get("unless", {}).items()},
        since=document.get("from", ""),
        until=document.get("until", ""),
        between=document.get("between", ""),
        flag=document.get("flag", ""),
        without_row=document.get("without_row", ""),
        by_hand=document.get("by_hand", False),
        counted=document.get("counted", ""),
        sums=tuple(document.get("sums", ())),
        signers=tuple(document.get("signers", ())),
        period=document.get("period", ""),
        retention=document.get("retention", ""),
    )


def _column(spec: RecordSpec, entry: Mapping[str, Any], place: int) -> RosterColumn:
    width = float(entry.get("width_mm", 0))
    names = entry.get("fields") or [entry["field"]] if not entry.get("by_hand") else []
    sources = tuple(_source(spec, name) for name in names)
    if len(sources) == 1:
        field_of = sources[0].field
        shown = replace(field_of, name=names[0], label=entry.get("title", field_of.label))
    else:
        shown = FieldSpec(f"column_{place}", entry["title"], Kind.TEXT)
    joint, to_month = entry.get("joint", " "), entry.get("to_month", False)
    return RosterColumn(shown, sources, joint, to_month, width)


def _source(spec: RecordSpec, name: str) -> Source:
    through, _, inner = name.rpartition(".")
    if name in RECKONED:
        return Source(name, RECKONED[name])
    if through:
        return Source(name, core_spec(spec.fields[through].target or "").fields[inner], through)
    return Source(name, spec.fields[name])


@cache
def shipped_rosters() -> tuple[Roster, ...]:
    """Every roster the program ships with, in the order of their files."""
    return tuple(roster(read_toml(path)) for path in toml_files("papers"))
