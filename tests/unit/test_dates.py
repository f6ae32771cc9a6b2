"""Dates as offices write them (conventions 4.4)."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spec.dates import DateOrder, DateProblem, in_words, parse_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026/11/20", "2026-11-20"),
        ("2026.11.20", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("2026年11月20日", "2026-11-20"),
        ("2026 年 1 月 5 号", "2026-01-05"),
        ("２０２６－１１－２０", "2026-11-20"),
        ("2026.11", "2026-11"),
        ("1985.3", "1985-03"),
        ("1985年3月", "1985-03"),
        ("199807", "1998-07"),
        ("1998", "1998"),
        ("96年", "1996"),
        ("96年3月", "1996-03"),
        ("96.5", "1996-05"),
        ("85-3", "1985-03"),
        (96.5, "1996-05"),
        ("二〇二六年十一月二十日", "2026-11-20"),
        ("一九八五年三月", "1985-03"),
        ("2026-11-20 00:00:00", "2026-11-20"),
        ("31/12/98", "1998-12-31"),
        ("24/3/5", "2024-03-05"),
        (dt.datetime(2026, 11, 20, 8, 0), "2026-11-20"),  # noqa: DTZ001 - as workbooks give it
        (dt.date(2026, 11, 20), "2026-11-20"),
        (40360, "2010-07-01"),
        (40360.0, "2010-07-01"),
        ("40360", "2010-07-01"),
        (2009.3, "2009-03"),
        (1998, "1998"),
        (199807, "1998-07"),
        (20261120.0, "2026-11-20"),
    ],
)
def test_written_forms(written: object, iso: str) -> None:
    assert parse_date(written) == iso


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-02-30", "2026 年 2 月没有 30 日"),
        ("2026.13", "没有 13 月"),
        ("1800-01-01", "年份"),
        ("昨天", "不是一个日期"),
        (0, "不是日期"),
        (60, "不是日期"),
        (2024.1, "可能是 1 月也可能是 10 月"),
    ],
)
def test_refusals_say_why(written: object, said: str) -> None:
    with pytest.raises(DateProblem, match=said):
        parse_date(written)


def test_ambiguous_dates_are_asked_and_then_read() -> None:
    with pytest.raises(DateProblem) as problem:
        parse_date("05/03/24")
    assert problem.value.ambiguous
    assert parse_date("05/03/24", order=DateOrder.DMY) == "2024-03-05"
    assert parse_date("05/03/24", order=DateOrder.MDY) == "2024-05-03"
    assert parse_date("05/03/24", order=DateOrder.YMD) == "2005-03-24"
    assert parse_date("26.11.20", order=DateOrder.YMD) == "2026-11-20"
    assert parse_date("12/5/8", order=DateOrder.YMD) == "2012-05-08"
    assert parse_date("12/5/8", order=DateOrder.DMY) == "2008-05-12"
    with pytest.raises(DateProblem, match="先后不明"):
        parse_date("12/5/8")


def test_serials_of_the_1904_system() -> None:
    assert parse_date(40360 - 1462, system=1904) == "2010-07-01"


@given(st.dates(min_value=dt.date(1900, 3, 1), max_value=dt.date(2100, 12, 31)))
def test_every_day_reads_back_in_every_form(day: dt.date) -> None:
    iso = day.isoformat()
    forms = [iso, f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}", in_words(iso)]
    assert {parse_date(form) for form in forms} == {iso}


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(DateProblem):
        assert len(parse_date(text)) in {4, 7, 10}
