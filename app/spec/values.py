"""Values of every kind: read from what people write, shown as people read them, masked."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from app.spec.dates import DateOrder, DateProblem, parse_date
from app.spec.field import is_extra
from app.spec.identity import tidy
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.spec.codes import CodeList
    from app.spec.field import FieldSpec


MONTH = len("2026-03")  # ``max_length`` of a partial date that is a month, neither year nor day


WHOLE = 10_000  # ten-thousandths: how a decimal number is stored
_MOST_FIGURES = 19  # that arithmetic with decimals keeps exactly, whatever a field counts in
_KEPT = 1 << 63  # the ledger file holds integers below it


class ValueProblem(ValueError):
    """What was written cannot be taken as this field's value.

    Attributes:
        message: why, in Chinese, without the field's label.
        ambiguous: it could be read once somebody says in which order its parts stand.
    """

    def __init__(self, message: str, *, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.ambiguous = ambiguous


# Zero-width, bidirectional and byte-order marks: never meant, always pasted along.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "不详"})
_YES = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "✔", "有"})
_NO = frozenset({"否", "n", "no", "false", "0", "×", "x", "✗", "不是"})
_INTERPUNCT = str.maketrans(dict.fromkeys("•・･．‧∙⋅", "·"))
_OLD_RESIDENT = re.compile(r"[1-9]\d{14}")
_FLOATED = re.compile(r"\d{3,}\.0")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
_COUNTRY_CODE = re.compile(r"^(\+?86)-?(?=1\d{10}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_FIXED_LINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?")
_HAN_GAP = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\s+(?=[\u3400-\u9fff\U00020000-\U0003ffff])"
)


def clean(text: str) -> str:
    """``text`` without marks nobody sees, line ends made one, ends stripped."""
    if text.isprintable():  # neither marks nor controls nor other blanks: nearly every cell
        return text.strip()
    text = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip().strip("\u3000")


def _plain(raw: object) -> str:
    """A cell as text; whole floats lose the point a workbook gave them."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, dt.date):
        return raw.isoformat()[:10]
    return clean(str(raw))


def _one_line(raw: object) -> str:
    return " ".join(_plain(raw).split())


def _narrow(raw: object) -> str:
    """Text of codes and numbers: half-width, no blanks."""
    if type(raw) is str and raw.isascii() and raw.isalnum():
        return raw  # nearly every one of them
    text = _plain(raw)
    if text.isascii():  # half-width already: nearly every number of a workbook
        return "".join(text.split())
    joined = "".join(unicodedata.normalize("NFKC", text).split())
    return unicodedata.normalize("NFKC", joined)  # blanks may have kept marks apart


def _name(raw: object) -> str:
    return _HAN_GAP.sub("", _one_line(raw).translate(_INTERPUNCT))


def _as_typed(text: str) -> str:
    """A code or number without what a workbook hangs on it: ``'`` before, ``.0`` behind."""
    if text.startswith("'"):
        text = text.lstrip("'")
    return text[:-2] if text.endswith(".0") and _FLOATED.fullmatch(text) else text


def _code(raw: object) -> str:
    return _as_typed(_narrow(raw))


def _id_number(raw: object) -> str:
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if is_number and not _OLD_RESIDENT.fullmatch(_plain(raw)):  # 15 figures are kept whole
        raise ValueProblem("证件号码在表格里是数值，后几位可能已丢失，不能还原，请补录")
    text = tidy(_as_typed(_narrow(raw).upper()))
    if _SCIENTIFIC.fullmatch(text):
        raise ValueProblem("证件号码已被 Excel 变成科学记数，后 3 位丢失，不能还原，请补录")
    return "" if text in _NOTHING else text


def _phone(raw: object) -> str:
    text = _COUNTRY_CODE.sub("", _as_typed(_narrow(raw)))
    digits = text.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return digits
    if _FIXED_LINE.fullmatch(text):
        return text
    raise ValueProblem("电话号码应为 11 位手机号或带区号的座机号")


def _number(raw: object, fault: str) -> Decimal:
    """A number as somebody wrote it.

    Raises:
        ValueProblem: it is none, or far greater than any we keep; ``fault`` is its message.
    """
    if isinstance(raw, float):
        raw = round(raw, 6)  # a workbook computes in binary: 0.30000000000000004
    try:
        number = Decimal(_narrow(raw).replace(",", ""))
    except InvalidOperation:
        raise ValueProblem(fault) from None
    if not number.is_finite() or number.adjusted() >= _MOST_FIGURES:
        raise ValueProblem(fault)
    return number


def _kept(number: Decimal, fault: str) -> int:
    """A whole number as it is stored.

    Raises:
        ValueProblem: the ledger file cannot hold it; ``fault`` is its message.
    """
    if abs(number) >= _KEPT:
        raise ValueProblem(fault)
    return int(number)


def _integer(raw: object) -> int:
    fault = "应填整数"
    number = _number(raw, fault)
    if number != number.to_integral_value():
        raise ValueProblem(fault)
    return _kept(number, fault)


def _decimal(field: FieldSpec, raw: object) -> int | None:
    if _narrow(raw) in _NOTHING:
        return None
    fault = "应填数字，例如 1.5"
    number = _number(raw, fault)
    if number != round(number, field.places):
        raise ValueProblem(f"最多 {field.places} 位小数")
    return _kept(number * WHOLE, fault)


def _money(raw: object) -> int:
    fault = "金额应填数字，例如 1234.50"
    if isinstance(raw, str):
        raw = _narrow(raw).lstrip("¥￥").removesuffix("元")
    yuan = _number(raw, fault)
    if yuan != round(yuan, 2):
        raise ValueProblem("金额最多两位小数")
    return _kept(yuan * 100, fault)


