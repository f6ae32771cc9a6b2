"""Sheets as offices write them: everyday words, spare numbers, rows repeated, files again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions
from app.models.base import codes
from tests.builders import an_id_number
from tests.unit.test_imports import members, sheet, states, take_in

if TYPE_CHECKING:
    from app.bootstrap import Desk

ZHANG = an_id_number()


@pytest.mark.parametrize(
    ("list_id", "word", "label"),
    [
        ("employment_form", "固定期限劳动合同", "固定期限合同"),
        ("employment_form", "在编", "事业编制（聘用）"),
        ("employment_form", "临时工", "其他"),
        ("education", "职高", "中等职业"),
        ("education", "中技", "中等职业"),
        ("education", "大专毕业", "大学专科"),
        ("education", "本科学历", "大学本科"),
        ("education", "初中毕业", "初中"),
        ("political", "共产党员", "中共党员"),
        ("political", "共青团", "共青团员"),
        ("political", "1", "中共党员"),
        ("ethnicity", "维族", "维吾尔族"),
        ("ethnicity", "1", "汉族"),
        ("household", "非农", "非农业家庭户口"),
        ("household", "城镇居民", "非农业家庭户口"),
        ("household", "农户", "农业家庭户口"),
        ("sex", "M", "男"),
        ("sex", "女性", "女"),
    ],
)
def test_everyday_words_name_a_code(list_id: str, word: str, label: str) -> None:
    code = codes(list_id).find(word)
    assert code is not None
    assert codes(list_id).label(code) == label


@pytest.mark.parametrize(
    ("list_id", "word"),
    [
        ("employment_form", "合同工"),
        ("employment_form", "聘用"),
        ("household", "居民户口"),
        ("education", "初中以下"),
        ("home_level", "省级模范职工小家"),
    ],
)
def test_a_word_that_may_mean_two_things_is_asked_about(list_id: str, word: str) -> None:
    assert codes(list_id).find(word) is None
    assert word in codes(list_id).advice_on(word)


def test_no_word_names_two_codes() -> None:
    for list_id in ("sex", "ethnicity", "political", "education", "employment_form", "household"):
        known = codes(list_id)
        for entry in known.codes:
            for word in (entry.code, entry.label, *entry.aliases):
                assert known.find(word) == entry.code, word


def test_an_unknown_word_leaves_out_the_cell_not_the_person(desk: Desk) -> None:
    row: dict[str, object] = {"name": "张小明", "id_number": ZHANG, "employment_form": "正式工"}
    seen = take_in(desk, sheet({**row, "is_migrant": "好像是", "education": "本科"}))
    assert states(seen) == ["new"]
    reason = seen.rows[0].reason
    assert "“用工形式”填写不规范，没有写入：“正式工”不在可选范围内，可填：" in reason
    assert "“是否农民工”填写不规范，没有写入：“好像是”应填“是”或“否”" in reason
    (member,) = members(desk)
    assert (member["employment_form"], member["is_migrant"]) == (None, None)
    assert member["education"] == "20"
    counts = seen.counts
    assert counts["read"] == sum(counts[state.value] for state in taking_in.RowState)


def test_a_word_that_decides_who_somebody_is_still_refuses(desk: Desk) -> None:
    words = (("id_type", "某证"), ("standing", "说不清"), ("is_member", "待定"), ("name", None))
    for name, word in words:
        row: dict[str, object] = {"name": "张小明", "id_number": ZHANG, name: word}
        assert states(take_in(desk, sheet(row))) == ["refused"], name


@pytest.mark.parametrize(
    ("name", "word", "said"),
    [
        ("joined_on", "待定", "入会日期“待定”当作没有填写"),
        ("mobile", "暂无", "手机“暂无”当作没有填写"),
        ("is_migrant", "不清楚", "是否农民工“不清楚”当作没有填写"),
        ("born_on", "1985年13月", "出生日期“1985年13月”读不出，按证号为 1985-03-01"),
        ("joined_on", "—", ""),
        ("group_id", "/", ""),
        ("department", "——", ""),
    ],
)
def test_what_is_not_known_is_as_good_as_nothing(
    name: str, word: str, said: str, desk: Desk
) -> None:
    seen = take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, name: word}))
    assert (states(seen), seen.rows[0].reason) == (["new"], said)
    (member,) = members(desk)
    assert member[name] == ("1985-03-01" if name == "born_on" else None)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("13812345678/13912345678", "另有 139****5678 没有写入"),
        ("13812345678 13912345678", "另有 139****5678 没有写入"),
        ("138 1234 5678、0571-88886666", "没有写入"),
        ("13812345678（妻）", "旁边的文字没有写入"),
    ],
)
def test_the_first_of_several_numbers_is_taken(desk: Desk, cell: str, said: str) -> None:
    seen = take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, "mobile": cell}))
    assert states(seen) == ["new"]
    assert said in seen.rows[0].reason
    assert members(desk)[0]["mobile"] == "13812345678"


def test_no_number_at_all_is_refused(desk: Desk) -> None:
    assert states(take_in(desk, sheet({"name": "张小明", "mobile": "1381234"}))) == ["refused"]


@pytest.mark.parametrize("kind", [str, int, float])
def test_a_number_of_15_figures_is_refused_with_what_it_may_be_today(
    desk: Desk, kind: type
) -> None:
    old = ZHANG[:6] + ZHANG[8:17]
    seen = take_in(desk, sheet({"name": "张小明", "id_number": kind(old)}))
    assert states(seen) == ["refused"]
    assert f"第 6 位后加“19”、末尾加“{ZHANG[17]}”" in seen.rows[0].reason
    assert ZHANG not in seen.rows[0].reason  # nobody sees a whole number
    assert members(desk) == []


def test_the_same_row_twice_is_one_person(desk: Desk) -> None:
    row: dict[str, object] = {"name": "张一", "sex": "男", "department": "一车间"}
    seen = take_in(desk, sheet(row, row, {**row, "department": "二车间"}))
    assert states(seen) == ["new", "skipped", "new"]
    assert seen.rows[1].reason == "与第 2 行完全相同"


def test_the_same_file_again_is_recognised_but_not_refused(desk: Desk) -> None:
    rows = sheet({"name": "张小明", "id_number": ZHANG})
    assert take_in(desk, rows).remarks == ()
    (remark,) = take_in(desk, rows).remarks
    assert remark.startswith("这份表格已在 2026-")
    assert "导入过，当时新增 1 行" in remark
    desk.undo()
    again = taking_in.look(desk.ledger, desk.spec("member"), rows, ImportOptions())
    assert again.remarks == ()  # taken back: as if it had never been


def test_a_backup_is_asked_for_only_when_there_is_something_to_write(desk: Desk) -> None:
    rows = sheet({"name": "张小明", "id_number": ZHANG})
    asked: list[int] = []
    for _ in range(2):
        taking_in.take_in_at_once(
            desk.ledger,
            desk.spec("member"),
            rows,
            ImportOptions(),
            before_writing=lambda: asked.append(len(members(desk))),
        )
    assert asked == [0]
