from __future__ import annotations

import pytest
from sqlalchemy import insert

from app.errors import Refused
from app.models.journal import Setting
from app.rules.engine import check_all, check_saved
from app.rules.profile import OWN_SETTING, PROVINCE_SETTING, profile
from app.spec.findings import Finding, Level
from tests.builders import a_ledger, a_member, an_event, an_id_number, keep_events, keep_members

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
            ledger, *(a_member(approved_on=None) for _ in range(3))
        )
        keep_events(
            ledger,
            [
                an_event(received, "2", "2020-01-01"),
                an_event(admitted, "1", "2020-01-01", approved_on="2020-01-01"),
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
    assert finding.message == "转出已111天未收到接收工会回执，请跟进。"
    assert finding.due == "2026-09-30"
    assert not finding.citations[0].confirmed


def test_a_noted_resignation_needs_no_card() -> None:
    with a_ledger() as ledger:
        (member_id,) = keep_members(ledger, a_member(standing="resigned"))
        ids = keep_events(
            ledger,
            [
                an_event(member_id, "6", "2026-08-01"),
                an_event(member_id, "6", "2026-08-01", note="会员证遗失"),
            ],
        )
        found = check_saved(ledger, {"membership_event": ids}, TODAY)
    assert [(each.rule, each.record_id) for each in found] == [("mem-quit-card", ids[0])]


OWN = """
id = "own"
[[figures]]
key = "member.transfer_receipt_days"
value = 365
unit = "天"
confidence = "confirmed"
source = { title = "本会规定" }
valid_from = "2026-01-01"
"""


def test_own_figures_stand_over_the_national_ones_in_their_time() -> None:
    own = profile(own=OWN)
    assert own.figure("member.transfer_receipt_days", "2026-01-01").value == 365
    assert own.figure("member.transfer_receipt_days", "2025-12-31").value == 60
    with pytest.raises(KeyError):
        own.figure("no.such_figure", TODAY)


def test_the_figures_chosen_in_the_file_are_used_and_cited() -> None:
    with a_ledger() as ledger:
        (member_id,) = keep_members(ledger, a_member(standing="transferred"))
        keep_events(ledger, [an_event(member_id, "4", "2025-08-01")])
        ledger.execute(insert(Setting).values(key=OWN_SETTING, value=OWN))
        (finding,) = [
            each for each in check_all(ledger, TODAY) if each.rule == "mem-transfer-receipt"
        ]
    assert str(finding.citations[-1]) == "《本会规定》"
    assert finding.due == "2026-08-01"


def test_unreadable_choices_are_refused_in_words() -> None:
    with pytest.raises(Refused, match="读不出来"):
        profile(own="[[figures]]\nkey = 'a'")
    with a_ledger() as ledger:
        ledger.execute(insert(Setting).values(key=PROVINCE_SETTING, value="atlantis"))
        with pytest.raises(Refused, match="atlantis"):
            check_all(ledger, TODAY)