def _yes_no(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _narrow(raw).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueProblem("应填“是”或“否”")


def _reference(raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise ValueProblem("请从已有的名单中选择")


_READERS: Mapping[Kind, Callable[[object], object]] = {
    Kind.TEXT: _one_line,
    Kind.NAME: _name,
    Kind.LONG_TEXT: _plain,
    Kind.CODE: _code,
    Kind.INTEGER: _integer,
    Kind.MONEY: _money,
    Kind.YES_NO: _yes_no,
    Kind.ID_NUMBER: _id_number,
    Kind.PHONE: _phone,
    Kind.REFERENCE: _reference,
}


def _choice(raw: object, choices: CodeList | None, on: str = "") -> str:
    text = _one_line(raw)
    code = choices.find(text) if choices else text
    if code is None:
        if choices and (advice := choices.advice_on(text)):
            raise ValueProblem(advice)
        examples = choices.examples(text, on=on) if choices else ""
        raise ValueProblem(f"“{text}”不在可选范围内，可填：{examples}")
    if on and choices and not choices.is_in_force(code, on):
        examples = choices.examples(text, on=on)
        raise ValueProblem(f"“{choices.label(code)}”现在不能选用，可填：{examples}")
    return code


def parse(
    field: FieldSpec,
    raw: object,
    *,
    order: DateOrder | None = None,
    system: int = 1900,
    on: str = "",
) -> object:
    """The stored value of what somebody wrote for ``field``; blank gives ``None``.

    Args:
        raw: text typed by a person, or a workbook cell (text, number, date, boolean).
        order: how ambiguous dates are meant.
        system: date system of the workbook.
        on: ISO day on which a choice is made; codes not in force then cannot be chosen. Blank
            takes codes of any time, as sheets of past years have them.

    Raises:
        ValueProblem: it cannot be taken; nothing is guessed.
    """
    if raw is None or (isinstance(raw, str) and not clean(raw)):
        return None
    if field.kind is Kind.CHOICE:
        try:
            return _choice(raw, field.choices, on)
        except ValueProblem:
            if _narrow(raw) in _NOTHING:
                return None
            raise
    if field.kind is Kind.DECIMAL:
        return _decimal(field, raw)
    if field.kind in _READERS:
        if field.kind not in {Kind.TEXT, Kind.NAME, Kind.LONG_TEXT} and _narrow(raw) in _NOTHING:
            return None
        value = _READERS[field.kind](raw)
        return None if value == "" else value
    return _date(field, raw, order, system)


def _date(field: FieldSpec, raw: object, order: DateOrder | None, system: int) -> str | None:
    if isinstance(raw, str) and _narrow(raw) in _NOTHING:
        return None
    try:
        iso = parse_date(raw, order=order, system=system)
    except DateProblem as problem:
        raise ValueProblem(f"“{_plain(raw)}”：{problem}", ambiguous=problem.ambiguous) from None
    if field.max_length == MONTH:
        if len(iso) < MONTH:
            raise ValueProblem("应写到月，例如 2026-03")
        return iso[:MONTH]  # workbooks keep a month as its first day
    if field.kind is Kind.DATE and len(iso) != 10:
        raise ValueProblem("应填到日，例如 2026-03-05")
    return iso


def show_kind(kind: Kind, value: object, choices: CodeList | None = None) -> str:
    """``value`` as read by people; unknown shows as nothing."""
    if value is None:
        return ""
    if kind is Kind.MONEY and isinstance(value, int):
        sign = "-" if value < 0 else ""
        return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02d}"
    if kind is Kind.DECIMAL and isinstance(value, int):
        return show_decimal(value)
    if kind is Kind.YES_NO:
        return "是" if value else "否"
    if kind is Kind.CHOICE and choices is not None:
        return choices.label(str(value))
    return str(value)


def show_decimal(value: int, places: int = 0) -> str:
    """A decimal number stored in ten-thousandths, with ``places`` decimals or as it needs more."""
    sign, (whole, part) = "-" if value < 0 else "", divmod(abs(value), WHOLE)
    figures = f"{part:04d}".rstrip("0").ljust(places, "0")
    return f"{sign}{whole:,}{'.' if figures else ''}{figures}"


def show(field: FieldSpec, value: object, labels: Mapping[int, str] | None = None) -> str:
    """``value`` of ``field`` as read by people.

    Args:
        labels: for a reference, what the records pointed to are called.
    """
    if field.kind is Kind.REFERENCE and isinstance(value, int) and labels is not None:
        return labels.get(value, "")
    if field.kind is Kind.DECIMAL and isinstance(value, int):
        return show_decimal(value, field.places)
    return show_kind(field.kind, value, field.choices)


UNMASKED = "（证号未遮盖）"  # how the history calls what was seen or left with whole numbers


def mask(text: str) -> str:
    """First three and last four characters, stars between; short texts all stars."""
    if len(text) <= 7:
        return "*" * len(text)
    return text[:3] + "*" * (len(text) - 7) + text[-4:]


_MASKED = frozenset({Kind.ID_NUMBER, Kind.PHONE})


def is_masked(field: FieldSpec) -> bool:
    """Whether the field is shown with stars by default: ID and telephone numbers.

    Of the user's own columns, which know no such kinds, every text called personal.
    """
    return field.personal and (
        field.kind in _MASKED or (field.kind is Kind.TEXT and is_extra(field.name))
    )


def masked(field: FieldSpec, text: str) -> str:
    """``text`` as it may be shown without a deliberate reveal."""
    return mask(text) if is_masked(field) and text else text
