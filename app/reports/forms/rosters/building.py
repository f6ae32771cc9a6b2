"""The one builder of rosters: lines on a sheet, by group where asked, counted at the foot."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from app.queries.listing import reference_labels
from app.reports.document import Document, PageBreak
from app.reports.forms.besides import asked_besides, asked_names, users_columns
from app.reports.forms.common import (
    NOTE,
    PRINTED_MM,
    WRITTEN_MM,
    Cells,
    column_of,
    filing,
    people_counted,
    register_page,
    union_name,
    users_amounts,
)
from app.reports.forms.form import (
    ALSO,
    AS_AT,
    BLANK,
    COLUMNS,
    EACH_GROUP,
    FLAG,
    FROM,
    FULL,
    GROUP,
    RUN_ON,
    SORT,
    UNTIL,
    Form,
    PaperKind,
)
from app.reports.forms.rosters.definition import PERSONS, RosterColumn, Source, shipped_rosters
from app.reports.forms.rosters.rows import GROUP_OF, PERSON, SEX, roster_lines
from app.reports.sheet import Closing, Column, Sheet, sequence_column
from app.spec.dates import in_words
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import show_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.reports.document import Block
    from app.reports.forms.form import Besides, Inquiry
    from app.reports.forms.rosters.definition import Roster

    Line = dict[str, object]

_FEMALE = "2"
_MONTH = len("2026-11")
_ROOM = "\u3000" * 5  # for a name written by hand
_SEVERAL_MM = 32.0  # where two days, or a day and a number, are written beside each other
_BY_HAND_ROWS = 15  # of a list that nobody is known to stand on
_NOBODY_S = "未编入小组"


def roster_form(roster: Roster) -> Form:
    """The form that prints ``roster``."""
    when = (FROM, UNTIL) if roster.between else (AS_AT,)
    masks = (FULL,) if roster.has_personal_numbers else ()
    takes_columns = roster.is_main or (roster.register == PERSONS and not roster.between)
    columns = (COLUMNS,) if takes_columns else ()
    takes_flag = roster.register == PERSONS and not roster.between
    flags = (FLAG,) if takes_flag else ()
    asked = (*when, GROUP, *flags, SORT, EACH_GROUP, RUN_ON, *masks, *columns, BLANK)
    return Form(
        id=roster.id,
        title=roster.title,
        build=partial(_build, roster),
        parameters=(ALSO, BLANK) if roster.by_hand else asked,
        register=roster.register if roster.is_main else "",
        columns_of=roster.register if takes_columns else "",
        number=roster.number,
        kind=PaperKind.LEDGER if roster.counted else PaperKind.ROSTER,
        besides=_besides(roster),
    )


def _besides(roster: Roster) -> Besides:
    return users_columns(roster.register, roster.person)


def _with_asked(roster: Roster, inquiry: Inquiry) -> Roster:
    """``roster`` with the columns asked for, under its own headings where it has them.

    Those asked for besides stand behind them.
    """
    spec = inquiry.specs[roster.register]
    own = {column.spec.name: column for column in roster.columns}
    if names := asked_names(inquiry, spec, [column.spec for column in roster.columns]):
        columns = tuple(own.get(name) or _column(spec.fields[name]) for name in names)
        sums = tuple(name for name in roster.sums if name in names)
        roster = replace(roster, columns=columns, sums=sums)
    printed = [column.spec.name for column in roster.columns]
    also = asked_besides(inquiry, _besides(roster), roster.title, printed)
    columns = (*roster.columns, *map(_column, also))
    added_up = users_amounts(inquiry, (column.spec for column in columns))
    return replace(roster, columns=columns, sums=(*roster.sums, *added_up))


def _column(field: FieldSpec) -> RosterColumn:
    """A column that is not the roster's own; its name says whether a person has it."""
    through, _, name = field.name.rpartition(".")
    return RosterColumn(field, (Source(field.name, replace(field, name=name), through),))


def _build(roster: Roster, inquiry: Inquiry) -> Document:
    roster = _with_asked(roster, inquiry)
    if roster.by_hand and not inquiry.blank_rows:
        values = {**inquiry.values, BLANK.name: _BY_HAND_ROWS}
        inquiry = replace(inquiry, values=values)
    page = register_page(inquiry, personal=roster.has_personal_numbers)
    sheets = _Sheets(roster, inquiry)
    if inquiry.blank_rows:
        return Document(roster.id, (sheets.one((), 1),), page)
    lines = roster_lines(inquiry, roster)
    group = str(inquiry.values.get("group") or "")
    if not inquiry.values.get("each_group") or not lines:
        return Document(roster.id, (sheets.one(lines, 1, group),), page)
    return Document(roster.id, tuple(_by_group(sheets, inquiry, lines)), page)


