"""工会组织基本情况登记表 (ZZ-01): every box of the card, whoever tells what stands in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from app.models.organization.union import Union
from app.queries.listing import View, iter_rows
from app.queries.organization.card import is_asked, told_elsewhere
from app.reports.document import (
    Block,
    Box,
    Boxes,
    Document,
    Heading,
    Page,
    PageBreak,
    Pair,
    Pairs,
    Paragraph,
    Signatures,
)
from app.reports.forms.besides import all_but, asked_besides, asked_names, labels_besides
from app.reports.forms.common import register_page, union_name
from app.reports.sheet import Align
from app.spec.dates import in_words
from app.spec.values import masked, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.reports.forms.form import Inquiry
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

TITLE = "工会组织基本情况登记表"
_PAGE = Page(landscape=False, margins=(20.0, 15.0, 14.0, 12.0), body_pt=9.0)
_ROW_MM = 6.4
_LABEL_MM = 35.0  # for 单位统一社会信用代码
_NO_DAY = "\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"
_NOT_ASKED = "—"  # what does not concern this union
_OVERLEAF = "七、工会干部"  # the section that begins the second page
_CAPTION_MM, _WIDTH_MM = 6.0, 175.0


class _Entry(NamedTuple):
    """One box: a field of the card or, told by another register, the key of its line."""

    source: str
    label: str = ""
    is_told: bool = False


def _told(key: str, label: str) -> _Entry:
    return _Entry(key, label, is_told=True)


# The boxes of the ledger list (ZZ-01) under its own words, among those of the handbook's card
# (1.1). Without a label of its own a box has that of the card on screen.
_SECTIONS: tuple[tuple[str, tuple[_Entry, ...]], ...] = (
    (
        "一、身份与名称",
        (
            _Entry("name", "工会全称"),
            _Entry("short_name", "简称"),
            _Entry("statistics_code"),
            _Entry("union_code"),
            _Entry("uscc"),
            _Entry("status"),
        ),
    ),
    (
        "二、类型与归口",
        (
            _Entry("org_kind", "组织类型"),
            _Entry("joint_kind"),
            _Entry("org_form"),
            _Entry("upper_union", "上级工会"),
            _Entry("upper_type"),
            _told("covered", "涵盖单位数"),
            _Entry("has_party_org"),
            _Entry("party_org", "党组织名称"),
        ),
    ),
    (
        "三、建会",
        (
            _Entry("founded_on", "建会日期"),
            _Entry("approval_no", "批准文号"),
            _Entry("build_mode"),
            _Entry("prepared_on"),
            _Entry("founding_meeting_on"),
        ),
    ),
    (
        "四、所在单位",
        (
            _Entry("unit_name", "单位名称"),
            _Entry("unit_uscc", "单位统一社会信用代码"),
            _Entry("unit_legal_rep", "法定代表人"),
            _Entry("unit_kind", "单位类别"),
            _Entry("ownership"),
            _Entry("industry", "行业代码"),
            _Entry("region_code"),
            _Entry("place", "所在地"),
            _Entry("address", "地址"),
            _Entry("postcode"),
            _Entry("phone", "电话"),
        ),
    ),
    (
        "五、职工与会员",
        (
            _told("workers", "职工人数"),
            _told("women_workers", "女职工数"),
            _told("migrant_workers", "农民工数"),
            _told("dispatched", "劳务派遣工数"),
            _told("members", "会员人数"),
            _told("with_retained", "含保留会籍会员数"),
            _told("women_members", "女会员数"),
            _told("migrant_members", "农民工会员数"),
            _told("hardship", "困难职工数"),
            _told("models", "劳模数"),
        ),
    ),
    (
        "六、主席与本届",
        (
            _Entry("chair_name", "主席"),
            _Entry("vice_chairs"),
            _Entry("chair_phone"),
            _Entry("chair_post"),
            _Entry("chair_mode"),
            _Entry("elect_mode"),
            _Entry("chair_from"),
            _Entry("chair_to"),
            _Entry("term_no", "届次"),
            _Entry("term_years", "届期"),
            _Entry("elected_on", "换届日期"),
            _Entry("term_ends_on"),
            _Entry("last_congress_on"),
        ),
    ),
    (
        _OVERLEAF,
        (
            _Entry("cadre_full", "专职人数"),
            _Entry("cadre_part"),
            _Entry("cadre_seconded"),
            _Entry("cadre_social"),
            _Entry("has_womens_officer"),
        ),
    ),
    (
        "八、组织机构",
        (
            _Entry("has_committee"),
            _told("branch", "分工会数"),
            _told("group", "工会小组数"),
            _Entry("has_audit"),
            _Entry("audit_head", "经审主任"),
            _Entry("audit_members"),
            _Entry("has_women"),
            _Entry("women_head", "女职工主任"),
            _Entry("women_members"),
            _Entry("has_supervision"),
            _Entry("supervisors"),
            _Entry("has_mediation"),
            _Entry("mediators"),
        ),
    ),
    (
        "九、民主管理与集体合同",
        (
            _Entry("has_workers_congress"),
            _Entry("congress_term"),
            _Entry("congress_last_on"),
            _Entry("has_openness"),
            _Entry("has_employee_director"),
            _Entry("has_employee_supervisor"),
            _Entry("has_contract"),
            _Entry("contract_signed_on"),
            _Entry("contract_ends_on"),
        ),
    ),
    (
        "十、法人资格、账户、印章与阵地",
        (
            _told("legal", "是否取得工会法人资格"),
            _told("legal_no", "法人证号"),
            _told("legal_rep", "工会法定代表人"),
            _told("legal_term", "证书有效期"),
            _told("account", "独立银行账户"),
            _told("bank", "开户行"),
            _told("account_no", "账号"),
            _told("seal", "工会印章"),
            _told("seal_from", "印章启用日期"),
            _Entry("has_plate"),
            _Entry("has_chair_shown"),
            _Entry("floor_area"),
            _Entry("home_level"),
        ),
    ),
    (
        "十一、联系",
        (_Entry("contact_name"), _Entry("email"), _Entry("note")),
    ),
)


_PRINTED = {entry.source for _title, entries in _SECTIONS for entry in entries if not entry.is_told}
besides = all_but(Union.__tablename__, _PRINTED)
"""The boxes that can be added to those of the card: what it keeps besides, the user's columns."""

