"""A column of dates is judged as a whole, in every form that offices write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.reports.readers import read_in_process
from app.reports.registers.bench import Bench
from app.spec.dates import DateOrder
from tests import broken_books as made
from tests.benches import A, B, C, look, on_bench, reasons, states
from tests.builders import an_id_number

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk
    from app.reports.registers.bench import Looked

HEAD = ("姓名", "身份证号", "入会日期")


def column(folder: Path, desk: Desk, *cells: object, **options: object) -> Looked:
    rows = [(f"张{n}", an_id_number(sequence=2 * n + 1), cell) for n, cell in enumerate(cells)]
    return look(desk, on_bench(folder, desk, HEAD, *rows), **options)


def days(looked: Looked) -> list[object]:
    return [row.draft.get("joined_on") for row in looked.preview.rows]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-11-20", "2024-11-20"),
        ("2024/11/20", "2024-11-20"),
        ("2024.11.20", "2024-11-20"),
        ("20241120", "2024-11-20"),
        (20241120, "2024-11-20"),
        ("2024年11月20日", "2024-11-20"),
        ("2024年11月20号", "2024-11-20"),
        ("二〇二四年十一月二十日", "2024-11-20"),
        ("二○二四年十一月二十日", "2024-11-20"),
        ("２０２４年１１月２０日", "2024-11-20"),
        ("２０２４．１１．２０", "2024-11-20"),
        ("2024-11-20 00:00:00", "2024-11-20"),
        ("2024.11", "2024-11"),
        (2024.11, "2024-11"),
        ("1985.3", "1985-03"),
        ("1985年3月", "1985-03"),
        ("1985年", "1985"),
        ("1985", "1985"),
        (1985, "1985"),
        ("96年", "1996"),
        ("96年5月", "1996-05"),
        (40360, "2010-07-01"),
        ("40360", "2010-07-01"),
    ],
)
def test_every_form_is_read_with_its_precision(
    written: object, day: str, tmp_path: Path, desk: Desk
) -> None:
    assert days(column(tmp_path, desk, written)) == [day]


def test_serials_of_1904_are_read_and_named(tmp_path: Path, desk: Desk) -> None:
    file = tmp_path / "名册.xlsx"
    file.write_bytes(made.xlsx([HEAD, ("张小明", A, 38898)], date1904=True))
    looked = look(desk, Bench(read_in_process(file), desk.spec("member")))
    assert days(looked) == ["2010-07-01"]
    assert reasons(looked) == ["38898 是 Excel 日期序号，读作 2010-07-01"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2024-02-30", "2024 年 2 月没有 30 日"),
        ("2024.13.1", "没有 13 月"),
        ("2024-00-10", "没有 0 月"),
        ("去年", "不是一个日期"),
        ("3024-01-01", "3024 年不在可登记的年份内"),
        (2024.1, "可能是 1 月也可能是 10 月"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(
    written: object, said: str, tmp_path: Path, desk: Desk
) -> None:
    looked = column(tmp_path, desk, written)
    assert states(looked) == ["refused"]
    assert said in reasons(looked)[0]
    assert set(looked.preview.rows[0].faulty) == {"joined_on"}


@pytest.mark.parametrize(
    ("proof", "order", "day"),
    [
        ("31/12/24", DateOrder.DMY, "2024-03-05"),  # nobody joined in 1931
        ("12/31/24", DateOrder.MDY, "2024-05-03"),
        ("25/12/2023", DateOrder.DMY, "2024-03-05"),
        ("99/12/31", DateOrder.YMD, "2005-03-24"),
        ("24/3/5", DateOrder.YMD, "2005-03-24"),
    ],
)
def test_one_cell_proves_the_order_of_its_column(
    proof: str, order: DateOrder, day: str, tmp_path: Path, desk: Desk
) -> None:
    looked = column(tmp_path, desk, "05/03/24", proof, "2011.5", None)
    assert looked.preview.orders == {"joined_on": order}
    assert days(looked)[0] == day
    assert not looked.preview.dates
    assert any(f"“{proof}”为证" in said for said in looked.preview.remarks)


def test_years_of_four_figures_prove_nothing_for_three_short_parts(
    tmp_path: Path, desk: Desk
) -> None:
    cells = ("2020-01-01", "12/5/8", "2011/5/16", "2013年6月3日")
    looked = column(tmp_path, desk, *cells)
    assert states(looked) == ["new", "refused", "new", "new"]
    (question,) = looked.preview.dates
    assert question.lines == (3,)
    assert {order: days for order, ((_cell, days),) in question.readings.items()} == {
        DateOrder.YMD: "2012-05-08",
        DateOrder.DMY: "2008-05-12",
        DateOrder.MDY: "2008-12-05",
    }
    for order, ((_cell, day),) in question.readings.items():
        answered = column(tmp_path, desk, *cells, date_orders={"joined_on": order})
        assert days(answered)[1] == day
        assert not answered.preview.dates


@pytest.mark.parametrize(
    ("proof", "day"),
    [("24/3/5", "2012-05-08"), ("99/12/31", "2012-05-08"), ("25/12/2023", "2008-05-12")],
)
def test_a_row_names_the_cell_that_its_date_was_read_by(
    proof: str, day: str, tmp_path: Path, desk: Desk
) -> None:
    looked = column(tmp_path, desk, "2020-01-01", "12/5/8", proof)
    assert days(looked)[1] == day
    assert reasons(looked) == ["", f"入会日期“12/5/8”照“{proof}”的先后读作 {day}", ""]


def test_a_birthday_of_1931_may_be_meant_where_one_of_2024_may_not(
    tmp_path: Path, desk: Desk
) -> None:
    bench = on_bench(
        tmp_path, desk, ("姓名", "出生日期"), ("张小明", "31/12/24"), ("李大山", "60/01/12")
    )
    born = [row.draft["born_on"] for row in look(desk, bench).preview.rows]
    assert born == ["1931-12-24", "1960-01-12"]


def test_what_nothing_proves_is_asked_once_with_examples(tmp_path: Path, desk: Desk) -> None:
    cells = ("05/03/24", "06/04/23", "07/02/22", "08/01/21", "2020-01-01")
    looked = column(tmp_path, desk, *cells)
    assert states(looked) == ["refused"] * 4 + ["new"]
    (question,) = looked.preview.dates
    assert (question.field, question.label, question.lines) == (
        "joined_on",
        "入会日期",
        (2, 3, 4, 5),
    )
    assert question.readings[DateOrder.DMY] == (
        ("05/03/24", "2024-03-05"),
        ("06/04/23", "2023-04-06"),
        ("07/02/22", "2022-02-07"),
    )
    assert question.readings[DateOrder.MDY][0] == ("05/03/24", "2024-05-03")
    answered = column(tmp_path, desk, *cells, date_orders={"joined_on": DateOrder.DMY})
    assert days(answered)[:2] == ["2024-03-05", "2023-04-06"]
    assert not answered.preview.dates


def test_columns_are_asked_about_one_by_one(tmp_path: Path, desk: Desk) -> None:
    head = ("姓名", "身份证号", "入会日期", "入职日期")
    rows = (("张小明", A, "05/03/24", "31/12/20"), ("李大山", B, "06/04/23", "06/04/19"))
    looked = look(desk, on_bench(tmp_path, desk, head, *rows))
    assert [question.field for question in looked.preview.dates] == ["joined_on"]
    assert looked.preview.orders == {"hired_on": DateOrder.DMY}


def test_cells_that_prove_the_contrary_settle_nothing(tmp_path: Path, desk: Desk) -> None:
    looked = column(tmp_path, desk, "31/12/24", "12/31/24", "05/03/24")
    assert len(looked.preview.dates) == 1
    assert states(looked)[2] == "refused"


def test_six_forms_in_one_column(tmp_path: Path, desk: Desk) -> None:
    cells = ("2009.3", 40360, "2011/5/16", "2013年6月3日", "20261008", "96年")
    looked = column(tmp_path, desk, *cells)
    assert days(looked) == [
        "2009-03",
        "2010-07-01",
        "2011-05-16",
        "2013-06-03",
        "2026-10-08",
        "1996",
    ]
    assert states(looked) == ["new"] * 6


def test_blank_and_strange_cells_do_not_disturb_the_judgement(tmp_path: Path, desk: Desk) -> None:
    head = ("姓名", "身份证号", "入会日期")
    rows = (("张小明", A, "——"), ("李大山", B, "31/12/24"), ("王五", C, "05/03/24 08:30"))
    looked = look(desk, on_bench(tmp_path, desk, head, *rows))
    assert days(looked) == [None, "2024-12-31", "2024-03-05"]
