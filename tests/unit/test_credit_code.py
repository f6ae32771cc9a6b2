"""Unified social credit codes: the values of the handbook, and what a slip of the pen does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spec.credit_code import body_check, check_character, read_credit_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
bodies = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)


def a_code(start: str, body: str) -> str:
    first = f"{start}{body}{body_check(body)}"
    return first + check_character(first)


@pytest.mark.parametrize(
    "code",
    [
        "81110108MC12345664",
        "81310115501234569G",
        "81440300MD0A1B2C3T",
        "91350100M000100Y43",
        "81990000MC0000001G",
        "81990000MC0000002K",
    ],
)
def test_the_handbooks_codes_pass(code: str) -> None:
    read = read_credit_code(code)
    assert read is not None
    assert read.check_holds
    assert read.is_unions == code.startswith("8")


def test_a_wrong_last_character_is_seen() -> None:
    read = read_credit_code("81110108MC12345665")
    assert read is not None
    assert not read.check_holds
    assert read.body_holds


@pytest.mark.parametrize(
    "code",
    ["", "8111010", "81110108MC123456644", "81110108MI12345664", "81110108mc12345664", "工会" * 9],
)
def test_what_has_not_the_shape_is_no_code(code: str) -> None:
    assert read_credit_code(code) is None


def test_the_check_is_zero_where_the_sum_divides() -> None:
    """Without the outer modulo it would be the 32nd of 31 characters."""
    assert check_character("0" * 17) == "0"


@pytest.mark.parametrize(
    ("body", "check"), [("MC123456", "6"), ("50123456", "9"), ("MD0A1B2C", "3")]
)
def test_the_code_within_has_a_check_of_its_own(body: str, check: str) -> None:
    assert body_check(body) == check


@given(bodies)
def test_every_made_code_holds(body: str) -> None:
    code = a_code("81990001", body)
    if set(code) <= set(ALPHABET):
        read = read_credit_code(code)
        assert read is not None
        assert read.check_holds
        assert read.body_holds


@given(bodies, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_every_single_slip_is_found(body: str, place: int, letter: str) -> None:
    code = a_code("81990001", body)
    if code[place] == letter or not set(code) <= set(ALPHABET):
        return
    read = read_credit_code(code[:place] + letter + code[place + 1 :])
    assert read is not None
    assert not read.check_holds
