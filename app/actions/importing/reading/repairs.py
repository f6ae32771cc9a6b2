"""Repairs that can be proved, and damage that can only be named.

A cell is changed only where nothing else can have been meant; what was changed is said in the
row's remark. A number that has lost figures is never completed: its row says what is missing and
where to find it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from app.spec.dates import DateProblem, from_serial
from app.spec.identity import check_character, paper_of, read_resident_id, tidy
from app.spec.kinds import DATES, Kind
from app.spec.values import clean

if TYPE_CHECKING:
    from app.spec.field import FieldSpec

_LETTERS = str.maketrans("OIL", "011")
_LETTER_NAMES = {"O": "字母 O 改为 0", "I": "字母 I 改为 1", "L": "字母 l 改为 1"}
_WHOLE = re.compile(r"\d{17}[\dX]")
_LABELLED = re.compile(r"[\u3400-\u9fff]{2,8}[:：]?(\d{17}[\dX])")
_ODD_NAME = re.compile(r"[()（）\[\]【】*#/,，、;；]")
_TAIL_LOST = re.compile(r"\d{15}000")
_SHORT = re.compile(r"\d{16,17}")
_LONG = re.compile(r"\d{19,20}")
_OLD_NUMBER = re.compile(r"[1-9]\d{14}")
_SERIAL = re.compile(r"\d{5}")
_BLANKS = re.compile(r"\s")
_WIDE = re.compile("[\uff01-\uff5e]")
_DOTS = re.compile("[•・･．‧∙⋅]")
_LARGEST_SERIAL, _SMALLEST_SERIAL = 75_000, 2_151  # smaller ones are read as years
_RESIDENT_LENGTH = 18


def looks_whole(raw: str) -> bool:
    """Whether nothing needs to be looked for in an identity number: nearly every one."""
    return _WHOLE.fullmatch(raw) is not None and not raw.endswith("000")


def mended_number(raw: object) -> str | None:
    """An identity number in which letters stood for figures; ``None`` where that is not proved.

    Proved is it when the number is none as it stands, and with 0 for O and 1 for I and l its
    check character holds and its birthday is a day of the calendar. A number that stands behind
    its own name, 身份证：990001…, is taken under the same condition.
    """
    text = _narrow(raw)
    if labelled := _LABELLED.fullmatch(text):
        return labelled[1] if paper_of(labelled[1]) else None
    if text.translate(_LETTERS) == text or read_resident_id(text) is not None:
        return None
    number = text.translate(_LETTERS)
    return number if paper_of(number) else None


def damage(raw: object) -> str:
    """What is wrong with an identity number that has lost figures, and the remedy; blank if none.

    Excel keeps 15 figures: the last three of 18 become 000, or the cell shows 9.90012E+17.
    """
    text = _narrow(raw)
    # Nobody has the number 000 of a day: the figure before the three was a nought already.
    if _TAIL_LOST.fullmatch(text) and (not paper_of(text) or text[14:17] == "000"):
        return "后 3 位变成了 000，多半是 Excel 造成的，不能还原，请照证件补录"
    if _SHORT.fullmatch(text):
        missing = _RESIDENT_LENGTH - len(text)
        return f"只有 {len(text)} 位，少了 {missing} 位，不能还原，请照证件补录"
    if _LONG.fullmatch(text):
        return f"有 {len(text)} 位，多于 18 位，请照证件改正"
    return ""


def hint_of_old_number(number: object) -> str:
    """How an identity number of 15 figures would stand today, in words that do not repeat it.

    Blank for any other number. Only a suggestion: the card itself decides.
    """
    if not isinstance(number, str) or not _OLD_NUMBER.fullmatch(number):
        return ""
    figures = f"{number[:6]}19{number[6:]}"
    check = check_character(figures)
    newer = read_resident_id(figures + check)
    if newer is None or newer.born_on is None:
        return ""
    return f"对照证件，18 位号码可能是在第 6 位后加“19”、末尾加“{check}”"


def said_of(field: FieldSpec, raw: object, value: object, system: int) -> str:
    """What was changed on the way from a cell to its value; blank for nothing worth saying."""
    if value is None or isinstance(value, bool):
        return ""
    if field.kind in DATES:
        return _serial(raw, value, system)
    if not isinstance(raw, str) or not isinstance(value, str):
        return ""
    if field.kind is Kind.ID_NUMBER and _TAIL_LOST.fullmatch(value):
        return f"{field.label}末 3 位是 000，请对照证件，看是不是被 Excel 改过"
    if field.kind is Kind.NAME and is_odd_name(value):
        return _joined(field, [*_of_name(raw, value), f"“{value}”不像只有姓名，请核对"])
    if raw == value:
        return ""
    if field.kind is Kind.ID_NUMBER:
        return _joined(field, _of_number(raw, value))
    if field.kind is Kind.NAME:
        return _joined(field, _of_name(raw, value))
    if field.kind in {Kind.CODE, Kind.PHONE, Kind.TEXT}:
        return _joined(field, _of_code(raw, value, wide=field.kind is not Kind.TEXT))
    return ""


def is_odd_name(raw: object) -> bool:
    """Whether something stands beside a name that is none of it: a duty, a remark."""
    return isinstance(raw, str) and _ODD_NAME.search(raw) is not None


def _joined(field: FieldSpec, found: list[str]) -> str:
    return f"{field.label}{'、'.join(found)}" if found else ""


def _serial(raw: object, value: object, system: int) -> str:
    """Days that stand as numbers are said: somebody may have meant the number."""
    if isinstance(raw, str):
        text = _narrow(raw)
        if not _SERIAL.fullmatch(text):
            return ""
        number = int(text)
    elif isinstance(raw, int | float) and not isinstance(raw, bool) and raw == int(raw):
        number = int(raw)
    else:
        return ""
    if not _SMALLEST_SERIAL <= number <= _LARGEST_SERIAL:
        return ""
    try:
        same = from_serial(number, system=system) == value
    except DateProblem:
        return ""
    return f"{number} 是 Excel 日期序号，读作 {value}" if same else ""


def _of_number(raw: str, value: str) -> list[str]:
    text = _narrow(raw)
    found = _unseen(raw)
    if _WIDE.search(raw.replace("：", "")):
        found.append("全角改半角")
    if _LABELLED.fullmatch(text):
        found.append("去掉前面的文字")
    if any(mark in text for mark in _LETTER_NAMES) and value == text.translate(_LETTERS):
        found += [f"{said}，校验位相符" for mark, said in _LETTER_NAMES.items() if mark in text]
    elif clean(raw).endswith("x") and value.endswith("X"):
        found.append("小写 x 改大写")
    if _BLANKS.search(clean(raw)):
        found.append("去掉空格")
    if clean(raw).startswith("'"):
        found.append("去掉前面的撇号")
    return found


def _of_name(raw: str, value: str) -> list[str]:
    found = _unseen(raw)
    plain = clean(raw)
    if len(_BLANKS.sub("", plain)) < len(plain) and not _BLANKS.search(value):
        found.append("去掉空格")
    if _DOTS.search(plain):
        found.append("间隔号改为“·”")
    return found


def _of_code(raw: str, value: str, *, wide: bool) -> list[str]:
    found = _unseen(raw)
    plain = clean(raw)
    if wide and _WIDE.search(plain):
        found.append("全角改半角")
    if plain.startswith("'") and not value.startswith("'"):
        found.append("去掉前面的撇号")
    if plain.endswith(".0") and not value.endswith(".0"):
        found.append("去掉末尾的“.0”")
    return found


def _unseen(raw: str) -> list[str]:
    """Whether marks were taken out that nobody sees."""
    return [] if raw.isprintable() or clean(raw) == raw.strip() else ["去掉看不见的字符"]


def _narrow(raw: object) -> str:
    """Figures and letters of a cell as they are compared: half-width, upper case, no blanks."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = unicodedata.normalize("NFKC", clean(str(raw)))
    return tidy("".join(text.split()).upper().lstrip("'"))
