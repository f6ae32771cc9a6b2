"""How words are found: by full pinyin and initials, and in any writing of their characters.

A dictionary of single characters gets surnames wrong (单 is shan, not dan), so our own table of
surnames stands before it. The usual reading stays beside the surname's, because both are typed.
Which characters are one in several writings, ``resources/names/variants.toml`` says.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache, lru_cache
from itertools import product

from app.resources import read_toml

_TYPED = re.compile("[a-z' ]+")
_MOST_READINGS = 6  # a name of three polyphonic characters needs no more keys than this
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Characters and their readings, from lines such as ``单 shan dan，曾 zeng ceng``."""
    entries = (entry.split() for entry in text.split("，"))
    return {character: tuple(readings) for character, *readings in entries}


# The first reading is the surname's own and leads the sorting key.
_SURNAMES = _table(
    "单 shan dan，曾 zeng ceng，仇 qiu chou，查 zha cha，盖 ge gai，解 xie jie，区 ou qu，"
    "朴 piao pu，乐 yue le，覃 qin tan，翟 zhai di，缪 miao mou，宓 mi fu，么 yao me，"
    "员 yun yuan，贠 yun，郇 xun huan，郗 xi chi，召 shao zhao，尉 wei yu，蔚 yu wei，"
    "黑 he hei，折 she zhe，盛 sheng cheng，乘 cheng sheng，隗 wei kui，繁 po fan，秘 bi mi，"
    "柏 bai bo，都 du dou，卜 bu，牟 mou mu，能 nai neng，粘 nian zhan，谌 chen shen，"
    "晟 cheng sheng，宿 su xiu，阚 kan，降 jiang xiang，强 qiang jiang，靓 jing liang，"
    "句 gou ju，长 zhang chang，祭 zhai ji，种 chong zhong，重 chong zhong，行 xing hang，"
    "褚 chu zhu，藏 zang cang，朝 chao zhao，调 diao tiao，莘 shen xin"
)
# Only those that the single characters would give wrong; 欧阳 and 诸葛 come right by themselves.
_COMPOUND_SURNAMES = _table(
    "尉迟 yu chi，万俟 mo qi，长孙 zhang sun，澹台 tan tai，单于 chan yu，乐正 yue zheng"
)
# Characters of given names that people read in more than one way.
_GIVEN = _table(
    "乐 le yue，长 chang zhang，重 zhong chong，朝 chao zhao，行 xing hang，茜 qian xi，"
    "莎 sha suo，晟 sheng cheng，娜 na nuo，蔚 wei yu，柏 bai bo，盛 sheng cheng，"
    "藏 cang zang，传 chuan zhuan，曾 zeng ceng，澄 cheng deng，单 dan shan，都 du dou，"
    "宿 su xiu，拓 tuo ta，莘 xin shen，珩 heng，炅 jiong gui，筠 yun jun，调 tiao diao，"
    "参 can shen"
)


@cache
def _dictionary_reading(character: str) -> str:
    """The usual reading of one character; what has none stands for itself."""
    # Its dictionary of phrases, which single characters never need, takes three quarters of the
    # time of importing it, and that is felt at the first letter somebody types.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import Style, lazy_pinyin

    folded = unicodedata.normalize("NFKC", character).casefold()
    if folded.isascii():
        return folded if folded.isalnum() else ""
    if not character.isalnum():
        return ""  # interpuncts and blanks part words and are not typed
    return lazy_pinyin(character, style=Style.NORMAL)[0]


@cache
def _given(character: str) -> tuple[str, ...]:
    return _GIVEN.get(character) or (_dictionary_reading(character),)


@cache
def _surname(character: str) -> tuple[str, ...]:
    return _SURNAMES.get(character) or (_dictionary_reading(character),)


def _syllables(name: str) -> list[tuple[str, ...]]:
    """The readings of every character of a Han name, the surname's first."""
    compound = _COMPOUND_SURNAMES.get(name[:2])
    if compound and len(name) > 2:
        return [(part,) for part in compound] + [_given(character) for character in name[2:]]
    return [_surname(name[0]), *(_given(character) for character in name[1:])]


def _words(name: str) -> list[tuple[str, ...]]:
    """A name of other letters: one part a word, so that initials are those of its words."""
    spaced = "".join(letter if letter.isalnum() else " " for letter in name)
    return [(word.casefold(),) for word in spaced.split()]


def search_keys(name: str) -> tuple[str, str]:
    """Full pinyin and initials of ``name``, for finding and sorting.

    Returns:
        Two texts in lower case, ü written v. Where the name can be read in several ways the
        readings stand side by side, parted by a blank, the surname's own first:
        ``单小明`` gives ``("shanxiaoming danxiaoming", "sxm dxm")``.
    """
    name = name.strip()
    if not name:
        return "", ""
    parts = _syllables(name) if _HAN.search(name) else _words(name)
    parts = [part for part in parts if part != ("",)]
    if all(len(part) == 1 for part in parts):
        return "".join([part[0] for part in parts]), "".join([part[0][0] for part in parts])
    full: dict[str, None] = {}
    short: dict[str, None] = {}
    for reading in product(*parts):
        full["".join(reading)] = None
        short["".join([syllable[0] for syllable in reading])] = None
        if len(full) == _MOST_READINGS:
            break
    return " ".join(full), " ".join(short)


@lru_cache(maxsize=1 << 16)
def _keys(words: str) -> tuple[str, str]:
    return search_keys(words)


def is_called(words: str, typed: str) -> bool:
    """Whether ``typed`` finds ``words``: by a part in any writing, by pinyin or its initials."""
    part = typed.strip().casefold()
    return usual(part) in usual(words.casefold()) or is_read(words, part)


def is_read(words: str, typed: str) -> bool:
    """Whether ``typed`` is a part of the pinyin of ``words``, or of its initials."""
    letters = typed.strip().casefold()
    if not _TYPED.fullmatch(letters):
        return False
    letters = letters.replace("'", "").replace(" ", "")
    return bool(letters) and any(letters in keys for keys in _keys(words))


@cache
def variants(*parts: str) -> dict[int, str]:
    """Traditional and variant characters with the one that stands for each, for translating.

    Args:
        parts: of the table: ``groups`` are characters of names, ``words`` those besides that
            stand in headings and code lists.
    """
    table = read_toml("names/variants.toml")
    groups = (group for part in parts for group in table[part].split())
    return {ord(other): first for first, *others in groups for other in others}


def usual(words: str) -> str:
    """``words`` in usual characters, as they are compared: 漢族 is 汉族."""
    if _unusual().isdisjoint(words):  # most are, and to translate takes five times as long
        return words
    return words.translate(variants("groups", "words"))


@cache
def _unusual() -> frozenset[str]:
    return frozenset(map(chr, variants("groups", "words")))