def _by_group(sheets: _Sheets, inquiry: Inquiry, lines: list[Line]) -> list[Block]:
    """A sheet for each group, numbered anew or on, the last with the count of all."""
    blocks: list[Block] = []
    number, names = 1, inquiry.group_names
    for group_id, members in groupby(lines, key=lambda line: line[GROUP_OF]):
        those = list(members)
        name = names.get(group_id, "") if isinstance(group_id, int) else ""
        blocks += [PageBreak()] if blocks else []
        blocks.append(sheets.one(those, number, name or _NOBODY_S))
        number += len(those) if inquiry.values.get(RUN_ON.name) else 0
    last = blocks[-1]
    if isinstance(last, Sheet):
        whole = f"各组总计：{sheets.counted(lines)}" if len(blocks) > 1 else ""
        blocks[-1] = replace(last, note=f"{last.note}{whole}{sheets.kept}")
    return blocks


class _Sheets:
    """Makes the sheets of one paper."""

    def __init__(self, roster: Roster, inquiry: Inquiry) -> None:
        self._roster = roster
        self._inquiry = inquiry
        self._by_hand = inquiry.blank_rows > 0
        self._unit = union_name(inquiry.reader)
        columns = list(roster.columns)
        self._fields = [column.spec for column in columns]
        self._to_month = [column.spec.name for column in columns if column.to_month]
        self._joined = [column for column in columns if len(column.sources) > 1]
        self._columns = [sequence_column(), *(self._column(column) for column in columns)]
        if all(field.name != NOTE for field in self._fields):
            self._add_note()
        labels = reference_labels(inquiry.reader, inquiry.specs[roster.register])
        if roster.register != PERSONS:
            labels |= {
                f"{roster.person}.{name}": found
                for name, found in reference_labels(inquiry.reader, inquiry.specs[PERSONS]).items()
            }
        self._cells = Cells(inquiry, self._fields, labels)
        is_signed = any(not column.sources for column in columns)
        self._row_mm = WRITTEN_MM if self._by_hand or is_signed else PRINTED_MM

    def _add_note(self) -> None:
        """备注 ends every roster; what the register notes is shown there."""
        known = self._inquiry.specs[self._roster.register].fields.get(NOTE)
        field = known or FieldSpec(NOTE, "备注", Kind.TEXT)
        self._fields.append(field)
        self._columns.append(column_of(field, by_hand=self._by_hand))

    def _column(self, column: RosterColumn) -> Column:
        made = column_of(column.spec, by_hand=self._by_hand)
        several = _SEVERAL_MM if self._by_hand and len(column.sources) > 1 else 0.0
        return replace(made, width_mm=max(column.width_mm, made.width_mm, several))

    def one(self, lines: Sequence[Line], first: int, group: str = "") -> Sheet:
        """The sheet of ``lines``, numbered from ``first``."""
        roster, blank = self._roster, self._by_hand
        rows = [self._cells.row(n, self._shown(line)) for n, line in enumerate(lines, first)]
        flag = str(self._inquiry.values.get(FLAG.name) or "")
        caption = [("单位", self._unit), ("小组", group), ("类别", flag), ("", self._time())]
        return Sheet(
            title=roster.title,
            columns=tuple(self._columns),
            rows=tuple(rows),
            row_mm=self._row_mm,
            caption=tuple(pair for pair in caption if pair[1]),
            filing=filing(self._inquiry),
            signers=roster.signers,
            closing=Closing.NONE if blank else Closing.DIAGONAL,
            sums=() if blank else roster.sums,
            note=self.counted(lines) + ("" if group else self.kept),
            blank_rows=self._inquiry.blank_rows,
            name=group,
        )

    def _shown(self, line: Line) -> Mapping[str, object]:
        """``line`` as its columns show it; those written by hand are blank."""
        values: Line = {field.name: line.get(field.name) for field in self._fields}
        for column in self._joined:
            texts = (
                show_kind(s.field.kind, line.get(s.name), s.field.choices) for s in column.sources
            )
            values[column.spec.name] = column.joint.join(filter(None, texts)) or None
        for name in self._to_month:
            values[name] = str(values[name])[:_MONTH] if values[name] else None
        return values

    def _time(self) -> str:
        """What day or period the paper tells of."""
        inquiry = self._inquiry
        if self._by_hand:
            return ""
        if not self._roster.between:
            return f"截至 {in_words(inquiry.as_at)}"
        first = str(inquiry.values.get("from") or "")
        last = str(inquiry.values.get("until") or inquiry.today)
        return f"{in_words(first) if first else '建账'}至{in_words(last)}"

    @property
    def kept(self) -> str:
        """How often the paper is filled in and how long it is kept, said once at its end."""
        roster = self._roster
        period = f"登记：{roster.period}。" if roster.period else ""
        retention = f"保管期限：{roster.retention}。" if roster.retention else ""
        return f"\u3000{period}{retention}" if period or retention else ""

    def counted(self, lines: Sequence[Line]) -> str:
        """What stands under the last line: how many people or papers, women apart."""
        people = {line[PERSON]: line[SEX] for line in lines}
        women = sum(sex == _FEMALE for sex in people.values())
        if not self._roster.counted:
            return people_counted(len(people), women, by_hand=self._by_hand)
        room = _ROOM if self._by_hand else f" {len(lines)} "
        return f"合计{room}{self._roster.counted}。"


FORMS = tuple(map(roster_form, shipped_rosters()))
