"""工会会员登记表: all that the union keeps of one member, on one page that grows to two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.base import spec_of
from app.models.members.membership import MembershipEvent
from app.reports.document import (
    Box,
    Boxes,
    Cell,
    Document,
    FormRow,
    Heading,
    Numbering,
    Page,
    PageBreak,
    Ruled,
    Signatures,
)
from app.reports.forms.persons.chosen import persons, unit_of
from app.reports.forms.persons.paper import person_page
from app.reports.sheet import Align
from app.spec.dates import in_words
from app.spec.values import show

if TYPE_CHECKING:
    from app.reports.document import Block
    from app.reports.forms.form import Inquiry
    from app.reports.forms.persons.chosen import Person

_PAGE = Page(landscape=False, margins=(25.0, 20.0, 18.0, 15.0), numbering=Numbering.NONE)
_SIGNED = "签名：\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"
_SEALED = "（公章）\u3000\u3000\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"
_HEAD_MM, _NAME_MM, _CARD_NO_MM = 5.0, 97.0, 68.0  # the line under the title, over the form
_TITLE = "工会会员登记表"
_NO = "_" * 16
_EVENTS = spec_of(MembershipEvent).fields
_TOLD = ("kind", "reason", "other_union", "slip_no")


def registration_forms(inquiry: Inquiry) -> Document:
    """The forms of everybody chosen, each from a page of its own."""
    blocks: list[Block] = []
    union = unit_of(inquiry)
    for person in persons(inquiry):
        blocks += [PageBreak()] if blocks else []
        blocks += _form(person, union)
    return Document("registration", tuple(blocks), person_page(inquiry, _PAGE))


def _form(person: Person, union: str) -> list[Block]:
    again = "　".join(filter(None, (f"{_TITLE}（续）", union, person["name"], person["card_no"])))
    return [
        Heading(_TITLE, 0),
        _head(person, union),
        Ruled(_rows(person), "照\n\n片", photo_mm=30.0, photo_rows=4, continued=again),
        Signatures(("申请人签名", "日期")),
    ]


def _head(person: Person, union: str) -> Boxes:
    """Whose form it is: the union's on the left, the number of the card on the right."""
    number = f"会员证号码：{person['card_no'] or _NO}"
    left, right = (0, 0, _NAME_MM, _HEAD_MM), (_NAME_MM, 0, _CARD_NO_MM, _HEAD_MM)
    return Boxes(
        _HEAD_MM,
        (
            Box(*left, f"工会名称：{union}", border=False),
            Box(*right, number, align=Align.RIGHT, border=False),
        ),
    )


def _pairs(person: Person, *pairs: tuple[str, str, float, float]) -> FormRow:
    """A row of labels and fields, each with its width in mm; 0 takes what is left."""
    cells: list[Cell] = []
    for label, name, label_mm, value_mm in pairs:
        text = "　".join(filter(None, (person[part] for part in name.split("+"))))
        cells += [
            Cell(label, label_mm, is_label=True),
            Cell(text, value_mm, align=Align.CENTRE),
        ]
    return FormRow(tuple(cells), 10.0)


def _tall(label: str, text: str, least_mm: float, foot: str = "") -> FormRow:
    cells = (Cell(label, 29.0, is_label=True), Cell(text, foot=foot))
    return FormRow(cells, least_mm)


def _rows(person: Person) -> tuple[FormRow, ...]:
    """The rows of the handbook (2.2): those beside the photograph first."""
    return (
        _pairs(
            person,
            ("姓名", "name", 14, 21),
            ("性别", "sex", 11, 20),
            ("出生日期", "born_on", 18, 23),
            ("民族", "ethnicity", 10, 0),
        ),
        _pairs(
            person,
            ("学历", "education", 14, 21),
            ("籍贯", "hometown", 11, 20),
            ("政治面貌", "political", 18, 23),
            ("工资", "wage_fen", 10, 0),
        ),
        _pairs(person, ("工作\n单位", "work_unit", 14, 0)),
        _pairs(
            person,
            ("职务", "post", 14, 40),
            ("职称\n（技术等级）", "professional_title+skill_level", 30, 0),
        ),
        _pairs(person, ("身份证号码", "id_number", 29, 52), ("联系电话", "mobile", 30, 0)),
        _pairs(
            person,
            ("户籍类型", "household", 29, 32),
            ("是否农民工", "is_migrant", 23, 12),
            ("用工形式", "employment_form", 20, 0),
        ),
        _pairs(
            person,
            ("参加工作时间", "started_work_on", 29, 32),
            ("部门、工会小组", "department+group_id", 38, 0),
        ),
        _tall("家庭主要成员\n及其工作单位", person["family"], 24.0),
        _tall("个人工作\n简历", person["resume"], 38.0),
        _tall("工会小组\n（分会）意见", "", 22.0, _SIGNED),
        _tall("基层工会组织\n审批意见", person["approval_opinion"], 24.0, _sealed(person)),
        _tall("会籍变动记载\n（接转、保留、\n恢复、退会）", _changes(person), 26.0),
        _tall("备注", person["note"], 12.0),
    )


def _sealed(person: Person) -> str:
    approved = person["approved_on"]
    return f"（公章）\u3000\u3000{in_words(approved)}" if approved else _SEALED


def _changes(person: Person) -> str:
    """One line for each change of membership."""
    lines = []
    for event in person.events:
        words = (show(_EVENTS[name], event[name]) for name in _TOLD)
        day = str(event["happened_on"] or "")
        lines.append("　".join(filter(None, (day, *words))))
    return "\n".join(lines)
