"""Members and their events as actions keep them: what a number tells, what must not be broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions, SheetRow, SheetRows
from app.queries.listing import View, iter_rows, rows
from app.queries.members.lists import change_rows, register_rows
from app.store.unit import RejectedError
from tests.builders import an_id_number
from tests.unit.changing import add, change

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.spec.findings import Finding

MAN = an_id_number("19850301", 1)
WOMAN = an_id_number("19900105", 2)
HONG_KONG = "810000199408230021"
TODAY = "2026-11-20"


def event(desk: Desk, member_id: int, kind: str, day: str, **more: object) -> int:
    return add(desk, "membership_event", member_id=member_id, kind=kind, happened_on=day, **more)


def retire_events(desk: Desk, *numbers: int) -> None:
    with desk.ledger.unit("retire", "删除") as unit:
        records.retire(unit, desk.spec("membership_event"), numbers)
        unit.commit("已核对")


def bring_back_events(desk: Desk, *numbers: int) -> None:
    with desk.ledger.unit("bring_back", "恢复") as unit:
        records.bring_back(unit, desk.spec("membership_event"), numbers)
        unit.commit("已核对")


def member(desk: Desk, number: int) -> dict[str, object]:
    (row,) = rows(desk.reader, desk.spec("member"), [number])
    return row


def told(desk: Desk, number: int) -> tuple[object, ...]:
    row = member(desk, number)
    return row["id_type"], row["sex"], row["born_on"]


def the_refusal(refused: pytest.ExceptionInfo[RejectedError]) -> Finding:
    (finding,) = refused.value.findings
    return finding


# --- what a number tells ---------------------------------------------------------------------


def test_a_number_fills_in_what_is_blank(desk: Desk) -> None:
    assert told(desk, add(desk, name="张小明", id_number=MAN)) == ("1", "1", "1985-03-01")
    assert told(desk, add(desk, name="王小红", id_number=WOMAN.lower())) == ("1", "2", "1990-01-05")


def test_what_was_said_otherwise_stays(desk: Desk) -> None:
    number = add(desk, name="张小明", id_number=MAN, sex="9", born_on="1985", id_type="居民身份证")
    assert told(desk, number) == ("1", "9", "1985")


def test_a_residence_permit_of_hong_kong_is_named_as_such(desk: Desk) -> None:
    number = HONG_KONG[:17] + an_id_number("19940823", 2)[17]
    with pytest.raises(RejectedError):
        add(desk, name="何小姐", id_number=number)  # another region, another check character
    assert told(desk, add(desk, name="何小姐", id_number=HONG_KONG)) == ("6", "2", "1994-08-23")


def test_another_paper_or_a_wrong_number_tells_nothing(desk: Desk) -> None:
    assert told(desk, add(desk, name="甲", id_number="E12345678")) == (None, None, None)
    assert told(desk, add(desk, name="乙", id_number=MAN, id_type="9")) == ("9", None, None)


def test_a_cell_that_is_changed_fills_in_the_others(desk: Desk) -> None:
    number = add(desk, name="张小明")
    change(desk, number, mobile="14200000001")
    assert told(desk, number) == (None, None, None)
    change(desk, number, id_number=MAN)
    assert told(desk, number) == ("1", "1", "1985-03-01")
    change(desk, number, sex=None)
    assert told(desk, number) == ("1", "1", "1985-03-01")


def test_an_import_fills_in_the_same(desk: Desk) -> None:
    cells = ({"name": "张小明", "id_number": f"'{MAN}"}, {"name": "王小红", "id_number": WOMAN})
    sheet = SheetRows(
        "名册.xlsx",
        "在册",
        "0" * 64,
        ("name", "id_number"),
        tuple(SheetRow(line, row) for line, row in enumerate(cells, 2)),
    )
    taking_in.take_in_at_once(desk.ledger, desk.spec("member"), sheet, ImportOptions())
    found = {row["name"]: row for row in iter_rows(desk.reader, desk.spec("member"), View())}
    assert found["张小明"]["id_number"] == MAN
    assert [found["张小明"][name] for name in ("id_type", "sex", "born_on")] == [
        "1",
        "1",
        "1985-03-01",
    ]
    assert found["王小红"]["sex"] == "2"
    again = taking_in.take_in_at_once(desk.ledger, desk.spec("member"), sheet, ImportOptions())
    assert again.counts["same"] == 2


# --- namesakes -------------------------------------------------------------------------------


def test_a_namesake_without_number_is_pointed_out(desk: Desk) -> None:
    group = add(desk, "member_group", name="装配一组")
    add(desk, name="张伟", id_number=MAN, group_id=group, card_no="LH0031")
    with desk.ledger.unit("add", "新增") as unit:
        records.add(unit, desk.spec("member"), {"name": "张伟", "card_no": "LH0099"})
        (finding,) = unit.findings()
    assert finding.rule == "mem-same-name"
    assert finding.message == "册中已有同名的张伟（装配一组，LH0031），请核对是不是同一个人。"


def test_namesakes_that_are_told_apart_are_not(desk: Desk) -> None:
    add(desk, name="张伟", id_number=MAN)
    with desk.ledger.unit("add", "新增") as unit:
        spec = desk.spec("member")
        records.add(unit, spec, {"name": "张伟", "id_number": WOMAN})
        records.add(unit, spec, {"name": "张伟", "born_on": "1991"})
        assert unit.findings() == []
        records.add(unit, spec, {"name": "张伟", "born_on": "1985-03"})
        assert [finding.rule for finding in unit.findings()] == ["mem-same-name"]


# --- one event after the other ---------------------------------------------------------------


@pytest.fixture
def retained_and_back(desk: Desk) -> tuple[int, int, int]:
    """Somebody who joined in 2010, retained the membership in 2020 and came back in 2021."""
    number = add(desk, name="历史甲", joined_on="2010-01-01", approved_on="2010-01-01")
    return number, event(desk, number, "3", "2020-01-01"), event(desk, number, "B", "2021-01-01")


def test_a_backdated_event_may_not_break_a_later_one(
    desk: Desk, retained_and_back: tuple[int, int, int]
) -> None:
    number, _retained, _restored = retained_and_back
    before = member(desk, number)
    with pytest.raises(RejectedError) as refused:
        event(desk, number, "4", "2019-01-01")
    assert the_refusal(refused).message == (
        "这样一来，2020-01-01的“保留”就不衔接了：那时会籍状态是“已转出”。请先改正那一笔。"
    )
    assert member(desk, number) == before


def test_an_imported_event_that_breaks_a_later_one_refuses_its_row(
    desk: Desk, retained_and_back: tuple[int, int, int]
) -> None:
    assert retained_and_back
    columns = ("member_id", "kind", "happened_on")
    cells = [("历史甲", "转出", "2019-01-01"), ("历史甲", "调整小组", "2018-01-01")]
    sheet = SheetRows(
        "变动.xlsx",
        "变动",
        "0" * 64,
        columns,
        tuple(SheetRow(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(cells, 2)),
    )
    spec = desk.spec("membership_event")
    seen = taking_in.take_in_at_once(desk.ledger, spec, sheet, ImportOptions())
    assert [row.state.value for row in seen.rows] == ["refused", "new"]
    assert "“保留”" in seen.rows[0].reason


def test_an_early_event_that_later_ones_need_cannot_be_deleted(
    desk: Desk, retained_and_back: tuple[int, int, int]
) -> None:
    number, retained, restored = retained_and_back
    with pytest.raises(RejectedError) as refused:
        retire_events(desk, retained)
    finding = the_refusal(refused)
    assert "2021-01-01的“恢复”" in finding.message
    assert (finding.record, finding.record_id) == ("membership_event", retained)
    retire_events(desk, restored)
    assert member(desk, number)["standing"] == "retained"
    retire_events(desk, retained)
    assert member(desk, number)["standing"] == "regular"
    bring_back_events(desk, retained, restored)
    assert member(desk, number)["standing"] == "regular"


def test_an_event_cannot_be_brought_back_among_others(
    desk: Desk, retained_and_back: tuple[int, int, int]
) -> None:
    number, retained, restored = retained_and_back
    retire_events(desk, retained, restored)
    event(desk, number, "4", "2019-06-01")
    with pytest.raises(RejectedError, match="已转出"):
        bring_back_events(desk, retained)


def test_an_early_event_cannot_be_changed_or_moved_against_later_ones(
    desk: Desk, retained_and_back: tuple[int, int, int]
) -> None:
    number, retained, restored = retained_and_back
    with pytest.raises(RejectedError) as refused:
        change(desk, retained, "membership_event", kind="6")
    assert "2021-01-01的“恢复”" in the_refusal(refused).message
    with pytest.raises(RejectedError, match="“恢复”"):
        change(desk, retained, "membership_event", happened_on="2022-01-01")
    change(desk, retained, "membership_event", happened_on="2020-06-01")
    change(desk, restored, "membership_event", happened_on="2022-01-01")
    assert member(desk, number)["standing"] == "regular"


def test_an_event_given_to_another_member_settles_both(desk: Desk) -> None:
    first, second = (add(desk, name=name, joined_on="2010-01-01") for name in ("甲", "乙"))
    retained = event(desk, first, "3", "2020-01-01")
    change(desk, retained, "membership_event", member_id=second)
    assert [member(desk, number)["standing"] for number in (first, second)] == [
        "regular",
        "retained",
    ]


def test_an_old_contradiction_does_not_keep_the_rest_from_being_mended(desk: Desk) -> None:
    number = add(desk, name="甲", joined_on="2010-01-01")
    with desk.ledger.unit("add", "旧账") as unit:  # as an older program let it in
        from app.models.members.membership import MembershipEvent

        rows_ = [{"member_id": number, "kind": "B", "happened_on": "2012-01-01"}]
        (wrong,) = unit.insert(MembershipEvent, rows_)
        unit.commit("已核对")
    event(desk, number, "3", "2020-01-01")
    assert member(desk, number)["standing"] == "retained"
    retire_events(desk, wrong)


def test_a_joining_day_cannot_be_moved_behind_what_followed(
    desk: Desk, retained_and_back: tuple[int, int, int]
) -> None:
    with pytest.raises(RejectedError, match="先后不衔接"):
        change(desk, retained_and_back[0], joined_on="2020-06-01")


def test_a_day_told_by_a_sheet_cannot_break_a_later_event(desk: Desk) -> None:
    columns = ("id_number", "name", "last_change", "last_changed_on")

    def take_in(day: str | None) -> taking_in.ImportPreview:
        row = SheetRow(2, dict(zip(columns, (MAN, "甲", "保留", day), strict=True)))
        sheet = SheetRows("名册.xlsx", "在册", "0" * 64, columns, (row,))
        return taking_in.take_in_at_once(desk.ledger, desk.spec("member"), sheet, ImportOptions())

    take_in(None)  # joined and retained, nobody knows when
    (number,) = (int(str(row["id"])) for row in iter_rows(desk.reader, desk.spec("member"), View()))
    assert member(desk, number)["standing"] == "retained"
    event(desk, number, "B", "2015-01-01")
    (row,) = take_in("2016-01-01").rows
    assert (row.state.value, "“恢复”" in row.reason) == ("refused", True)


# --- applications ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "label"), [("E", "不予批准"), ("F", "撤回申请")])
def test_an_applicant_may_be_refused_or_withdraw(desk: Desk, kind: str, label: str) -> None:
    number = add(desk, name="申请人", applied_on="2026-10-08")
    event(desk, number, label, "2026-10-20")
    assert member(desk, number)["standing"] == "declined"
    assert register_rows(desk.reader, TODAY) == []  # ZZ-05 holds members
    assert change_rows(desk.reader) == []  # ZZ-06 holds changes of a membership
    with pytest.raises(RejectedError, match="未入会"):
        event(desk, number, kind, "2026-10-21")
    event(desk, number, "A", "2026-11-02")
    event(desk, number, "1", "2026-11-10", approved_on="2026-11-10", approval_no="第 2 次会议")
    assert member(desk, number)["standing"] == "regular"


def test_a_sheet_may_name_somebody_who_was_not_admitted(desk: Desk) -> None:
    number = add(desk, name="申请人", applied_on="2026-10-08", standing="未入会")
    assert member(desk, number)["standing"] == "declined"
    events = list(iter_rows(desk.reader, desk.spec("membership_event"), View()))
    assert [(row["kind"], row["happened_on"]) for row in events] == [
        ("A", "2026-10-08"),
        ("E", TODAY),
    ]


def test_a_member_cannot_be_refused(desk: Desk) -> None:
    number = add(desk, name="甲", joined_on="2010-01-01")
    with pytest.raises(RejectedError, match="不能办理“不予批准”"):
        event(desk, number, "E", "2026-10-20")


def test_an_approval_before_the_application_is_refused(desk: Desk) -> None:
    number = add(desk, name="申请人", applied_on="2026-10-08")
    with pytest.raises(RejectedError):
        change(desk, number, approved_on="2026-09-01")
