"""Amounts in capitals (大写), as receipts and vouchers write them."""

from __future__ import annotations

import re

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_STEPS = ("", "万", "亿", "万亿")
_FOUR = 10_000
_FEN_A_YUAN = 100


def in_capitals(fen: int) -> str:
    """An amount of at most 9,999 万亿 yuan: 140950 gives 壹仟肆佰零玖元伍角整.

    Rules: 会计基础工作规范 (财会字〔1996〕19号) article 52. 整 stands behind 元 and 角, not behind
    分; of several noughts one is read.
    """
    yuan, rest = divmod(fen, _FEN_A_YUAN)
    jiao, odd = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif odd and words:
        words += _DIGITS[0]
    if odd:
        return f"{words}{_DIGITS[odd]}分"
    return f"{words or f'{_DIGITS[0]}元'}整"


def _whole(yuan: int) -> str:
    """Whole yuan, in steps of four places."""
    words, step = "", 0
    while yuan:
        yuan, four = divmod(yuan, _FOUR)
        if four:
            gap = _DIGITS[0] if four < _FOUR // 10 and yuan else ""
            words = f"{gap}{_four(four)}{_STEPS[step]}{words}"
        elif words and not words.startswith(_DIGITS[0]):
            words = f"{_DIGITS[0]}{words}"
        step += 1
    return words


def _four(number: int) -> str:
    """At most four places, without the noughts before them."""
    digits = reversed(f"{number}")
    read = [
        _DIGITS[0] if digit == "0" else f"{_DIGITS[int(digit)]}{place}"
        for digit, place in zip(digits, _PLACES, strict=False)
    ]
    return re.sub(f"{_DIGITS[0]}+", _DIGITS[0], "".join(reversed(read))).rstrip(_DIGITS[0])
