"""The unified social credit code (统一社会信用代码, GB 32100—2015)."""

from __future__ import annotations

from dataclasses import dataclass
from operator import mul

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of GB 11714, the code within the code
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY = slice(8, 17)  # eight characters and their check
_UNION = "8"  # the registering authority of unions


@dataclass(frozen=True, slots=True)
class CreditCode:
    """What a well-formed code says.

    Attributes:
        is_unions: whether a union registered it (first character 8).
        check_holds: whether its last character is the computed one. Some early codes of pilot
            areas do not satisfy the formula.
        body_holds: whether the organization code within (GB 11714) has its computed check.
    """

    is_unions: bool
    check_holds: bool
    body_holds: bool


def check_character(first17: str) -> str:
    """The 18th character belonging to the first 17; ``0`` where the sum divides by 31."""
    total = sum(map(mul, map(_ALPHABET.index, first17), _WEIGHTS))
    return _ALPHABET[(31 - total % 31) % 31]


def body_check(first8: str) -> str:
    """The check of an organization code's eight characters (GB 11714)."""
    rest = 11 - sum(map(mul, map(_BODY_ALPHABET.index, first8), _BODY_WEIGHTS)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def read_credit_code(code: str) -> CreditCode | None:
    """What ``code`` says; ``None`` where length or characters are not those of a code."""
    if len(code) != 18 or not set(code) <= set(_ALPHABET):
        return None
    body = code[_BODY]
    return CreditCode(
        is_unions=code.startswith(_UNION),
        check_holds=code[-1] == check_character(code[:17]),
        body_holds=body[-1] == body_check(body[:8]),
    )
