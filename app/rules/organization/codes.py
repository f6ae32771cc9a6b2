"""Unified social credit codes, of the union, its unit and those it covers; the region's code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from app.models.all import journal, union, units
from app.rules.organization.card import union_cards
from app.rules.rule import Breach, Rule, Scope
from app.spec.credit_code import read_credit_code
from app.spec.findings import Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.models.base import Record

_UNION = union.Union.__table__.c
_UNIT = units.CoveredUnit.__table__.c
_CHANGE = journal.Change.__table__.c
_REGIONS = Citation("中华人民共和国行政区划代码", "GB/T 2260")
_STANDARD = Citation("法人和其他组织统一社会信用代码编码规则", "GB 32100—2015", confirmed=True)

_REGION = re.compile("[0-9]{6,12}")
_Code = tuple[int, str, str, str | None]  # row, field, whose it is, the code as written


def uscc_format(scope: Scope) -> Iterator[Breach]:
    """A union's own code has 18 characters of the alphabet and begins with 8."""
    for number, field, name, written in _own_codes(scope):
        code = read_credit_code((written or "").upper())
        if field == "uscc" and written and (code is None or not code.is_unions):
            message = "工会统一社会信用代码应为18位，且以8开头，请核对。"
            yield Breach(message, number, field, name)


def uscc_check(scope: Scope) -> Iterator[Breach]:
    """The codes of the union and of its unit end in the computed character."""
    codes = [
        code
        for code in _own_codes(scope)  # the union's own is refused for its shape elsewhere
        if code[1] != "uscc" or read_credit_code((code[3] or "").upper()) is not None
    ]
    yield from _checked(scope, union.Union, codes)


def unit_uscc_check(scope: Scope) -> Iterator[Breach]:
    """The codes of covered units end in the computed character."""
    rows = scope.reader.execute(
        select(_UNIT.id, _UNIT.name, _UNIT.uscc).where(
            _UNIT.retired_at.is_(None), *scope.among(_UNIT.id)
        )
    )
    codes = [(number, "uscc", name, written) for number, name, written in rows]
    yield from _checked(scope, units.CoveredUnit, codes)


def region_code(scope: Scope) -> Iterator[Breach]:
    """The region's code has 6 to 12 figures, the first six those in the union's own code.

    Places 3 to 8 of that are the region of the union that registered it, which may be another.
    """
    for card in union_cards(scope):
        written, number = card.region_code or "", card.id
        if scope.saving and not _is_written_now(scope, union.Union, number, "region_code"):
            continue
        own = (card.uscc or "").upper()
        if written and not _REGION.fullmatch(written):
            message = "行政区划代码应为6至12位数字，如六位的县区代码，请核对。"
            yield Breach(message, number, "region_code", card.name)
        elif written and read_credit_code(own) is not None and own[2:8] != written[:6]:
            message = (
                f"行政区划代码与工会信用代码第3至8位（{own[2:8]}，登记机关所在地）不同，请核对。"
            )
            yield Breach(message, number, "region_code", card.name, level=Level.NOTE)


def _own_codes(scope: Scope) -> list[_Code]:
    rows = scope.reader.execute(
        select(_UNION.id, _UNION.name, _UNION.uscc, _UNION.unit_name, _UNION.unit_uscc).where(
            _UNION.retired_at.is_(None), *scope.among(_UNION.id)
        )
    )
    return [
        code
        for number, name, own, unit_name, units_own in rows
        for code in (
            (number, "uscc", name, own),
            (number, "unit_uscc", unit_name or name, units_own),
        )
    ]


def _checked(scope: Scope, record: type[Record], codes: Sequence[_Code]) -> Iterator[Breach]:
    for number, field, name, written in codes:
        if not written or (scope.saving and not _is_written_now(scope, record, number, field)):
            continue
        told, level = _told_of(written.upper())
        if told:
            yield Breach(told, number, field, name, level=level)


def _told_of(written: str) -> tuple[str, Level | None]:
    """What is to be said of a code, blank for nothing, and how much it weighs."""
    code = read_credit_code(written)
    if code is None:
        return "统一社会信用代码应为18位数字和大写字母（没有I、O、S、V、Z），请对照证书。", None
    if not code.check_holds:
        return "代码校验位与计算结果不符，请对照证书；个别早期代码可能例外。", None
    if not code.body_holds:
        return "代码第9至17位（组织机构代码）的校验位与计算结果不符，请对照证书。", Level.NOTE
    return "", None


def _is_written_now(scope: Scope, record: type[Record], number: int, field: str) -> bool:
    """Whether the action about to be saved sets ``field``: its changes have no seal yet.

    Whoever gave a reason for an odd code once is not asked again when the telephone changes.
    """
    written = func.instr(func.char(10).concat(_CHANGE.after), f"\n{field}=") > 0
    changed = exists().where(
        _CHANGE.table_name == record.__tablename__,
        _CHANGE.record_id == number,
        _CHANGE.seal.is_(None),
        written,
    )
    return bool(scope.reader.scalar(select(changed)))


_UNION_TABLE, _UNIT_TABLE = union.Union.__tablename__, units.CoveredUnit.__tablename__
RULES = (
    Rule("org-uscc-format", _UNION_TABLE, Level.ERROR, (_STANDARD,), uscc_format, at_save=True),
    Rule("org-uscc-check", _UNION_TABLE, Level.WARNING, (_STANDARD,), uscc_check, at_save=True),
    Rule("org-region-code", _UNION_TABLE, Level.WARNING, (_REGIONS,), region_code, at_save=True),
    Rule("org-unit-uscc", _UNIT_TABLE, Level.WARNING, (_STANDARD,), unit_uscc_check, at_save=True),
)
