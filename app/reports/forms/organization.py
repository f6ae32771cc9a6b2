"""组织: the union's card, its certificate, its branches and groups, and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.base import spec_of
from app.models.organization.groups import Group
from app.models.organization.papers import LEGAL_PERSON, Certificate, Regulation
from app.models.organization.union import Union
from app.queries.listing import Filter, View, iter_rows
from app.queries.organization.tree import union_tree
from app.reports.document import Document
from app.reports.forms import union_card
from app.reports.forms.common import Cells, register_columns, titled, unit_caption
from app.reports.forms.form import AS_AT, BLANK, BLANK_CARD, FULL, Form, Inquiry
from app.reports.sheet import Closing, Role, Row, Sheet
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.queries.organization.tree import Node, Tree
    from app.spec.record import RecordSpec

_ROOM = "\u3000" * 4  # for a number written by hand
_INDENT = "\u3000"
_COUNTS = (
    FieldSpec("members", "会员数", Kind.INTEGER),
    FieldSpec("women", "其中女", Kind.INTEGER),
)


def _sheet(
    inquiry: Inquiry, spec: RecordSpec, title: str, fields: Sequence[FieldSpec], rows: Sequence[Row]
) -> Sheet:
    """A signed table with the union's name, its day, and how long it is kept."""
    many = sum(row.role is Role.BODY for row in rows)
    counted = f"合计{_ROOM}条。" if inquiry.blank_rows else f"合计 {many} 条。"
    return Sheet(
        title=title,
        columns=register_columns(inquiry, fields),
        rows=tuple(rows),
        caption=unit_caption(inquiry),
        signers=(*spec.signers, "日期"),
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        note=f"{counted}登记时机：{spec.period}；保存期限：{spec.retention}。",
        blank_rows=inquiry.blank_rows,
    )


# --- ZZ-03 --------------------------------------------------------------------------------------

_TERM = FieldSpec("term", "有效期", Kind.TEXT)


def _legal_person(inquiry: Inquiry) -> Document:
    """ZZ-03 工会法人资格登记台账: every issue, renewal and change by the day, oldest first."""
    spec = inquiry.specs[Certificate.__tablename__]
    number, day, *others = spec.columns(
        ("number", "registered_on", "legal_rep", "change_matter", "changed_on", "issuer", "state")
    )
    fields = (number, day, _TERM, *others)
    found = [] if inquiry.blank_rows else _entries(inquiry, spec)
    cells = Cells(inquiry, fields)
    rows = [cells.row(place, row) for place, row in enumerate(found, 1)]
    sheet = _sheet(inquiry, spec, "工会法人资格登记台账", fields, rows)
    return Document("ZZ-03", (sheet,))


def _entries(inquiry: Inquiry, spec: RecordSpec) -> list[dict[str, object]]:
    view = View(filters=(Filter("kind", frozenset({LEGAL_PERSON})),))
    entries = []
    for row in iter_rows(inquiry.reader, spec, view):
        told_on = _told_on(row)
        if told_on <= inquiry.as_at:
            ends = [str(row[name] or "") for name in ("begins_on", "ends_on")]
            term = " 至 ".join(ends) if any(ends) else None
            entries.append((told_on, {**row, "term": term}))
    return [row for _, row in sorted(entries, key=lambda entry: entry[0])]


def _told_on(row: Mapping[str, object]) -> str:
    """The latest day that an entry tells of; blank where it has none."""
    return max(str(row["registered_on"] or ""), str(row["changed_on"] or ""))


# --- ZZ-10 --------------------------------------------------------------------------------------

_NODE = titled(
    spec_of(Group).columns(
        ("kind", "name", "leader_name", "elected_on", "deputy_name", "safety_name", "dissolved_on")
    ),
    {"leader_name": "分会主席/组长"},
)
_BRANCHES = (*_NODE[:2], *_COUNTS, *_NODE[2:])


def _branches(inquiry: Inquiry) -> Document:
    """ZZ-10 工会分会、小组名册: the tree on the day, those dissolved by then with their day."""
    rows: list[Row] = []
    if not inquiry.blank_rows:
        tree = union_tree(inquiry.reader, inquiry.today, inquiry.as_at)
        cells = Cells(inquiry, _BRANCHES)
        nodes = tree.shown(dissolved=True)
        rows = [
            cells.row(place, _node_values(node, tree.day)) for place, node in enumerate(nodes, 1)
        ]
        rows += _sums(tree)
    spec = inquiry.specs[Group.__tablename__]
    sheet = _sheet(inquiry, spec, "工会分会、小组名册", _BRANCHES, rows)
    return Document("ZZ-10", (sheet,))


def _node_values(node: Node, day: str) -> dict[str, object]:
    """One line of the tree; whoever is dissolved and empty has no number any more."""
    is_over = node.dissolved_by(day)
    has_people = node.counted.members or not is_over
    return {
        "kind": node.kind,
        "name": _INDENT * node.depth + node.name,
        "members": node.counted.members if has_people else None,
        "women": node.counted.women if has_people else None,
        "leader_name": node.leader_name,
        "elected_on": node.elected_on,
        "deputy_name": node.deputy_name,
        "safety_name": node.safety_name,
        "dissolved_on": node.dissolved_on if is_over else None,
    }


def _sums(tree: Tree) -> list[Row]:
    """Those in no group, if there are any, and the whole union."""
    width = 1 + len(_BRANCHES)
    before = 1 + len(_NODE[:2])

    def line(members: int, women: int, role: Role, label: str) -> Row:
        after = (None,) * (width - before - 2)
        return Row(((None,) * before) + (members, women) + after, role, label)

    rows = [line(*tree.loose, Role.SUBTOTAL, "未编入小组")] if tree.loose.members else []
    return [*rows, line(*tree.whole, Role.TOTAL, "合计")]


# --- ZZ-17 --------------------------------------------------------------------------------------


def _rules(inquiry: Inquiry) -> Document:
    """ZZ-17 工会工作制度目录: the rules made by the day."""
    spec = inquiry.specs[Regulation.__tablename__]
    fields = spec.columns(("name", "made_on", "meeting", "revised_on", "shown_as", "keeper_name"))
    cells = Cells(inquiry, fields)
    found = () if inquiry.blank_rows else iter_rows(inquiry.reader, spec, View())
    made = [row for row in found if str(row["made_on"] or "") <= inquiry.as_at]
    rows = [cells.row(place, row) for place, row in enumerate(made, 1)]
    sheet = _sheet(inquiry, spec, "工会工作制度目录", fields, rows)
    return Document("ZZ-17", (sheet,))


FORMS = (
    Form(
        "union-card",
        union_card.TITLE,
        union_card.union_card,
        (FULL, BLANK_CARD),
        register=Union.__tablename__,
        number="ZZ-01",
    ),
    # Of the legal person alone: the register of certificates has a paper of all.
    Form(
        "legal-person",
        "工会法人资格登记台账",
        _legal_person,
        (AS_AT, BLANK),
        register="",
        number="ZZ-03",
    ),
    Form(
        "branches-and-groups",
        "工会分会、小组名册",
        _branches,
        (AS_AT, BLANK),
        register=Group.__tablename__,
        number="ZZ-10",
    ),
    Form(
        "rules-list",
        "工会工作制度目录",
        _rules,
        (AS_AT, BLANK),
        register=Regulation.__tablename__,
        number="ZZ-17",
    ),
)
