"""组织: the union's certificate, its branches and groups, and its rules; its card is apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.models.base import spec_of
from app.models.organization.groups import Group
from app.models.organization.holdings import LEGAL_PERSON, Certificate, Regulation
from app.models.organization.union import Union
from app.queries.listing import Filter, View, iter_rows
from app.queries.organization.tree import union_tree
from app.reports.document import Document
from app.reports.forms import union_card
from app.reports.forms.besides import (
    all_but,
    asked_besides,
    asked_names,
    labels_besides,
    told_besides,
)
from app.reports.forms.common import (
    Cells,
    has_personal_numbers,
    register_columns,
    register_page,
    titled,
    unit_caption,
    users_amounts,
)
from app.reports.forms.form import ALSO, AS_AT, BLANK, BLANK_CARD, COLUMNS, FULL, Form, Inquiry
from app.reports.sheet import Closing, Role, Row, Sheet
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.queries.organization.tree import Node, Tree
    from app.spec.record import RecordSpec

    Line = dict[str, object]

_ROOM = "\u3000" * 4  # for a number written by hand
_INDENT = "\u3000"
_COUNTS = (
    FieldSpec("members", "会员数", Kind.INTEGER),
    FieldSpec("women", "其中女", Kind.INTEGER),
)


@dataclass(frozen=True, slots=True)
class _List:
    """A signed list of one register, with the union's name, its day, and how long it is kept.

    Attributes:
        number: what the ledger list calls it; ``title`` what it calls itself.
        own: its columns unless others are asked for.
        hidden: fields of the register that stand in one of those columns already.
    """

    number: str
    title: str
    register: str
    own: tuple[FieldSpec, ...]
    hidden: tuple[str, ...] = ()

    def besides(self, specs: Mapping[str, RecordSpec]) -> tuple[FieldSpec, ...]:
        """The columns that can be added to its own."""
        printed = (*(field.name for field in self.own), *self.hidden)
        return all_but(self.register, printed)(specs)

    def fields(self, inquiry: Inquiry) -> tuple[FieldSpec, ...]:
        """The columns asked for, under the list's own headings where it has them."""
        spec = inquiry.specs[self.register]
        known = {**spec.fields, **{field.name: field for field in self.own}}
        names = asked_names(inquiry, spec, self.own)
        asked = tuple(known[name] for name in names) or self.own
        printed = [field.name for field in asked]
        return (*asked, *asked_besides(inquiry, self.besides, self.title, printed))

    def cells(self, inquiry: Inquiry, fields: Sequence[FieldSpec]) -> Cells:
        """What turns lines of the register into rows under ``fields``."""
        return Cells(inquiry, fields, labels_besides(inquiry, self.register, fields))

    def document(
        self, inquiry: Inquiry, fields: Sequence[FieldSpec], rows: Iterable[Row], said: str = ""
    ) -> Document:
        """The paper of ``rows``.

        Args:
            said: what a past day does not tell of; stands in the note.
        """
        found = tuple(rows)
        many = sum(row.role is Role.BODY for row in found)
        spec = inquiry.specs[self.register]
        counted = f"合计{_ROOM}条。" if inquiry.blank_rows else f"合计 {many} 条。"
        is_past = inquiry.as_at < inquiry.today and not inquiry.blank_rows
        sheet = Sheet(
            title=self.title,
            columns=register_columns(inquiry, fields),
            rows=found,
            caption=unit_caption(inquiry),
            signers=(*spec.signers, "日期"),
            closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
            sums=users_amounts(inquiry, fields) if many == len(found) else (),
            note=f"{counted}登记时机：{spec.period}；保存期限：{spec.retention}。"
            + (said if is_past else ""),
            blank_rows=inquiry.blank_rows,
        )
        page = register_page(inquiry, personal=has_personal_numbers(fields))
        return Document(self.number, (sheet,), page)


# --- ZZ-03 --------------------------------------------------------------------------------------

_CERTIFICATE = spec_of(Certificate)
_TERM = FieldSpec("term", "有效期", Kind.TEXT)
_NUMBER, _DAY, *_OTHERS = _CERTIFICATE.columns(
    ("number", "registered_on", "legal_rep", "change_matter", "changed_on", "issuer", "state")
)
_CERTIFICATES = _List(
    "ZZ-03",
    "工会法人资格登记台账",
    _CERTIFICATE.id,
    (_NUMBER, _DAY, _TERM, *_OTHERS),
    hidden=("kind", "begins_on", "ends_on"),
)


def _legal_person(inquiry: Inquiry) -> Document:
    """ZZ-03 工会法人资格登记台账: every issue, renewal and change by the day, oldest first."""
    fields = _CERTIFICATES.fields(inquiry)
    found = [] if inquiry.blank_rows else _entries(inquiry)
    cells = _CERTIFICATES.cells(inquiry, fields)
    rows = [cells.row(place, row) for place, row in enumerate(found, 1)]
    return _CERTIFICATES.document(inquiry, fields, rows, "“状态”为打印日的登记。")


