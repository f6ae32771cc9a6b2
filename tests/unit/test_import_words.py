"""Groups and departments: certain ones are found, uncertain ones asked about once, none guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.importing.asked import Word
from app.actions.importing.reading.words import KnownWords, compared
from tests.benches import add_groups, look, on_bench, reasons, rows_of, states, write
from tests.builders import an_id_number

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk
    from app.reports.registers.bench import Looked

GROUPS = ("装配一组", "机加二组", "质检组", "铸造组", "设备动力组", "十二车间小组")


def column(folder: Path, desk: Desk, heading: str, *cells: object, **options: object) -> Looked:
    rows = [(f"张{n}", an_id_number(sequence=2 * n + 1), cell) for n, cell in enumerate(cells)]
    return look(desk, on_bench(folder, desk, ("姓名", "身份证号", heading), *rows), **options)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("装配1组", "装配一组"),
        ("裝配一組", "装配一组"),
        ("装配　一 组", "装配一组"),
        ("装配（一）组", "装配一组"),
        ("装配１组", "装配一组"),
        ("12车间", "十二车间"),
        ("20组", "二十组"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert compared(one) == compared(other)


@pytest.mark.parametrize(("one", "other"), [("一组", "二组"), ("3-1组", "31组"), ("1.2组", "12组")])
def test_names_that_are_two(one: str, other: str) -> None:
    assert compared(one) != compared(other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("装配1组", 0), ("装配 一组", 0), ("装配一小组", 0), ("装配一", 0), ("机加2组", 1),
        ("质检", 2), ("质检小组", 2), ("12车间小组", 5), ("12车间", 5),
    ],
)  # fmt: skip
def test_certain_ones_are_found_and_said(
    written: str, meant: int, tmp_path: Path, desk: Desk
) -> None:
    groups = add_groups(desk, *GROUPS)
    looked = column(tmp_path, desk, "工会小组", written)
    assert looked.preview.rows[0].draft["group_id"] == groups[meant]
    assert not looked.preview.words
    assert any(f"“{written}”即“{GROUPS[meant]}”" in said for said in looked.preview.remarks)


@pytest.mark.parametrize(
    ("written", "offered", "because"),
    [
        ("装陪一组", "装配一组", "读音相同"),
        ("zhuangpei1zu", "装配一组", "读音相同"),
        ("铸造车间", "铸造组", "只差末尾的叫法"),
        ("装配一班", "装配一组", "只差末尾的叫法"),
        ("设备组", "设备动力组", "一个包含另一个"),
        ("质量检验组", "", ""),
        ("装配三组", "", ""),
        ("后勤组", "", ""),
    ],
)
def test_uncertain_ones_are_asked_about(
    written: str, offered: str, because: str, tmp_path: Path, desk: Desk
) -> None:
    add_groups(desk, *GROUPS)
    looked = column(tmp_path, desk, "工会小组", written)
    if not offered:
        assert not looked.preview.words
        assert looked.preview.new_references == {"member_group": [written]}
        return
    (question,) = looked.preview.words
    assert (question.resembles[0].label, question.resembles[0].reason) == (offered, because)
    assert question.must
    assert states(looked) == ["refused"]
    assert f"“{written}”可能是“{offered}”" in reasons(looked)[0]


def test_each_name_is_asked_about_once_and_answered_three_ways(tmp_path: Path, desk: Desk) -> None:
    groups = add_groups(desk, *GROUPS)
    cells = ("设备组", "装陪一组", "设 备组", "铸造车间", "质检组")
    looked = column(tmp_path, desk, "工会小组", *cells)
    asked = {question.word: question for question in looked.preview.words}
    assert asked.keys() == {"设备组", "装陪一组", "铸造车间"}
    assert asked["设备组"].lines == (2, 4)
    answers = {
        asked["设备组"].key: asked["设备组"].resembles[0].value,
        asked["装陪一组"].key: Word.BLANK,
        asked["铸造车间"].key: Word.NEW,
    }
    answered = column(tmp_path, desk, "工会小组", *cells, words={"group_id": answers})
    assert states(answered) == ["new"] * 5
    assert not answered.preview.words
    drafts = [row.draft["group_id"] for row in answered.preview.rows]
    assert (drafts[0], drafts[1], drafts[2]) == (groups[4], None, groups[4])
    assert answered.preview.new_references == {"member_group": ["铸造车间"]}
    write(desk, answered)
    assert len(rows_of(desk, "member_group")) == len(GROUPS) + 1


def test_departments_are_spelt_as_before(tmp_path: Path, desk: Desk) -> None:
    write(desk, column(tmp_path, desk, "部门", "装配一车间", "设备动力部"))
    looked = column(tmp_path, desk, "部门", "装配1车间", "设备动力科", "设备动力部", "食堂")
    drafts = [row.draft for row in looked.preview.rows]
    assert states(looked) == ["same", "changed", "new", "new"]
    assert drafts[1]["department"] == "设备动力科"  # as written, and asked about
    (question,) = looked.preview.words
    assert (question.word, question.must) == ("设备动力科", False)
    assert question.resembles[0].value == "设备动力部"
    answers = {"department": {question.key: "设备动力部"}}
    again = column(tmp_path, desk, "部门", "装配1车间", "设备动力科", words=answers)
    assert states(again) == ["same", "same"]


def test_people_are_never_guessed(tmp_path: Path, desk: Desk) -> None:
    write(desk, column(tmp_path, desk, "部门", "一车间"))
    head = ("姓名", "变动", "日期")
    bench = on_bench(
        tmp_path, desk, head, ("张零", "转出", "2024-03-01"), register="membership_event"
    )
    looked = look(desk, bench)
    assert states(looked) == ["refused"]
    assert not looked.preview.words


def test_a_long_list_of_names_is_compared_quickly() -> None:
    known = KnownWords((number, f"第{number}车间装配组") for number in range(2000))
    assert known.exact("第1999车间装配组")
    assert known.certain("第1999车间装配小组") == (1999, "第1999车间装配组")
    assert [one.label for one in known.resembling("第十车间装陪组")] == ["第10车间装配组"]
