"""What the union holds in its own name: accounts, certificates, and the rules it works by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter

LEGAL_PERSON = "1"  # 工会法人资格证书, of the list certificate_kind


class BankAccount(Record):
    """A bank account in the union's own name (银行账户)."""

    __tablename__ = "bank_account"
    title = "银行账户"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("bank", "number", "purpose", "opened_on", "closed_on"),
        form=(("账户", ("bank", "number", "purpose", "opened_on", "closed_on", "note")),),
    )
    keys = (("number",),)
    order = ("opened_on",)
    name_field = "number"
    signers = ("主席", "财务", "制表")
    period = "发生时"
    retention = "永久"

    bank: Mapped[str | None] = field("开户行", Kind.TEXT, 100, aliases=("开户银行",))
    number: Mapped[str] = field("账号", Kind.CODE, 40, aliases=("银行账号",))
    purpose: Mapped[str | None] = field("用途", Kind.TEXT, 50)
    opened_on: Mapped[str | None] = field("开户日期", Kind.PARTIAL_DATE)
    closed_on: Mapped[str | None] = field("销户日期", Kind.PARTIAL_DATE)
    note: Mapped[str | None] = remark()


class Certificate(Record):
    """One entry of the register of certificates (证照, ZZ-03): an issue, a renewal or a change."""

    __tablename__ = "certificate"
    title = "证照"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=(
            "kind",
            "number",
            "registered_on",
            "ends_on",
            "legal_rep",
            "change_matter",
            "changed_on",
            "state",
        ),
        form=(
            ("证书", ("kind", "number", "registered_on", "begins_on", "ends_on", "state")),
            ("登记", ("legal_rep", "issuer", "change_matter", "changed_on", "note")),
        ),
        paper=(
            "kind",
            "number",
            "registered_on",
            "begins_on",
            "ends_on",
            "legal_rep",
            "change_matter",
            "changed_on",
            "issuer",
            "state",
        ),
    )
    keys = (("kind", "number", "registered_on", "changed_on"), ("kind", "number", "registered_on"))
    order = ("registered_on",)
    name_field = "number"
    signers = ("主席", "制表")
    period = "发生时"
    retention = "永久"

    kind: Mapped[str] = field("证照种类", Kind.CHOICE, choices="certificate_kind")
    number: Mapped[str] = field("证书编号", Kind.CODE, 40, aliases=("法人证号", "编号"))
    registered_on: Mapped[str | None] = field("登记日期", Kind.PARTIAL_DATE)
    begins_on: Mapped[str | None] = field("有效期起", Kind.DATE)
    ends_on: Mapped[str | None] = field("有效期止", Kind.DATE, aliases=("有效期", "有效期至"))
    legal_rep: Mapped[str | None] = field("法定代表人", Kind.NAME)
    change_matter: Mapped[str | None] = field("变更事项", Kind.TEXT, 100)
    changed_on: Mapped[str | None] = field("变更日期", Kind.DATE)
    issuer: Mapped[str | None] = field("发证机关", Kind.TEXT, 100)
    state: Mapped[str | None] = field("状态", Kind.CHOICE, choices="certificate_state")
    note: Mapped[str | None] = remark()


class Regulation(Record):
    """One of the rules the union works by (规章制度, ZZ-17)."""

    __tablename__ = "regulation"
    title = "规章制度"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("name", "made_on", "meeting", "revised_on", "shown_as", "keeper_name"),
        form=(
            ("制度", ("name", "made_on", "meeting", "revised_on")),
            ("执行", ("shown_as", "keeper_name", "note")),
        ),
    )
    keys = (("name",),)
    order = ("made_on", "name")
    name_field = "name"
    signers = ("主席", "制表")
    period = "每年检查"
    retention = "30年"

    name: Mapped[str] = field("制度名称", Kind.TEXT, 100)
    made_on: Mapped[str | None] = field("制定日期", Kind.PARTIAL_DATE)
    meeting: Mapped[str | None] = field("通过会议", Kind.TEXT, 100)
    revised_on: Mapped[str | None] = field("修订日期", Kind.PARTIAL_DATE)
    shown_as: Mapped[str | None] = field("上墙/入册", Kind.CHOICE, choices="shown_as")
    keeper_name: Mapped[str | None] = field("责任人", Kind.NAME)
    note: Mapped[str | None] = remark()


def newest_legal_certificate(on: str = "9999") -> Select[Any]:
    """The newest entry of the legal person's certificate, with ``told_on``, its latest day.

    Args:
        on: ISO day; later entries had not been made.
    """
    entry, told_on = Certificate.__table__, _told_on()
    return (
        select(entry, told_on.label("told_on"))
        .where(entry.c.retired_at.is_(None), entry.c.kind == LEGAL_PERSON, told_on <= on)
        .order_by(told_on.desc(), entry.c.id.desc())
        .limit(1)
    )


def newest_other_certificates() -> Select[Any]:
    """Of every certificate but the legal person's, by kind and number, the newest entry."""
    entry = Certificate.__table__
    place = func.row_number().over(
        partition_by=(entry.c.kind, entry.c.number),
        order_by=(_told_on().desc(), entry.c.id.desc()),
    )
    placed = (
        select(entry, place.label("place"))
        .where(entry.c.retired_at.is_(None), entry.c.kind != LEGAL_PERSON)
        .subquery()
    )
    return select(placed).where(placed.c.place == 1).order_by(placed.c.id)


def _told_on() -> ColumnElement[str]:
    """The latest day that an entry of the register of certificates tells."""
    entry = Certificate.__table__.c
    return func.max(func.coalesce(entry.changed_on, ""), func.coalesce(entry.registered_on, ""))
