from __future__ import annotations

import pytest
from sqlalchemy import insert

from app.errors import Refused
from app.models.journal import Setting
from app.models.own_figures import OwnFigure
from app.rules.engine import check_all, check_saved
from app.rules.profile import PROVINCE_SETTING, profile_of
from app.spec.findings import Finding, Level
from tests.builders import (
    a_ledger,
    a_member,
    an_event,
    an_id_number,
    an_own_figure,
    keep,
    keep_events,
    keep_members,
)

TODAY = "2026-11-20"
GOOD_ID = an_id_number("19850301", 1)


def _saved(**changes: object) -> list[tuple[str, str]]:
    with a_ledger() as ledger:
        ids = keep_members(ledger, a_member(**changes))
        return [(each.rule, each.level) for each in check_saved(ledger, {"member": ids}, TODAY)]


def _checked(ledger_changes: dict[str, object], rule: str) -> list[Finding]:
    with a_ledger() as ledger:
        keep_members(ledger, a_member(**ledger_changes))
        return [each for each in check_all(ledger, TODAY) if each.rule == rule]


def test_the_handbooks_valid_numbers_pass() -> None:
    assert _saved(id_number="11010519491231002X", sex="2", born_on="1949-12-31") == []
    too_old = _saved(id_number="440524188001010014", sex="1", born_on="1880-01-01")
    assert too_old == [("mem-id-format", Level.WARNING)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id_number": "32010219850229001X"}, [("mem-id-format", Level.ERROR)]),
        ({"id_number": "99000119850301001A"}, [("mem-id-format", Level.ERROR)]),
        ({"id_number": "99000119850301001"}, [("mem-id-format", Level.ERROR)]),
        (
            {"id_number": an_id_number("20270301"), "born_on": None},
            [("mem-id-format", Level.ERROR)],
        ),
        ({"id_number": "990001850301001"}, [("mem-id-format", Level.ERROR)]),
        ({"id_number": "990001850301001", "id_type": None}, [("mem-id-format", Level.ERROR)]),
        ({"id_number": "990001198503010013"}, [("mem-id-check", Level.ERROR)]),
        ({"id_number": "990001198503010013", "id_type": None}, [("mem-id-check", Level.ERROR)]),
        ({"id_number": "E12345678", "id_type": "2"}, []),
        ({"id_number": "E12345678", "id_type": None}, []),
        ({"id_number": GOOD_ID, "sex": "9"}, []),
        ({"id_number": GOOD_ID, "born_on": "1985"}, []),
        ({"id_number": GOOD_ID, "born_on": "1985-04"}, [("mem-sex-birth", Level.WARNING)]),
        ({"id_number": "EA1234567", "id_type": None}, []),
        ({"id_number": "H12345678", "id_type": None}, []),
        ({"id_number": "CHN123456789012", "id_type": None}, []),
        ({"id_number": "军字第1234567号", "id_type": None}, []),
        ({"id_number": "X123", "id_type": None}, [("mem-id-format", Level.ERROR)]),
        ({"id_number": "12345678", "id_type": None}, [("mem-id-format", Level.ERROR)]),
        ({"id_number": f"ID:{GOOD_ID}", "id_type": None}, [("mem-id-format", Level.ERROR)]),
        ({"id_number": f"{GOOD_ID}(旧)", "id_type": None}, [("mem-id-format", Level.ERROR)]),
        ({"id_number": "X123", "id_type": "9"}, []),
        ({"id_number": None}, []),
        ({"applied_on": "2010-07-02"}, [("mem-approve-date", Level.ERROR)]),
        ({"applied_on": "2010-07", "approved_on": "2010-07-01"}, []),
        ({"applied_on": "2010-08", "approved_on": "2010-07-01"}, [("mem-approve-date", "error")]),
        ({"approved_on": "2026-11-21"}, [("mem-approve-date", Level.ERROR)]),
        ({"approved_on": "2026-11"}, []),
        ({"approved_on": None}, []),
    ],
)
def test_what_a_save_is_told(changes: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert _saved(**changes) == expected


@pytest.mark.parametrize(
    ("born", "level"),
    [
        ("20101121", Level.WARNING),  # sixteen tomorrow
        ("20101120", None),
        ("19261121", None),
        ("19251120", Level.WARNING),  # a hundred and one today
    ],
)
def test_an_unusual_age_can_be_acknowledged(born: str, level: Level | None) -> None:
    found = _saved(id_number=an_id_number(born), born_on=None)
    assert found == ([("mem-id-format", level)] if level else [])


def test_numbers_in_messages_are_masked_and_named() -> None:
    with a_ledger() as ledger:
        first, second = keep_members(
            ledger, a_member(name="甲", id_number=GOOD_ID), a_member(name="乙", id_number=GOOD_ID)
        )
        found = check_saved(ledger, {"member": [second]}, TODAY)
        every = [each.record_id for each in check_all(ledger, TODAY) if each.level == Level.ERROR]
    (finding,) = found
    assert finding.message == "证件号码990***********0019已存在，同一人不得重复入会。"
    assert (finding.record_id, finding.name, finding.field) == (second, "乙", "id_number")
    assert every == [first, second]


def test_a_save_of_many_rows_is_told_about_those_rows_only() -> None:
    with a_ledger() as ledger:
        wrong = a_member(id_number="990001198503010013")
        kept = keep_members(ledger, wrong, *(a_member() for _ in range(1200)))
        others = keep_members(ledger, a_member(id_number=GOOD_ID, sex="2"))
        found = check_saved(ledger, {"member": kept}, TODAY)
    assert [each.record_id for each in found] == [kept[0]]
    assert others[0] not in kept


def test_a_fifteen_figure_number_is_told_the_way_out() -> None:
    (finding,) = _checked({"id_number": "990001850301001"}, "mem-id-format")
    assert "18位" in finding.message


def test_membership_received_by_transfer_was_approved_elsewhere() -> None:
    with a_ledger() as ledger:
        received, admitted, silent = keep_members(
            ledger, *(a_member(approved_on=None, approval_no=None) for _ in range(3))
        )
        keep_events(
            ledger,
            [
                an_event(received, "2", "2020-01-01"),
                an_event(
                    admitted, "1", "2020-01-01", approved_on="2020-01-01", approval_no="第 1 次会议"
                ),
                an_event(silent, "1", "2020-01-01"),
            ],
        )
        found = [each for each in check_all(ledger, TODAY) if each.rule == "mem-approve-date"]
    assert [each.record_id for each in found] == [silent]


def test_a_late_receipt_counts_days_and_says_since_when_it_is_due() -> None:
    with a_ledger() as ledger:
        (member_id,) = keep_members(ledger, a_member(standing="transferred"))
        keep_events(ledger, [an_event(member_id, "4", "2026-08"), an_event(member_id, "4", "")])
        (finding,) = [
            each for each in check_all(ledger, TODAY) if each.rule == "mem-transfer-receipt"
        ]
    assert finding.message == "转出已111天未收到接收工会回执（应在60天内），请跟进。"
    assert finding.due == "2026-09-30"
    assert not finding.citations[0].confirmed


def test_a_resignation_is_told_what_it_lacks() -> None:
    with a_ledger() as ledger:
        (member_id,) = keep_members(ledger, a_member(name="甲", standing="resigned"))
        ids = keep_events(
            ledger,
            [
                an_event(member_id, "6", "2026-08-01"),
                an_event(member_id, "6", "2026-08-01", note="会员证遗失", reason="11"),
            ],
        )
        found = check_saved(ledger, {"membership_event": ids}, TODAY)
    card = "收回会员证（收不回的在备注写明原因）"
    assert [(each.message, each.field, each.record_id) for each in found] == [
        (
            f"甲退会手续不全，请登记书面申请日期、登记宣布退会日期、{card}。",
            "requested_on",
            ids[0],
        ),
        ("甲退会手续不全，请登记宣布退会日期。", "announced_on", ids[1]),
    ]


def test_sex_and_birthday_are_each_told_what_the_number_says() -> None:
    with a_ledger() as ledger:
        ids = keep_members(
            ledger, a_member(name="甲", id_number=GOOD_ID, sex="2", born_on="1985-04-01")
        )
        found = check_saved(ledger, {"member": ids}, TODAY)
    assert [(each.field, each.message) for each in found] == [
        ("sex", "性别按证号应为男，登记为女，请核对。"),
        ("born_on", "出生日期按证号应为 1985-03-01，登记为 1985-04-01，请核对。"),
    ]


def test_people_with_one_telephone_are_named_to_each_other() -> None:
    mobile = "14200000001"
    with a_ledger() as ledger:
        ids = keep_members(ledger, *(a_member(name=name, mobile=mobile) for name in "甲乙丙丁戊"))
        keep_members(ledger, a_member(name="己", mobile="14200000002"))
        found = check_saved(ledger, {"member": ids[:1]}, TODAY)
        every = [each for each in check_all(ledger, TODAY) if each.rule == "mem-phone-unique"]
    (finding,) = found
    assert finding.message == "甲与乙、丙、丁等4人登记了同一个电话142****0001，请核对。"
    assert (finding.level, finding.field, finding.record_id) == (Level.NOTE, "mobile", ids[0])
    assert [each.record_id for each in every] == ids


def test_a_member_without_day_or_meeting_of_approval_is_told_one_thing() -> None:
    (no_day,) = _checked({"approved_on": None, "approval_no": None}, "mem-approve-date")
    assert (no_day.field, no_day.level) == ("approved_on", Level.ERROR)
    (no_meeting,) = _checked({"approval_no": None}, "mem-approve-date")
    assert (no_meeting.field, no_meeting.level) == ("approval_no", Level.ERROR)
    assert "批准依据" in no_meeting.message


def test_missing_rosters_say_which_papers_are_wanting() -> None:
    with a_ledger() as ledger:
        keep_members(ledger, a_member())
        (finding,) = [each for each in check_all(ledger, TODAY) if each.rule == "mem-rosters"]
    papers = "“职工花名册”“会员花名册”“工会积极分子（志愿者）名册”"
    assert f"职工、工会会员、工会积极分子，请打印{papers}。" in finding.message
    assert "工会干部" not in finding.message  # there is no register of them yet


OWN = an_own_figure("member.transfer_receipt_days", 365, valid_from="2026-01-01")


def test_own_figures_stand_over_the_national_ones_in_their_time() -> None:
    with a_ledger() as ledger:
        keep(ledger, OwnFigure, OWN)
        own = profile_of(ledger)
    assert own.figure("member.transfer_receipt_days", "2026-01-01").value == 365
    assert own.figure("member.transfer_receipt_days", "2025-12-31").value == 60
    with pytest.raises(KeyError):
        own.figure("no.such_figure", TODAY)


def test_the_figures_chosen_in_the_file_are_used_and_cited() -> None:
    with a_ledger() as ledger:
        (member_id,) = keep_members(ledger, a_member(standing="transferred"))
        keep_events(ledger, [an_event(member_id, "4", "2025-08-01")])
        keep(ledger, OwnFigure, OWN)
        (finding,) = [
            each for each in check_all(ledger, TODAY) if each.rule == "mem-transfer-receipt"
        ]
    assert str(finding.citations[-1]) == "《本会规定》（条文待核）"
    assert "（应在365天内）" in finding.message
    assert finding.due == "2026-08-01"


def test_unreadable_choices_are_refused_in_words() -> None:
    with a_ledger() as ledger:
        ledger.execute(insert(Setting).values(key=PROVINCE_SETTING, value="atlantis"))
        with pytest.raises(Refused, match="atlantis"):
            check_all(ledger, TODAY)
