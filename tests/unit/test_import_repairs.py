"""What can be proved is repaired and said; what is lost is named with the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions.importing.reading.repairs import damage, mended_number
from tests.benches import A, look, on_bench, reasons, states
from tests.builders import an_id_number

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk

WITH_X = next(n for n in (an_id_number(sequence=s) for s in range(1, 99, 2)) if n.endswith("X"))
ZERO_AT = A.index("0")


def with_letter(number: str, figure: str, letter: str) -> str:
    at = number.rindex(figure, 0, 17)
    return number[:at] + letter + number[at + 1 :]


@pytest.mark.parametrize(
    ("written", "number", "said"),
    [
        (f"{A[:6]} {A[6:14]} {A[14:]}", A, "去掉空格"),
        (f"{A[:6]}-{A[6:14]}-{A[14:]}", A, ""),
        (A.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}), A, "全角改半角"),
        (f"\u200b{A}\ufeff", A, "看不见的字符"),
        (f"{A}\u202c", A, "看不见的字符"),
        (f"\xa0{A[:9]}\xa0{A[9:]}", A, "去掉空格"),
        (WITH_X.lower(), WITH_X, "小写 x 改大写"),
        (f"'{A}", A, "撇号"),
        (with_letter(A, "0", "O"), A, "字母 O 改为 0，校验位相符"),
        (with_letter(A, "0", "o"), A, "字母 O 改为 0，校验位相符"),
        (with_letter(A, "1", "l"), A, "字母 l 改为 1，校验位相符"),
        (with_letter(A, "1", "I"), A, "字母 I 改为 1，校验位相符"),
        (f"{A}.0", A, ""),
    ],
)
def test_numbers_are_repaired_where_that_is_proved(
    written: str, number: str, said: str, tmp_path: Path, desk: Desk
) -> None:
    looked = look(desk, on_bench(tmp_path, desk, ("姓名", "身份证号"), ("张小明", written)))
    assert states(looked) == ["new"]
    assert looked.preview.rows[0].draft["id_number"] == number
    assert said in reasons(looked)[0]


def test_letters_are_not_replaced_where_the_check_does_not_agree() -> None:
    wrong = with_letter(A, "0", "O")[:-1] + ("3" if A[-1] != "3" else "4")
    assert mended_number(wrong) is None
    assert mended_number(A) is None
    assert mended_number("E12345678") is None  # a passport
    assert mended_number("护照OIL") is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("9.90012E+17", "科学记数"),
        ("9.90001198503010e+17", "科学记数"),
        (990001198503010000, "数值"),
        (9.90001198503010012e17, "数值"),
        ("990001198503010000", "000"),
        (A[:17], "少了 1 位"),
        (A[:16], "少了 2 位"),
        (A + "1", "多于 18 位"),
        ("990001850301001", "6 位后加“19”"),
        (990001850301001, "6 位后加“19”"),
        (990001850301001.0, "6 位后加“19”"),
        (A[:-1] + ("3" if A[-1] != "3" else "4"), "校验位"),
    ],
)
def test_damaged_numbers_are_named_with_the_remedy(
    written: object, said: str, tmp_path: Path, desk: Desk
) -> None:
    looked = look(desk, on_bench(tmp_path, desk, ("姓名", "身份证号"), ("张小明", written)))
    assert states(looked) == ["refused"]
    assert said in reasons(looked)[0]


def test_a_whole_number_that_ends_in_000_is_only_pointed_out(tmp_path: Path, desk: Desk) -> None:
    whole = next(
        number
        for day in range(1, 29)
        for number in [an_id_number(f"198501{day:02}", 100), an_id_number(f"198502{day:02}", 100)]
        if number.endswith("000")
    )
    assert damage(whole) == ""
    looked = look(desk, on_bench(tmp_path, desk, ("姓名", "身份证号"), ("张小明", whole)))
    assert states(looked) == ["new"]
    assert "末 3 位是 000" in reasons(looked)[0]
    assert damage("E1234567") == ""


@pytest.mark.parametrize(
    ("written", "name", "said"),
    [
        ("邓 立 伟", "邓立伟", "姓名去掉空格"),
        ("邓\u3000立伟", "邓立伟", "姓名去掉空格"),
        ("邓\u200b立伟", "邓立伟", "姓名去掉看不见的字符"),
        ("\ufeff邓立伟", "邓立伟", "姓名去掉看不见的字符"),
        ("买买提•艾力", "买买提·艾力", "姓名间隔号改为“·”"),
        ("买买提．艾力", "买买提·艾力", "姓名间隔号改为“·”"),
        (" 邓立伟 ", "邓立伟", ""),
        ("䶮㛃𬱖", "䶮㛃𬱖", ""),
    ],
)
def test_names_are_repaired_and_said(
    written: str, name: str, said: str, tmp_path: Path, desk: Desk
) -> None:
    looked = look(desk, on_bench(tmp_path, desk, ("姓名", "身份证号"), (written, A)))
    assert looked.preview.rows[0].draft["name"] == name
    assert reasons(looked)[0] == said


def test_what_a_workbook_hangs_on_a_code_comes_off(tmp_path: Path, desk: Desk) -> None:
    head = ("姓名", "身份证号", "工号", "手机")
    looked = look(desk, on_bench(tmp_path, desk, head, ("张小明", A, "'0012", "13800138077.0")))
    draft = looked.preview.rows[0].draft
    assert (draft["staff_no"], draft["mobile"]) == ("0012", "13800138077")
    assert "工号去掉前面的撇号" in reasons(looked)[0]
    assert "手机去掉末尾的“.0”" in reasons(looked)[0]


def test_the_remark_stands_in_every_row_that_was_repaired(tmp_path: Path, desk: Desk) -> None:
    rows = [("邓 立 伟", an_id_number(sequence=2 * n + 1)) for n in range(40)]
    looked = look(desk, on_bench(tmp_path, desk, ("姓名", "身份证号"), *rows))
    assert reasons(looked) == ["姓名去掉空格"] * 40


def test_a_birthday_known_to_the_month_gets_its_day_from_a_right_number(
    tmp_path: Path, desk: Desk
) -> None:
    head = ("姓名", "身份证号", "出生年月")
    rows = (
        ("张小明", an_id_number("19860312"), "1986.03"),
        ("李小红", an_id_number("19870405", 2), "1987.06"),
        ("王 强", an_id_number("19880507", 3), "1988.05"),
    )
    looked = look(desk, on_bench(tmp_path, desk, head, *rows))
    born = [row.draft["born_on"] for row in looked.preview.rows]
    assert born == ["1986-03-12", "1987-06", "1988-05-07"]
    said = reasons(looked)
    assert "出生日期按证号补全为 1986-03-12" in said[0]
    assert "补全" not in said[1]
    assert "出生日期按证号补全为 1988-05-07" in said[2]