def _entries(inquiry: Inquiry) -> list[Line]:
    view = View(filters=(Filter("kind", frozenset({LEGAL_PERSON})),))
    spec = inquiry.specs[_CERTIFICATES.register]
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
_GROUPS = _List(
    "ZZ-10", "工会分会、小组名册", Group.__tablename__, (*_NODE[:2], *_COUNTS, *_NODE[2:])
)


def _branches(inquiry: Inquiry) -> Document:
    """ZZ-10 工会分会、小组名册: the tree on the day, those dissolved by then with their day."""
    fields = _GROUPS.fields(inquiry)
    rows: list[Row] = []
    if not inquiry.blank_rows:
        tree = union_tree(inquiry.reader, inquiry.today, inquiry.as_at)
        cells = _GROUPS.cells(inquiry, fields)
        lines = [_node_values(node, tree.day) for node in tree.shown(dissolved=True)]
        others = [field for field in fields if field not in _GROUPS.own]
        lines = told_besides(inquiry, _GROUPS.register, others, lines)
        rows = [cells.row(place, line) for place, line in enumerate(lines, 1)]
        rows += _sums(tree, fields)
    said = "副组长、劳动保护检查员为打印日的登记；此后才产生的负责人不填。"
    return _GROUPS.document(inquiry, fields, rows, said)


def _node_values(node: Node, day: str) -> Line:
    """One line of the tree; whoever is dissolved and empty has no number any more.

    Who led it before the head of today was elected is not known.
    """
    is_over = node.dissolved_by(day)
    is_led = (node.elected_on or "") <= day
    has_people = node.counted.members or not is_over
    return {
        "id": node.id,
        "kind": node.kind,
        "name": _INDENT * node.depth + node.name,
        "members": node.counted.members if has_people else None,
        "women": node.counted.women if has_people else None,
        "leader_name": node.leader_name if is_led else None,
        "elected_on": node.elected_on if is_led else None,
        "deputy_name": node.deputy_name,
        "safety_name": node.safety_name,
        "dissolved_on": node.dissolved_on if is_over else None,
    }


def _sums(tree: Tree, fields: Sequence[FieldSpec]) -> list[Row]:
    """Those in no group, if there are any, and the whole union; none without their columns."""
    names = [field.name for field in fields]
    if "members" not in names and "women" not in names:
        return []

    def line(members: int, women: int, role: Role, label: str) -> Row:
        known = {"members": members, "women": women}
        return Row((None, *map(known.get, names)), role, label)

    rows = [line(*tree.loose, Role.SUBTOTAL, "未编入小组")] if tree.loose.members else []
    return [*rows, line(*tree.whole, Role.TOTAL, "合计")]


# --- ZZ-17 --------------------------------------------------------------------------------------

_RULES = _List(
    "ZZ-17",
    "工会工作制度目录",
    Regulation.__tablename__,
    spec_of(Regulation).columns(
        ("name", "made_on", "meeting", "revised_on", "shown_as", "keeper_name")
    ),
)


def _rules(inquiry: Inquiry) -> Document:
    """ZZ-17 工会工作制度目录: the rules made by the day; a later revision had not been made."""
    fields = _RULES.fields(inquiry)
    cells = _RULES.cells(inquiry, fields)
    spec = inquiry.specs[_RULES.register]
    found = () if inquiry.blank_rows else iter_rows(inquiry.reader, spec, View())
    made = [row for row in found if str(row["made_on"] or "") <= inquiry.as_at]
    for row in made:
        if str(row["revised_on"] or "") > inquiry.as_at:
            row["revised_on"] = None
    rows = [cells.row(place, row) for place, row in enumerate(made, 1)]
    return _RULES.document(inquiry, fields, rows, "“上墙/入册”和责任人为打印日的登记。")


FORMS = (
    Form(
        "union-card",
        union_card.TITLE,
        union_card.union_card,
        (AS_AT, FULL, COLUMNS, ALSO, BLANK_CARD),
        register=Union.__tablename__,
        number="ZZ-01",
        besides=union_card.besides,
    ),
    # Of the legal person alone: the register of certificates has a paper of all.
    Form(
        "legal-person",
        _CERTIFICATES.title,
        _legal_person,
        (AS_AT, ALSO, BLANK),
        register="",
        number=_CERTIFICATES.number,
        besides=_CERTIFICATES.besides,
    ),
    Form(
        "branches-and-groups",
        _GROUPS.title,
        _branches,
        (AS_AT, COLUMNS, ALSO, BLANK),
        register=_GROUPS.register,
        number=_GROUPS.number,
        besides=_GROUPS.besides,
    ),
    Form(
        "rules-list",
        _RULES.title,
        _rules,
        (AS_AT, COLUMNS, ALSO, BLANK),
        register=_RULES.register,
        number=_RULES.number,
        besides=_RULES.besides,
    ),
)
