"""Names of groups and departments as sheets write them, compared with those the ledger knows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

from app.spec.codes import fold
from app.spec.pinyin import search_keys, usual

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMERAL = re.compile("[〇零一二三四五六七八九十]+")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_FIGURES = re.compile(r"\d+")
_PUNCTUATION = re.compile(r"[_·()\[\]]+")
_SAME_KIND = re.compile("(?:工会)?(?:小组|班组|组)$")  # 装配一, 装配一组 and 装配一小组 are one
_OTHER_KIND = re.compile("(?:分工会|分会|车间|工段|部门|中心|部|科|处|室|班|队|线)$")
_ALIKE = 0.75  # share of two names that must agree before a person is asked about them
_SHORTEST = 2  # characters of a name that may stand within another one
_MOST = 3  # names offered for one that is written


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A known name that a written one may mean.

    Attributes:
        value: number of the record, or the known spelling where the field is a text.
        reason: what they have in common, in the user's words.
    """

    value: int | str
    label: str
    reason: str


def compared(name: str) -> str:
    """A name as it is compared: 装配1组, 装配 一组, 装配（一）组 and 裝配一組 are one."""
    return _NUMERAL.sub(_in_figures, _PUNCTUATION.sub("", usual(fold(name))))


def _in_figures(match: re.Match[str]) -> str:
    word = match.group()
    tens, ten, ones = word.partition("十")
    if not ten or len(tens) > 1 or len(ones) > 1:
        return word.translate(_DIGITS)
    return str(int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0))


def _stem(key: str) -> str:
    """``key`` without the word for a group, unless nothing is left."""
    return _SAME_KIND.sub("", key) or key


def _bare(key: str) -> str:
    """``key`` without any word for a part of a unit, unless nothing is left."""
    stem = _stem(key)
    return _OTHER_KIND.sub("", stem) or stem


class KnownWords:
    """The names that one field may mean.

    Attributes:
        values: what they stand for.
    """

    def __init__(self, names: Iterable[tuple[int | str, str]]) -> None:
        self._by_key: defaultdict[str, list[tuple[int | str, str]]] = defaultdict(list)
        for value, label in names:
            self._by_key[compared(label)].append((value, label))
        self.values = {value for known in self._by_key.values() for value, _label in known}

    def exact(self, word: str) -> list[tuple[int | str, str]]:
        """What is called ``word``, width, blanks, writing and kind of numeral apart."""
        return self._by_key.get(compared(word), [])

    def certain(self, word: str) -> tuple[int | str, str] | None:
        """The only name that differs from ``word`` by no more than 组 or 小组 at its end."""
        found = self._by_stem.get(_stem(compared(word)), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _by_stem(self) -> dict[str, list[tuple[int | str, str]]]:
        found: dict[str, list[tuple[int | str, str]]] = {}
        for key, known in self._by_key.items():
            found.setdefault(_stem(key), []).extend(known)
        return found

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self._by_key:
            for sound in {*search_keys(key)[0].split(), *search_keys(_stem(key))[0].split()}:
                found.setdefault(sound, []).append(key)
        return found

    @cached_property
    def _by_figures(self) -> dict[tuple[str, ...], list[str]]:
        """Keys by the numbers in them: 三组 is never meant for 二组."""
        found: dict[tuple[str, ...], list[str]] = {}
        for key in self._by_key:
            found.setdefault(tuple(_FIGURES.findall(key)), []).append(key)
        return found

    def resembling(self, word: str) -> tuple[Resemblance, ...]:
        """Names that may be meant by ``word``, which is none of them; best first."""
        key = compared(word)
        found: dict[str, tuple[float, str]] = {}
        for other in self._by_figures.get(tuple(_FIGURES.findall(key)), ()):
            if alike := _likeness(key, other):
                found[other] = alike
        for sound in {*search_keys(key)[0].split(), *search_keys(_stem(key))[0].split()}:
            for other in self._by_sound.get(sound, ()):
                if _FIGURES.findall(key) == _FIGURES.findall(other) or key.isascii():
                    found[other] = (1.0, "读音相同")
        best = sorted(found, key=lambda other: -found[other][0])[:_MOST]
        return tuple(
            Resemblance(value, label, found[other][1])
            for other in best
            for value, label in self._by_key[other]
        )


def _likeness(key: str, other: str) -> tuple[float, str] | None:
    """How much two names have in common, and what; ``None`` where nobody would mix them up."""
    one, two = _bare(key), _bare(other)
    if one == two:
        return 0.9, "只差末尾的叫法"
    short, long = sorted((one, two), key=len)
    if len(_FIGURES.sub("", short)) >= _SHORTEST and short in long:
        return 0.8, "一个包含另一个"
    matcher = SequenceMatcher(None, one, two)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return None
    ratio = matcher.ratio()
    return (ratio, "名称相近") if ratio >= _ALIKE else None
