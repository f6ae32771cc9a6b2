"""What the stranger's sheets say, cell by cell; and who in a sheet of workers is a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.queries.listing import reference_labels
from tests.benches import A, B, C, bench_of, look, on_bench, reasons, rows_of, states, write
from tests.stranger_sheets import STRANGE, of

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk

HEAD = ("姓名", "身份证号", "是否会员")


def taken(folder: Path, desk: Desk, name: str) -> dict[object, dict[str, object]]:
    """Who is in the register once the sheet is written, by name."""
    write(desk, look(desk, bench_of(folder, desk, STRANGE[name].data)))
    return {row["name"]: row for row in rows_of(desk)}


def test_departments_down_the_side(tmp_path: Path, desk: Desk) -> None:
    found = taken(tmp_path, desk, "departments down the side")
    assert {name: row["born_on"] for name, row in found.items()} == {
        "王伟": "1985-03-12",
        "李秀英": "1985-03-12",
        "张敏": "1985-03-12",
        "刘洋": "1989-03-13",
        "陈静": "1990-03-12",
        "杨磊（班长）": "1992-03-12",
    }
    assert [row["department"] for row in found.values()] == ["铸造车间"] * 3 + ["机加车间"] * 3
    assert found["王伟"]["id_number"] == of(1985, 1)
    phones = [str(row["mobile"])[-1] for row in found.values()]
    assert phones == ["1", "2", "3", "4", "5", "6"]
    standings = {name: row["standing"] for name, row in found.items()}
    assert standings.pop("陈静") == "worker"
    assert set(standings.values()) == {"regular"}


def test_out_of_a_personnel_system(tmp_path: Path, desk: Desk) -> None:
    found = taken(tmp_path, desk, "out of a personnel system")
    assert [(row["staff_no"], name) for name, row in found.items()] == [
        ("00123", "欧阳娜娜"),
        ("00124", "买买提·艾力"),
        ("00125", "司马光"),
    ]
    assert [row["joined_on"] for row in found.values()] == ["2009-07", "2010-07-01", "2011-07"]
    assert [row["department"] for row in found.values()] == ["装配一班", None, "装配二班"]
    assert [row["mobile"] for row in found.values()] == [
        "13800138011",
        "13800138012",
        "13800138013",
    ]


def test_pasted_together(tmp_path: Path, desk: Desk) -> None:
    found = taken(tmp_path, desk, "pasted together")
    assert list(found) == ["王芳", "孙悟空", "朱八戒", "沙僧", "白龙马"]
    assert found["朱八戒"]["standing"] == "worker"
    assert found["朱八戒"]["id_number"] == of(1988, 1)
    assert (found["沙僧"]["joined_on"], found["沙僧"]["mobile"]) == ("1996-05", None)
    assert found["白龙马"]["joined_on"] is None
    groups = reference_labels(desk.reader, desk.spec("member"))["group_id"]
    assert sorted(groups.values()) == ["第一分会", "第二分会"]  # none is called —


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("是", "否"),
        ("√", "×"),
        ("✓", "✗"),
        ("1", "0"),
        (1, 0),
        ("Y", "N"),
        ("会员", "非会员"),
        ("工会会员", "未入会"),
        ("已入会", "没有入会"),
        ("已 加入", "未加入"),
        ("是", "不是"),
        ("☑", "☐"),
        ("●", "○"),
        ("Ｖ", "否"),
    ],
)
def test_who_is_a_member_is_said_in_many_ways(
    yes: object, no: object, tmp_path: Path, desk: Desk
) -> None:
    bench = on_bench(tmp_path, desk, HEAD, ("张小明", A, yes), ("李大山", B, no))
    looked = look(desk, bench)
    assert states(looked) == ["new", "new"]
    write(desk, looked)
    assert [row["standing"] for row in rows_of(desk)] == ["regular", "worker"]
    assert look(desk, bench).preview.counts["same"] == 2


@pytest.mark.parametrize("tick", ["√", "V", 1, "●"])
def test_where_members_are_only_ticked_a_blank_says_no(
    tick: object, tmp_path: Path, desk: Desk
) -> None:
    head = ("姓名", "身份证号", "是否工会会员（打√）")
    bench = on_bench(tmp_path, desk, head, ("张小明", A, tick), ("李大山", B, None))
    looked = look(desk, bench)
    assert any("没有打勾的当作不是会员" in said for said in looked.preview.remarks)
    write(desk, looked)
    assert [row["standing"] for row in rows_of(desk)] == ["regular", "worker"]


def test_a_blank_beside_words_was_not_filled_in_and_is_said(tmp_path: Path, desk: Desk) -> None:
    rows = (("张小明", A, "是"), ("李大山", B, None), ("王五", C, "否"))
    looked = look(desk, on_bench(tmp_path, desk, HEAD, *rows))
    assert reasons(looked) == ["", "“是否会员”是空的，当作会员", ""]
    assert not any("打勾" in said for said in looked.preview.remarks)


def test_a_word_that_says_neither_is_refused(tmp_path: Path, desk: Desk) -> None:
    looked = look(desk, on_bench(tmp_path, desk, HEAD, ("张小明", A, "考虑中")))
    assert reasons(looked) == ["是否会员：应填“是”或“否”"]
