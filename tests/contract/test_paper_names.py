"""Names that other programs print as boxes or cut: on every paper, whole, or told before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest

from app.errors import Refused
from app.models.all import (
    RECORDS,
    activist,
    card_issue,
    dues,
    groups,
    hardship,
    holdings,
    honour,
    member,
    union,
)
from app.models.base import spec_of
from app.reports.fonts import Fonts
from app.reports.forms import OWN_FORMS, build, organization
from app.reports.forms.persons.chosen import PEOPLE, people_text
from app.reports.layout.items import Rectangle, Words
from app.reports.missing import refuse_missing
from app.reports.paginate import paginate
from app.reports.sheet import Sheet
from app.reports.to_pdf import pdf_bytes
from tests.builders import a_group, a_ledger, a_member, an_event, keep, keep_events, keep_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.reports.document import Document
    from app.reports.forms.form import Form

TODAY = "2026-11-20"
SPECS = {r.__tablename__: spec_of(r) for r in RECORDS if r.layout.table}
SHIPPED = Fonts(shipped_only=True)
NAMES = (
    *("䶮龙", "李㛃", "王𬱖", "买买提·艾力", "欧阳慕容云海", "阿卜杜热合曼·买买提吐尔逊江"),
    "张三",
)
# Who applies signs; changes tell of the day; a receipt keeps the words of its own day.
WITHOUT_NAMES = {"application", "member-changes", "dues-receipts"}
NOWHERE = "\U0003134a"  # a character that the shipped fonts lack
LONG = "机械加工事业部第一制造中心数控车间精密零部件班组（早班）"
# Figures, what they were on a day frozen before, and those alone who break a rule.
NAMELESS = {"ruler", "join-rate", "snapshot-difference", "checks"}
# Who leads, keeps or represents is written there by name, and need not be a member.
OF_THE_UNION = {"group-roster", *(form.id for form in organization.FORMS)}
WITH_NAMES = [form for form in OWN_FORMS if form.id not in NAMELESS]
ABOUT_PEOPLE = [form for form in WITH_NAMES if form.id not in OF_THE_UNION]
every_form = pytest.mark.parametrize("form", WITH_NAMES, ids=lambda form: form.id)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Connection]:
    """People with hard names, all women, migrant and model workers in need; each leads a group."""
    connection = a_ledger()
    name = "临湖市蓝禾精密机械制造（集团）股份有限公司工会委员会"
    led = {"chair_name": NAMES[-2], "vice_chairs": "、".join((*NAMES[:-2], NAMES[-1]))}
    keep(connection, union.Union, {"uid": "u", "created_at": TODAY, "name": name} | led)
    keep(connection, groups.Group, a_group(f"{LONG}小组", leader_name=NAMES[0]))
    for n, name in enumerate(NAMES[1:]):
        keep(connection, groups.Group, a_group(f"第{n}小组", leader_name=name))
    for n, name in enumerate(NAMES):
        held = {"created_at": TODAY, "kind": holdings.LEGAL_PERSON, "legal_rep": name}
        keep(connection, holdings.Certificate, held | {"uid": f"z{n}", "number": f"{n}"})
        rule = {"created_at": TODAY, "name": f"第{n}项制度", "keeper_name": name}
        keep(connection, holdings.Regulation, rule | {"uid": f"g{n}"})
    flags = {"is_migrant": True, "is_model_worker": True, "is_hardship": True, "sex": "2"}
    people = keep_members(
        connection,
        *(
            a_member(name=name, department=LONG, group_id=1, card_no=f"LH{n:04}", **flags)
            for n, name in enumerate(NAMES)
        ),
    )
    keep_events(connection, [an_event(p, "1", "2010-07-01", group_id=1) for p in people])
    for number in people:
        card = {"member_id": number, "issued_on": "2026-01-01", "created_at": TODAY}
        keep(connection, card_issue.CardIssue, card | {"uid": f"c{number}"})
        owed = {"member_id": number, "month": "2026-10", "group_id": 1, "due_fen": 2500}
        keep(connection, dues.Dues, {**owed, "uid": f"d{number}", "created_at": TODAY})
        paid = {**owed, "month": "2026-09", "paid_fen": 2500, "paid_on": "2026-09-20"}
        keep(connection, dues.Dues, {**paid, "uid": f"p{number}", "created_at": TODAY})
        receipt = {"number": f"{number:04}", "payer": NAMES[number - 1], "amount_fen": 2500}
        keep(connection, dues.DuesReceipt, {**receipt, "uid": f"r{number}", "created_at": TODAY})
        whose = {"member_id": number, "created_at": TODAY}
        model = {"name": "市劳动模范", "is_model": True, "awarded_on": "2020-05"}
        keep(connection, honour.Honour, {**whose, **model, "uid": f"h{number}"})
        keep(connection, activist.Activist, {**whose, "started_on": "2020", "uid": f"a{number}"})
        need = {"filed_on": "2026-01", "household_size": 3}
        keep(connection, hardship.HardshipFile, {**whose, **need, "uid": f"n{number}"})
    yield connection
    connection.close()


def made(ledger: Connection, form: Form, **more: object) -> Document:
    people = people_text(range(1, len(NAMES) + 1))
    values = {PEOPLE.name: people} if PEOPLE in form.parameters else {}
    return build(ledger, form, values | more, today=TODAY, specs=SPECS)


def is_written_by_hand(document: Document) -> bool:
    sheets = [block for block in document.blocks if isinstance(block, Sheet)]
    return any(sheet.blank_rows for sheet in sheets)


@every_form
def test_every_name_is_printed_whole(ledger: Connection, form: Form) -> None:
    document = made(ledger, form)
    with pypdfium2.PdfDocument(pdf_bytes(document, invariant=True)) as pdf:
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    if form.id != "application":  # who applies signs
        assert [name for name in NAMES if name not in text] == []
    assert "\ufffd" not in text


@every_form
def test_nothing_is_smaller_than_7_5_points_or_beside_its_box(
    ledger: Connection, form: Form
) -> None:
    """Words of forms, cards and labels stay within the paper, and large enough to be read."""
    for page in paginate(made(ledger, form), fonts=SHIPPED).pages:
        width = page.page.size_mm[0] * 72 / 25.4
        words = [item for item in page.items if isinstance(item, Words)]
        for item in words:
            assert item.size >= 7.5, item.text
            measured = SHIPPED.measure(item.face, item.size, item.spacing)(item.text)
            assert 0 <= item.x <= item.x + measured <= width + 0.5, item.text
        assert words or not any(isinstance(item, Rectangle) for item in page.items)


@pytest.mark.parametrize("form", ABOUT_PEOPLE, ids=lambda form: form.id)
def test_a_character_without_a_glyph_is_named_with_its_place(
    ledger: Connection, form: Form
) -> None:
    before = ledger.exec_driver_sql("SELECT name FROM member WHERE id = 7").scalar_one()
    table = member.Member.__table__
    try:
        ledger.execute(table.update().where(table.c.id == 7).values(name=f"张{NOWHERE}"))
        document = made(ledger, form)
        holds = any(NOWHERE in repr(block) for block in document.blocks)
        if not holds:
            assert is_written_by_hand(document) or form.id in WITHOUT_NAMES
            return
        with pytest.raises(Refused) as caught:
            refuse_missing(paginate(document, fonts=SHIPPED))
        assert caught.value.code == "R-302"
        assert f"U+{ord(NOWHERE):04X}）在" in caught.value.happened
    finally:
        ledger.execute(table.update().where(table.c.id == 7).values(name=before))
