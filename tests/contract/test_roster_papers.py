"""What holds for rosters and the books of members in particular, on the sample ledger."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.errors import Refused
from app.reports.forms import (
    form_called,
    printed_facts,
    write_document,
)
from app.reports.paginate import paginate
from app.reports.sheet import Role
from app.reports.to_text import to_text
from app.rules.members import PRINTED_HERE, ROSTERS
from tests.contract.papers import FORMS, TODAY, made, sheets_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk
    from app.reports.sheet import Sheet


def test_the_full_roster_says_that_it_is_internal(sample: Desk) -> None:
    roster = next(form for form in FORMS if form.id == "member-roster")
    document = made(sample, roster, full=True)
    assert document.page.watermark == "内部资料"
    assert "*" not in to_text(document)


def test_the_roster_by_group_numbers_each_group(sample: Desk) -> None:
    roster = next(form for form in FORMS if form.id == "member-roster")
    document = made(sample, roster, each_group=True)
    sheets = sheets_of(document)
    assert len(sheets) > 2
    assert all(sheet.rows[0].values[0] == 1 for sheet in sheets)
    whole = sheets_of(made(sample, roster))[0]
    assert sum(len(sheet.rows) for sheet in sheets) == len(whole.rows)


def test_the_roster_of_a_branch_holds_all_groups_below_it(sample: Desk) -> None:
    roster = form_called(sample.specs, "会员花名册")
    (whole,) = sheets_of(made(sample, roster))
    (branch,) = sheets_of(made(sample, roster, group="装配分工会"))
    place = [column.key for column in whole.columns].index("group_id")
    below = {"装配一组", "装配二组", "喷涂组"}
    assert {row.values[place] for row in branch.rows} == below
    assert len(branch.rows) == sum(row.values[place] in below for row in whole.rows)
    assert ("小组", "装配分工会") in branch.caption
    (group,) = sheets_of(made(sample, roster, group="装配一组"))
    assert {row.values[place] for row in group.rows} == {"装配一组"}
    parts = sheets_of(made(sample, roster, group="装配分工会", each_group=True))
    assert [part.name for part in parts] == ["喷涂组", "装配一组", "装配二组"]


def test_groups_follow_their_branches_as_they_are_numbered(sample: Desk) -> None:
    roster = form_called(sample.specs, "会员花名册")
    names = [sheet.name for sheet in sheets_of(made(sample, roster, each_group=True))]
    assert names == [
        *("机关组", "机加一组", "机加二组", "热处理组", "技术组"),
        *("物流组", "质检组", "喷涂组", "装配一组", "装配二组"),
    ]
    (whole,) = sheets_of(made(sample, roster))
    place = [column.key for column in whole.columns].index("group_id")
    assert list(dict.fromkeys(row.values[place] for row in whole.rows)) == names


def test_the_register_of_groups_stands_in_the_order_of_the_tree(sample: Desk) -> None:
    (sheet,) = sheets_of(made(sample, form_called(sample.specs, "ZZ-10")))
    names = [str(row.values[2]) for row in sheet.rows if row.role is Role.BODY]
    assert names[1:5] == ["机加工分工会", "　机加一组", "　机加二组", "　热处理组"]
    assert names[-4:] == ["装配分工会", "　喷涂组", "　装配一组", "　装配二组"]


def test_the_workbook_by_group_has_a_tab_for_each_and_no_other(
    sample: Desk, tmp_path: Path
) -> None:
    document = made(sample, form_called(sample.specs, "会员花名册"), each_group=True)
    write_document(document, tmp_path / "x.xlsx")
    tabs = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert tabs == [sheet.name for sheet in sheets_of(document)]


def test_the_widest_register_is_a_workbook_two_pages_wide(sample: Desk, tmp_path: Path) -> None:
    write_document(made(sample, form_called(sample.specs, "ZZ-05")), tmp_path / "x.xlsx")
    (page,) = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (2, 0)
    assert page.print_title_cols == "$A:$C"
    assert page["C3"].value == "姓名"


@pytest.mark.parametrize("number", ["ZZ-05", "ZZ-06"])
def test_the_books_of_members_print_their_notes(sample: Desk, number: str) -> None:
    (sheet,) = sheets_of(made(sample, form_called(sample.specs, number)))
    assert sheet.columns[-1].title == "备注"
    assert any(row.values[-1] for row in sheet.rows)


@pytest.mark.parametrize(
    ("number", "counted", "blank"),
    [
        ("会员花名册", "合计 {} 人，其中女", "合计　　　　人，其中女　　　　人"),
        ("ZZ-05", "合计 {} 人，其中女", "合计　　　　人，其中女　　　　人"),
        ("ZZ-06", "合计 {} 笔", "合计　　　　笔"),
    ],
)
def test_the_count_stands_above_the_signers(
    sample: Desk, number: str, counted: str, blank: str
) -> None:
    form = form_called(sample.specs, number)
    document = made(sample, form)
    text = to_text(document)
    count = counted.format(len(sheets_of(document)[0].rows))
    assert 0 < text.index(count) < text.index("主席：")
    by_hand = to_text(made(sample, form, blank=10))
    assert 0 < by_hand.index(blank) < by_hand.index("主席：")


@pytest.mark.parametrize("values", [{}, {"each_group": True}, {"group": "装配分工会"}])
def test_a_day_without_members_is_a_paper_too(sample: Desk, values: dict[str, object]) -> None:
    roster = form_called(sample.specs, "会员花名册")
    document = made(sample, roster, as_at="1990-01-01", **values)
    (sheet,) = sheets_of(document)
    assert not sheet.rows
    assert sheet.note.startswith("合计 0 人，其中女 0 人。")
    assert len(paginate(document).pages) == 1


@pytest.mark.parametrize("roster", PRINTED_HERE)
def test_the_rule_on_rosters_knows_the_papers_it_names(sample: Desk, roster: str) -> None:
    form = form_called(sample.specs, PRINTED_HERE[roster])
    assert form.title == PRINTED_HERE[roster]
    assert printed_facts(made(sample, form), {})["form"] in ROSTERS[roster]


@pytest.mark.parametrize(
    "name", ["会费基数", "会费减免", "register-dues_receipt", "困难职工花名册"]
)
def test_what_does_not_add_up_is_not_totalled(sample: Desk, name: str) -> None:
    """Bases and incomes are facts of one person; void receipts keep their amounts."""
    document = made(sample, form_called(sample.specs, name))
    assert sheets_of(document)[0].sums == ()
    assert "合计 " not in to_text(document).replace("合计 3 人", "")


def test_of_the_lines_of_dues_only_what_was_due_and_paid_is_totalled(sample: Desk) -> None:
    (sheet,) = sheets_of(made(sample, form_called(sample.specs, "register-dues")))
    assert sheet.sums == ("due_fen", "paid_fen")


def test_dues_are_totalled_and_wages_are_not(sample: Desk) -> None:
    roster, register = (form_called(sample.specs, name) for name in ("会员花名册", "ZZ-05"))
    assert sheets_of(made(sample, roster))[0].sums == ("monthly_dues_fen",)
    assert sheets_of(made(sample, register))[0].sums == ()


def test_the_roster_tells_of_the_day_asked_for(sample: Desk) -> None:
    roster = next(form for form in FORMS if form.id == "member-roster")
    now, then = (sheets_of(made(sample, roster, as_at=day))[0] for day in (TODAY, "2010-01-01"))
    assert 0 < len(then.rows) < len(now.rows)
    assert ("", "截至 2010年1月1日") in then.caption


def lines_of(sheet: Sheet) -> list[tuple[object, ...]]:
    """What the lines of a sheet say but for their numbers, which run from 1."""
    assert [row.values[0] for row in sheet.rows] == list(range(1, len(sheet.rows) + 1))
    return [row.values[1:] for row in sheet.rows]


@pytest.mark.parametrize("name", ["ZZ-05", "ZZ-06", "会费欠缴名单"])
def test_the_papers_of_the_groups_together_tell_everything(sample: Desk, name: str) -> None:
    form, found = form_called(sample.specs, name), Counter[tuple[object, ...]]()
    (whole,) = sheets_of(made(sample, form))
    top = sample.reader.exec_driver_sql("SELECT name FROM member_group WHERE parent_id IS NULL")
    for group in top.scalars():
        (sheet,) = sheets_of(made(sample, form, group=group))
        assert ("小组", group) in sheet.caption
        assert f"合计 {len(sheet.rows)} " in sheet.note
        assert len(sheet.rows) < len(whole.rows)
        found.update(lines_of(sheet))
    assert found == Counter(lines_of(whole))
    with pytest.raises(Refused, match="没有名为“某组”的小组"):
        made(sample, form, group="某组")


def test_the_register_of_members_has_a_sheet_for_each_group(sample: Desk) -> None:
    form = form_called(sample.specs, "ZZ-05")
    (whole,) = sheets_of(made(sample, form))
    each = sheets_of(made(sample, form, each_group=True))
    assert len(each) > 2
    assert len({sheet.name for sheet in each}) == len(each)
    assert [line for sheet in each for line in lines_of(sheet)] == lines_of(whole)
    assert [f"各组总计：{whole.note}" in sheet.note for sheet in each] == [
        sheet is each[-1] for sheet in each
    ]