_ASKED, _ADDED = "工会概况", "其他"  # sections of the boxes asked for


def union_card(inquiry: Inquiry) -> Document:
    """The card on two pages, of today or a past day; or copies of it to be filled in by hand.

    Where columns are asked for, their boxes stand alone; those added follow all others.
    """
    spec = inquiry.specs[Union.__tablename__]
    found = next(iter_rows(inquiry.reader, spec, View()), None)
    card = _Card(inquiry, spec, found or {})
    blocks: list[Block] = [Heading(TITLE, 0)]
    if _is_past(inquiry):
        day = f"（以{in_words(inquiry.as_at)}为准）"
        blocks.append(Paragraph(day, Align.CENTRE, indent=0, after_pt=2))
    blocks.append(_caption(inquiry))
    for title, entries in _sections(inquiry, spec):
        if title == _OVERLEAF:
            name = Paragraph(f"{TITLE}（续）", Align.CENTRE, bold=True, size_pt=11.0, after_pt=4)
            blocks += [PageBreak(), name, _caption(inquiry)]
        blocks += [
            Heading(title, 2),
            Pairs(tuple(map(card.pair, entries)), row_mm=_ROW_MM, label_mm=_LABEL_MM),
        ]
    kept = f"登记时机：{spec.period}；保存期限：{spec.retention}。{_past(inquiry)}"
    blocks.append(Paragraph(kept, indent=0, after_pt=4))
    blocks.append(Signatures(("主席签字", "填表人", "日期"), seal=True))
    copies = [PageBreak(), *blocks] * (inquiry.blank_rows - 1)
    marks = register_page(inquiry, personal=True)
    page = replace(_PAGE, footer=marks.footer, watermark=marks.watermark)
    return Document("ZZ-01", (*blocks, *copies), page)


def _sections(inquiry: Inquiry, spec: RecordSpec) -> tuple[tuple[str, tuple[_Entry, ...]], ...]:
    """The boxes asked for, all by default, by section."""
    names = asked_names(inquiry, spec)
    asked = ((_ASKED, tuple(map(_Entry, names))),) if names else _SECTIONS
    printed = names or tuple(_PRINTED)
    also = asked_besides(inquiry, besides, TITLE, printed)
    return (*asked, (_ADDED, tuple(_Entry(field.name) for field in also))) if also else asked


def _is_past(inquiry: Inquiry) -> bool:
    return inquiry.as_at < inquiry.today and not inquiry.blank_rows


def _past(inquiry: Inquiry) -> str:
    """What of a past day the card tells, and what it does not know of that day."""
    if not _is_past(inquiry):
        return ""
    return (
        f"职工、会员人数，涵盖单位，分工会和小组，法人资格，账户和印章以{in_words(inquiry.as_at)}为准；"
        "困难职工、劳模的标记和其余各栏没有日期，按打印日填写。"
    )


def _caption(inquiry: Inquiry) -> Boxes:
    """Who fills it in, and when."""
    day = _NO_DAY if inquiry.blank_rows else in_words(inquiry.today)
    left, right = f"填报单位：{union_name(inquiry.reader)}", f"填报日期：{day}"
    half = _WIDTH_MM / 2
    return Boxes(
        _CAPTION_MM,
        (
            Box(0, 0, half * 1.3, _CAPTION_MM, left, 9.0, border=False),
            Box(half * 1.3, 0, half * 0.7, _CAPTION_MM, right, 9.0, Align.RIGHT, border=False),
        ),
    )


class _Card:
    """The values of the card and of what other registers tell, box by box."""

    def __init__(self, inquiry: Inquiry, spec: RecordSpec, row: Mapping[str, object]) -> None:
        self._inquiry = inquiry
        self._fields = spec.fields
        self._row = row
        as_at = inquiry.as_at if _is_past(inquiry) else None
        told = told_elsewhere(inquiry.reader, inquiry.today, as_at)
        self._told = {line.key: line.text for line in told}
        self._labels = labels_besides(inquiry, spec.id, besides(inquiry.specs))

    def pair(self, entry: _Entry) -> Pair:
        """One box with its label; nothing in it on a form to be filled in by hand."""
        if entry.is_told:
            label, value = entry.label, self._told.get(entry.source, "")
        else:
            field = self._fields[entry.source]
            label, value = entry.label or field.label, self._text(field)
        return Pair(label, None if self._inquiry.blank_rows else value)

    def _text(self, field: FieldSpec) -> str:
        value = self._row.get(field.name)
        if value is None:
            other = self._told.get(field.name, "")  # the kind of unit tells its ownership
            return other or ("" if is_asked(field.name, self._row) else _NOT_ASKED)
        text = show(field, value, self._labels.get(field.name))
        if field.name == "industry":
            text = f"{value} {text}"
        if field.name == "term_no":
            return f"第{text}届"
        if field.unit:
            text = f"{text} {field.unit}"
        return text if self._inquiry.full else masked(field, text)
