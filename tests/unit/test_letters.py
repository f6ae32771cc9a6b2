"""Letters and forms of persons: whole numbers where they prove something, and what dues tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.actions.dues.lists import make_lists
from app.actions.dues.payments import Manner, Payment, register_payments
from app.actions.dues.standard import set_standard
from app.actions.letters import word_letter
from app.bootstrap import Desk, create_desk
from app.cli import run
from app.clock import FixedClock
from app.reports.forms import build, completed, form_called, printed_facts
from app.reports.forms.persons.listed import FORMS
from app.reports.to_text import to_text
from app.rules.dues.standard import KEYS, months_between
from app.rules.profile import profile
from tests.builders import an_id_number
from tests.unit.dues import add

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NUMBER = an_id_number()
MASKED = f"{NUMBER[:3]}***********{NUMBER[-4:]}"
WHOLE = [form.id for form in FORMS if form.whole_numbers]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One member with dues from August to October; August and September are paid."""
    path = tmp_path / "a.ghdb"
    with create_desk(path, "某某公司工会委员会", clock=FixedClock(), actor="测试") as opened:
        add(
            opened,
            name="白建军",
            id_type="1",
            id_number=NUMBER,
            born_on="1985-03-01",
            sex="1",
            approved_on="2026-08-20",
            wage_fen=438_600,
        )
        months = months_between("2026-08", "2026-10")
        opened.act("make", "会费表", lambda u: make_lists(u, months), acknowledged="测试")
        paid = [Payment(1, month) for month in months[:2]]
        manner = Manner("2026-10-09", "wage")
        opened.act("pay", "缴费", lambda u: register_payments(u, paid, manner))
        yield opened


def text_of(desk: Desk, paper: str, **values: object) -> str:
    form = form_called(desk.specs, paper)
    asked = {"people": "#1", **values} if form in FORMS else values
    made = build(desk.reader, form, asked, today=desk.today, specs=desk.specs)
    return "".join(to_text(made).split())


def test_each_paper_says_in_its_definition_whether_numbers_are_whole() -> None:
    assert WHOLE == ["application", "registration", "admission-notice", "transfer"]
    assert all(
        "full" in {each.name for each in form.parameters} for form in FORMS if form.id in WHOLE
    )


@pytest.mark.parametrize("paper", ["registration", "transfer"])
def test_papers_that_prove_something_have_whole_numbers(desk: Desk, paper: str) -> None:
    assert NUMBER in text_of(desk, paper)
    assert "内部资料" in text_of(desk, paper)
    masked = text_of(desk, paper, full=False)
    assert NUMBER not in masked
    assert MASKED in masked


def test_rosters_stay_masked_until_they_are_asked_whole(desk: Desk) -> None:
    assert NUMBER not in text_of(desk, "member-roster")
    assert NUMBER in text_of(desk, "member-roster", full=True)


def test_a_blank_copy_has_no_numbers_to_note(desk: Desk) -> None:
    form = form_called(desk.specs, "transfer")
    assert completed(form, {})["full"] is False
    made = build(desk.reader, form, {}, today=desk.today, specs=desk.specs)
    assert printed_facts(made, completed(form, {}))["full"] is False


def test_a_letter_is_noted_as_whole_only_where_it_names_the_number(desk: Desk) -> None:
    form = form_called(desk.specs, "application")
    values = completed(form, {"people": "#1"})

    def is_noted_whole() -> object:
        made = build(desk.reader, form, values, today=desk.today, specs=desk.specs)
        return printed_facts(made, values)["full"]

    assert is_noted_whole() is False
    own = "# 申请\n{姓名}（{身份证号}）愿意加入工会。"
    desk.act("word", "改正文", lambda unit: word_letter(unit, "application", own))
    assert is_noted_whole() is True
    assert NUMBER in text_of(desk, "application")


def test_the_command_line_masks_a_letter_when_told(desk: Desk, tmp_path: Path) -> None:
    path, out = str(desk.path), tmp_path / "x.txt"
    desk.close()
    facts = []
    for more in ([], ["--full=否"]):
        assert run(["print", path, "transfer", str(out), "--people", "白建军", *more]) == 0
        facts.append(NUMBER in out.read_text(encoding="utf-8"))
    assert facts == [True, False]
    from app.bootstrap import open_desk

    with open_desk(desk.path, write=False) as view:
        query = "SELECT facts FROM action WHERE name = 'print_form' ORDER BY id"
        noted = [json.loads(told)["full"] for told in view.reader.exec_driver_sql(query).scalars()]
    assert noted == [True, False]


# --- what dues tell ------------------------------------------------------------------------


def test_the_letter_of_transfer_says_up_to_when_dues_are_paid(desk: Desk) -> None:
    text = text_of(desk, "transfer")
    assert "会费交至2026年9月" in text
    assert "会费已交至2026年9月" in text
    assert "会费已交至______年____月" in text_of(desk, "transfer", people="", blank=1)


def test_the_notice_says_from_when_dues_are_paid(desk: Desk) -> None:
    assert "会费自2026年8月起交纳" in text_of(desk, "admission-notice")
    next_month = {key: profile().figure(key, desk.today).value for key in KEYS}
    next_month["dues.first_month"] = 1
    desk.act("standard", "标准", lambda unit: set_standard(unit, next_month, ""))
    assert "会费自2026年9月起交纳" in text_of(desk, "admission-notice")
    assert "会费自______年____月起交纳" in text_of(desk, "admission-notice", people="", blank=1)
