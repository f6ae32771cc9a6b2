"""Columns of dates judged as a whole: what one cell proves holds for the others.

05/03/24 alone is three days. In a column where 31/12/24 stands as well it is one, unless that may
be a day of 1931: so years that cannot be meant are left out of account. What no cell proves is
asked, once for the column.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.actions.importing.outcome import DateQuestion
from app.spec.dates import DateOrder, DateProblem, parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.spec.field import FieldSpec

_SHORT = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{1,2}|\d{4})")
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_EXAMPLES = 3
_FIRST_OF_UNIONS = "1945"  # nobody in a ledger of today joined, was hired or left before
_YOUNGEST, _OLDEST = 14, 100  # years of age of whoever stands in a register
_BIRTH = ("born", "birth")


@dataclass(slots=True)
class JudgedColumns:
    """What the date columns of a sheet prove.

    Attributes:
        orders: by field name, the order in which a column's dates are read.
        proofs: by field name, the cell that proved it; only where the column did.
        questions: columns that have to be asked about.
    """

    orders: dict[str, DateOrder] = field(default_factory=dict)
    proofs: dict[str, str] = field(default_factory=dict)
    questions: list[DateQuestion] = field(default_factory=list)

    def said(self, labels: Mapping[str, str]) -> list[str]:
        """What is said of columns that prove their own order."""
        return [
            f"{labels[name]}按{WORDS[self.orders[name]]}读：有“{proof}”为证"
            for name, proof in self.proofs.items()
        ]


def relied_upon(label: str, raw: object, value: object, proof: str) -> str:
    """What is said of a cell that is a day only because of ``proof``, another cell of its column.

    Blank where there is no proof, for the proof itself, and for a cell that is one day anyhow.
    """
    if not proof or not isinstance(raw, str) or raw == proof:
        return ""
    if not (text := _as_short(raw)) or not _is_unclear(_in_orders(text)):
        return ""
    return f"{label}“{text}”照“{proof.strip()}”的先后读作 {value}"


WORDS = {DateOrder.YMD: "年/月/日", DateOrder.DMY: "日/月/年", DateOrder.MDY: "月/日/年"}


def judge(
    columns: Iterable[tuple[FieldSpec, Sequence[object], Sequence[int]]],
    answers: Mapping[str, DateOrder],
    common: DateOrder | None,
    today: str,
) -> JudgedColumns:
    """Judge date columns.

    Args:
        columns: for each its field, its raw cells, and their lines.
        answers: orders that a person has named, by field name.
        common: the order for columns that prove none and are not in ``answers``.
        today: ISO; later years are not meant.
    """
    found = JudgedColumns()
    for meaning, cells, lines in columns:
        texts = {cell: _as_short(cell) for cell in dict.fromkeys(cells) if type(cell) is str}
        written = {cell: _in_orders(text) for cell, text in texts.items() if text}
        if not any(_is_unclear(days) for days in written.values()):
            continue
        if meaning.name in answers:
            found.orders[meaning.name] = answers[meaning.name]
            continue
        meant = {cell: _meant(days, meaning.name, today) for cell, days in written.items()}
        order, proof = _proved(meant)
        if order is not None:
            found.orders[meaning.name] = order
            found.proofs[meaning.name] = proof
        elif common is not None:
            found.orders[meaning.name] = common
        else:
            found.questions.append(_question(meaning, meant, cells, lines))
    return found


def _as_short(cell: str) -> str:
    """``cell`` where it is a date of three short parts, half-width and without a time of day."""
    if _SHORT.fullmatch(cell):
        return cell
    text = "".join(_TIME.sub("", unicodedata.normalize("NFKC", cell).strip()).split()).rstrip(".")
    return text if _SHORT.fullmatch(text) else ""


def _in_orders(text: str) -> dict[DateOrder, str]:
    """The days that ``text`` is, by order."""
    found: dict[DateOrder, str] = {}
    for order in DateOrder:
        with suppress(DateProblem):
            day = parse_date(text, order=order)
            if _in_order(text, day, order):
                found[order] = day
    return found


def _is_unclear(days: Mapping[DateOrder, str]) -> bool:
    return len(set(days.values())) > 1


def _meant(days: Mapping[DateOrder, str], field_name: str, today: str) -> Mapping[DateOrder, str]:
    """``days`` without those that cannot be meant, unless none is left."""
    meant = {order: day for order, day in days.items() if _may_be_meant(day, field_name, today)}
    return meant or days


def _in_order(text: str, day: str, order: DateOrder) -> bool:
    """Whether ``day`` is ``text`` in ``order``, not in the only order that makes it a day."""
    parts = [int(part) for part in re.split("[-/.]", text)]
    year, month, date = (int(part) for part in day.split("-"))
    short = year if max(parts) > 99 else year % 100
    wanted = {
        DateOrder.YMD: [short, month, date],
        DateOrder.DMY: [date, month, short],
        DateOrder.MDY: [month, date, short],
    }
    return parts == wanted[order]


def _may_be_meant(day: str, field_name: str, today: str) -> bool:
    if any(word in field_name for word in _BIRTH):
        return _OLDEST >= int(today[:4]) - int(day[:4]) >= _YOUNGEST
    return _FIRST_OF_UNIONS <= day[:4] <= str(int(today[:4]) + 10)


def _proved(readings: Mapping[str, Mapping[DateOrder, str]]) -> tuple[DateOrder | None, str]:
    """The one order that every cell allows and some cell demands, and that cell."""
    left = set(DateOrder)
    proof = ""
    for cell, days in readings.items():
        if days and not left <= days.keys():
            proof = proof or cell
            left &= days.keys()
    if len(left) != 1:
        return None, ""
    order = next(iter(left))
    telling = (cell for cell, days in readings.items() if set(days) == {order})
    return order, next(telling, proof)


def _question(
    meaning: FieldSpec,
    readings: Mapping[str, Mapping[DateOrder, str]],
    cells: Sequence[object],
    lines: Sequence[int],
) -> DateQuestion:
    unclear = {cell: days for cell, days in readings.items() if _is_unclear(days)}
    orders = {order for days in unclear.values() for order in days}
    return DateQuestion(
        meaning.name,
        meaning.label,
        {
            order: tuple(
                (cell.strip(), days[order]) for cell, days in unclear.items() if order in days
            )[:_EXAMPLES]
            for order in DateOrder
            if order in orders
        },
        tuple(line for cell, line in zip(cells, lines, strict=True) if cell in unclear),
    )
