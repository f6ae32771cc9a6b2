"""The identity number (GB 11643), with the handbook's test values."""

from __future__ import annotations

import pytest

from app.spec.identity import read_resident_id


@pytest.mark.parametrize(
    ("number", "born_on", "sex"),
    [
        ("11010519491231002X", "1949-12-31", "2"),
        ("440524188001010014", "1880-01-01", "1"),
        ("990001198503010019", "1985-03-01", "1"),
        ("990001199012311225", "1990-12-31", "2"),
        ("990002200002290039", "2000-02-29", "1"),
    ],
)
def test_good_numbers(number: str, born_on: str, sex: str) -> None:
    found = read_resident_id(number)
    assert found is not None
    assert (found.born_on, found.sex, found.check_holds) == (born_on, sex, True)


def test_a_day_that_never_was() -> None:
    found = read_resident_id("32010219850229001X")
    assert found is not None
    assert found.check_holds
    assert found.born_on is None


@pytest.mark.parametrize("number", ["", "11010519491231002x", "110105491231002", "1" * 19])
def test_other_shapes(number: str) -> None:
    assert read_resident_id(number) is None


def test_every_single_digit_error_is_found() -> None:
    number = "990001198503010019"
    for place in range(17):
        for digit in "0123456789":
            if digit != number[place]:
                wrong = number[:place] + digit + number[place + 1 :]
                found = read_resident_id(wrong)
                assert found is not None
                assert not found.check_holds
