"""The receipt of one person's payment: which months, how much in capitals, and who has none."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.models.members.dues import Dues, DuesReceipt
from app.models.own_figures import OwnFigure
from app.queries.dues.receipts import payments_of
from app.reports.document import PageBreak
from app.reports.forms import build, form_called
from app.reports.forms.dues.capitals import in_capitals
from app.reports.forms.persons.receipts import months_in_words
from app.reports.paginate import paginate
from app.reports.to_text import to_text
from tests.builders import a_dues, a_ledger, a_member, a_receipt, an_own_figure, keep, keep_members
from tests.unit.test_rosters import SPECS, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.reports.document import Document

FIRST, SECOND, NEVER = 1, 2, 3


@pytest.fixture
def ledger() -> Iterator[Connection]:
    """The first pays two months at once and one alone; the second shares a void receipt."""
    connection = a_ledger()
    keep_members(
        connection,
        *(
            a_member(name=name, card_no=f"A{n}")
            for n, name in enumerate(("张小明", "丁一", "乙"), 1)
        ),
    )
    at_once = {"paid_fen": 2190, "paid_on": "2026-04-09", "way": "cash", "collector_name": "孙晓梅"}
    alone = {"paid_fen": 2000, "paid_on": "2026-06-10", "way": "wage", "receipt_no": "0000007"}
    keep(
        connection,
        Dues,
        *(a_dues(FIRST, month=month, **at_once) for month in ("2026-03", "2026-04")),
        a_dues(FIRST, month="2026-05", **alone),
        a_dues(SECOND, month="2026-05", **alone),
        a_dues(NEVER, month="2026-05"),
    )
    keep(connection, DuesReceipt, a_receipt("0000007", is_void=True))
    yield connection
    connection.close()


def made(ledger: Connection, **values: object) -> Document:
    form = form_called(SPECS, "工会会费收据")
    return build(ledger, form, values, today=TODAY, specs=SPECS)


def words(document: Document) -> str:
    return "".join(to_text(document).split())


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (2190, "贰拾壹元玖角整"),
        (32504, "叁佰贰拾伍元零肆分"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_000_000, "壹万元整"),
        (1_000_100, "壹万零壹元整"),
        (100_000_000_000, "壹拾亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_001_000_000, "壹亿零壹万元整"),
    ],
)
def test_amounts_in_capitals_are_those_of_the_accounting_rules(fen: int, words: str) -> None:
    assert in_capitals(fen) == words


_VALUES = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}
_STEPS = {"万": 10**4, "亿": 10**8}


@given(st.integers(0, 999_999_999_999))
def test_capitals_read_back_are_the_amount(fen: int) -> None:
    text = in_capitals(fen)
    assert "零零" not in text
    assert text.endswith(("分", "整"))
    whole, has_yuan, rest = text.partition("元")
    if not has_yuan:
        whole, rest = "", text
    total = step = digit = 0
    for sign in whole:
        if sign in _VALUES:
            digit = _VALUES[sign]
        elif sign in _UNITS:
            step, digit = step + digit * _UNITS[sign], 0
        else:
            total, step, digit = total + (step + digit) * _STEPS[sign], 0, 0
    total = (total + step + digit) * 100
    for sign, after in itertools.pairwise(rest):
        total += _VALUES.get(sign, 0) * {"角": 10, "分": 1}.get(after, 0)
    assert total == fen


def test_what_was_paid_at_one_time_is_one_receipt(ledger: Connection) -> None:
    found = payments_of(ledger, [FIRST, SECOND, NEVER], "2026-01", "2026-12")
    assert [[m.month for m in each.months] for each in found[FIRST]] == [
        ["2026-03", "2026-04"],
        ["2026-05"],
    ]
    assert [each.paid_fen for each in found[FIRST]] == [4380, 2000]
    assert [(each.shares_number, each.is_void) for each in found[SECOND]] == [(True, True)]
    assert NEVER not in found
    (latest,) = payments_of(ledger, [FIRST])[FIRST]
    assert latest.months[0].month == "2026-05"


def test_the_receipt_tells_who_paid_what_for_which_months_and_to_whom(ledger: Connection) -> None:
    text = words(made(ledger, people="#1", first="2026-03", last="2026-04"))
    assert text.count("2026年3月至2026年4月") == 2  # stub and receipt
    assert text.count("肆拾叁元捌角整") == 2
    assert text.count("43.80元") == 2
    assert "今收到张小明（会员证号A1）" in text
    assert "基数4,386.00元的0.5%，每月21.90元" in text
    assert text.count("收款人：孙晓梅") == 2
    assert text.count("2026年4月9日") == 2


def test_a_fixed_sum_is_called_so(ledger: Connection) -> None:
    keep(ledger, OwnFigure, an_own_figure("dues.fixed", 2190))
    assert "定额，每月21.90元" in words(made(ledger, people="#1", first="2026-03"))


def test_a_void_number_is_not_passed_off_as_good(ledger: Connection) -> None:
    assert words(made(ledger, people="#2")).count("第0000007（已作废）号") == 3
    ledger.execute(DuesReceipt.__table__.update().values(is_void=False))
    assert words(made(ledger, people="#2")).count("第0000007（多人合开）号") == 3


def test_two_receipts_stand_on_a_page_and_several_people_in_one_file(ledger: Connection) -> None:
    document = made(ledger, people="#1,#2,#3", first="2026-01")
    assert sum(isinstance(block, PageBreak) for block in document.blocks) == 1  # three receipts
    assert len(paginate(document).pages) == 2
    text = words(document)
    assert text.index("张小明") < text.index("丁一")


def test_blank_receipts_are_to_be_written_on(ledger: Connection) -> None:
    text = words(made(ledger, blank=2))
    assert text.count("今收到________") == 2
    assert len(paginate(made(ledger, blank=2)).pages) == 1


def test_who_has_not_paid_gets_no_receipt(ledger: Connection) -> None:
    with pytest.raises(Refused) as nobody:
        made(ledger, people="#3")
    assert nobody.value.code == "R-565"
    with pytest.raises(Refused) as turned:
        made(ledger, people="#1", first="2026-05", last="2026-03")
    assert turned.value.code == "R-566"


def test_months_with_a_gap_are_told_apart() -> None:
    assert months_in_words(["2025-12", "2026-01", "2026-03"]) == "2025年12月至2026年1月、2026年3月"
