"""The search box: 汉字, 全拼, 首字母, or the last figures of an ID or telephone number."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, or_, select

from app.models.base import json_text
from app.queries.sources import Source, target_of
from app.spec.kinds import TEXTUAL, Kind
from app.spec.values import is_masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

_LETTERS = re.compile("[a-z]+")
_FIGURES = re.compile("[0-9]+X?")
_WIDE = 2  # characters from which on a word is looked for beyond the list; 王 would be everywhere
_MIXED = re.compile("[a-z]+|[^a-z]+")  # 张xm
# One syllable as far as typed: its first letters, then what of its ending there is.
_SYLLABLE = re.compile("(?:[zcs]h|[b-df-hj-np-tw-z])?[aeiouv]*(?:ng?(?![aeiouv])|r(?![aeiouv]))?")


def matches(
    source: Source, text: str, *, into_references: bool = True, is_wide: bool = True
) -> Iterator[ColumnElement[bool]]:
    """One condition for each blank-separated word of ``text``; a row must fulfil all.

    Args:
        into_references: what a row refers to may hold the word too.
        is_wide: fields beyond those of the list may hold it too.
    """
    for word in _words(text):
        yield _word(source, word, into_references=into_references, is_wide=is_wide)


def goes_beyond(text: str) -> bool:
    """Whether any word of ``text`` is looked for in more than the fields of a list."""
    return any(_is_wide(word) for word in _words(text))


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFKC", text).split()  # an input method may type ｚｘｍ


def _is_wide(word: str) -> bool:
    return len(word) >= _WIDE and not word.isascii()  # letters are pinyin of names


def _word(
    source: Source, word: str, *, into_references: bool = True, is_wide: bool = False
) -> ColumnElement[bool]:
    """Whether any searched field of a row holds ``word``."""
    folded = word.casefold()
    ways: list[ColumnElement[bool]] = []
    inside: list[ColumnElement[bool]] = []
    names = dict.fromkeys(_listed(source))
    if is_wide and _is_wide(word):
        ways += _in_choices(source, word)
        names |= dict.fromkeys(_beyond(source))
    for name in names:
        is_inside = source.is_folded(name) and source.spec.fields[name].kind in TEXTUAL
        (inside if is_inside else ways).extend(
            _in_field(source, name, word, into_references=into_references)
        )
    if inside and source.folded is not None:
        # Values are taken out of those rows alone that hold the word anywhere: unfolding the
        # text of each row would take five times as long as looking through it.
        ways.append(and_(_anywhere_in(source.folded, word), or_(*inside)))
    if source.keys and _LETTERS.fullmatch(folded):
        ways += _by_pinyin(source, folded)
    elif source.keys and _LETTERS.search(folded):
        parts = _MIXED.findall(folded)
        if not any(_FIGURES.search(part) for part in parts):
            ways.append(and_(*(_word(source, part, into_references=False) for part in parts)))
    return or_(false(), *ways)


def _listed(source: Source) -> Iterator[str]:
    """The fields of the list, and the one that names a row: looked into for every word."""
    spec = source.spec
    if spec.name_field:
        yield spec.name_field
    yield from spec.layout.table


def _beyond(source: Source) -> Iterator[str]:
    """The other texts of a record, such as 部门, 岗位, 籍贯, 备注."""
    for field in source.spec.fields.values():
        if field.kind in TEXTUAL and not is_masked(field) and field.name in source.values:
            yield field.name


def _in_choices(source: Source, word: str) -> Iterator[ColumnElement[bool]]:
    """Values whose words hold ``word``: 劳务派遣, 土家族. Costs nothing where none does."""
    for field in source.spec.fields.values():
        if field.choices is not None and field.name in source.values:
            named = [code.code for code in field.choices.codes if word in code.label]
            if named:
                yield source.values[field.name].in_(named)


def _in_field(
    source: Source, name: str, word: str, *, into_references: bool
) -> Iterator[ColumnElement[bool]]:
    """How ``word`` may stand in the field ``name``; each way costs time on every row."""
    field, value = source.spec.fields[name], source.values[name]
    if field.kind in {Kind.ID_NUMBER, Kind.PHONE} or is_masked(field):
        if _FIGURES.fullmatch(word.upper()):
            yield _ends_with(value, word.upper())
    elif field.kind is Kind.REFERENCE:
        if into_references:
            target = target_of(field)
            found = _word(target, word, into_references=False)
            yield value.in_(select(target.id).select_from(target.table).where(found))
    elif field.kind is Kind.CODE:
        if word.isascii() and not word.isalpha():  # card and staff numbers hold figures
            yield contains(value, word)
    elif field.kind is Kind.NAME:
        if not word.isascii() or (word.isalpha() and not source.keys):  # pinyin keys hold letters
            yield contains(value, word)
    elif field.kind in TEXTUAL:
        yield contains(value, word)


def contains(value: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Whether the text ``value`` holds ``word``; letters match in either case."""
    if word.isascii() and not word.isdigit():
        return func.instr(func.lower(value), word.lower()) > 0
    return func.instr(value, word) > 0


def _anywhere_in(folded: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Whether a JSON text holds ``word``; letters match in either case."""
    written = json_text(word)[1:-1]  # as JSON spells it: a quote has a backslash before it
    if word.isascii() and not word.isdigit():
        return folded.contains(written, autoescape=True)  # LIKE, which copies nothing
    return func.instr(folded, written) > 0


def _ends_with(value: ColumnElement[Any], tail: str) -> ColumnElement[bool]:
    return func.substr(value, -len(tail)) == tail


def _by_pinyin(source: Source, letters: str) -> Iterator[ColumnElement[bool]]:
    """Full pinyin, initials, or the beginnings of syllables, such as ``zhxm``."""
    pinyin, initials = source.keys["pinyin"], source.keys["initials"]
    yield func.instr(pinyin, letters) > 0
    parts = [part for part in _SYLLABLE.findall(letters) if part]
    yield func.instr(initials, letters) > 0
    if 1 < len(parts) < len(letters) and "".join(parts) == letters:
        yield and_(
            func.instr(initials, "".join(part[0] for part in parts)) > 0,
            pinyin.op("GLOB")("*" + "*".join(parts) + "*"),
        )
