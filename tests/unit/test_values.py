"""Values: what people write, what is stored, what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.base import codes
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, mask, masked, parse, show


def field(kind: Kind, **facts: object) -> FieldSpec:
    return FieldSpec("x", "某项", kind, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "written", "stored"),
    [
        (Kind.TEXT, "  装配\u200b一组 \n二 ", "装配一组 二"),
        (Kind.NAME, "邓 立 伟", "邓立伟"),
        (Kind.NAME, "买买提•艾力", "买买提·艾力"),
        (Kind.NAME, "䶮㛃𬱖𠅤", "䶮㛃𬱖𠅤"),
        (Kind.NAME, "John  Smith", "John Smith"),
        (Kind.CODE, "００７", "007"),
        (Kind.CODE, 7.0, "7"),
        (Kind.INTEGER, "1,234", 1234),
        (Kind.INTEGER, 12.0, 12),
        (Kind.INTEGER, 0, 0),
        (Kind.MONEY, "1,234.50", 123450),
        (Kind.MONEY, "￥12元", 1200),
        (Kind.MONEY, 0.1 + 0.2 - 0.2, 10),
        (Kind.MONEY, "0", 0),
        (Kind.MONEY, "-12.30", -1230),
        (Kind.MONEY, "92233720368547758.07", (1 << 63) - 1),
        (Kind.INTEGER, "9223372036854775807", (1 << 63) - 1),
        (Kind.YES_NO, "是", True),
        (Kind.YES_NO, "否", False),
        (Kind.YES_NO, False, False),
        (Kind.ID_NUMBER, " 99000119850301 001x ", "99000119850301001X"),
        (Kind.PHONE, "138 1234 5678", "13812345678"),
        (Kind.PHONE, 13812345678.0, "13812345678"),
        (Kind.PHONE, "+86-13812345678", "13812345678"),
        (Kind.PHONE, "010-62345678", "010-62345678"),
        (Kind.DATE, "2026.3.5", "2026-03-05"),
        (Kind.PARTIAL_DATE, "2009.3", "2009-03"),
        (Kind.MONEY, "—", None),
        (Kind.TEXT, "无", "无"),
        (Kind.TEXT, "", None),
        (Kind.TEXT, None, None),
    ],
)
def test_reading(kind: Kind, written: object, stored: object) -> None:
    assert parse(field(kind), written) == stored


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        (Kind.ID_NUMBER, 9.90012e17, "不能还原"),
        (Kind.ID_NUMBER, "9.90012E+17", "后 3 位丢失"),
        (Kind.PHONE, "12345", "电话号码"),
        (Kind.INTEGER, "1.5", "整数"),
        (Kind.INTEGER, "很多", "整数"),
        (Kind.MONEY, "1.005", "两位小数"),
        (Kind.MONEY, "NaN", "金额应填数字"),
        (Kind.MONEY, 1e30, "金额应填数字"),
        (Kind.MONEY, "1e999999999", "金额应填数字"),
        (Kind.MONEY, "12345678901234567890", "金额应填数字"),
        (Kind.MONEY, "92233720368547758.08", "金额应填数字"),
        (Kind.INTEGER, "9999999999999999999", "整数"),
        (Kind.INTEGER, "-9223372036854775808", "整数"),
        (Kind.DECIMAL, "1e15", "应填数字"),
        (Kind.YES_NO, "也许", "“是”或“否”"),
        (Kind.DATE, "2026-03", "填到日"),
        (Kind.REFERENCE, "某人", "选择"),
        (Kind.PARTIAL_DATE, "1985.2.30", "^“1985.2.30”：1985 年 2 月没有 30 日$"),
    ],
)
def test_refusing(kind: Kind, written: object, said: str) -> None:
    with pytest.raises(ValueProblem, match=said):
        parse(field(kind), written)


def test_choices_by_code_label_and_alias() -> None:
    education = field(Kind.CHOICE, choices=codes("education"))
    assert (
        parse(education, "大专") == parse(education, "大学专科") == parse(education, "30") == "30"
    )
    assert show(education, "30") == "大学专科"
    assert parse(field(Kind.CHOICE, choices=codes("skill_level")), "无") == "0"
    with pytest.raises(ValueProblem, match=r"可填：.*大学专科"):
        parse(education, "大学专可")


def test_showing() -> None:
    assert show(field(Kind.MONEY), -123450) == "-1,234.50"
    assert show(field(Kind.MONEY), 0) == "0.00"
    assert show(field(Kind.MONEY), None) == ""
    assert show(field(Kind.YES_NO), False) == "否"
    assert show(field(Kind.REFERENCE), 3, {3: "装配一组"}) == "装配一组"


def test_masking() -> None:
    assert mask("990001198503010012") == "990***********0012"
    assert mask("13812345678") == "138****5678"
    assert mask("123") == "***"
    assert masked(field(Kind.ID_NUMBER, personal=True), "990001198503010012").count("*") == 11
    assert masked(field(Kind.NAME, personal=True), "王小明") == "王小明"


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_money_reads_back_what_it_shows(fen: int) -> None:
    money = field(Kind.MONEY)
    assert parse(money, show(money, fen)) == fen


@given(st.sampled_from(list(Kind)), st.one_of(st.none(), st.booleans(), st.integers(), st.text()))
def test_whatever_is_read_is_read_the_same_again(kind: Kind, written: object) -> None:
    meaning = field(kind)
    try:
        stored = parse(meaning, written)
    except ValueProblem:
        return
    shown = show(meaning, stored)
    if kind is not Kind.REFERENCE:
        assert parse(meaning, shown) == stored
