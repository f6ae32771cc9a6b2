"""The identity number (GB 11643), with the handbook's test values."""

from __future__ import annotations

import pytest

from app.spec.identity import (
    is_of_other_paper,
    paper_of,
    read_resident_id,
    tidy,
    told_by_number,
    whole_birthday,
)


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


@pytest.mark.parametrize(
    "written",
    [
        "'990001198503010019",
        "990001198503010019。",
        "“990001198503010019”",
        "990001-19850301-0019",
        "990001–19850301–0019,",
    ],
)
def test_what_stands_around_a_number_is_no_part_of_it(written: str) -> None:
    assert tidy(written) == "990001198503010019"


@pytest.mark.parametrize(
    "written", ["ID:990001198503010019", "990001198503010019(旧)", "E-123456", "990001-1985"]
)
def test_what_may_be_part_of_it_stays(written: str) -> None:
    assert tidy(written) == written


@pytest.mark.parametrize(
    ("number", "other"),
    [
        ("E12345678", True),
        ("EA1234567", True),
        ("H1234567890", True),
        ("CHN123456789012", True),
        ("军字第1234567号", True),
        ("X123", False),
        ("12345678", False),
        ("990001198503010019", False),
        ("ID:990001198503010019", False),
    ],
)
def test_shapes_of_other_papers(number: str, *, other: bool) -> None:
    assert is_of_other_paper(number) is other


@pytest.mark.parametrize(
    ("number", "paper"),
    [
        ("990001198503010019", "1"),
        ("810000199408230021", "6"),
        ("990001198503010013", None),  # another check character
        ("32010219850229001X", None),  # no such day
        ("E12345678", None),
    ],
)
def test_a_resident_number_tells_its_paper(number: str, paper: str | None) -> None:
    assert paper_of(number) == paper


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({}, {"id_type": "1", "sex": "1", "born_on": "1985-03-01"}),
        ({"id_type": "6", "sex": "2"}, {"born_on": "1985-03-01"}),  # what stands there stays
        ({"id_type": "1", "sex": "1", "born_on": "1985-03"}, {}),
        ({"id_type": "2"}, {}),  # of another paper
        ({"id_number": "990001198503010013"}, {}),  # another check character
        ({"id_number": None}, {}),
    ],
)
def test_a_right_number_tells_what_is_blank(
    known: dict[str, object], told: dict[str, object]
) -> None:
    assert told_by_number({"id_number": "990001198503010019", **known}) == told


def test_a_number_of_another_paper_tells_no_birthday() -> None:
    assert whole_birthday("990001198503010019", "1985-03", "1") == "1985-03-01"
    assert whole_birthday("990001198503010019", "1985-03", "2") is None


def test_every_single_digit_error_is_found() -> None:
    number = "990001198503010019"
    for place in range(17):
        for digit in "0123456789":
            if digit != number[place]:
                wrong = number[:place] + digit + number[place + 1 :]
                found = read_resident_id(wrong)
                assert found is not None
                assert not found.check_holds
